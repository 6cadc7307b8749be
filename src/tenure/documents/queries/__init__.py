"""Reads of documents: open a stored one, set a new one."""

from tenure.documents.queries.clauses import (
    ClausesFound,
    TermsListed,
    clauses_of,
    published_terms,
)
from tenure.documents.queries.seal import Certificate, SealFailed, certificate, sealed
from tenure.documents.queries.store import DocumentDamaged, open_document, path_of
from tenure.documents.queries.typeset import NotSet, company_logo, fonts, typeset

__all__ = [
    "Certificate",
    "ClausesFound",
    "DocumentDamaged",
    "NotSet",
    "SealFailed",
    "TermsListed",
    "certificate",
    "clauses_of",
    "company_logo",
    "fonts",
    "open_document",
    "path_of",
    "published_terms",
    "sealed",
    "typeset",
]
