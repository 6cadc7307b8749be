"""Reads of renewals: slices for the daily run, lists, the quality review."""
