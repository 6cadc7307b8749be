"""What people are told by mail: what was escalated to them, and the week's digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tenure.desk.rules.escalations.ladder import RUNG_NAMES, Rung
from tenure.desk.rules.escalations.rules import SEVERITY_NAMES, Severity
from tenure.kernel.period import format_day

LINES = 20  # of a mail; the rest is on the page
_MONDAY = 0
_DIGEST_HOUR = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One escalation in a mail; `worth` is the amount at stake in words."""

    severity: Severity
    rung: Rung
    cause: str
    who: str
    says: str
    worth: str
    page: str


def told_subject(lines: Sequence[Line], count: int) -> str:
    """Return the subject of the mail about what was escalated to somebody."""
    if count == 1:
        one = lines[0]
        text = f"Escalated ({SEVERITY_NAMES[one.severity]}): {one.cause}, {one.who}"
    else:
        text = f"{count:,} escalations, {SEVERITY_NAMES[lines[0].severity]} at most"
    return " ".join(text.split())[:200]  # a name with a line break must not become a header


def told_body(lines: Sequence[Line], count: int, page: str) -> str:
    """Return the text of the mail about what was escalated to somebody, the most severe first."""
    return "\n".join([
        "These have come to you. Acknowledge them, say by when and how, or resolve them.",
        "", *_told(lines), *_rest(len(lines), count, page), "",
    ])  # fmt: skip


def week_subject(week: date) -> str:
    """Return the subject of a week's digest."""
    return f"Renewals, week of {format_day(week)}: what is escalated"


def week_body(figures: Sequence[tuple[str, str]], lines: Sequence[Line], page: str) -> str:
    """Return the text of a week's digest: its figures, then the most severe that are open."""
    wide = max((len(name) for name, _ in figures), default=0)
    told = _told(lines) if lines else ["Nothing is escalated.", ""]
    return "\n".join([
        *(f"{name:<{wide}}  {figure}" for name, figure in figures), "", *told,
        "Everything, with what it is worth:", f"  {page}", "",
    ])  # fmt: skip


def digest_week(at: datetime, zone: str) -> date | None:
    """Return the Monday whose digest is due in a zone at an aware instant; None: not yet.

    It is due from Monday 07:00 on that clock until the week is over: so a worker that was down on
    Monday makes up for it.
    """
    local = at.astimezone(ZoneInfo(zone))
    monday = local.date() - timedelta(days=local.weekday())
    if local.weekday() == _MONDAY and local.hour < _DIGEST_HOUR:
        return None
    return monday


def message_id(mail_id: int) -> str:
    """Return a Message-ID that is the same whenever this mail is sent again."""
    return f"<escalation.{mail_id}@tenure>"


def _told(lines: Sequence[Line]) -> list[str]:
    told = []
    for line in lines:
        told += [
            f"{SEVERITY_NAMES[line.severity].upper()}  {line.cause}: {line.who}, {line.worth}",
            f"  {line.says}",
            f"  On {RUNG_NAMES[line.rung]}. {line.page}",
            "",
        ]
    return told


def _rest(shown: int, count: int, page: str) -> list[str]:
    return [f"And {count - shown:,} more:", f"  {page}"] if count > shown else []
