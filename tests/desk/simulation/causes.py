"""Of what there is a cause on a morning: the second opinion, from facts as plain rows.

The figures are those of the rules that the program starts with, written here by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.desk.simulation.checks.working import (
    Place,
    approval_minutes,
    place_of,
    worked_until,
)
from tests.desk.simulation.history import RenewalThen, Told

QUOTED_BY = 90  # days before the renewal date
CUSTOMER_SILENT = 14
PARTNER_BY = 60
NOTICE_BY = 30
ABSENT_FOR = 14
AGED = 14
OVER_MATRIX_BP = 3_000
FALLEN_BP = 1_000
LARGE = {
    "EUR": 25_000_000, "USD": 25_000_000, "GBP": 25_000_000, "CHF": 25_000_000,
    "CAD": 35_000_000, "AUD": 35_000_000, "JPY": 40_000_000,
}  # fmt: skip
HEARD = {"opened", "downloaded", "question", "uploaded", "accepted", "declined"}
WORSE = {
    "will_contract_actionable": 1, "will_contract": 2, "will_churn_actionable": 3, "will_churn": 4,
}  # fmt: skip
PARTNER_SAID = {"question", "uploaded", "accepted", "declined"}
MONEY = ("price", "discount", "budget")  # what the simulation's customers say about money


@dataclass(frozen=True, slots=True)
class Sent:
    """A quote that was sent, to a customer or a partner."""

    id: int
    renewal_id: int
    to_partner: bool
    sent_on: date
    expires_on: date
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to a sent quote; `answered`: a question that has its answer."""

    sending_id: int
    kind: str
    on: date
    note: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a request that counts: of which renewal, who approves, what was said of it."""

    id: int
    request_id: int
    renewal_id: int
    option: int
    requested_at: datetime
    discount_bp: int
    stage: int
    approver_id: int | None
    over_discount: bool
    is_offered: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A decision, a question or its answer on a step."""

    step_id: int
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Colleague:
    """A colleague as they are on the day; `user_id` and `may_sign_in` of their account."""

    id: int
    user_id: int | None
    is_here: bool
    may_sign_in: bool
    zone: str
    region: str


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is away on the days [start_on, end_on) of their place; none: nobody stands in."""

    staff_id: int
    start_on: date
    end_on: date
    cover_id: int | None


@dataclass(slots=True)
class Facts:
    """What there is on a morning."""

    renewals: dict[int, RenewalThen] = field(default_factory=dict)
    partnered: set[int] = field(default_factory=set)
    notices: set[tuple[int, date]] = field(default_factory=set)
    sent: list[Sent] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    accepted: set[int] = field(default_factory=set)
    declined: list[tuple[int, str, str]] = field(default_factory=list)
    marked: set[int] = field(default_factory=set)
    risks: list[tuple[int, str]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    colleagues: list[Colleague] = field(default_factory=list)
    users: dict[int, bool] = field(default_factory=dict)
    away: list[Away] = field(default_factory=list)
    stand_ins: list[tuple[int, int, date, date]] = field(default_factory=list)
    discrepancies: list[tuple[int, date]] = field(default_factory=list)
    promised: list[tuple[int, datetime]] = field(default_factory=list)


def causes_of(facts: Facts, on: date, at: datetime) -> set[tuple[str, str]]:
    """Return the cause and subject of all that has to be escalated on a morning."""
    found: set[tuple[str, str]] = set()
    undecided = [one for one in facts.renewals.values() if one.is_open]
    for renewal in undecided:
        found |= {(cause, f"renewal:{renewal.id}") for cause in _of_dates(renewal, facts, on)}
    is_open = {one.id for one in undecided}
    for cause, renewal_ids in (
        ("silent_customer", _silent_customers(facts, on)),
        ("contested_price", _contested(facts, on)),
        ("discount_over_matrix", _over_matrix(facts)),
        ("owner_absent", _absent(facts, undecided, on, at)),
        ("task_late", {renewal for renewal, due_at in facts.promised if due_at < at}),
    ):
        found |= {(cause, f"renewal:{one}") for one in renewal_ids & is_open}
    found |= {
        ("approval_late", f"step:{step.id}")
        for step, began, place in waiting(facts, on)
        if step.approver_id is None
        or worked_until(began, approval_minutes(began, place), place) <= at
    }
    found |= {("risk_fell", f"risk:{one}") for one in _worse_risks(facts)}
    found |= {
        ("discrepancy_aged", f"discrepancy:{pk}")
        for pk, opened_on in facts.discrepancies
        if (on - opened_on).days >= AGED
    }
    return found


def _of_dates(renewal: RenewalThen, facts: Facts, on: date) -> Iterator[str]:
    """Yield the causes that a renewal's own dates and amounts give."""
    left = (renewal.renewal_on - on).days
    accepted = renewal.id in facts.accepted
    if renewal.quoted_on is None and renewal.renewal_type != "evergreen" and left <= QUOTED_BY:
        yield "no_quote"
    lost, atr = renewal.atr_minor - renewal.forecast_minor, renewal.atr_minor
    if lost > 0 and atr >= _large(renewal.currency) and lost * 10_000 >= FALLEN_BP * atr:
        yield "risk_fell"
    if renewal.contract_id in facts.partnered and renewal.quoted_on is not None:
        sent = {one.id for one in facts.sent if one.renewal_id == renewal.id and one.to_partner}
        said = any(one.sending_id in sent and one.kind in PARTNER_SAID for one in facts.happened)
        if left <= PARTNER_BY and not said and not accepted:
            yield "silent_partner"
    if renewal.renewal_type in {"auto", "once"} and renewal.notice_on is not None:
        noticed = any(contract == renewal.contract_id for contract, _ in facts.notices)
        if 0 <= (renewal.notice_on - on).days <= NOTICE_BY and not accepted and not noticed:
            yield "notice_near"


