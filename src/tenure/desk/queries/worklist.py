"""The worklist: open renewals in the order in which they want work, a page at a time.

Pages are read by keyset (the last row's sort value and id), so page 500 costs what page 1 costs,
and the count stops at `COUNT_LIMIT`: nothing here grows with the book.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from tenure.book.models import Contract
from tenure.desk.models import Task
from tenure.desk.queries.matching import like
from tenure.desk.queries.promises import promises_of
from tenure.directory.models import Customer
from tenure.directory.queries import place_of
from tenure.foundation.models import User
from tenure.quotes.models import Quote
from tenure.renewals.models import Finding, NextAction, Renewal
from tenure.renewals.rules.dates import AUTOMATIC
from tenure.renewals.rules.priority import RISKS, PriorityFacts, Promise, explain

PAGE_SIZE = 50
COUNT_LIMIT = 1000
MATCH_LIMIT = 2000
SORTS = {"act": "work_on", "renewal": "renewal_on"}
_OPEN_TASKS = Task.objects.filter(renewal=OuterRef("pk"), done_on=None).order_by()
_COLUMNS = {**SORTS, "deadline": "act_on"}
RISK_CHOICES = list(RISKS.items())
ACTIONS: list[tuple[str, str]] = list(NextAction.choices)


@dataclass(frozen=True, slots=True)
class WorklistFilter:
    """What a person asked to see; empty fields ask for nothing."""

    whose: str = "all"  # mine, team or all
    action: str = ""
    owner: int | None = None
    nobody: bool = False  # those without an owner
    segment: str = ""
    currency: str = ""
    renewal_type: str = ""
    risk: str = ""
    waiting: str = ""  # on whom; "others": any of them; "turn": the owner; "snoozed": it sleeps
    untouched_since: date | None = None  # wanted work and saw nobody since this day
    step_before: date | None = None  # a person's own next step was due before this day
    no_step_on: date | None = None  # it wants work on this day, and nothing is planned
    work_from: date | None = None  # it wants work from this day or later
    work_to: date | None = None  # it wants work by this day
    due_from: date | None = None
    due_to: date | None = None
    text: str = ""
    sort: str = "act"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """A place between rows: the sort value and id of the row beside it."""

    day: date
    renewal_id: int
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One renewal as the worklist shows it; amounts in minor units a year."""

    id: int
    work_on: date
    act_on: date
    next_action: str
    action_label: str
    reason: str
    priority: PriorityFacts
    customer_id: int
    customer: str
    segment: str
    country: str
    contract_id: int
    contract: str
    due_on: date
    renewal_on: date
    notice_on: date | None
    renewal_type: str
    currency: str
    atr_minor: int
    forecast_minor: int
    owner_id: int | None
    owner: str
    group_id: int | None
    export_controlled: bool
    quote_id: int | None = None
    quote: str = ""
    quote_minor: int | None = None
    quote_is_stale: bool = False
    findings: int = 0
    touched_on: date | None = None
    has_task: bool = False

    def is_untouched(self, on: date) -> bool:
        """Tell whether it has wanted work for long, and no person did anything since."""
        since = untouched_since(on)
        return self.work_on <= since and (self.touched_on is None or self.touched_on <= since)

    def is_without_step(self, on: date) -> bool:
        """Tell whether it wants work, and nothing is planned for it (as `no_step_q`)."""
        return self.work_on <= on and self.priority.step_on is None and not self.has_task

    def why(self, on: date) -> str:
        """Return in one sentence why it stands here."""
        return explain(self.priority, self.reason, self.due_on, on)

    @property
    def risk(self) -> str:
        """Return the risk category in words, '' for none."""
        return RISKS.get(self.priority.risk, "")


@dataclass(frozen=True, slots=True)
class WorklistPage:
    """A page of rows and the places before and after it."""

    rows: list[WorklistRow]
    before: Position | None
    after: Position | None
    count: int
    count_is_capped: bool


def worklist_page(
    user: User, asked: WorklistFilter, *, at: Position | None = None, size: int = PAGE_SIZE
) -> WorklistPage:
    """Return one page of what the person may see of it, and whether more lies on either side."""
    asked = _as_seen(user, asked)
    found = _found(user, asked)
    backwards = at is not None and at.backwards
    window = _ordered(_from_position(found, asked, at), asked, backwards=backwards)
    renewals = list(window[: size + 1])
    has_more = len(renewals) > size
    renewals = renewals[:size]
    if backwards:
        renewals.reverse()
    count = found.order_by()[: COUNT_LIMIT + 1].count()
    rows = _with_quotes_and_findings(renewals, asked)
    return WorklistPage(
        rows=rows,
        before=_beside(renewals, asked, True) if (has_more if backwards else at) else None,
        after=_beside(renewals, asked, False) if (backwards or has_more) else None,
        count=min(count, COUNT_LIMIT),
        count_is_capped=count > COUNT_LIMIT,
    )


