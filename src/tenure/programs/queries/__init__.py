"""Reads of programs and of who is enrolled in them."""

from tenure.programs.queries.enrolments import (
    EnrolmentView,
    ProgramView,
    enrolments,
    enrolments_of,
    programs,
    sentences,
)
from tenure.programs.queries.offers import Offer, offer_of, offer_sql

__all__ = [
    "EnrolmentView",
    "Offer",
    "ProgramView",
    "enrolments",
    "enrolments_of",
    "offer_of",
    "offer_sql",
    "programs",
    "sentences",
]
