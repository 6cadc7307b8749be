"""Programs as they are offered, and who is enrolled, as people read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, Subquery

from tenure.foundation.models import User
from tenure.programs.models import Enrolment, Program, ProgramTerms, Verification


@dataclass(frozen=True, slots=True)
class EnrolmentView:
    """Hold an enrolment and how it stands on a day."""

    enrolment: Enrolment
    reverify_on: date
    on: date

    @property
    def state(self) -> str:
        """Return "to come", "ended", "lapsed" or "in force"."""
        one = self.enrolment
        if one.end_on is not None and one.end_on <= max(self.on, one.start_on):
            return "ended"
        if one.start_on > self.on:
            return "to come"
        return "lapsed" if self.reverify_on <= self.on else "in force"


@dataclass(frozen=True, slots=True)
class ProgramView:
    """Hold a program with its terms, the latest first."""

    program: Program
    terms: list[ProgramTerms]

    def terms_on(self, day: date) -> ProgramTerms | None:
        """Return what it is worth on a day; None when it is not offered then."""
        found = next((one for one in self.terms if one.start_on <= day), None)
        return None if found and found.end_on and found.end_on <= day else found


def programs(*, user: User) -> list[ProgramView]:
    """Return every program with its terms, by code (two queries)."""
    found = Program.objects.visible_to(user).order_by("code").prefetch_related("terms")
    return [
        ProgramView(one, sorted(one.terms.all(), key=lambda t: t.start_on, reverse=True))
        for one in found
    ]


def enrolments_of(customer_id: int, *, on: date, user: User) -> list[EnrolmentView]:
    """Return a customer's enrolments and those of its contracts, the latest first."""
    return _views(Q(customer_id=customer_id), on=on, user=user)


def enrolments(
    *, on: date, user: User, program: str = "", due: date | None = None, limit: int = 1000
) -> list[EnrolmentView]:
    """Return enrolments that are not over; of one program, or to be verified again by a day."""
    wanted = Q(end_on=None) | Q(end_on__gt=on)
    if program:
        wanted &= Q(program__code=program)
    if due is not None:
        wanted &= Q(reverify_on__lte=due)
    return _views(wanted, on=on, user=user, limit=limit)


def sentences(codes: set[str]) -> dict[str, str]:
    """Return what customers read of programs, by code."""
    return dict(Program.objects.filter(code__in=codes).values_list("code", "sentence"))


_LATEST = Subquery(
    Verification.objects.filter(enrolment=OuterRef("pk")).order_by("-pk").values("reverify_on")[:1]
)


def _views(wanted: Q, *, on: date, user: User, limit: int = 100) -> list[EnrolmentView]:
    rows = (
        Enrolment.objects.visible_to(user)
        .select_related("program", "customer", "contract", "enrolled_by")
        .annotate(reverify_on=_LATEST)
        .filter(wanted)
        .order_by("-start_on", "-pk")
    )
    return [EnrolmentView(row, row.reverify_on, on) for row in rows[:limit]]
