"""Renewal quotes, their lines, price traces and documents."""
