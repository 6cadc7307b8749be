"""Closing: what was agreed is booked, and contract, CRM and billing agree."""
