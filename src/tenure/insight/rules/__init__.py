"""What metrics are and what may be asked of them: pure."""
