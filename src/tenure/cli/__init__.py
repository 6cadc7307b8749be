"""The tenure command; decides nothing."""
