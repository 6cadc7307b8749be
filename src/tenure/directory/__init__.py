"""Customers, partners, contacts, staff and teams."""
