"""Price indices and their values, as they stand on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet

from tenure.book.models import IndexValue, PriceIndex
from tenure.foundation.models import User


@dataclass(frozen=True, slots=True)
class IndexView:
    """Hold an index and how far its values reach; months by their first day."""

    pk: int
    code: str
    name: str
    months: int
    first_month: date | None
    last_month: date | None


@dataclass(frozen=True, slots=True)
class ValueView:
    """Hold the value of a month that counts on a day, in 1/1,000, and how often it was revised."""

    month: date
    value_e3: int
    published_on: date
    revisions: int


def indices(user: User) -> list[IndexView]:
    """Return the indices that the person may see, by code (one query)."""
    found = PriceIndex.objects.visible_to(user).order_by("code")
    rows = found.annotate(
        months=Count("values__month", distinct=True),
        first_month=Min("values__month"),
        last_month=Max("values__month"),
    )
    return [IndexView(r.pk, r.code, r.name, r.months, r.first_month, r.last_month) for r in rows]


def index_choices(user: User) -> list[tuple[str, str]]:
    """Return the indices that a clause may follow, as code and name."""
    return list(PriceIndex.objects.visible_to(user).order_by("code").values_list("code", "name"))


def find_index(index_id: int, user: User) -> PriceIndex | None:
    """Return an index as far as the person may see it."""
    return PriceIndex.objects.visible_to(user).filter(pk=index_id).first()


def publications(index: PriceIndex, user: User) -> QuerySet[IndexValue]:
    """Return all that was ever published of an index, the latest month first.

    Each says whether it `is_revised`: published again later.
    """
    found = IndexValue.objects.visible_to(user).filter(index=index)
    later = IndexValue.objects.filter(
        index=index, month=OuterRef("month"), published_on__gt=OuterRef("published_on")
    )
    return found.annotate(is_revised=Exists(later)).order_by("-month", "-published_on")


def values_on(code: str, on: date, user: User) -> list[ValueView]:
    """Return an index's values as they were published by a day, the latest month first."""
    known = IndexValue.objects.visible_to(user).filter(index__code=code, published_on__lte=on)
    latest = known.order_by("-month", "-published_on").distinct("month")
    times = dict(known.order_by().values_list("month").annotate(times=Count("pk")))
    return [
        ValueView(row.month, row.value_e3, row.published_on, times[row.month] - 1) for row in latest
    ]
