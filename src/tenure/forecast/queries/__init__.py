"""Reads of the forecast."""
