"""The customer business review: what one customer has with us, in words that they may read.

Nothing of what is expected inside stands in it: no risk, no forecast, no note, no other customer.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Q, Sum

from tenure.book.models import ArrMovement, Contract, Line, Overage
from tenure.desk.models import Request
from tenure.desk.rules.requests import KIND_CHOICES, STATE_WORDS, State
from tenure.foundation.models import User
from tenure.kernel.period import format_day
from tenure.programs.queries import enrolments_of
from tenure.renewals.models import Renewal
from tenure.reviews.rules import cells
from tenure.reviews.rules.building import amount_lines
from tenure.reviews.rules.periods import ReviewPeriod, quarters_until
from tenure.reviews.rules.reviews import Column, Figure, Section, Table

_QUARTERS = 8
_AHEAD = timedelta(days=366)
_MOST = 100
_RENEWS = {"auto": "Automatically", "manual": "By agreement", "evergreen": "Runs on"}
_KINDS: dict[str, str] = dict(KIND_CHOICES)


def of_customer(user: User, customer_id: int, period: ReviewPeriod, *, on: date) -> list[Section]:
    """Return the sections of a customer's review (a fixed number of queries)."""
    told_on = period.told_on(on)
    contracts = list(
        Contract.objects.visible_to(user)
        .filter(Q(ended_on=None) | Q(ended_on__gt=told_on), customer_id=customer_id)
        .filter(first_start_on__lte=told_on)
        .select_related("owner")
        .order_by("key")[:_MOST]
    )
    lines = list(
        Line.objects.filter(contract__in=contracts, start_on__lte=told_on)
        .filter(Q(end_on=None) | Q(end_on__gt=told_on))
        .select_related("product")
        .order_by("contract__key", "lot")[:500]
    )
    return [
        _contracts(contracts, lines, told_on),
        _value(user, customer_id, period, told_on),
        _ahead(user, customer_id, told_on),
        _programs(user, customer_id, told_on, lines),
        _usage(contracts, lines),
        _requests(user, customer_id),
    ]


def _contracts(contracts: list[Contract], lines: list[Line], on: date) -> Section:
    columns = (
        Column("Contract"), Column("Product"), Column("Quantity", True), Column("Since"),
        Column("Until"), Column("A year", True, is_summed=True),
    )  # fmt: skip
    keys = {one.pk: one.key for one in contracts}
    totals: dict[str, int] = defaultdict(int)
    for line in lines:
        totals[line.currency] += line.arr_minor
    tables = tuple(
        Table(
            f"In force on {format_day(on)}, in {currency}", columns,
            tuple(
                (
                    cells.text(keys[line.contract_id], f"contract:{line.contract_id}"),
                    cells.text(line.product.name), cells.text(f"{line.quantity.normalize():,f}"),
                    cells.day(line.start_on),
                    cells.day(line.end_on - timedelta(days=1) if line.end_on else None),
                    cells.money(line.arr_minor, currency),
                )
                for line in lines if line.currency == currency
            ),
        )
        for currency in sorted(totals)
    )  # fmt: skip
    number = len(contracts)
    says = [f"{number:,} {'contract is' if number == 1 else 'contracts are'} in force."]
    figures = tuple(
        Figure(f"Annual value, {currency}", cells.money(minor, currency), "of recurring services")
        for currency, minor in sorted(totals.items())
    )
    return Section("contracts", "What you have", tuple(says), figures, tables)


def _value(user: User, customer_id: int, period: ReviewPeriod, told_on: date) -> Section:
    """Return the annual value at the end of each of the last quarters."""
    ends = [min(one.last_day, told_on) for one in quarters_until(period, _QUARTERS)]
    names = [one.name for one in quarters_until(period, _QUARTERS)]
    moved = ArrMovement.objects.filter(
        contract__in=Contract.objects.visible_to(user).filter(customer_id=customer_id).values("pk"),
        effective_on__lte=told_on,
    )
    sums = moved.values_list("currency").annotate(
        **{
            f"q{place}": Sum("amount_minor", filter=Q(effective_on__lte=end), default=0)
            for place, end in enumerate(ends)
        }
    )
    told = {row[0]: list(zip(names, row[1:], strict=True)) for row in sums.order_by("currency")}
    says, charts, rows = [], [], []
    for currency, parts in told.items():
        first = next((place for place, (_, minor) in enumerate(parts) if minor), None)
        if first is None:
            continue
        known = parts[first:]
        (name, begin), (_, end) = known[0], known[-1]
        says.append(
            f"Your recurring services are worth {cells.rounded_words(end, currency)} a year, "
            f"after {cells.rounded_words(begin, currency)} at the end of {name}."
            if len(known) > 1
            else f"Your recurring services are worth {cells.rounded_words(end, currency)} a year."
        )
        charts.append(amount_lines(f"Annual value by quarter, in {currency}", known, currency))
        rows += [(cells.text(name), cells.money(minor, currency)) for name, minor in known]
    columns = (Column("At the end of"), Column("A year", True))
    tables = (Table("Annual value by quarter", columns, tuple(rows)),) if rows else ()
    return Section(
        "value", "Annual value over time",
        tuple(says or ["There are no recurring services."]), tables=tables,
        charts=tuple(one for one in charts if one),
    )  # fmt: skip


