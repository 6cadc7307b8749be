"""Words of the engagement with a customer, and what can be read from them. No Django, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import Money
from tenure.kernel.period import format_day

PARTS = {
    "sponsor": "Sponsor",
    "champion": "Champion",
    "decision_maker": "Decision maker",
    "procurement": "Procurement",
    "user": "User",
    "detractor": "Detractor",
}
SENTIMENTS = {"good": "Good", "neutral": "Neutral", "bad": "Bad", "unknown": "Not known"}
CHANNELS = {
    "call": "Call",
    "mail": "Mail",
    "meeting": "Meeting",
    "video": "Video call",
    "message": "Message",
    "event": "Event",
}
SIDES = {"ours": "We contacted them", "theirs": "They contacted us"}

LONGEST_NOTE = 4_000
LONGEST_WORDS = 300
_MENTION = re.compile(r"(?<![\w@.])@([A-Za-z0-9][\w.+-]*(?:@[\w-]+(?:\.[\w-]+)+)?)")


def mentioned(text: str) -> list[str]:
    """Return the codes after an @ in a text, each once, in lower case, in their order.

    A code may be a staff number (@e104) or an e-mail address (@alice@example.com). A full stop
    that ends the sentence is not part of it.
    """
    found = (match[1].rstrip(".-+_").lower() for match in _MENTION.finditer(text))
    return list(dict.fromkeys(code for code in found if code))


def checked_words(text: str, what: str, *, longest: int = LONGEST_WORDS) -> str:
    """Return a text without needless space; raise InvalidInput for an empty or too long one."""
    words = text.strip()
    if not words:
        raise InvalidInput(f"{what} is missing.")
    if len(words) > longest:
        raise InvalidInput(f"{what} has at most {longest:,} characters.")
    return words


def chosen(value: str, among: Iterable[str], what: str) -> str:
    """Return a choice; raise InvalidInput, with those there are, for another."""
    known = list(among)
    if value not in known:
        raise InvalidInput(f"{what} is one of: {', '.join(known)}.")
    return value


def forecast_beside_risk(risk: str, atr_minor: int, forecast_minor: int, currency: str) -> str:
    """Return what does not fit between a risk category and the forecast, '' where it does.

    It is told and not forced: both are judgements of people, and one may be newer.

    | risk | fits a forecast of |
    |---|---|
    | will renew | the ATR or more |
    | will contract (actionable or not) | more than nothing, less than the ATR |
    | will churn | nothing |
    | will churn (actionable) | less than the ATR |
    """
    amount = Money(forecast_minor, currency).format()
    of_atr = f"{amount} of {Money(atr_minor, currency).format()}"
    if atr_minor <= 0 or not risk:
        return ""
    if risk == "will_renew" and forecast_minor < atr_minor:
        return f"It will renew, but the forecast is {of_atr}."
    if risk.startswith("will_contract") and not 0 < forecast_minor < atr_minor:
        return f"It will contract, but the forecast is {of_atr}."
    if risk == "will_churn" and forecast_minor > 0:
        return f"It will churn, but the forecast is {of_atr}."
    if risk == "will_churn_actionable" and forecast_minor >= atr_minor:
        return f"It may churn, but the forecast is {of_atr}."
    return ""


def checked_contact_day(day: date, on: date) -> date:
    """Return the day of a contact; raise InvalidInput for one to come or more than a year ago."""
    if day > on:
        raise InvalidInput(f"{format_day(day)} is still to come.")
    if day < on - timedelta(days=366):
        raise InvalidInput(f"{format_day(day)} is more than a year ago.")
    return day
