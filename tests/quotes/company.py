"""The people who approve, for tests of approvals."""

from __future__ import annotations

from datetime import UTC, datetime

from tenure.directory.models import StaffMember, Team
from tenure.foundation.models import User
from tenure.foundation.roles import Role
from tenure.quotes.commands import make_quote, save_asked
from tenure.quotes.commands.approvals import decide, request_approval
from tenure.quotes.commands.approvers import publish_default_rules, seat_approver
from tenure.quotes.models import ApprovalRequest, ApprovalStep, Quote
from tenure.quotes.queries.approvals import ApprovalView, approval_of
from tenure.quotes.rules.approvals import Approver
from tenure.quotes.rules.asked import Asked
from tenure.renewals.commands.owners import assign_owner
from tests.quotes.conftest import ON, Book

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)


class Company:
    """The people who approve, over a book with one quote made by Rita."""

    def __init__(self, book: Book) -> None:
        self.book = book
        team = Team.objects.create(code="emea", name="EMEA", region="EMEA")
        self.users = {
            name: User.objects.create(username=name, role=role, email=f"{name}@example.com")
            for name, role in (
                ("rita", Role.RENEWALS_MANAGER), ("max", Role.HEAD_OF_RENEWALS),
                ("dora", Role.DEAL_DESK), ("finn", Role.DEAL_DESK), ("cora", Role.DEAL_DESK),
                ("zoe", Role.DEAL_DESK),
            )
        }  # fmt: skip
        manager = StaffMember.objects.create(
            code="max", name="Max", region="EMEA", user=self["max"]
        )
        rita = StaffMember.objects.create(
            code="rita", name="Rita", region="EMEA", user=self["rita"], manager=manager, team=team
        )
        for role, name in (
            (Approver.DIRECTOR, "dora"), (Approver.FINANCE, "finn"), (Approver.CRO, "cora"),
        ):  # fmt: skip
            seat_approver(role=role, user=self[name], start_on=ON, by=book.head, on=ON)
        publish_default_rules(by=book.head, on=ON)
        self.renewal = book.due("C-1", lines=2, owner=rita)
        assign_owner(renewal_id=self.renewal.pk, staff_id=rita.pk, by=book.head, on=ON)
        self.renewal.refresh_from_db()
        self.quote = make_quote(renewal_id=self.renewal.pk, by=self["rita"], on=ON)

    def __getitem__(self, name: str) -> User:
        return self.users[name]

    def ask(self, **asked: int) -> Quote:
        """Let Rita ask for something in the quote."""
        current = Quote.objects.get(renewal=self.renewal, is_primary=True)
        return save_asked(quote_id=current.pk, asked=Asked(**asked), by=self["rita"], on=ON)

    def request(self) -> ApprovalRequest:
        current = Quote.objects.get(renewal=self.renewal, is_primary=True)
        return request_approval(quote_id=current.pk, by=self["rita"], on=ON, at=AT)

    def view(self, name: str = "rita") -> ApprovalView:
        current = Quote.objects.get(renewal=self.renewal, is_primary=True)
        return approval_of(current, user=self[name], on=ON)

    def say(self, name: str, role: Approver, kind: str = "approve", note: str = "") -> None:
        step = ApprovalStep.objects.get(role=role, request__void_because="")
        decide(step_id=step.pk, kind=kind, note=note, by=self[name], on=ON)