def _silent_customers(facts: Facts, on: date) -> set[int]:
    """Return the renewals whose customer was sent a quote and not heard of for two weeks."""
    heard: dict[int, date] = {}
    answered: set[int] = set()
    events: dict[int, list[Happened]] = {}
    for event in facts.happened:
        events.setdefault(event.sending_id, []).append(event)
    for sent in facts.sent:
        if sent.to_partner or sent.is_withdrawn or sent.expires_on <= on - timedelta(days=60):
            continue
        signs = [one for one in events.get(sent.id, ()) if one.kind in HEARD]
        latest = max([sent.sent_on, *(one.on for one in signs)])
        heard[sent.renewal_id] = max(latest, heard.get(sent.renewal_id, latest))
        if any(one.kind in {"accepted", "declined"} for one in signs):
            answered.add(sent.renewal_id)
    silent = {renewal for renewal, day in heard.items() if (on - day).days >= CUSTOMER_SILENT}
    return silent - answered - facts.accepted


def _contested(facts: Facts, on: date) -> set[int]:
    asked = {
        one.sending_id
        for one in facts.happened
        if one.kind == "question" and not one.answered and _is_about_money(one.note)
    }
    found = {
        one.renewal_id
        for one in facts.sent
        if one.id in asked and not one.is_withdrawn and one.expires_on > on - timedelta(days=60)
    }
    found |= {
        renewal
        for renewal, reason, note in facts.declined
        if reason == "budget" or _is_about_money(note)
    }
    return found | facts.marked


def _is_about_money(text: str) -> bool:
    return any(word in text.lower() for word in MONEY)


def _over_matrix(facts: Facts) -> set[int]:
    decided = {one.step_id for one in facts.said if one.kind in {"approve", "reject"}}
    return {
        step.renewal_id
        for step in facts.steps
        if step.option == 0 and step.discount_bp >= OVER_MATRIX_BP
        and step.over_discount and step.id not in decided and step.is_offered
    }  # fmt: skip


def _worse_risks(facts: Facts) -> set[int]:
    """Return the large renewals of which it was last said that the risk is worse than before."""
    said: dict[int, tuple[int, bool]] = {}
    for renewal, category in facts.risks:
        before, _ = said.get(renewal, (0, False))
        now = WORSE.get(category, 0)
        if now != before or renewal not in said:
            said[renewal] = (now, now > before)
    return {
        one.id
        for one in facts.renewals.values()
        if one.is_open and said.get(one.id, (0, False))[1] and one.atr_minor >= _large(one.currency)
    }


def _large(currency: str) -> int:
    return LARGE.get(currency, 1 << 62)


