"""The audit log for people: newest first, a page at a time, by what was done."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from tenure.book.models import Contract
from tenure.directory.models import Contact, Customer
from tenure.directory.scope import scope_of
from tenure.documents.models import Document
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Permission, may
from tenure.quotes.models import Quote, QuoteDocument
from tenure.renewals.models import Finding, Outcome, Renewal, RenewalGroup

PAGE_SIZE = 50

# One index step per verb instead of a scan of the log (loose index scan).
_VERBS = """
    WITH RECURSIVE verbs(verb) AS (
        SELECT min(verb) FROM foundation_auditevent
        UNION ALL
        SELECT (SELECT min(verb) FROM foundation_auditevent e WHERE e.verb > v.verb)
        FROM verbs v WHERE v.verb IS NOT NULL)
    SELECT verb FROM verbs WHERE verb IS NOT NULL"""

# Kind of subject -> the rows that lead from it to a customer: model, its key to the subject, the
# way to the customer.
_TO_CUSTOMER: dict[type[Model], tuple[type[Model], str, str]] = {
    Customer: (Customer, "pk", ""),
    Contact: (Contact, "pk", "customer__"),
    Contract: (Contract, "pk", "customer__"),
    Renewal: (Renewal, "pk", "contract__customer__"),
    RenewalGroup: (RenewalGroup, "pk", "customer__"),
    Outcome: (Outcome, "pk", "renewal__contract__customer__"),
    Finding: (Finding, "pk", "contract__customer__"),
    Quote: (Quote, "pk", "renewal__contract__customer__"),
    Document: (QuoteDocument, "document_id", "quote__renewal__contract__customer__"),
}


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of events; `older` and `newer` are ids to go on from, none at the end."""

    events: list[AuditEvent]
    older: int | None
    newer: int | None


def audit_page(
    user: User,
    *,
    verb: str = "",
    subject: tuple[str, int] | None = None,
    before: int | None = None,
    after: int | None = None,
    size: int = PAGE_SIZE,
) -> AuditPage:
    """Return events before or after an id, newest first; nothing to those who may not see them.

    What was done to customers under export control is left out for people without clearance.
    """
    if not may(user.role, Permission.SEE_AUDIT):
        return AuditPage([], None, None)
    found = _seen_by(user).select_related("actor")
    if verb:
        found = found.filter(verb=verb)
    if subject is not None:
        found = found.filter(subject_type=subject[0], subject_id=subject[1])
    if after is not None:
        events = list(found.filter(id__gt=after).order_by("id")[: size + 1])
        more, events = len(events) > size, events[:size][::-1]
        return AuditPage(events, events[-1].pk if events else None, events[0].pk if more else None)
    if before is not None:
        found = found.filter(id__lt=before)
    events = list(found.order_by("-id")[: size + 1])
    more, events = len(events) > size, events[:size]
    older = events[-1].pk if more else None
    return AuditPage(events, older, events[0].pk if events and before is not None else None)


def _seen_by(user: User) -> QuerySet[AuditEvent]:
    """Return the log without what needs a clearance the user lacks.

    One look by key per event read, so a page still costs a page and not the log.
    """
    found = AuditEvent.objects.all()
    if scope_of(user).cleared:
        return found
    for kind, (model, key, path) in _TO_CUSTOMER.items():
        leads = {key: OuterRef("subject_id"), f"{path}export_controlled": True}
        controlled = Exists(model._default_manager.filter(**leads))
        found = found.exclude(Q(controlled, subject_type=kind._meta.label_lower))
    return found


def audit_verbs() -> list[str]:
    """Return every verb in the log."""
    with connection.cursor() as cursor:
        cursor.execute(_VERBS)
        return [row[0] for row in cursor.fetchall()]
