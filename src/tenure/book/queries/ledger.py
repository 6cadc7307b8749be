"""Recurring revenue of the whole book: ARR, what is committed, what changed it, what is up.

All amounts are in minor units a year, one figure for each currency: nothing is converted. A figure
has two dates: the effective one, for which it holds, and the day of knowledge; what was booked
later is not in it (none: everything booked). Each figure takes one query, beside the one or two
that read what the user may see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from tenure.book.models import ArrMovement, Contract, Line, MovementKind, Order
from tenure.book.queries.as_of import book_as_of
from tenure.book.queries.as_of_rows import posted
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.kernel.money import Money

MOST_DIFFERENCES = 10_000


@dataclass(frozen=True, slots=True)
class Arr:
    """ARR on a day, and committed ARR: with every change that is booked for later."""

    currency: str
    arr_minor: int
    committed_minor: int


@dataclass(frozen=True, slots=True)
class RollForward:
    """ARR on a day, the movements after it up to another day by kind, and ARR on that day."""

    currency: str
    begin_minor: int
    movements: Mapping[str, int]
    end_minor: int

    @property
    def ties(self) -> bool:
        """Tell whether begin and movements make the end, exactly."""
        return self.begin_minor + sum(self.movements.values()) == self.end_minor


@dataclass(frozen=True, slots=True)
class Atr:
    """What is available to renew in a window, and how many contracts that is."""

    currency: str
    atr_minor: int
    contracts: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What the ledger holds of a lot, a day and a kind, and what the orders make of it."""

    contract: str
    lot: int
    effective_on: date
    kind: str
    posted_minor: int
    rebuilt_minor: int


def arr_by_currency(user: User, *, on: date, known_on: date | None = None) -> list[Arr]:
    """Return ARR on a day and committed ARR, by currency."""
    rows = (
        _movements(user, known_on)
        .values("currency")
        .annotate(arr=_sum(Q(effective_on__lte=on)), committed=_sum(Q()))
        .order_by("currency")
    )
    return [Arr(row["currency"], row["arr"], row["committed"]) for row in rows]


def roll_forward(
    user: User, *, start: date, end: date, known_on: date | None = None
) -> list[RollForward]:
    """Return by currency how ARR on `start` became ARR on `end`.

    The movements are those effective after `start`, up to and with `end`; kinds without any are
    left out. They tie: begin and end are summed by themselves.
    """
    rows = (
        _movements(user, known_on)
        .filter(effective_on__lte=end)
        .values("currency", "kind")
        .annotate(
            begin=_sum(Q(effective_on__lte=start)),
            moved=_sum(Q(effective_on__gt=start)),
            total=_sum(Q()),
        )
    )
    begins: dict[str, int] = defaultdict(int)
    ends: dict[str, int] = defaultdict(int)
    moved: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        begins[row["currency"]] += row["begin"]
        ends[row["currency"]] += row["total"]
        moved[row["currency"]][row["kind"]] = row["moved"]
    return [
        RollForward(currency, begins[currency], _in_order(moved[currency]), ends[currency])
        for currency in sorted(ends)
    ]


def net_arr_of_order(contract_id: int, number: int, *, user: User) -> Money | None:
    """Return the change of ARR that an order booked; none when the user may not see it.

    That is DOMAIN's net ARR of a booking: what it brings a year less what it takes the place of.
    """
    # By contract first: movements are indexed by contract, not by order.
    booked = ArrMovement.objects.filter(contract=OuterRef("contract"), order=OuterRef("pk"))
    net = booked.order_by().values("order").annotate(net=_sum(Q())).values("net")
    order = (
        Order.objects.visible_to(user)
        .filter(contract=contract_id, number=number)
        .values_list(Coalesce(Subquery(net), Value(0)), "contract__currency")
        .first()
    )
    return None if order is None else Money(*order)


