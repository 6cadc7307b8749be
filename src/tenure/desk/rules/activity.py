"""What an audit event about a renewal or its quotes says to people: a title and a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tenure.desk.rules.engagement import PARTS, SENTIMENTS
from tenure.kernel.money import Money
from tenure.kernel.period import format_day
from tenure.renewals.rules.priority import RISKS
from tenure.renewals.rules.waiting import WAITS_ON

TITLES = {
    "closing.ask_churn_exception": "Churn exception asked for",
    "closing.ask_for_signature": "Signature asked for",
    "closing.decide_churn_exception": "Churn exception decided",
    "closing.refuse_booking": "What was accepted could not be booked",
    "closing.send_reminder": "Reminder of the automatic renewal sent",
    "closing.tick": "Step of the closing done",
    "closing.write_reminder": "Reminder of the automatic renewal written",
    "desk.add_task": "Task opened",
    "desk.assign_task": "Task given to somebody else",
    "desk.end_next_step": "Next step ended",
    "desk.finish_save": "Save play ended",
    "desk.mark_contested": "The price is contested",
    "desk.mark_waiting": "Whose turn",
    "desk.move_task": "Task moved",
    "desk.set_next_step": "Next step set",
    "desk.set_risk": "Risk judged",
    "desk.set_stakeholder": "Part in the decision",
    "desk.snooze": "Snoozed",
    "desk.start_play": "Play started",
    "desk.start_save": "Save play begun",
    "desk.wake": "Woken",
    "quotes.accept": "Quote accepted",
    "quotes.decide": "Approval decided",
    "quotes.decline": "Quote declined",
    "quotes.end": "Quote ended",
    "quotes.issue": "Quote made",
    "quotes.issue_paper": "Paper issued",
    "quotes.render": "The quote's document was set",
    "quotes.request_approval": "Approval asked for",
    "quotes.set_offer_terms": "Terms of the offer set",
    "quotes.void_approval": "Approval void: the quote changed",
    "quotes.write_note": "Note to the customer",
    "renewals.assign_owner": "Owner set",
    "renewals.close": "Renewal closed",
    "renewals.open": "Renewal opened",
    "renewals.plan": "Next action by rule",
    "renewals.recompute": "Amounts brought up to the orders",
    "renewals.reopen": "Renewal opened again",
    "renewals.set_forecast": "Forecast set",
    "renewals.settle": "Closed by what was booked",
}


def _of(words: Mapping[str, str]) -> Callable[[Any], str]:
    return lambda code: words.get(str(code), str(code))


def _day(before: str) -> Callable[[Any], str]:
    return lambda day: f"{before} {format_day(date.fromisoformat(str(day)[:10]))}"


def _plain(code: Any) -> str:
    return str(code).replace("_", " ")


# A field of an event's detail -> how it is said, in this order; others are not told.
_SAID: dict[str, Callable[[Any], str]] = {
    "category": _of(RISKS),
    "contact": str,
    "part": _of(PARTS),
    "sentiment": lambda code: f"sentiment: {_of(SENTIMENTS)(code).lower()}",
    "step": str,
    "title": str,
    "on_whom": lambda code: f"it waits on {_of(WAITS_ON)(code)}",
    "next_action": _plain,
    "outcome": _plain,
    "decision": _plain,
    "play": _plain,
    "tactic": _plain,
    "act_on": _day("by"),
    "due_on": _day("due"),
    "until": _day("until"),
    "owner": str,
    "option": lambda label: f"option {label}",
    "because": str,
    "reason": _plain,
    "why": str,
    "note": str,
    "text": str,
}
_AMOUNTS = {
    "atr_minor": "ATR {}",
    "amount_minor": "{}",
    "before_minor": "before {}",
    "expiring_minor": "expiring {}",
    "proposed_minor": "proposed {}",
    "final_minor": "final {}",
    "kept_minor": "kept {}",
}


def event_in_words(verb: str, detail: Mapping[str, Any], currency: str) -> tuple[str, str]:
    """Return what an event says: its title, and what is known of it in one line.

    Amounts of the detail are minor units of the currency. An empty part is told: it takes back one
    that was there before.
    """
    title = TITLES.get(verb) or _plain(verb.partition(".")[2]).capitalize()
    said = [say(detail[name]) for name, say in _SAID.items() if detail.get(name) not in (None, "")]
    if detail.get("part") == "":
        said.append("no part any more")
    if detail.get("on_whom") == "":
        said.append("as it is known")
    said += [
        words.format(Money(int(detail[name]), currency).format())
        for name, words in _AMOUNTS.items()
        if detail.get(name) is not None
    ]
    line = "; ".join(said)
    return title, line[:1].upper() + line[1:]
