"""Reads of the book; never write."""
