"""Where nobody is on duty: hours without anybody, days without what customers need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Q

from tenure.desk.models import Shift, StaffSkill
from tenure.desk.queries.absences import absences_between, away_among
from tenure.desk.queries.rota import bounded, region_clocks, rota
from tenure.desk.rules.shifts import Duty, Gap, covered_by, dark_hours, gaps_of
from tenure.directory.models import Segment, StaffMember
from tenure.foundation.models import User
from tenure.renewals.models import Renewal

_DAY = timedelta(days=1)
_WORDS = {
    "language": "nobody who speaks {}",
    "segment": "nobody for the segment {}",
    "channel": "nobody for the channel {}",
}
# Whoever has none of these of their own takes every one (as routing does).
_ANY_UNLESS_SAID = ("segment", "channel")
Needs = frozenset[tuple[str, str]]  # a kind of skill, and its code


def gaps(user: User, *, since: date, until: date) -> list[Gap]:
    """Return where nobody is on duty on the days [since, until), by day and region.

    Also the days on which a region lacks a language, a segment or a channel of customers with open
    renewals, and the hours without anybody anywhere on holidays and at a quarter's end.
    """
    bounded(since, until)
    wanted = _wanted(user)
    every = frozenset().union(*wanted.values()) if wanted else frozenset()
    duties = _duties(rota(user, since=since - _DAY, until=until + _DAY), since, until, every)
    days = [since + timedelta(days=n) for n in range((until - since).days)]
    clocks = region_clocks()
    found = [
        gap
        for code, clock in clocks.items()
        for gap in gaps_of(clock, days, duties, _in_words(wanted.get(code, frozenset())))
    ]
    found += dark_hours(clocks.values(), days, duties)
    return sorted(found, key=lambda gap: (gap.day, gap.from_at, gap.region, gap.missing))


def _duties(shifts: list[Shift], since: date, until: date, every: Needs) -> list[Duty]:
    """Return the shifts that somebody really keeps: the person, or who stands in."""
    can = _known(since, every)
    absences = absences_between(since - 2 * _DAY, until + 2 * _DAY)
    duties = []
    for shift in shifts:
        away = away_among(absences, shift.from_at + (shift.until_at - shift.from_at) / 2)
        staff_id = covered_by(shift.staff_id, away)
        if staff_id is not None:
            knows = can.get(staff_id, frozenset())
            duties.append(Duty(staff_id, shift.region, shift.from_at, shift.until_at, knows))
    return duties


def _known(on: date, every: Needs) -> dict[int, frozenset[str]]:
    """Return what each colleague speaks and takes on a day, in words."""
    held: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for pk, text in StaffMember.objects.values_list("pk", "languages"):
        held[pk] |= {("language", code) for code in spoken(text)}
    skills = StaffSkill.objects.filter(kind__in=_WORDS, start_on__lte=on)
    running = skills.filter(Q(end_on=None) | Q(end_on__gt=on))
    for pk, kind, code in running.values_list("staff_id", "kind", "code"):
        held[pk].add((kind, code))
    return {pk: _in_words(mine | _any(mine, every)) for pk, mine in held.items()}


def _any(mine: set[tuple[str, str]], every: Needs) -> set[tuple[str, str]]:
    said = {kind for kind, _ in mine}
    return {(kind, code) for kind, code in every if kind in _ANY_UNLESS_SAID and kind not in said}


def _wanted(user: User) -> Mapping[str, Needs]:
    """Return what customers with open renewals need, by region."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    rows = Renewal.objects.visible_to(user).filter(closed_on=None).order_by()
    told = rows.values_list(
        "customer__region", "customer__language", "customer__segment", "contract__channel"
    )
    for region, language, segment, channel in told.distinct():
        found[region] |= {("language", language.lower()), ("channel", channel)}
        if segment:
            found[region].add(("segment", segment))
    return {region: frozenset(needs) for region, needs in found.items()}


def _in_words(needs: set[tuple[str, str]] | Needs) -> frozenset[str]:
    names = dict(Segment.choices)
    return frozenset(_WORDS[kind].format(names.get(code, code)) for kind, code in needs)


def spoken(text: str) -> list[str]:
    """Return the language codes of a colleague, as the directory has them."""
    return [code.strip().lower() for code in text.split(",") if code.strip()]
