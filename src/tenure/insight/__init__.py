"""Insight: metrics as named, versioned definitions, answered from files of the ledger."""
