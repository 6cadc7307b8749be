"""Writers of documents: put one into the store, publish clauses, make a seal."""

from tenure.documents.commands.clauses import ClausesRefused, publish_clauses
from tenure.documents.commands.keeping import keep, store, store_rows
from tenure.documents.commands.seal import create_certificate

__all__ = ["ClausesRefused", "create_certificate", "keep", "publish_clauses", "store", "store_rows"]
