"""Which renewals and contracts a daily run has to look at. Each starts from an index range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tenure.book.models import Order
from tenure.directory.models import Contact
from tenure.renewals.models import Finding, Renewal
from tenure.renewals.rules.dates import NOTICE_VIEW, WINDOW_CLOSES, Orders

CHUNK = 20_000


def changed_contracts(orders: Orders) -> list[int]:
    """Return the ids of the contracts with an order in this slice of the log, ascending."""
    changed = Order.objects.filter(id__gt=orders.after, id__lte=orders.upto)
    return sorted(set(changed.values_list("contract_id", flat=True)))


def open_renewals_of(contract_ids: Sequence[int]) -> QuerySet[Renewal]:
    """Return the open renewals of these contracts."""
    return Renewal.objects.filter(contract_id__in=contract_ids, closed_on=None)


def crossed(since: date | None, on: date) -> QuerySet[Renewal]:
    """Return the open renewals for which a date came between two runs (no `since`: all).

    T-90, the due date, the notice date and its approach: where the next action or a finding of
    the review can change though nothing was booked.
    """
    unclosed = Renewal.objects.filter(closed_on=None)
    if since is None:
        return unclosed
    t90 = timedelta(days=WINDOW_CLOSES)
    near = timedelta(days=NOTICE_VIEW)
    return unclosed.filter(
        Q(renewal_on__range=(since, on))
        | Q(renewal_on__range=(since + t90, on + t90))
        | Q(notice_on__range=(since, on))
        | Q(notice_on__range=(since + near, on + near))
    )


def unquoted_between(first: date, last: date) -> QuerySet[Renewal]:
    """Return the open renewals of these renewal dates (inclusive) without a quote.

    Without evergreen ones: they have no next term to quote.
    """
    return Renewal.objects.filter(
        ~Q(renewal_type="evergreen"),
        closed_on=None,
        quoted_on=None,
        renewal_on__range=(first, last),
    ).order_by("renewal_on", "id")


def stale_quoted(contract_ids: Sequence[int]) -> QuerySet[Renewal]:
    """Return the open renewals of these contracts whose quote priced an earlier revision."""
    return (
        open_renewals_of(contract_ids)
        .filter(quoted_on__isnull=False)
        .exclude(quoted_revision=F("contract__revision"))
        .order_by("renewal_on", "id")
    )


def answered() -> QuerySet[Finding]:
    """Return open findings that an import without orders may have answered: owner, contact."""
    has_contact = Exists(
        Contact.objects.filter(customer_id=OuterRef("contract__customer_id")).exclude(email="")
    )
    is_owned = Q(check_code="no_owner", contract__owner__isnull=False)
    return Finding.objects.filter(cleared_on=None).filter(
        is_owned | (Q(check_code="no_contact") & Q(has_contact))
    )


def chunks(ids: Sequence[int], *, size: int = CHUNK) -> Iterator[Sequence[int]]:
    """Yield the ids in slices of bounded size."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
