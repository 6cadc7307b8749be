"""Renewals on which a play may start now and could not before, from index ranges."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from tenure.closing.models import TerminationNotice
from tenure.desk.models import PlayVersion, Run
from tenure.desk.queries.playbook import current_versions
from tenure.foundation.models import AuditEvent
from tenure.programs.models import Enrolment
from tenure.renewals.models import Renewal
from tenure.renewals.queries.windows import chunks, open_renewals_of

FORECAST_VERB = "renewals.set_forecast"
_STARTS = (
    "retired", "event", "from_days", "until_days", "channels", "segments", "renewal_types",
)  # fmt: skip


def may_start(previous: Run | None, run: Run, changed: list[int]) -> list[int] | None:
    """Return the open renewals to look at; None: all, as for the first run or new triggers.

    They are those for which a play's first day came between the two runs, those opened since, and
    those whose contract, forecast, notice or program changed since (`changed`: contracts).
    """
    if previous is None or _starts_otherwise_since(previous.started_at):
        return None
    came = Renewal.objects.filter(_dates(previous, run), closed_on=None)
    ids = set(came.values_list("pk", flat=True))
    noticed = TerminationNotice.objects.filter(closed_on=None, recorded_on__gte=previous.on)
    for contracts in chunks(sorted({*changed, *noticed.values_list("contract_id", flat=True)})):
        ids |= set(open_renewals_of(contracts).values_list("pk", flat=True))
    told = AuditEvent.objects.filter(verb=FORECAST_VERB, on__gte=previous.on)
    ids |= set(told.values_list("subject_id", flat=True))
    enrolled = Enrolment.objects.filter(recorded_at__gte=previous.started_at)
    for customers in chunks(sorted(set(enrolled.values_list("customer_id", flat=True)))):
        kept = Renewal.objects.filter(customer_id__in=customers, closed_on=None)
        ids |= set(kept.values_list("pk", flat=True))
    return sorted(ids)


def _starts_otherwise_since(moment: datetime) -> bool:
    """Tell whether a play was published since that starts on others than the version before it.

    A better text, other tasks or a confirmed review start no play on renewals looked at before.
    """
    published = list(PlayVersion.objects.filter(published_at__gte=moment).defer("source"))
    if not published:
        return False
    plays = {version.play_id for version in published}
    told = PlayVersion.objects.filter(play__in=plays).values_list("play_id", "version", *_STARTS)
    triggers = {(play, version): trigger for play, version, *trigger in told}
    return any(
        triggers.get((one.play_id, one.version - 1)) != triggers[one.play_id, one.version]
        for one in published
    )


def _dates(previous: Run, run: Run) -> Q:
    """Return the renewal dates for which a day came, and those that entered the horizon."""
    opened = Q(renewal_on__gte=previous.horizon_on, renewal_on__lt=run.horizon_on)
    for days in sorted({version.from_days for version in current_versions()}):
        first, last = previous.on - timedelta(days=days - 1), run.on - timedelta(days=days)
        opened |= Q(renewal_on__range=(first, last))
    return opened
