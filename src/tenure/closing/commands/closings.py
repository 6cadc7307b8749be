"""Say what is done of a closing, and ask for or decide on losses that should not count."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.closing.models import ChurnDecision, ChurnException, ClosingTick
from tenure.closing.rules.checklist import BY_HAND
from tenure.closing.rules.exceptions import EXCEPTION_WORDS
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.renewals.models import Outcome, Renewal

_LOST = {Outcome.Kind.CHURNED, Outcome.Kind.PARTIAL}


class ClosingRefused(Conflict):
    """Refuse what does not fit the renewal's state, with the reason."""


@transaction.atomic
def tick_closing(*, renewal_id: int, step: str, note: str = "", by: User, on: date) -> ClosingTick:
    """Keep that a step of the checklist is done; again it returns the first."""
    renewal = _visible(renewal_id, by)
    if step not in BY_HAND:
        raise InvalidInput(f"{step} is read from the facts, or there is no such step.")
    made, is_new = ClosingTick.objects.get_or_create(
        renewal=renewal, step=step, defaults={"note": note.strip(), "done_on": on, "by": by}
    )
    if is_new:
        detail = {"step": step, "note": made.note}
        record_event(by=by, on=on, verb="closing.tick", subject=renewal, detail=detail)
    return made


@transaction.atomic
def ask_churn_exception(
    *, renewal_id: int, reason: str, note: str, by: User, on: date
) -> ChurnException:
    """Ask that a loss is not counted against the owner; again it returns the first.

    Raise ClosingRefused for a renewal that lost nothing.
    """
    renewal = _visible(renewal_id, by)
    outcome = Outcome.objects.filter(renewal=renewal).first()
    if outcome is None or outcome.kind not in _LOST:
        raise ClosingRefused("Only of a renewal that lost money a churn exception can be asked.")
    if reason not in EXCEPTION_WORDS:
        raise InvalidInput(f"There is no reason {reason} for a churn exception.")
    if not note.strip():
        raise InvalidInput("Say what happened: somebody has to decide on it.")
    made, is_new = ChurnException.objects.get_or_create(
        renewal=renewal,
        defaults={"reason": reason, "note": note.strip(), "asked_on": on, "asked_by": by},
    )
    if is_new:
        detail = {"reason": reason, "note": made.note}
        record_event(
            by=by, on=on, verb="closing.ask_churn_exception", subject=renewal, detail=detail
        )
    return made


@transaction.atomic
def decide_churn_exception(
    *, exception_id: int, is_granted: bool, note: str = "", by: User, on: date
) -> ChurnDecision:
    """Grant or refuse a churn exception; the same again returns the first.

    Raise NotAllowed for whoever asked for it, and for roles that do not decide.
    """
    seen = ChurnException.objects.visible_to(by).filter(pk=exception_id)
    exception = seen.select_for_update(of=("self",)).select_related("renewal").first()
    if exception is None:
        raise ClosingRefused("There is no such churn exception, or it is not yours to see.")
    if not may(by.role, Permission.DECIDE_EXCEPTIONS) or exception.asked_by_id == by.pk:
        raise NotAllowed("A churn exception is decided on by leadership, never by who asked.")
    found = ChurnDecision.objects.filter(exception=exception).first()
    if found is not None:
        if found.is_granted == is_granted:
            return found
        raise ClosingRefused(f"{found.by} has decided on it already.")
    if not is_granted and not note.strip():
        raise InvalidInput("Say why it is refused.")
    made = ChurnDecision.objects.create(
        exception=exception, is_granted=is_granted, note=note.strip(), decided_on=on, by=by
    )
    detail = {"granted": is_granted, "note": made.note}
    record_event(
        by=by, on=on, verb="closing.decide_churn_exception", subject=exception.renewal,
        detail=detail,
    )  # fmt: skip
    return made


def _visible(renewal_id: int, by: User) -> Renewal:
    renewal = Renewal.objects.visible_to(by).filter(pk=renewal_id).first()
    if renewal is None:
        raise ClosingRefused("There is no such renewal, or it is not yours to work on.")
    return renewal
