"""Reads of requests: what one is about, one request, lists, mails on their way."""
