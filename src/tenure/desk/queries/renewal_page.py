"""Everything the renewal page shows, composed once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tenure.book.models import Line
from tenure.book.queries.contracts import lines_running_on
from tenure.desk.models import PlayVersion, Request, SaveTactic
from tenure.desk.queries.activity import ActivityPage, activity_of
from tenure.desk.queries.engagement import Engagement, engagement_of
from tenure.desk.queries.escalations import EscalationRow, escalations_of_renewal
from tenure.desk.queries.playbook import playbook
from tenure.desk.queries.progress import progress_of
from tenure.desk.queries.requests.lists import requests_of_renewal
from tenure.desk.queries.saves import SaveRow, saves_of_renewal, tactics
from tenure.desk.queries.tasks import TaskRow, tasks_of_renewal
from tenure.desk.rules.progress import Stage
from tenure.directory.models import Contact
from tenure.directory.queries import contacts_of
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.programs.queries.eligibility import Standing, standings_of
from tenure.quotes.models import Quote, QuoteLine
from tenure.quotes.queries import changes_since, is_stale
from tenure.quotes.queries.support import support_of_renewal
from tenure.quotes.rules import LotChange
from tenure.quotes.rules.support import TierShown
from tenure.renewals.models import Finding, Outcome, Renewal

NEAR = timedelta(days=31)
RECENT = 12


@dataclass(frozen=True, slots=True)
class RenewalPage:
    """One renewal with its money, quote, lines, findings, neighbours, people and what happened.

    `progress`, `engagement` and `activity` are for people inside only.
    """

    renewal: Renewal
    outcome: Outcome | None
    quotes: list[Quote]
    quote_lines: list[QuoteLine]
    expiring_lines: list[Line]
    findings: list[Finding]
    neighbours: list[Renewal]
    contacts: list[Contact]
    activity: ActivityPage | None
    engagement: Engagement | None
    changes: list[LotChange]
    progress: list[Stage]
    tasks: list[TaskRow]
    plays: list[PlayVersion]
    requests: list[Request]
    escalations: list[EscalationRow]
    saves: list[SaveRow]
    tactics: list[SaveTactic]
    standings: list[Standing]
    support: list[TierShown]

    @property
    def quote(self) -> Quote | None:
        """Return the primary quote."""
        return next((quote for quote in self.quotes if quote.is_primary), None)

    @property
    def tasks_now(self) -> list[TaskRow]:
        """Return the tasks that are overdue, due within two weeks, or due next."""
        now = [task for task in self.tasks if task.state in {"overdue", "due"}]
        return now or [task for task in self.tasks if task.is_open][:3]

    @property
    def tasks_otherwise(self) -> list[TaskRow]:
        """Return the tasks that come later, wait for others, or are finished."""
        now = self.tasks_now
        return [task for task in self.tasks if task not in now]

    @property
    def quote_is_stale(self) -> bool:
        """Tell whether the contract changed after the quote was priced."""
        quote = self.quote
        return quote is not None and is_stale(quote)


def renewal_page(renewal_id: int, *, user: User, on: date) -> RenewalPage | None:
    """Return the renewal's page (a fixed number of queries); None when it is not visible.

    `plays` are those that could be started by hand.
    """
    renewal = (
        Renewal.objects.visible_to(user)
        .select_related("contract", "customer", "owner", "contract__reseller", "group")
        .select_related("contract__distributor", "customer__account_executive")
        .select_related("customer__success_manager")
        .filter(pk=renewal_id)
        .first()
    )
    if renewal is None:
        return None
    quotes = list(
        renewal.quotes.select_related("document", "renewal__contract", "ending").order_by(
            "-version", "option"
        )
    )
    primary = next((quote for quote in quotes if quote.is_primary), None)
    lines = _quote_lines(primary) if primary else []
    inside = scope_of(user).is_inside
    tasks = tasks_of_renewal(renewal_id, user=user, on=on) if inside else []
    started = {task.play for task in tasks}
    return RenewalPage(
        renewal=renewal,
        outcome=Outcome.objects.filter(renewal=renewal).select_related("by").first(),
        quotes=quotes,
        quote_lines=lines,
        expiring_lines=[] if primary else lines_running_on(renewal.contract_id, renewal.due_on),
        findings=_findings(renewal) if inside else [],
        neighbours=_neighbours(renewal, user),
        contacts=contacts_of(renewal.customer_id, user=user),
        activity=activity_of(renewal, size=RECENT) if inside else None,
        engagement=engagement_of(renewal, user=user, on=on),
        changes=changes_since(primary) if primary and is_stale(primary) else [],
        progress=progress_of(renewal, primary, user=user, on=on) if inside else [],
        tasks=tasks,
        requests=requests_of_renewal(renewal_id, user=user),
        standings=standings_of(renewal.customer_id, on=on, user=user) if inside else [],
        support=support_of_renewal(renewal) if inside else [],
        plays=[
            version
            for version in playbook(user)
            if not version.retired and version.play.code not in started
        ]
        if inside and renewal.closed_on is None
        else [],
        escalations=escalations_of_renewal(renewal_id, user=user, on=on),
        saves=saves_of_renewal(renewal_id, user=user),
        tactics=tactics(user) if renewal.closed_on is None else [],
    )


def currency_of(renewal_id: int, *, user: User) -> str | None:
    """Return the renewal's currency; None when the person may not see it."""
    found = Renewal.objects.visible_to(user).filter(pk=renewal_id)
    return found.values_list("currency", flat=True).first()


def renewals_of_customer(customer_id: int, *, user: User, limit: int = 100) -> list[Renewal]:
    """Return the customer's renewals, open ones first, then the latest."""
    found = Renewal.objects.visible_to(user).filter(customer_id=customer_id)
    return list(found.select_related("contract", "owner").order_by("renewal_on", "pk")[:limit])


def renewals_of_contract(contract_id: int, *, user: User) -> list[Renewal]:
    """Return a contract's renewals, the latest first."""
    found = Renewal.objects.visible_to(user).filter(contract_id=contract_id)
    return list(found.select_related("owner").order_by("-renewal_on")[:50])


def _quote_lines(quote: Quote) -> list[QuoteLine]:
    lines = quote.lines.select_related("product", "expiring_product")
    return list(lines.order_by("position"))


def _findings(renewal: Renewal) -> list[Finding]:
    found = Finding.objects.filter(contract_id=renewal.contract_id, cleared_on=None)
    return list(found.order_by("found_on", "pk"))


def _neighbours(renewal: Renewal, user: User) -> list[Renewal]:
    """Return the customer's other open renewals within a month: candidates for one conversation."""
    near: tuple[date, date] = (renewal.renewal_on - NEAR, renewal.renewal_on + NEAR)
    found = Renewal.objects.visible_to(user).filter(
        customer_id=renewal.customer_id, renewal_on__range=near, closed_on=None
    )
    others = found.exclude(pk=renewal.pk).select_related("contract")
    return list(others.order_by("renewal_on", "pk")[:20])
