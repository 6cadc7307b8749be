"""What `tenure policy` shows."""
