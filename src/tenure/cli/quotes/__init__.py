"""What `tenure quote` shows of a quote."""
