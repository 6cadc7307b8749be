"""What is known of runs over the whole book: how far they are, and which one's lines are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, Sum

from tenure.foundation.models import User
from tenure.pricing.models import PricingRun, RefusedLine


@dataclass(frozen=True, slots=True)
class RunProgress:
    """Hold how far a run is: parts of the book, rows of lines expected, lines priced, refused."""

    run_id: int
    on: date
    started_at: datetime
    finished_at: datetime | None
    parts: int
    parts_done: int
    expected: int
    lines: int
    refused: int
    left_out: int


def progress_of(run: PricingRun) -> RunProgress:
    """Return how far a run is (one query)."""
    counted = run.parts.aggregate(
        parts=Count("pk"),
        parts_done=Count("pk", filter=Q(done_at__isnull=False)),
        expected=Sum("expected", default=0),
        lines=Sum("lines", default=0),
        refused=Sum("refused", default=0),
        left_out=Sum("left_out", default=0),
    )
    return RunProgress(
        run_id=run.pk,
        on=run.on,
        started_at=run.started_at,
        finished_at=run.finished_at,
        **counted,
    )


def current_run() -> PricingRun | None:
    """Return the run whose priced lines are complete and kept; None before the first."""
    done = PricingRun.objects.filter(dropped_at=None, finished_at__isnull=False)
    return done.order_by("-finished_at").first()


def unfinished_run() -> PricingRun | None:
    """Return the run that is going on, or was killed and can be gone on with."""
    return PricingRun.objects.filter(dropped_at=None, finished_at=None).first()


def refused_lines(user: User, run_id: int, limit: int = 100) -> list[RefusedLine]:
    """Return lines that a run could not price, as far as the user may see them."""
    rows = RefusedLine.objects.visible_to(user).filter(run=run_id).select_related("contract")
    return list(rows.order_by("contract_id", "line", "piece")[:limit])
