"""Tenure, the renewals desk of a subscription company."""

__version__ = "0.1.0"
