"""What a review says of its figures: sentences that follow from them, and no more than that.

A cause is said only where somebody recorded one; where nobody did, that is said. A share of fewer
than five things is told as "2 of 3". Amounts are a year's value in minor units; nothing is
converted, so each currency has sentences of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tenure.kernel.period import format_day
from tenure.reviews.rules.cells import of_words, rounded_words, share_words, signed_words

NO_REASON = "no reason recorded"
_BY_ORDER = re.compile(
    r"renewal order \d+|contract ended|order \d+ moved (it to another contract|the term's end; .+)"
)
_NAMED = 3  # so many are named in a sentence; the table has the others
_KINDS = {
    "new": "new", "reopened": "reopened", "up": "raised", "down": "lowered", "won": "won",
    "lost": "lost", "merged": "merged",
}  # fmt: skip
# A movement of a close date adds to one period what it takes from another.
_DATES = {
    ("pulled_in", True): "pulled in", ("pulled_in", False): "moved to an earlier period",
    ("pushed", True): "pushed in from an earlier period", ("pushed", False): "pushed out",
}  # fmt: skip


def kind_words(kind: str, amount_minor: int) -> str:
    """Return what happened, as a sentence says it."""
    return _KINDS.get(kind) or _DATES[kind, amount_minor > 0]


def reason_words(reason: str) -> str:
    """Return a recorded reason without the words that the program itself puts for one."""
    told = reason.strip()
    return "" if _BY_ORDER.fullmatch(told) else told


def quoted(reason: str) -> str:
    """Return somebody's own words as such, without the stop that ends them."""
    told = reason.rstrip(". ")
    return f"\N{LEFT DOUBLE QUOTATION MARK}{told}\N{RIGHT DOUBLE QUOTATION MARK}"


@dataclass(frozen=True, slots=True)
class Moved:
    """One kind of movement of the open forecast: how many renewals, and the signed sum."""

    kind: str
    count: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class MoveMade:
    """One renewal's movement: what, by whom, when, and the reason that was recorded, if any."""

    customer: str
    kind: str
    amount_minor: int
    by: str = ""
    on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """A renewal that lost money: what was up, what was kept, whose it was and why it went."""

    customer: str
    owner: str
    atr_minor: int
    kept_minor: int
    reason: str

    @property
    def lost_minor(self) -> int:
        """Return what was lost of the ATR."""
        return self.atr_minor - self.kept_minor


@dataclass(frozen=True, slots=True)
class LostFor:
    """How many renewals lost how much for a recorded reason; an empty one: none was recorded."""

    reason: str
    count: int
    lost_minor: int


def movement_says(
    begin_minor: int, moved: Sequence[Moved], end_minor: int, *, currency: str, days: str
) -> list[str]:
    """Return what became of the open forecast: the change, what lowered it and what raised it."""
    if not moved:
        if not begin_minor:
            return []
        return [f"Nothing moved {days}: {rounded_words(begin_minor, currency)} stayed open."]
    change = end_minor - begin_minor
    how = f"by {rounded_words(abs(change), currency)} " if change else ""
    verb = "fell" if change < 0 else "rose" if change else "did not change in sum"
    said = [
        (
            f"The open forecast {verb} {how}{days}, from {rounded_words(begin_minor, currency)} to "
            f"{rounded_words(end_minor, currency)}."
        )
    ]
    for name, sign in (("Out or down", -1), ("In or up", 1)):
        parts = sorted(
            (one for one in moved if one.amount_minor * sign > 0),
            key=lambda one: (-abs(one.amount_minor), one.kind),
        )
        if parts:
            told = "; ".join(
                f"{kind_words(one.kind, one.amount_minor)} "
                f"{signed_words(one.amount_minor, currency)} "
                f"({renewals(one.count)})"
                for one in parts
            )
            said.append(f"{name}: {told}.")
    return said


def moves_say(made: Iterable[MoveMade], *, currency: str) -> list[str]:
    """Return the largest movements by name, each with who made it and why, as it was recorded."""
    ordered = sorted(made, key=lambda one: (-abs(one.amount_minor), one.customer, one.kind))
    said = []
    for one in ordered[:_NAMED]:
        who = f", by {one.by}" if one.by else ""
        when = f" on {format_day(one.on)}" if one.on else ""
        reason = reason_words(one.reason)
        # What was won needs no reason; of everything else it is said that there is none.
        why = f"; {quoted(reason)}" if reason else "" if one.kind == "won" else f"; {NO_REASON}"
        what = kind_words(one.kind, one.amount_minor)
        amount = signed_words(one.amount_minor, currency)
        said.append(f"{one.customer}: {what} {amount}{who}{when}{why}.")
    return said


