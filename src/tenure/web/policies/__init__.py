"""Policies on the web: the form of a draft, and the result of a simulation as its page shows it."""
