"""Reads of documents: open a stored one, set a new one."""

from tenure.documents.queries.store import DocumentDamaged, open_document, path_of
from tenure.documents.queries.typeset import company_logo, fonts, typeset

__all__ = ["DocumentDamaged", "company_logo", "fonts", "open_document", "path_of", "typeset"]