def _ahead(user: User, customer_id: int, on: date) -> Section:
    """Return the renewals of the next twelve months."""
    found = list(
        Renewal.objects.visible_to(user)
        .filter(customer_id=customer_id, closed_on=None, renewal_on__lte=on + _AHEAD)
        .exclude(renewal_type="evergreen")
        .select_related("contract", "owner")
        .order_by("renewal_on", "pk")[:_MOST]
    )
    columns = (
        Column("Contract"), Column("Renews on"), Column("Notice by"), Column("How"),
        Column("A year", True), Column("Your contact"),
    )  # fmt: skip
    rows = tuple(
        (
            cells.text(one.contract.key, f"renewal:{one.pk}"), cells.day(one.renewal_on),
            cells.day(one.notice_on), cells.text(_RENEWS.get(one.renewal_type, one.renewal_type)),
            cells.money(one.atr_minor, one.currency),
            cells.text(one.owner.name if one.owner else cells.NONE),
        )
        for one in found
    )  # fmt: skip
    says = ["No renewal is due in the next twelve months."]
    if found:
        number, first = len(found), found[0]
        is_one = number == 1
        says = [
            (
                f"{number:,} {'renewal is' if is_one else 'renewals are'} ahead, the first on "
                f"{format_day(first.renewal_on)}."
            )
        ]
    tables = (Table("Renewals ahead", columns, rows),) if rows else ()
    return Section("ahead", "Renewals ahead", tuple(says), tables=tables)


def _programs(user: User, customer_id: int, on: date, lines: list[Line]) -> Section:
    found = [one for one in enrolments_of(customer_id, on=on, user=user) if one.state == "in force"]
    support = sorted({line.product.name for line in lines if line.product.support_tier})
    rows = tuple(
        (
            cells.text(one.enrolment.program.name), cells.text(one.enrolment.program.sentence),
            cells.day(one.enrolment.start_on), cells.day(one.reverify_on),
        )
        for one in found
    )  # fmt: skip
    columns = (Column("Program"), Column("What it is"), Column("Since"), Column("Verified until"))
    says = [f"Your support: {', '.join(support)}." if support else "Support is as in your terms."]
    if not rows:
        says.append("You take part in no program.")
    tables = (Table("Programs", columns, rows),) if rows else ()
    return Section("programs", "Programs and support", tuple(says), tables=tables)


def _usage(contracts: list[Contract], lines: list[Line]) -> Section:
    """Return what is used of the terms: what went above what was agreed."""
    starts = {one.pk: one.start_on for one in contracts}
    products = {(line.contract_id, line.lot): line.product.name for line in lines}
    agreed = {(line.contract_id, line.lot): line.quantity for line in lines}
    keys = {one.pk: one.key for one in contracts}
    latest = (
        Overage.objects.filter(contract__in=contracts)
        .order_by("contract", "lot", "-pk")
        .distinct("contract", "lot")
    )
    rows = tuple(
        (
            cells.text(keys[one.contract_id], f"contract:{one.contract_id}"),
            cells.text(products.get((one.contract_id, one.lot), cells.NONE)),
            cells.text(f"{agreed.get((one.contract_id, one.lot), 0):,f}".rstrip("0").rstrip(".")),
            cells.text(f"{one.quantity.normalize():,f}"), cells.day(one.start_on),
        )
        for one in latest
        if one.quantity and one.start_on >= starts[one.contract_id]
    )  # fmt: skip
    columns = (
        Column("Contract"), Column("Product"), Column("Agreed", True), Column("Used above", True),
        Column("Since"),
    )  # fmt: skip
    if not rows:
        return Section("usage", "Use of your terms", ("No use above what was agreed is recorded.",))
    says = f"Use above what was agreed is recorded for {len(rows):,} of {len(lines):,} lines."
    return Section(
        "usage", "Use of your terms", (says,), tables=(Table("Used above", columns, rows),)
    )


def _requests(user: User, customer_id: int) -> Section:
    found = list(
        Request.objects.visible_to(user)
        .filter(customer_id=customer_id, closed_on=None)
        .order_by("due_at", "pk")[:_MOST]
    )
    rows = tuple(
        (
            cells.text(one.number, f"request:{one.pk}"),
            cells.text(_KINDS.get(one.kind, cells.NONE)), cells.day(one.opened_on),
            cells.text(STATE_WORDS[State(one.state)]),
            cells.day(one.due_at.date()),
        )
        for one in found
    )  # fmt: skip
    columns = (
        Column("Number"), Column("What"), Column("Asked on"), Column("State"), Column("Due"),
    )  # fmt: skip
    says = ["You have no open request."]
    if rows:
        is_one = len(rows) == 1
        says = [f"{len(rows):,} of your requests {'is' if is_one else 'are'} open."]
    tables = (Table("Open requests", columns, rows),) if rows else ()
    return Section("requests", "Open requests", tuple(says), tables=tables)
