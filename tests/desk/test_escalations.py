"""Escalations: raised once for an occurrence, ended with their cause, opened again, climbing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from tenure.desk.commands.escalating import climb_ladder, raise_escalations
from tenure.desk.commands.escalation_rules import publish_default_escalation_rules
from tenure.desk.commands.escalations import (
    EscalationEnded,
    acknowledge_escalation,
    plan_escalation,
    reopen_escalation,
    resolve_escalation,
)
from tenure.desk.models import Escalation, EscalationEvent, EscalationMail, EscalationNotice
from tenure.desk.queries.escalations import Asked, escalation_list, escalation_page
from tenure.directory.models import StaffMember
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.models import Renewal
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AT = datetime(2027, 1, 15, 9, tzinfo=UTC)  # a Friday, nine o'clock in London


def opened(book: Book, *, days: int = 80, key: str = "K") -> Renewal:
    """Open a renewal that is past T-90 without a quote, its owner below a manager."""
    mara = book.manager("mara")
    book.contract(key, end=ON + timedelta(days=days))
    StaffMember.objects.filter(code="alice@example.com").update(manager=mara)
    open_renewals(on=ON, by=book.head)
    return Renewal.objects.get(contract__key=key)


@pytest.fixture
def ruled(book: Book) -> Book:
    publish_default_escalation_rules(by=book.head, on=ON)
    return book


def run(book: Book, *, days: int = 0, at: datetime | None = None) -> tuple[int, ...]:
    later = timedelta(days=days)
    done = raise_escalations(by=book.system, on=ON + later, at=at or AT + later)
    return done.raised, done.reopened, done.changed, done.gone, done.climbed


def kinds(found: Escalation) -> list[str]:
    return list(found.events.order_by("pk").values_list("kind", flat=True))


def test_an_occurrence_is_raised_once_and_follows_its_cause(ruled: Book) -> None:
    renewal = opened(ruled)
    assert run(ruled) == (1, 0, 0, 0, 0)
    [one] = Escalation.objects.all()
    assert (one.cause, one.severity, one.rung, one.at_stake_minor) == ("no_quote", 2, 0, 100_000)
    assert run(ruled) == (0, 0, 0, 0, 0)
    assert EscalationMail.objects.get().recipient == "alice@example.com"
    # Thirty days nearer it is more severe; a quote takes the cause away, its loss brings it back.
    assert run(ruled, days=20, at=AT) == (0, 0, 1, 0, 0)
    Renewal.objects.update(quoted_on=ON)
    assert run(ruled, days=20, at=AT) == (0, 0, 0, 1, 0)
    one.refresh_from_db()
    assert (one.ended, one.climbs_at) == ("gone", None)
    Renewal.objects.update(quoted_on=None)
    assert run(ruled, days=21, at=AT) == (0, 1, 0, 0, 0)
    assert kinds(one) == ["raised", "changed", "gone", "reopened"]
    assert EscalationNotice.objects.filter(escalation=one).count() == 2  # a mail for each round
    # What a person has resolved is not raised again for the same occurrence.
    resolve_escalation(
        escalation_id=one.pk, reason="They merge.", by=ruled.head, on=ON + 21 * DAY, at=AT
    )
    assert run(ruled, days=22, at=AT) == (0, 0, 0, 0, 0)
    Renewal.objects.update(renewal_on=renewal.renewal_on - DAY, due_on=renewal.due_on - DAY)
    assert run(ruled, days=22, at=AT) == (1, 0, 0, 0, 0)  # another term is another occurrence
    verbs = AuditEvent.objects.filter(subject_type="desk.escalation").values_list("verb", flat=True)
    assert sorted(verbs) == [
        "desk.change_escalation", "desk.end_escalation", "desk.raise_escalation",
        "desk.raise_escalation", "desk.reopen_escalation", "desk.resolved_escalation",
    ]  # fmt: skip


def test_it_climbs_in_working_hours_and_each_rung_is_told_once(ruled: Book) -> None:
    renewal = opened(ruled)
    run(ruled)
    one = Escalation.objects.get()
    # Sixteen hours from Friday nine: Monday at five. Then 24: Thursday at five, 40: a week later.
    assert one.climbs_at == datetime(2027, 1, 18, 17, tzinfo=UTC)
    monday = datetime(2027, 1, 18, 16, 59, tzinfo=UTC)
    assert climb_ladder(by=ruled.system, on=monday.date(), at=monday) == 0
    for day, expected, recipient in ((18, 1, "mara"), (21, 2, "hana")):
        at = datetime(2027, 1, day, 17, tzinfo=UTC)
        for count in (1, 0):
            assert climb_ladder(by=ruled.system, on=at.date(), at=at) == count
        one.refresh_from_db()
        assert one.rung == expected
        assert EscalationMail.objects.latest("pk").recipient == f"{recipient}@example.com"
    assert EscalationMail.objects.count() == 3
    mail = EscalationMail.objects.latest("pk")
    assert mail.subject == "Escalated (medium): No quote at T-90, Cu-K, K"
    assert "On the Head of Renewals." in mail.body
    assert "1,000.00 EUR" in mail.body
    # A pause does not stop the clock: all rungs are made up for, from when each was due.
    Escalation.objects.update(rung=0, climbs_at=datetime(2027, 1, 18, 17, tzinfo=UTC))
    late = datetime(2027, 2, 1, 12, tzinfo=UTC)
    assert climb_ladder(by=ruled.system, on=late.date(), at=late) == 3
    one.refresh_from_db()
    assert (one.rung, one.climbs_at) == (3, None)
    assert EscalationMail.objects.count() == 3  # nobody is told twice; nobody sits as CRO
    assert renewal.owner_id == one.owner_id


def test_people_take_it_up_plan_resolve_and_open_it_again(ruled: Book) -> None:
    opened(ruled)
    run(ruled)
    one, alice = Escalation.objects.get(), User.objects.get(username="alice")
    friday = datetime(2027, 1, 15, 13, tzinfo=UTC)
    told = {"escalation_id": one.pk, "by": alice, "on": ON, "at": friday}
    for _ in range(2):
        acknowledge_escalation(**told)
    one.refresh_from_db()
    assert one.climbs_at == datetime(2027, 1, 19, 13, tzinfo=UTC)
    with pytest.raises(InvalidInput, match="today or later"):
        plan_escalation(**told, plan_on=ON - DAY, note="x")
    for _ in range(2):
        plan_escalation(**told, plan_on=ON + 6 * DAY, note="Quote goes out on Thursday.")
    one.refresh_from_db()
    assert one.climbs_at == datetime(2027, 1, 21, 17, tzinfo=UTC)
    assert escalation_list(alice, Asked("planned"), on=ON).count == 1
    assert escalation_list(alice, Asked("late"), on=ON + 7 * DAY).count == 1
    resolve_escalation(**told, reason="Quoted by hand.")
    with pytest.raises(EscalationEnded, match="resolved"):
        acknowledge_escalation(**told)
    reopen_escalation(**told, reason="It was not.")
    one.refresh_from_db()
    assert (one.round, one.acknowledged_by, one.plan_on) == (2, None, None)
    with pytest.raises(EscalationEnded):
        reopen_escalation(**told, reason="x")
    page = escalation_page(one.pk, user=alice, on=ON)
    assert page is not None
    assert [event.kind for event in page.events] == [
        "reopened", "resolved", "planned", "acknowledged", "raised",
    ]  # fmt: skip
    assert page.row.says == "It renews in 80 days and has no quote."
    with pytest.raises(IntegrityError, match="append-only"):
        EscalationEvent.objects.update(note="x")


def test_who_may_not_see_the_customer_neither_sees_nor_is_told(ruled: Book) -> None:
    opened(ruled)
    Renewal.objects.get().customer.__class__.objects.update(export_controlled=True)
    run(ruled)
    one, alice = Escalation.objects.get(), User.objects.get(username="alice")
    assert not EscalationMail.objects.exists()
    assert escalation_page(one.pk, user=alice, on=ON) is None
    assert escalation_page(one.pk, user=ruled.head, on=ON) is not None
    partner = User.objects.create(username="charlie", role=Role.PARTNER, cleared=True)
    assert escalation_list(partner, Asked(), on=ON).count == 0
    auditor = User.objects.create(username="ada", role=Role.AUDITOR, cleared=True)
    with pytest.raises(NotAllowed):
        resolve_escalation(escalation_id=one.pk, reason="x", by=auditor, on=ON, at=AT)


def test_a_quiet_run_costs_the_same_however_much_is_escalated(ruled: Book) -> None:
    opened(ruled)
    run(ruled)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert run(ruled) == (0, 0, 0, 0, 0)
        return len(captured)

    before = statements()
    for number in range(5):
        ruled.contract(f"M{number}", end=ON + 70 * DAY)
    open_renewals(on=ON, by=ruled.head)
    assert run(ruled) == (5, 0, 0, 0, 0)
    assert EscalationMail.objects.count() == 2  # one mail to Alice, not five
    assert statements() == before
