"""Decisions of the forecast, without a database and without a clock."""
