"""Reads of the desk: worklist, search, runs."""