def worklist_rows(user: User, asked: WorklistFilter, *, chunk: int = 1000) -> Iterator[WorklistRow]:
    """Yield every row of the worklist in its order, reading a chunk at a time."""
    asked = _as_seen(user, asked)
    found = _found(user, asked)
    at: Position | None = None
    while True:
        window = _ordered(_from_position(found, asked, at), asked, backwards=False)
        renewals = list(window[:chunk])
        yield from _with_quotes_and_findings(renewals, asked)
        if len(renewals) < chunk:
            return
        at = _beside(renewals, asked, False)


def _as_seen(user: User, asked: WorklistFilter) -> WorklistFilter:
    """Return what an outsider may ask: what colleagues judge is not theirs, nor is its order."""
    if place_of(user).is_inside:
        return asked
    sort = "deadline" if asked.sort == "act" else asked.sort
    return replace(
        asked, risk="", waiting="", untouched_since=None, step_before=None, work_from=None,
        work_to=None, no_step_on=None, sort=sort,
    )  # fmt: skip


def _found(user: User, asked: WorklistFilter) -> QuerySet[Renewal]:
    found = Renewal.objects.visible_to(user).filter(closed_on=None)
    place = place_of(user)
    if asked.whose == "mine":
        found = found.filter(owner_id=place.staff_id or 0)
    elif asked.whose == "team":
        found = found.filter(owner_id__in=place.team_ids)
    found = found.filter(_exact(asked)).filter(_dates(asked))
    if asked.text:
        found = found.filter(_matching(user, asked.text))
    return found


def _exact(asked: WorklistFilter) -> Q:
    condition = Q(owner_id=None) if asked.nobody else Q()
    for column, value in (
        ("next_action", asked.action),
        ("owner_id", asked.owner),
        ("customer__segment", asked.segment),
        ("currency", asked.currency),
        ("renewal_type", asked.renewal_type),
        ("risk", asked.risk),
    ):
        if value:
            condition &= Q(**{column: value})
    return condition & _waiting(asked.waiting)


def _waiting(whom: str) -> Q:
    if whom == "snoozed":
        return Q(snoozed_until__isnull=False)
    if whom == "turn":
        return Q(snoozed_until=None, waiting_on__in=["", "me"])
    if whom == "others":
        return others_q()
    return Q(waiting_on=whom) if whom else Q()


def _dates(asked: WorklistFilter) -> Q:
    condition = Q()
    if asked.due_from:
        condition &= Q(due_on__gte=asked.due_from)
    if asked.due_to:
        condition &= Q(due_on__lte=asked.due_to)
    if asked.untouched_since:
        condition &= untouched_q(asked.untouched_since)
    if asked.step_before:
        condition &= Q(step_on__lt=asked.step_before)
    if asked.no_step_on:
        condition &= no_step_q(asked.no_step_on)
    if asked.work_from:
        condition &= Q(work_on__gte=asked.work_from)
    if asked.work_to:
        condition &= Q(work_on__lte=asked.work_to)
    return condition


def untouched_since(on: date) -> date:
    """Return the day since which nobody did anything about what is called untouched on a day."""
    return on - timedelta(days=settings.TENURE_UNTOUCHED_DAYS)


def others_q() -> Q:
    """Return the condition that somebody other than the owner has to do something."""
    return Q(snoozed_until=None) & ~Q(waiting_on__in=["", "me"])


def untouched_q(since: date) -> Q:
    """Return the condition that it has wanted work since a day, and no person did anything."""
    return Q(work_on__lte=since) & (Q(touched_on=None) | Q(touched_on__lte=since))


def no_step_q(on: date) -> Q:
    """Return the condition that it wants work, and no step is set nor a task open on it.

    What sleeps or waits until a day to come does not want work: that day is its next step.
    """
    return Q(work_on__lte=on, step_on=None) & ~Q(Exists(_OPEN_TASKS))


