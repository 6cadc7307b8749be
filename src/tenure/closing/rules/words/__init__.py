"""What closing says to customers, by language."""
