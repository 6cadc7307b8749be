"""Escalations on the command line: working on them, and their rules."""