def losses_say(
    found: Iterable[LostFor], listed: Iterable[Loss], *, currency: str, atr_minor: int
) -> list[str]:
    """Return what was lost of the ATR, for which recorded reasons, and the largest by name.

    `found` is all that was lost, `listed` holds the largest at least.
    """
    reasons: dict[str, tuple[int, int]] = {}
    for one in found:
        times, minor = reasons.get(one.reason.strip().lower(), (0, 0))
        reasons[one.reason.strip().lower()] = (times + one.count, minor + one.lost_minor)
    lost = sum(minor for _, minor in reasons.values())
    if not lost:
        return ["Nothing was lost."] if atr_minor > 0 else []
    number = sum(times for times, _ in reasons.values())
    part = f", {share_words(lost, atr_minor)} of the ATR" if atr_minor > 0 else ""
    said = [f"{rounded_words(lost, currency)} was lost on {renewals(number)}{part}."]
    ordered = sorted(reasons.items(), key=lambda item: (-item[1][1], item[0]))
    told = "; ".join(
        f"{reason or NO_REASON} {rounded_words(minor, currency)} ({times:,})"
        for reason, (times, minor) in ordered[: _NAMED + 2]
    )
    more = len(ordered) - _NAMED - 2
    said.append(f"Reasons recorded: {told}{f'; and {more} more' if more > 0 else ''}.")
    largest = sorted(listed, key=lambda one: (-one.lost_minor, one.customer))[:_NAMED]
    names = "; ".join(
        f"{one.customer} {rounded_words(one.lost_minor, currency)} "
        f"({one.owner or 'nobody'}, {one.reason.strip().lower() or NO_REASON})"
        for one in largest
    )
    said.append(f"Largest: {names}.")
    return said


def rate_says(
    label: str, over: int, of: int, *, currency: str = "", what: str, before: tuple[int, int] | None
) -> str:
    """Return a rate with what it is of, and against the period before where there was one.

    Without a currency `over` and `of` count things; of few of them no percent is told.
    """
    if of <= 0:
        return f"{label}: nothing to tell of, {what} is none."
    if not currency:
        told = f"{label}: {of_words(over, of)} {what}"
        return f"{told}{_against(over, of, before, least=5)}."
    told = f"{rounded_words(over, currency)} of {rounded_words(of, currency)} {what}"
    return f"{label} {share_words(over, of)}: {told}{_against(over, of, before, least=1)}."


def _against(over: int, of: int, before: tuple[int, int] | None, *, least: int) -> str:
    if before is None or before[1] < least or of < least:
        return ""
    points = _per_mille(over, of) - _per_mille(*before)
    if not points:
        return f"; the same as the period before ({share_words(*before)})"
    whole, rest = divmod(abs(points), 10)
    word = "up" if points > 0 else "down"
    return f"; {word} {whole}.{rest} points from {share_words(*before)} the period before"


def _per_mille(over: int, of: int) -> int:
    return (2 * 1000 * over + of) // (2 * of)


def waterfall_says(figures: Mapping[str, int], labels: Mapping[str, str], currency: str) -> str:
    """Return how ARR at the beginning became ARR at the end, the largest movement first."""
    begin, end = figures["begin"], figures["end"]
    moved = {name: minor for name, minor in figures.items() if name not in ("begin", "end")}
    parts = sorted(
        ((name, minor) for name, minor in moved.items() if minor),
        key=lambda part: (-abs(part[1]), part[0]),
    )
    if not parts:
        return f"ARR stayed at {rounded_words(end, currency)}."
    grown = f" ({_signed_share(end - begin, begin)})" if begin > 0 else ""
    told = ", ".join(
        f"{labels[name].lower() if name != 'fx' else 'FX'} {signed_words(minor, currency)}"
        for name, minor in parts
    )
    return (
        f"ARR went from {rounded_words(begin, currency)} to {rounded_words(end, currency)}{grown}: "
        f"{told}."
    )


def _signed_share(over: int, of: int) -> str:
    told = share_words(over, of)
    return f"+{told}" if over > 0 else told


def calls_say(calls: Iterable[tuple[str, int, int, str]], *, currency: str) -> list[str]:
    """Return who calls otherwise than what rolls up: name, rolled, called, reason."""
    said = []
    apart = sorted(calls, key=lambda one: (-abs(one[2] - one[1]), one[0]))
    for name, rolled, called, reason in apart:
        if called == rolled:
            continue
        way = "above" if called > rolled else "below"
        said.append(
            f"{name} calls {rounded_words(called, currency)}, "
            f"{rounded_words(abs(called - rolled), currency)} {way} what rolls up "
            f"({rounded_words(rolled, currency)}); {quoted(reason) if reason else NO_REASON}."
        )
    return said


def result_says(
    begin_minor: int, won_minor: int, still_minor: int, *, currency: str, day: date
) -> str:
    """Return what was forecast on a day, against what was won since and what is still open."""
    still = f", {rounded_words(still_minor, currency)} is still open" if still_minor else ""
    if begin_minor <= 0:
        return (
            f"Nothing was forecast on {format_day(day)}; "
            f"{rounded_words(won_minor, currency)} was won since{still}."
        )
    return (
        f"On {format_day(day)} {rounded_words(begin_minor, currency)} was forecast to be kept; "
        f"{rounded_words(won_minor, currency)} was won since "
        f"({share_words(won_minor, begin_minor)}){still}."
    )


def renewals(number: int) -> str:
    """Return how many renewals."""
    return "1 renewal" if number == 1 else f"{number:,} renewals"
