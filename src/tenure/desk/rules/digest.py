"""What the digest of a run says, to the Head of Renewals and to each owner with work due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tenure.kernel.ids import fingerprint
from tenure.kernel.money import Money
from tenure.kernel.period import format_day

LINES = 10


@dataclass(frozen=True, slots=True)
class Due:
    """One renewal whose next action has come due since the last run."""

    act_on: date
    action: str
    contract: str
    customer: str
    atr_minor: int
    currency: str
    reason: str


@dataclass(frozen=True, slots=True)
class Work:
    """What came due for one reader: how many, the first of them, and new quotes."""

    count: int
    first: tuple[Due, ...]
    quotes: int


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A play that wants to be looked at again; `is_past`: its day has gone by."""

    title: str
    review_on: date
    is_past: bool


def subject(on: date) -> str:
    """Return the subject line."""
    return f"Renewals desk, {format_day(on)}"


def message_id(on: date, recipient: str) -> str:
    """Return a Message-ID that is the same whenever this digest is sent again."""
    return f"<digest.{on.isoformat()}.{fingerprint(recipient.lower())[:24]}@tenure>"


def body(on: date, work: Work, totals: Mapping[str, int] | None = None) -> str:
    """Return the digest's text; `totals` are the run's counts, for the Head of Renewals."""
    parts = [subject(on), ""]
    if totals is not None:
        parts += [_sentence(totals), ""]
    parts.append(f"New quotes to review: {work.quotes:,}")
    parts.append(f"Come due since the last run: {work.count:,}")
    parts += _lines(work.first)
    if work.count > len(work.first):
        parts.append(f"  ... and {work.count - len(work.first):,} more on the worklist")
    return "\n".join(parts) + "\n"


def reviews_in_words(reviews: Sequence[ReviewLine]) -> str:
    """Return the part of a digest that says which plays are to be looked at again."""
    parts = ["", f"Plays to look at again: {len(reviews):,}"]
    for one in reviews:
        state = "its review is past" if one.is_past else "its review is near"
        parts.append(f"  {format_day(one.review_on)}  {one.title}: {state}")
    return "\n".join(parts) + "\n"


def _sentence(totals: Mapping[str, int]) -> str:
    names = (
        ("opened", "renewals opened"),
        ("created", "quotes made"),
        ("found", "new findings"),
        ("ownerless", "without an owner"),
        ("unquoted_late", "past T-90 without a quote"),
        ("notice_near", "with the notice date near"),
        ("past_due", "past due"),
        ("untouched", "untouched for long"),
        ("step_passed", "with a next step whose day has passed"),
        ("no_step", "without a next step"),
    )
    return "; ".join(f"{totals.get(key, 0):,} {name}" for key, name in names) + "."


def _lines(first: Sequence[Due]) -> list[str]:
    found = []
    for due in first:
        money = Money(due.atr_minor, due.currency).format()
        found.append(f"  {format_day(due.act_on)}  {due.action}: {due.customer}, {due.contract}")
        found.append(f"      {money}. {due.reason}")
    return found
