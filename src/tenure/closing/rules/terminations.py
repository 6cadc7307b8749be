"""A notice of termination checked against the contract: when it takes effect, and whether in time.

| contract | wanted | notice | first day without service |
|---|---|---|---|
| open (evergreen) | at the end | any day | after the notice days |
| with a term, manual | at the end | up to its last day | the term's end: it would lapse anyway |
| renews by itself | at the end | in time | the term's end |
| renews by itself | at the end | too late | the end of the term that follows |
| any | inside the term | any day | after the notice days, if we agree |
| any | for cause, at once | any day | the day the notice names |
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tenure.book.rules.changes import (
    Cause,
    ChangeRefused,
    Settlement,
    Timing,
    renewal_as_agreed,
    termination_date,
)
from tenure.book.rules.facts import ContractState
from tenure.book.rules.notice import notice_date
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period, format_day


class Channel(StrEnum):
    """How a notice came in."""

    EMAIL = "email"
    LETTER = "letter"
    PORTAL = "portal"
    PHONE = "phone"
    PARTNER = "partner"


CHANNEL_WORDS = {
    Channel.EMAIL: "By e-mail",
    Channel.LETTER: "By letter",
    Channel.PORTAL: "On the offer's page or the portal",
    Channel.PHONE: "By telephone",
    Channel.PARTNER: "Through the partner",
}

# What a team tries to keep a customer; a code, its words.
SAVE_TACTICS = {
    "executive_mail": "Executive e-mail",
    "executive_call": "Executive call",
    "services": "Discounted services",
    "workshop": "Workshop",
    "discount": "Discount",
    "terms": "Better terms",
    "preview": "Feature preview",
    "ramp": "Ramp",
    "architect": "Architect engagement",
    "peer_call": "Peer call",
    "board": "Board contact",
    "roi": "Bespoke ROI",
    "none": "Nothing is tried",
}

# What is owed to a customer that leaves, in order; a code, its words.
DATA_RETURN = {
    "offered": "Export of the data offered",
    "handed_over": "Data handed over",
    "access_ended": "Access ended",
    "deleted": "Data deleted",
    "confirmed": "Deletion confirmed to the customer",
}


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """Hold a notice as it came in.

    `wanted_on` is the first day without service that a notice for cause names; None: that day.
    """

    received_on: date
    channel: Channel
    given_by: str
    reason: str
    proof: str = ""
    note: str = ""
    timing: Timing = Timing.AT_END
    cause: Cause = Cause.CONVENIENCE
    wanted_on: date | None = None

    def __post_init__(self) -> None:
        if not self.given_by.strip():
            raise InvalidInput("Say who gave the notice.")
        if self.channel == Channel.PHONE and not self.proof.strip():
            raise InvalidInput("A notice by telephone needs a proof: who heard it, when.")
        if self.timing == Timing.IMMEDIATE and self.cause != Cause.FOR_CAUSE:
            raise InvalidInput("Only for cause does a contract end at once.")


@dataclass(frozen=True, slots=True)
class NoticeChecked:
    """Hold the first day without service, whether the notice was in time, and why in a sentence."""

    ends_on: date
    is_in_time: bool
    words: str


def check_notice(state: ContractState, given: NoticeGiven) -> NoticeChecked:
    """Return when a notice takes effect. Raise ChangeRefused for a contract that has ended."""
    if state.ended_on is not None:
        raise ChangeRefused(f"The contract has ended on {format_day(state.ended_on)} already.")
    notice_days = int(state.terms.get("notice_days") or 0)
    if given.timing == Timing.IMMEDIATE:
        day = given.wanted_on or given.received_on
        return NoticeChecked(day, True, f"For cause: service ends before {format_day(day)}.")
    ends_on = termination_date(state, given.timing, given_on=given.received_on)
    if state.end_on is None or state.start_on is None:
        return NoticeChecked(ends_on, True, f"{notice_days} days after the notice of an open term.")
    if given.timing == Timing.AT_NOTICE:
        words = f"{notice_days} days after the notice, inside the term: only if we agree to it."
        return NoticeChecked(ends_on, False, words)
    return _at_term_end(state, Period(state.start_on, state.end_on), given, notice_days)


def _at_term_end(
    state: ContractState, term: Period, given: NoticeGiven, notice_days: int
) -> NoticeChecked:
    assert term.end is not None
    last = notice_date(term, notice_days)
    if given.received_on <= last:
        words = f"In time: the last day to give notice was {format_day(last)}."
        return NoticeChecked(term.end, True, words)
    try:
        following = renewal_as_agreed(state)
    except ChangeRefused:
        words = "The contract does not renew by itself: it ends with its term."
        return NoticeChecked(term.end, True, words)
    late = (given.received_on - last).days
    ends_on = following.end_on or term.end
    words = (
        f"Too late by {late} {'day' if late == 1 else 'days'}: the last day to give notice was"
        f" {format_day(last)}. The next term is due; the contract ends after it."
    )
    return NoticeChecked(ends_on, False, words)


def settlement_of(cause: Cause) -> Settlement:
    """Return what usually becomes of what was paid for the days after the end."""
    return Settlement.REFUND if cause == Cause.FOR_CAUSE else Settlement.NOTHING
