"""Shifts on the command line: looking at them, and changing them."""
