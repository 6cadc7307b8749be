"""Render, store and find documents by content hash."""
