"""What came in between two runs: alarms, what came due, new quotes. Each from an index range.

`since` is the previous run's date; none: the first run, which counts all there is.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from tenure.desk.queries.worklist import no_step_q, untouched_q, untouched_since
from tenure.desk.rules.digest import LINES, Due, Work
from tenure.directory.models import StaffMember
from tenure.directory.scope import scope_of
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.quotes.models import Quote
from tenure.renewals.models import Renewal
from tenure.renewals.queries.windows import unquoted_between
from tenure.renewals.rules.dates import AUTOMATIC, NOTICE_LEAD, WINDOW_CLOSES

IMPORT_VERB = "sync.import_files"


def imports_since(since: date | None) -> int:
    """Return how many imports were recorded as of the previous run's date or later."""
    imports = AuditEvent.objects.filter(verb=IMPORT_VERB)
    return imports.count() if since is None else imports.filter(on__gt=since).count()


def alarms(since: date | None, on: date) -> dict[str, int]:
    """Count what wants attention: unowned now, and what became late or near between the runs."""
    unclosed = Renewal.objects.filter(closed_on=None)
    day = timedelta(days=1)
    past_due = unclosed.filter(renewal_on__lte=on).exclude(renewal_type="evergreen")
    late_from = on + day if since is None else since + timedelta(days=WINDOW_CLOSES)
    late_to = on + timedelta(days=WINDOW_CLOSES - 1)
    near_from = on if since is None else max(on, since + timedelta(days=NOTICE_LEAD + 1))
    near_to = on + timedelta(days=NOTICE_LEAD)
    if since is not None:
        past_due = past_due.filter(renewal_on__gt=since)
    return {
        "ownerless": unclosed.filter(owner=None).count(),
        "unquoted_late": unquoted_between(late_from, late_to).count(),
        "notice_near": unclosed.filter(
            renewal_type__in=AUTOMATIC, notice_on__range=(near_from, near_to)
        ).count(),
        "past_due": past_due.count(),
        "untouched": _untouched(since, on),
        "step_passed": _step_passed(since, on).count(),
        "no_step": _without_step(since, on).count(),
    }


def _untouched(since: date | None, on: date) -> int:
    """Count what nobody did anything about for so long: since the run before, by two indexes."""
    until = untouched_since(on)
    untouched = Renewal.objects.filter(untouched_q(until), closed_on=None)
    if since is None:
        return untouched.count()
    became = untouched_since(since)
    wanted = untouched.filter(work_on__gt=became).count()
    return wanted + untouched.filter(work_on__lte=became, touched_on__gt=became).count()


def _step_passed(since: date | None, on: date) -> QuerySet[Renewal]:
    """Return what has a next step whose day passed: since the run before, by index."""
    passed = Renewal.objects.filter(closed_on=None, step_on__lt=on)
    return passed if since is None else passed.filter(step_on__gte=since)


def _without_step(since: date | None, on: date) -> QuerySet[Renewal]:
    """Return what wants work and has nothing planned: since the run before, by index."""
    found = Renewal.objects.filter(no_step_q(on), closed_on=None)
    return found if since is None else found.filter(work_on__gt=since)


def due_by_owner(since: date | None, on: date) -> dict[int, Work]:
    """Return what came due for each owner (by staff id), and the quotes made on the day."""
    came_due = _came_due(since, on).filter(_seen_by_owner(""), owner__isnull=False)
    counts = dict(came_due.values_list("owner_id").annotate(n=Count("pk")).order_by())
    place = Window(RowNumber(), partition_by=F("owner_id"), order_by=(F("act_on"), F("id")))
    ranked = _with_names(came_due.annotate(place=place).filter(place__lte=LINES))
    first: dict[int, list[Due]] = {}
    for renewal in ranked.order_by("owner_id", "act_on", "contract__key"):
        first.setdefault(renewal.owner_id or 0, []).append(_due(renewal))
    quotes = dict(
        Quote.objects.filter(
            _seen_by_owner("renewal__"), priced_on=on, is_primary=True, renewal__owner__isnull=False
        )
        .values_list("renewal__owner_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return {
        owner: Work(counts.get(owner, 0), tuple(first.get(owner, ())), quotes.get(owner, 0))
        for owner in sorted({*counts, *quotes})
    }


def due_for_all(since: date | None, on: date, *, cleared: bool) -> Work:
    """Return what came due for everybody, without export-controlled customers unless cleared."""
    allowed = Q() if cleared else Q(customer__export_controlled=False)
    came_due = _came_due(since, on).filter(allowed)
    first = _with_names(came_due).order_by("act_on", "contract__key")[:LINES]
    quotes = Quote.objects.filter(priced_on=on, is_primary=True)
    if not cleared:
        quotes = quotes.filter(renewal__customer__export_controlled=False)
    return Work(came_due.count(), tuple(_due(renewal) for renewal in first), quotes.count())


def owners(staff_ids: list[int]) -> list[StaffMember]:
    """Return these colleagues with their sign-in, by code."""
    return list(
        StaffMember.objects.filter(pk__in=staff_ids).select_related("user").order_by("code")
    )


def heads_of_renewals() -> list[tuple[str, User | None, bool]]:
    """Return e-mail, user and clearance of each Head of Renewals, signed in or only on the list."""
    found: dict[str, tuple[str, User | None, bool]] = {}
    for user in User.objects.filter(role=Role.HEAD_OF_RENEWALS, is_active=True).order_by("pk"):
        if user.email:
            found[user.email.lower()] = (user.email, user, scope_of(user).cleared)
    for staff in StaffMember.objects.filter(role=Role.HEAD_OF_RENEWALS, active=True).order_by(
        "code"
    ):
        if staff.email and staff.email.lower() not in found:
            found[staff.email.lower()] = (staff.email, None, False)
    return [found[email] for email in sorted(found)]


def people_in_roles(roles: set[str]) -> list[User]:
    """Return who is in one of these roles and can be written to."""
    if not roles:
        return []
    people = User.objects.filter(role__in=roles, is_active=True).exclude(email="")
    return list(people.order_by("pk"))


def _came_due(since: date | None, on: date) -> QuerySet[Renewal]:
    came_due = Renewal.objects.filter(closed_on=None, act_on__lte=on)
    return came_due if since is None else came_due.filter(act_on__gt=since)


def _seen_by_owner(path: str) -> Q:
    """Return the condition that the owner may see the customer (export control)."""
    uncontrolled = Q(**{f"{path}customer__export_controlled": False})
    return uncontrolled | Q(**{f"{path}owner__user__cleared": True})


def _with_names(renewals: QuerySet[Renewal]) -> QuerySet[Renewal]:
    return renewals.select_related("contract", "customer")


def _due(renewal: Renewal) -> Due:
    return Due(
        act_on=renewal.act_on,
        action=renewal.get_next_action_display(),
        contract=renewal.contract.key,
        customer=renewal.customer.name,
        atr_minor=renewal.atr_minor,
        currency=renewal.currency,
        reason=renewal.act_reason,
    )
