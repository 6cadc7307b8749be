"""Save plays: add tactics to the library, begin one on a renewal, tell what came of it."""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction

from tenure.desk.models import SavePlay, SaveResult, SaveTactic
from tenure.desk.rules.saves import DEFAULT_TACTICS, SaveOutcome, kept_minor
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.renewals.models import Renewal

_LONGEST_NOTE = 500
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")


class SaveDecided(Conflict):
    """Refuse another result of a save play that has one."""


@transaction.atomic
def publish_default_tactics(*, by: User, on: date) -> int:
    """Put the starting tactics into an empty library; return how many were new."""
    _require(by, Permission.SET_ESCALATIONS, "add to the library")
    if SaveTactic.objects.exists():
        return 0
    for code, name, about in DEFAULT_TACTICS:
        add_tactic(code=code, name=name, about=about, by=by, on=on)
    return len(DEFAULT_TACTICS)


@transaction.atomic
def add_tactic(*, code: str, name: str, about: str = "", by: User, on: date) -> SaveTactic:
    """Add a tactic to the library; the same again changes nothing.

    Raise InvalidInput for what is no code or name, Conflict for a code that means another.
    """
    _require(by, Permission.SET_ESCALATIONS, "add to the library")
    code, name, about = code.strip(), " ".join(name.split()), " ".join(about.split())
    if not _CODE.fullmatch(code):
        raise InvalidInput("A code is small letters, digits and _, as in executive_call.")
    if not 0 < len(name) <= 80 or len(about) > 300:
        raise InvalidInput("A tactic has a name of 80 characters and 300 about it at most.")
    made, is_new = SaveTactic.objects.get_or_create(
        code=code, defaults={"name": name, "about": about, "added_on": on, "added_by": by}
    )
    if (made.name, made.about) != (name, about):
        raise Conflict(f"{code} is {made.name!r} in the library already.")
    if is_new:
        detail = {"name": name}
        record_event(by=by, on=on, verb="desk.add_save_tactic", subject=made, detail=detail)
    return made


@transaction.atomic
def start_save(
    *, renewal_id: int, tactic: str, note: str, cost_minor: int = 0, by: User, on: date
) -> SavePlay:
    """Begin a save play on an open renewal; `cost_minor` in the renewal's currency.

    The ATR is kept as it is now. Raise InvalidInput, NotAllowed, Conflict where the renewal is
    closed or this tactic is being tried on it.
    """
    _require(by, Permission.WORK_ESCALATIONS, "begin save plays")
    note = _note(note, "what is done")
    if cost_minor < 0:
        raise InvalidInput("A cost is zero or more.")
    visible = Renewal.objects.visible_to(by).select_for_update(of=("self",))
    renewal = visible.filter(pk=renewal_id).first()
    if renewal is None:
        raise InvalidInput("There is no such renewal in your book.")
    if renewal.closed_on is not None:
        raise Conflict("The renewal is closed: nothing can be saved any more.")
    known = SaveTactic.objects.filter(code=tactic).first()
    if known is None:
        raise InvalidInput(f"There is no tactic '{tactic[:40]}' in the library.")
    if renewal.saves.filter(tactic=known, result=None).exists():
        raise Conflict(f"{known.name} is being tried on this renewal.")
    made = SavePlay.objects.create(
        renewal=renewal, tactic=known, note=note, currency=renewal.currency, cost_minor=cost_minor,
        atr_minor=renewal.atr_minor, started_on=on, started_by=by,
    )  # fmt: skip
    detail = {"tactic": tactic, "cost_minor": cost_minor, "note": note}
    record_event(by=by, on=on, verb="desk.start_save", subject=renewal, detail=detail)
    return made


@transaction.atomic
def finish_save(
    *, save_id: int, outcome: SaveOutcome, told_minor: int | None = None, note: str = "",
    by: User, on: date,
) -> SaveResult:  # fmt: skip
    """Tell what came of a save play, once; `told_minor` is what was kept of the ATR at its start.

    The same again changes nothing. Raise SaveDecided, InvalidInput, NotAllowed.
    """
    _require(by, Permission.WORK_ESCALATIONS, "tell what came of save plays")
    note = " ".join(note.split())
    if len(note) > _LONGEST_NOTE:
        raise InvalidInput(f"A note has at most {_LONGEST_NOTE} characters.")
    visible = SavePlay.objects.visible_to(by).select_for_update(of=("self",))
    save = visible.select_related("renewal").filter(pk=save_id).first()
    if save is None:
        raise InvalidInput("There is no such save play in your book.")
    kept = kept_minor(outcome, save.atr_minor, told_minor)
    known = SaveResult.objects.filter(save_play=save).first()
    if known is not None:
        if (known.outcome, known.kept_minor) != (outcome.value, kept):
            raise SaveDecided(f"It is told already: {known.get_outcome_display().lower()}.")
        return known
    made = SaveResult.objects.create(
        save_play=save, outcome=outcome.value, kept_minor=kept, note=note, told_on=on, told_by=by
    )
    detail = {"save": save.pk, "outcome": outcome.value, "kept_minor": kept}
    record_event(by=by, on=on, verb="desk.finish_save", subject=save.renewal, detail=detail)
    return made


def _require(by: User, permission: Permission, what: str) -> None:
    if not may(by.role, permission):
        raise NotAllowed(f"Your role may not {what}.")


def _note(text: str, what: str) -> str:
    note = " ".join(text.split())
    if not 0 < len(note) <= _LONGEST_NOTE:
        raise InvalidInput(f"Say in at most {_LONGEST_NOTE} characters {what}.")
    return note
