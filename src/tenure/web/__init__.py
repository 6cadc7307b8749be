"""The desk in the browser; decides nothing."""