def _matching(user: User, text: str) -> Q:
    """Return the renewals of customers or contracts that match, found by trigram first."""
    customers = Customer.objects.visible_to(user).filter(like("name", text))
    contracts = Contract.objects.visible_to(user).filter(like("key", text))
    return Q(customer_id__in=list(customers.values_list("pk", flat=True)[:MATCH_LIMIT])) | Q(
        contract_id__in=list(contracts.values_list("pk", flat=True)[:MATCH_LIMIT])
    )


def _column(asked: WorklistFilter) -> str:
    return _COLUMNS.get(asked.sort, "work_on")


def _from_position(
    found: QuerySet[Renewal], asked: WorklistFilter, at: Position | None
) -> QuerySet[Renewal]:
    if at is None:
        return found
    columns = (F(_column(asked)), F("id"))
    lookup = TupleLessThan if asked.descending != at.backwards else TupleGreaterThan
    return found.filter(lookup(columns, (at.day, at.renewal_id)))


def _ordered(
    found: QuerySet[Renewal], asked: WorklistFilter, *, backwards: bool
) -> QuerySet[Renewal]:
    column = _column(asked)
    descending = asked.descending != backwards
    order = (f"-{column}", "-id") if descending else (column, "id")
    found = found.annotate(has_task=Exists(_OPEN_TASKS))
    return found.order_by(*order).select_related("customer", "contract", "owner")


def _beside(renewals: list[Renewal], asked: WorklistFilter, backwards: bool) -> Position | None:
    if not renewals:
        return None
    row = renewals[0 if backwards else -1]
    return Position(getattr(row, _column(asked)), row.pk, backwards)


def _with_quotes_and_findings(renewals: list[Renewal], asked: WorklistFilter) -> list[WorklistRow]:
    ids = [renewal.pk for renewal in renewals]
    quotes = {
        quote.renewal_id: quote for quote in Quote.objects.filter(renewal__in=ids, is_primary=True)
    }
    open_findings = Finding.objects.filter(
        contract__in={renewal.contract_id for renewal in renewals}, cleared_on=None
    )
    findings: dict[int, int] = {}
    for contract_id in open_findings.values_list("contract_id", flat=True):
        findings[contract_id] = findings.get(contract_id, 0) + 1
    promises = promises_of(ids)
    return [
        replace(
            _row(renewal, day, quotes.get(renewal.pk), findings.get(renewal.contract_id, 0)),
            priority=priority_facts(renewal, promises.get(renewal.pk)),
        )
        for renewal in renewals
        for day in [renewal.act_on if asked.sort == "deadline" else renewal.work_on]
    ]


def priority_facts(renewal: Renewal, promise: Promise | None = None) -> PriorityFacts:
    """Return what the renewal's place in the list follows from."""
    return PriorityFacts(
        act_on=renewal.act_on,
        step_on=renewal.step_on,
        risk=renewal.risk,
        waits_on=renewal.get_waiting_on_display() if renewal.waiting_on not in {"", "me"} else "",
        waiting_until=renewal.waiting_until,
        snoozed_until=renewal.snoozed_until,
        notice_on=renewal.notice_on if renewal.renewal_type in AUTOMATIC else None,
        promise=promise,
    )


def _row(renewal: Renewal, day: date, quote: Quote | None, findings: int) -> WorklistRow:
    row = WorklistRow(
        id=renewal.pk,
        work_on=day,
        act_on=renewal.act_on,
        next_action=renewal.next_action,
        action_label=renewal.get_next_action_display(),
        reason=renewal.act_reason,
        priority=priority_facts(renewal),
        customer_id=renewal.customer_id,
        customer=renewal.customer.name,
        segment=renewal.customer.get_segment_display(),
        country=renewal.customer.country,
        contract_id=renewal.contract_id,
        contract=renewal.contract.key,
        due_on=renewal.due_on,
        renewal_on=renewal.renewal_on,
        notice_on=renewal.notice_on,
        renewal_type=renewal.renewal_type,
        currency=renewal.currency,
        atr_minor=renewal.atr_minor,
        forecast_minor=renewal.forecast_minor,
        owner_id=renewal.owner_id,
        owner=renewal.owner.name if renewal.owner else "",
        group_id=renewal.group_id,
        export_controlled=renewal.customer.export_controlled,
        findings=findings,
        touched_on=renewal.touched_on,
        has_task=getattr(renewal, "has_task", False),
    )
    if quote is None:
        return row
    return replace(
        row,
        quote_id=quote.pk,
        quote=quote.number,
        quote_minor=quote.proposed_minor,
        quote_is_stale=quote.contract_revision != renewal.contract.revision,
    )
