"""Publish values of price indices. A value is write-once; a later publication revises it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from tenure.book.models import IndexValue, PriceIndex
from tenure.book.rules.index_file import (
    IndexFile,
    NotAValue,
    Published,
    ValueFault,
    ValueRow,
    when_refused,
)
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, NotAllowed
from tenure.kernel.period import format_day


class IndexConflict(Conflict):
    """Refuse a value that contradicts one of the same month and day of publication."""


@dataclass(frozen=True, slots=True)
class ValuesPublished:
    """Hold what came of values: how many are new and known, and what was wrong with the others."""

    new: int
    unchanged: int
    faults: tuple[ValueFault, ...]


def publish_index_value(*, published: Published, by: User, on: date) -> bool:
    """Publish one value; an index that is not known is made. Return whether it is new.

    Raise IndexConflict for another value of the same month and day of publication, NotAValue for
    one that is published later than `on`, NotAllowed without the right.
    """
    done = publish_index_file(file=IndexFile((ValueRow(1, published),), ()), by=by, on=on)
    for fault in done.faults:
        if fault.column == "value":
            raise IndexConflict(f"{fault.reason[0].upper()}{fault.reason[1:]}.")
        raise NotAValue(fault.column, fault.reason)
    return done.new > 0


@transaction.atomic
def publish_index_file(*, file: IndexFile, by: User, on: date) -> ValuesPublished:
    """Publish the values of a file, one audit event for each index that gets new ones.

    What is known already changes nothing. A row that contradicts a known value, or an earlier row
    of the file, or is published later than `on`, is a fault; the others are taken. Raise
    NotAllowed without the right.
    """
    if not may(by.role, Permission.SET_POLICY):
        raise NotAllowed(f"{by} may not publish values of price indices.")
    faults, new, unchanged = list(file.faults), 0, 0
    by_code: dict[str, list[ValueRow]] = {}
    for row in file.rows:
        by_code.setdefault(row.published.code, []).append(row)
    with connection.cursor() as cursor:  # publishers take turns; readers go on
        cursor.execute("LOCK TABLE book_priceindex IN SHARE ROW EXCLUSIVE MODE")
    for code, rows in sorted(by_code.items()):
        fresh, refused = _sorted_out(code, rows, on)
        faults += refused
        unchanged += len(rows) - len(fresh) - len(refused)
        new += len(fresh)
        if fresh:
            _save(code, fresh, by=by, on=on)
    return ValuesPublished(new, unchanged, tuple(sorted(faults, key=lambda fault: fault.line)))


def _sorted_out(
    code: str, rows: Sequence[ValueRow], on: date
) -> tuple[list[Published], list[ValueFault]]:
    """Return what is new among the rows, and what is wrong with others."""
    known = {
        (month, published_on): value
        for month, published_on, value in IndexValue.objects.filter(index__code=code).values_list(
            "month", "published_on", "value_e3"
        )
    }
    fresh, faults = list[Published](), list[ValueFault]()
    for row in rows:
        one = row.published
        key = (one.month, one.published_on)
        if reason := when_refused(one, on=on):
            faults.append(ValueFault(row.line, "published_on", reason))
        elif key not in known:
            known[key] = one.value_e3
            fresh.append(one)
        elif known[key] != one.value_e3:
            said = f"another value of {one.month:%Y-%m} was published on"
            said += f" {format_day(one.published_on)}; a revision has a later day"
            faults.append(ValueFault(row.line, "value", said))
    return fresh, faults


def _save(code: str, fresh: Sequence[Published], *, by: User, on: date) -> None:
    name = next((one.name for one in fresh if one.name), code)
    index, _ = PriceIndex.objects.get_or_create(code=code, defaults={"name": name})
    IndexValue.objects.bulk_create(
        IndexValue(
            index=index, month=one.month, value_e3=one.value_e3, published_on=one.published_on
        )
        for one in fresh
    )
    months = sorted(one.month for one in fresh)
    detail = {
        "index": index.code, "values": len(fresh),
        "from": months[0].isoformat(), "to": months[-1].isoformat(),
    }  # fmt: skip
    record_event(by=by, on=on, verb="book.publish_index_values", subject=index, detail=detail)
