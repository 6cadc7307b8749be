"""Reads of insight: the facts as files, the engine, reports."""
