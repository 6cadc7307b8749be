"""Snapshots of open renewals, what moved between two days, and the forecast."""
