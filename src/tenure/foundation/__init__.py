"""Audit log and outbox, users and visibility, background jobs, embedded database."""
