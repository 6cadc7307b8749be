"""Decisions of reviews, without a database and without a clock."""
