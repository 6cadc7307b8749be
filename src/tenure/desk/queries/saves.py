"""Save plays: the library, what is tried on a renewal, and what comes of each tactic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from tenure.desk.models import SavePlay, SaveTactic
from tenure.desk.rules.saves import TacticFigures
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may

SHOWN = 50


@dataclass(frozen=True, slots=True)
class SaveRow:
    """A save play as lists show it; no `outcome`: still open. Amounts in minor units."""

    id: int
    tactic: str
    note: str
    renewal_id: int
    contract: str
    customer: str
    currency: str
    cost_minor: int
    atr_minor: int
    started_on: date
    by: str
    outcome: str
    outcome_words: str
    kept_minor: int | None
    result_note: str
    told_on: date | None


@dataclass(frozen=True, slots=True)
class SavesPage:
    """What came of each tactic, the plays that are open, and the library."""

    figures: list[TacticFigures]
    open: list[SaveRow]
    tactics: list[SaveTactic]


def tactics(user: User) -> list[SaveTactic]:
    """Return the library, by name."""
    return list(SaveTactic.objects.visible_to(user).order_by("name"))


def saves_page(user: User) -> SavesPage:
    """Return what the page of save plays shows (a fixed number of queries)."""
    unfinished = SavePlay.objects.visible_to(user).filter(result=None)
    return SavesPage(tactic_figures(user), _rows(unfinished), tactics(user))


def saves_of_renewal(renewal_id: int, *, user: User) -> list[SaveRow]:
    """Return a renewal's save plays, the latest first; none to who may not see escalations."""
    if not may(user.role, Permission.SEE_ESCALATIONS):
        return []
    found = SavePlay.objects.visible_to(user).filter(renewal_id=renewal_id)
    return _rows(found)


def tactic_figures(user: User) -> list[TacticFigures]:
    """Return what came of each tactic by currency, as far as a person may see it (one query)."""
    decided = Q(result__isnull=False)
    rows = (
        SavePlay.objects.visible_to(user)
        .values_list("tactic__code", "tactic__name", "currency")
        .annotate(
            started=Count("pk"),
            open=Count("pk", filter=~decided),
            saved=Count("pk", filter=Q(result__outcome="saved")),
            partly=Count("pk", filter=Q(result__outcome="partly")),
            lost=Count("pk", filter=Q(result__outcome="lost")),
            cost=Sum("cost_minor"),
            decided_atr=Coalesce(Sum("atr_minor", filter=decided), 0),
            kept=Coalesce(Sum("result__kept_minor"), 0),
        )
        .order_by("tactic__name", "currency")
    )
    names = (
        "code", "name", "currency", "started", "open", "saved", "partly", "lost", "cost_minor",
        "decided_atr_minor", "kept_minor",
    )  # fmt: skip
    return [TacticFigures(**dict(zip(names, row, strict=True))) for row in rows]


def _rows(found: QuerySet[SavePlay]) -> list[SaveRow]:
    related = ("tactic", "result", "started_by", "renewal__contract__customer")
    return [_row(save) for save in found.select_related(*related).order_by("-pk")[:SHOWN]]


def _row(save: SavePlay) -> SaveRow:
    result = getattr(save, "result", None)
    contract = save.renewal.contract
    return SaveRow(
        id=save.pk,
        tactic=save.tactic.name,
        note=save.note,
        renewal_id=save.renewal_id,
        contract=contract.key,
        customer=contract.customer.name,
        currency=save.currency,
        cost_minor=save.cost_minor,
        atr_minor=save.atr_minor,
        started_on=save.started_on,
        by=str(save.started_by),
        outcome=result.outcome if result else "",
        outcome_words=result.get_outcome_display() if result else "Open",
        kept_minor=result.kept_minor if result else None,
        result_note=result.note if result else "",
        told_on=result.told_on if result else None,
    )


def renewal_of_save(save_id: int, *, user: User) -> tuple[int, str] | None:
    """Return the renewal (by id) and the currency of a save play; None where not visible."""
    found = SavePlay.objects.visible_to(user).filter(pk=save_id)
    return found.values_list("renewal_id", "currency").first()