def available_to_renew_between(
    user: User, *, start: date, end: date, known_on: date | None = None
) -> list[Atr]:
    """Return the ARR of what ends with terms that end in [start, end), by currency.

    A lot that goes on beyond its contract's term is not up, nor is a contract that ended before
    its term did. For a day of knowledge the whole visible book is folded: seconds, not moments.
    """
    if known_on is not None:
        return _available_as_known(user, start, end, known_on)
    goes_on = Line.objects.filter(
        contract=OuterRef("contract"), lot=OuterRef("lot"), prior_end_on=OuterRef("end_on")
    )
    rows = (
        Line.objects.visible_to(user)
        .filter(Q(contract__end_on__gte=start, contract__end_on__lt=end))
        .filter(end_on=F("contract__end_on"))
        .exclude(contract__ended_on__lt=F("contract__end_on"))
        .filter(~Exists(goes_on))
        .exclude(arr_minor=0)
        .values("currency")
        .annotate(atr=_sum(Q(), "arr_minor"), contracts=Count("contract", distinct=True))
        .order_by("currency")
    )
    return [Atr(row["currency"], row["atr"], row["contracts"]) for row in rows]


_ATR = """
    SELECT l.currency, sum(l.arr)::BIGINT, count(DISTINCT l.c)
    FROM lines l JOIN facts f ON f.c = l.c AND f.end_on = l."end"
    WHERE f.end_on >= $start AND f.end_on < $end AND l.arr <> 0
        AND coalesce(f.ended_on >= f.end_on, true) AND NOT EXISTS (
            SELECT 1 FROM lines n
            WHERE n.c = l.c AND n.lot = l.lot AND n."start" >= l."end")
    GROUP BY 1 ORDER BY 1"""


def _available_as_known(user: User, start: date, end: date, known_on: date) -> list[Atr]:
    scope = scope_of(user)
    ids = None
    if not (scope.sees_everything and scope.cleared):
        ids = list(Contract.objects.visible_to(user).values_list("pk", flat=True))
    with book_as_of(known_on, contract_ids=ids) as book:
        rows = book.duck.execute(_ATR, {"start": start, "end": end}).fetchall()
    return [Atr(*row) for row in rows]


_DIFFERENCES = """
    SELECT c, lot, day, kind, sum(posted)::BIGINT, sum(rebuilt)::BIGINT FROM (
        SELECT c, lot, day, kind, amount AS posted, 0 AS rebuilt FROM posted
        UNION ALL SELECT c, lot, day, kind, 0, amount FROM steps)
    GROUP BY 1, 2, 3, 4 HAVING sum(posted) <> sum(rebuilt) ORDER BY 1, 2, 3, 4 LIMIT $most"""


def ledger_differences(
    contract_ids: Sequence[int] | None = None, *, most: int = MOST_DIFFERENCES
) -> list[Difference]:
    """Rebuild the ledger of the contracts (none: of all) from their orders; return what differs.

    Empty when the ledger balances. At most so many are returned, by contract, lot, day and kind.
    """
    with book_as_of(contract_ids=contract_ids) as book:
        book.pull(posted(contract_ids))
        book.make_steps()
        book.settle()
        rows = book.duck.execute(_DIFFERENCES, {"most": most}).fetchall()
    keys = dict(
        Contract.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", "key")
        if rows
        else ()
    )
    return [Difference(keys.get(row[0], f"no. {row[0]}"), *row[1:]) for row in rows]


def _movements(user: User, known_on: date | None) -> ScopedQuerySet[ArrMovement]:
    found = ArrMovement.objects.visible_to(user)
    return found if known_on is None else found.filter(booked_on__lte=known_on)


def _sum(condition: Q, column: str = "amount_minor") -> Coalesce:
    """Return the sum of the rows that the condition keeps; 0 of none."""
    total = Sum(column, filter=condition or None, output_field=BigIntegerField())
    return Coalesce(total, Value(0), output_field=BigIntegerField())


def _in_order(moved: Mapping[str, int]) -> dict[str, int]:
    """Return the movements in the order of the kinds, without those that come to nothing."""
    return {kind: moved[kind] for kind in MovementKind.values if moved.get(kind)}