def _absent(facts: Facts, undecided: list[RenewalThen], on: date, at: datetime) -> set[int]:
    """Return the renewals with something due whose owner or approver is not there."""
    people = {one.id: one for one in facts.colleagues}
    gone = {one.id for one in facts.colleagues if not (one.is_here and one.may_sign_in)}
    away = {
        one.staff_id: one
        for one in facts.away
        if one.start_on <= _own_day(people[one.staff_id], at) < one.end_on
    }
    back = {pk: one.end_on for pk, one in away.items() if not _stood_in_for(pk, away, gone)}
    near = {one.id for one in undecided if (one.act_on - on).days <= ABSENT_FOR}
    found = {
        one.id
        for one in undecided
        if one.owner_id in gone or (one.owner_id in back and one.act_on < back[one.owner_id])
    }
    user_of = {one.user_id: one for one in facts.colleagues if one.user_id is not None}
    covered = {
        giver
        for giver, taker, start, end in facts.stand_ins
        if start <= on < end and facts.users.get(taker, False)
    }
    decided = {one.step_id for one in facts.said if one.kind in {"approve", "reject"}}
    for step in facts.steps:
        approver = step.approver_id
        if approver is None or step.id in decided or approver in covered or not step.is_offered:
            continue
        colleague = user_of.get(approver)
        if not facts.users.get(approver, False) or (
            colleague and (colleague.id in gone or colleague.id in back)
        ):
            found.add(step.renewal_id)
    return found & near


def _own_day(one: Colleague, at: datetime) -> date:
    return at.astimezone(ZoneInfo(place_of(one.zone, one.region).zone)).date()


def _stood_in_for(staff_id: int, away: dict[int, Away], gone: set[int]) -> bool:
    """Tell whether somebody is there: the cover, or the cover's cover, and so on."""
    seen: set[int] = set()
    here: int | None = staff_id
    while here is not None and here in away and here not in seen:
        seen.add(here)
        here = away[here].cover_id
    return here is not None and here not in seen and here not in gone


def waiting(facts: Facts, on: date) -> Iterator[tuple[Step, datetime, Place]]:
    """Yield the steps that somebody has to decide now, with the start of their clock and place.

    A step's turn comes when all of the stages before it are approved; a refusal ends the request,
    a question stops the clock until its answer. Where nobody sits on the seat it waits as well.
    """
    said: dict[int, list[Said]] = {}
    for one in facts.said:
        said.setdefault(one.step_id, []).append(one)
    steps: dict[int, list[Step]] = {}
    for step in facts.steps:
        steps.setdefault(step.request_id, []).append(step)
    places = {one.user_id: place_of(one.zone, one.region) for one in facts.colleagues}
    for step in facts.steps:
        renewal = facts.renewals.get(step.renewal_id)
        if renewal is None or not renewal.is_open:
            continue
        beside = steps[step.request_id]
        kinds = {one.id: [each.kind for each in said.get(one.id, ())] for one in beside}
        is_turn = all("approve" in kinds[one.id] for one in beside if one.stage < step.stage)
        is_over = any("reject" in each for each in kinds.values()) or "approve" in kinds[step.id]
        asks = kinds[step.id][-1:] == ["ask"]
        if not is_turn or is_over or asks or not step.is_offered:
            continue
        through = [
            each.at
            for one in beside
            for each in said.get(one.id, ())
            if (one.stage < step.stage and each.kind == "approve")
            or (one.id == step.id and each.kind == "answer")
        ]
        began = max([step.requested_at, *through])
        yield step, began, places.get(step.approver_id or 0, Place("UTC", ""))


def tellings(facts: Facts, on: date, at: datetime) -> Iterator[Told]:
    """Yield what approvers have to have been told by an instant, of the steps that wait."""
    stand_in = {
        giver: taker
        for giver, taker, start, end in facts.stand_ins
        if start <= on < end and facts.users.get(taker, False)
    }
    for step, began, place in waiting(facts, on):
        reader = stand_in.get(step.approver_id or 0, step.approver_id)
        if not facts.users.get(reader or 0, False):
            continue  # nobody is there to be told
        whole = approval_minutes(began, place)
        due_at = worked_until(began, whole, place)
        kind = "asked"
        for eighths, name in ((4, "half"), (7, "near"), (8, "overdue")):
            if worked_until(began, whole * eighths // 8, place) <= at:
                kind = name
        number = sum(one.kind == "answer" for one in facts.said if one.step_id == step.id)
        yield Told(step.id, number, kind, began, due_at, at)
