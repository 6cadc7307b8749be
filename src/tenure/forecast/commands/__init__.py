"""The writers of the forecast."""
