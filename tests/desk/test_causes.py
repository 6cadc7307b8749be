"""What the causes of escalations find: each holds of what it says, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tenure.closing.models import Discrepancy
from tenure.desk.commands.engagement import set_risk
from tenure.desk.commands.escalating import Escalated, follow_causes, raise_escalations
from tenure.desk.commands.escalation_rules import (
    publish_default_escalation_rules,
    publish_escalation_rule,
)
from tenure.desk.commands.escalations import mark_contested
from tenure.desk.models import Absence, Escalation, EscalationSweep, Task
from tenure.desk.queries import causes as package
from tenure.desk.queries.causes import causes
from tenure.desk.queries.escalation_rules import rules_in_force
from tenure.desk.queries.escalations import Asked, escalation_list
from tenure.desk.rules.escalations import EscalationRuleFacts, Found, Severity, severity_of
from tenure.directory.models import StaffMember
from tenure.foundation.commands import system_actor
from tenure.quotes.models import (
    Acceptance,
    ApprovalNotice,
    ApprovalRequest,
    ApprovalStep,
    Decline,
    Delegation,
    OfferEvent,
    Quote,
    QuoteEnding,
    Sending,
)
from tenure.renewals.models import Renewal
from tests.world import World, build

pytestmark = pytest.mark.django_db
ON = date(2027, 1, 15)
AT = datetime(2027, 1, 15, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def world(db: None) -> World:
    """Return the test company with everything quoted, so that nothing has a cause but by hand."""
    made = build(ON, escalated=False)
    publish_default_escalation_rules(by=made.users["hana"], on=ON)
    Renewal.objects.update(quoted_on=ON)
    return made


def found(world: World, cause: str, *, on: date = ON) -> dict[str, tuple[int, str]]:
    """Return what is escalated for a cause: severity and words, by contract."""
    raise_escalations(by=system_actor(), on=on, at=AT + (on - ON))
    rows = escalation_list(system_actor(), Asked(cause=cause), on=on).rows
    return {row.contract: (Severity[row.severity.upper()], row.says) for row in rows}


def sent(world: World, key: str, *, days: int, partner: bool = False) -> Sending:
    quote = world.quotes.get(key) or Quote.objects.create(
        number=f"Q-{key}", renewal=world.renewals[key], currency="GBP", start_on=ON, end_on=ON,
        term_months=12, priced_on=ON, contract_revision=1, valid_until=ON, expiring_minor=1,
        proposed_minor=1, made_by=world.users["hana"],
    )  # fmt: skip
    sent_on = ON - days * DAY
    return Sending.objects.create(
        quote=quote, partner=world.partner if partner else None, name=f"Ingrid {key}",
        email=f"{key}@example.com", token_hash=f"{Sending.objects.count():064x}",
        sent_by=world.users["alice"], sent_on=sent_on, expires_on=ON + 30 * DAY,
    )  # fmt: skip


def happened(world: World, sending: Sending, kind: str, *, days: int, note: str = "") -> OfferEvent:
    return OfferEvent.objects.create(
        sending=sending, kind=kind, note=note, on=ON - days * DAY, by=world.users["hana"]
    )


def test_silent_customer(world: World) -> None:
    one, two = sent(world, "C-1001", days=14), sent(world, "C-1002", days=30)
    assert found(world, "silent_customer") == {
        "C-1001": (2, "The quote went to Ingrid C-1001 14 days ago; nobody has looked at it."),
        "C-1002": (3, "The quote went to Ingrid C-1002 30 days ago; nobody has looked at it."),
    }
    happened(world, one, "opened", days=13)
    happened(world, two, "opened", days=15)
    words = "The quote went to Ingrid C-1002 30 days ago; the last sign of them was 15 days ago."
    assert found(world, "silent_customer") == {"C-1002": (2, words)}
    assert Escalation.objects.filter(subject=f"renewal:{world.renewals['C-1002'].pk}").count() == 1
    # Silent again is another silence; an answer is none.
    assert set(found(world, "silent_customer", on=ON + DAY)) == {"C-1001", "C-1002"}
    happened(world, two, "declined", days=0)
    Acceptance.objects.create(
        renewal=world.renewals["C-1001"], quote=world.quotes["C-1001"], name="I", title="CFO",
        email="i@example.com", accepted_on=ON, taken_by=world.users["alice"],
    )  # fmt: skip
    assert found(world, "silent_customer", on=ON + DAY) == {}


def test_silent_partner(world: World) -> None:
    assert found(world, "silent_partner") == {}  # it renews in 105 days
    later = ON + 45 * DAY
    words = "It renews in 60 days through Harbour Resale, who has not answered."
    assert found(world, "silent_partner", on=later) == {"C-1003": (2, words)}
    sending = sent(world, "C-1003", days=10, partner=True)
    happened(world, sending, "opened", days=9)
    assert found(world, "silent_partner", on=later + 30 * DAY)["C-1003"][0] == Severity.HIGH
    happened(world, sending, "question", days=1, note="Which tier?")
    assert found(world, "silent_partner", on=later + 30 * DAY) == {}


def test_contested_price(world: World) -> None:
    sending = sent(world, "C-1001", days=2)
    happened(world, sending, "question", days=1, note="Who signs for you?")
    asked = happened(world, sending, "question", days=1, note="Why is the price higher?")
    Decline.objects.create(
        renewal=world.renewals["C-1002"], quote=world.quotes["C-1002"], reason="budget", name="Ola",
        email="o@example.com", declined_on=ON - 3 * DAY, taken_by=world.users["alice"],
    )  # fmt: skip
    mark = {"renewal_id": world.renewals["C-1004"].pk, "by": world.users["bob"], "on": ON}
    for _ in range(2):
        mark_contested(**mark, why="Wants a third off.")
    assert found(world, "contested_price") == {
        "C-1001": (3, 'Ingrid C-1001 asked about the price 1 day ago: "Why is the price higher?"'),
        "C-1002": (3, "Ola declined over the price 3 days ago."),
        "C-1004": (
            3, 'Bob Barnes says that the price is contested today: "Wants a third off."'
        ),
    }  # fmt: skip
    OfferEvent.objects.create(
        sending=sending, kind="answered", question=asked, on=ON, by=world.users["alice"]
    )
    Quote.objects.filter(renewal=world.renewals["C-1002"]).update(is_primary=False)
    assert set(found(world, "contested_price")) == {"C-1004"}


def test_approvals_late_over_the_matrix_and_absent(world: World) -> None:
    request, sam = ApprovalRequest.objects.get(), world.users["sam"]
    facts = {**request.facts, "discount_bp": 4_100}
    ApprovalRequest.objects.update(facts=facts, requested_on=ON - DAY)
    step = ApprovalStep.objects.get(approver=sam)
    number = request.quote.number
    over = f"A discount of 41 % on {number} was asked for 1 day ago and is not decided."
    assert found(world, "discount_over_matrix") == {"C-1001": (3, over)}
    assert found(world, "approval_late") == {}
    ApprovalNotice.objects.create(
        step=step, kind="asked", round=0, user=sam, recipient="s@example.com", written_at=AT,
        due_at=AT - 4 * DAY,
    )  # fmt: skip
    late = f"Sam Silva had to decide on {number} by a time that passed 4 days ago."
    assert found(world, "approval_late") == {"C-1001": (3, late)}
    assert escalation_list(system_actor(), Asked("late"), on=ON).count == 1
    type(sam).objects.filter(pk=sam.pk).update(is_active=False)
    [(_, words)] = found(world, "owner_absent").values()
    assert words.startswith("Sam Silva, who has to approve its quote, is not here; the next action")
    Delegation.objects.create(
        given_by=sam, given_to=world.users["hana"], start_on=ON, end_on=ON + DAY
    )
    assert found(world, "owner_absent") == {}
    # A seat that nobody holds is late as soon as it is its turn: nobody can be told.
    empty = ApprovalStep.objects.create(
        request=request, stage=step.stage + 1, role="cfo", approver=None, why=[]
    )
    assert found(world, "approval_late")["C-1001"][1] == late
    step.decisions.create(kind="approve", by=world.users["hana"], on=ON - 3 * DAY)
    words = f"{number} came to the CFO today, and nobody sits there."
    assert found(world, "approval_late") == {"C-1001": (2, words)}
    assert found(world, "approval_late", on=ON + 3 * DAY)["C-1001"][0] == Severity.HIGH
    empty.decisions.create(kind="approve", by=world.users["hana"], on=ON)
    assert found(world, "approval_late") == found(world, "discount_over_matrix") == {}


def test_nobody_has_to_approve_what_is_not_offered_any_more(world: World) -> None:
    request, sam = ApprovalRequest.objects.get(), world.users["sam"]
    ApprovalRequest.objects.update(facts={**request.facts, "discount_bp": 4_100})
    ApprovalNotice.objects.create(
        step=ApprovalStep.objects.get(approver=sam), kind="asked", round=0, user=sam,
        recipient="s@example.com", written_at=AT, due_at=AT - 4 * DAY,
    )  # fmt: skip
    type(sam).objects.filter(pk=sam.pk).update(is_active=False)
    named = ("approval_late", "discount_over_matrix", "owner_absent")
    assert all(found(world, cause) for cause in named)
    QuoteEnding.objects.create(
        quote=request.quote, kind="expired", reason="Too late.", ended_on=ON,
        ended_by=world.users["hana"],
    )  # fmt: skip
    assert not any(found(world, cause) for cause in named)


def test_risk_absence_discrepancies_and_notice_dates(world: World) -> None:
    Renewal.objects.filter(contract__key="C-1002").update(
        atr_minor=300_000_00, forecast_minor=200_000_00
    )
    risk = "200,000.00 EUR is expected of 300,000.00 EUR that is up for renewal: 33.33 % less."
    assert found(world, "risk_fell") == {"C-1002": (3, risk)}
    StaffMember.objects.filter(name="Bob Barnes").update(active=False)
    absent = found(world, "owner_absent", on=ON + 3 * DAY)
    words = "Bob Barnes, who owns it, is not here; the next action is due in 12 days."
    assert absent == {"C-1004": (2, words), "C-1005": (3, words.replace("in 12", "43").replace(
        "days.", "days ago."))}  # fmt: skip
    assert not Escalation.objects.filter(cause="owner_absent", rung=0).exists()
    StaffMember.objects.filter(name="Bob Barnes").update(active=True)
    assert found(world, "owner_absent", on=ON + 3 * DAY) == {}
    away = Absence.objects.create(
        staff=world.staff["bob"], kind="holiday", start_on=ON, end_on=ON + 9 * DAY, recorded_on=ON,
        recorded_by=world.users["bob"],
    )  # fmt: skip
    words = "Bob Barnes, who owns it, is away until 24 Jan 2027; the next action is due 43 days"
    assert found(world, "owner_absent", on=ON + 3 * DAY) == {"C-1005": (3, f"{words} ago.")}
    Absence.objects.filter(pk=away.pk).update(cover=world.staff["alice"])
    StaffMember.objects.filter(pk=world.staff["alice"].pk).update(active=False)
    assert "C-1005" in found(world, "owner_absent", on=ON + 3 * DAY), "who left stands in no more"
    StaffMember.objects.filter(pk=world.staff["alice"].pk).update(active=True)
    assert found(world, "owner_absent", on=ON + 3 * DAY) == {}
    # Who stands in is away as well, and nobody stands in for them.
    Absence.objects.create(
        staff=world.staff["alice"], kind="illness", start_on=ON + DAY, end_on=ON + 5 * DAY,
        recorded_on=ON, recorded_by=world.users["alice"],
    )  # fmt: skip
    assert found(world, "owner_absent", on=ON + 3 * DAY)["C-1005"] == (3, f"{words} ago.")
    assert found(world, "discrepancy_aged") == {}
    later = ON + 36 * DAY
    [(key, (severity, words))] = found(world, "discrepancy_aged", on=later).items()
    assert (key, severity, words[:8]) == ("C-1001", 3, "C-1001: ")
    assert Escalation.objects.get(cause="discrepancy_aged").at_stake_minor == 600_00
    Discrepancy.objects.update(settlement=None, opened_on=later)
    assert found(world, "discrepancy_aged", on=later) == {}
    near = "The last day to give notice is in 14 days: nobody decided."
    assert found(world, "notice_near", on=ON + 30 * DAY) == {"C-1004": (3, near)}
    assert found(world, "notice_near", on=ON + 45 * DAY) == {}


def test_what_people_say_of_the_risk_on_a_large_account(world: World) -> None:
    large, small = world.renewals["C-1002"], world.renewals["C-1001"]
    Renewal.objects.filter(pk=large.pk).update(atr_minor=300_000_00, forecast_minor=300_000_00)

    def said(category: str, *, on: date) -> dict[str, tuple[int, str]]:
        for renewal in (large, small):
            set_risk(
                renewal_id=renewal.pk, category=category, reason="Their CFO left.",
                by=world.users["hana"], on=on,
            )  # fmt: skip
        follow_causes(by=system_actor(), on=on, at=AT + (on - ON))
        rows = escalation_list(system_actor(), Asked(cause="risk_fell"), on=on).rows
        return {row.contract: (row.at_stake_minor, row.says) for row in rows}

    assert said("will_renew", on=ON) == {}
    words = 'Hana Hashimoto said "{}" after "{}" today: Their CFO left.'
    worse = words.format("Will contract", "Will renew")
    assert said("will_contract", on=ON) == {"C-1002": (300_000_00, worse)}
    assert said("will_churn", on=ON + DAY)["C-1002"][1] == words.format(
        "Will churn", "Will contract"
    )
    assert Escalation.objects.filter(cause="risk_fell").count() == 1, "it goes on as that one"
    # The reason is told again: nothing got worse. Better than before: nothing to escalate.
    set_risk(
        renewal_id=large.pk, category="will_churn", reason="As said.", by=world.users["hana"],
        on=ON + DAY,
    )  # fmt: skip
    assert follow_causes(by=system_actor(), on=ON + DAY, at=AT + DAY) == Escalated()
    assert said("will_contract_actionable", on=ON + 2 * DAY) == {}


def test_following_leaves_what_a_look_at_everything_would(world: World) -> None:
    """Days go by, people go and come: what is followed is never behind a look at everything."""
    Renewal.objects.filter(contract__key__in=["C-1004", "C-1005"]).update(quoted_on=None)
    sent(world, "C-1001", days=3)
    opened = sent(world, "C-1002", days=1)
    happened(world, opened, "opened", days=0)
    ApprovalNotice.objects.create(
        step=ApprovalStep.objects.get(approver=world.users["sam"]), kind="asked", round=0,
        user=world.users["sam"], recipient="s@example.com", written_at=AT, due_at=AT + 2 * DAY,
    )  # fmt: skip
    for days, task in enumerate(Task.objects.order_by("pk")[:4]):
        Task.objects.filter(pk=task.pk).update(sla_due_at=AT + days * 3 * DAY)
    Absence.objects.create(
        staff=world.staff["bob"], kind="holiday", start_on=ON + 20 * DAY, end_on=ON + 40 * DAY,
        recorded_on=ON, recorded_by=world.users["bob"],
    )  # fmt: skip
    on, ended, raised = ON, 0, 0
    for step in (0, 1, 1, 2, 1, 3, 1, 6, 5, 1, 4, 6, 2, 5, 6, 6, 1, 6, 5, 6, 6, 6, 6, 6, 6, 6):
        on += step * DAY
        at = AT + (on - ON)
        done = follow_causes(by=system_actor(), on=on, at=at)
        raised, ended = raised + done.raised, ended + done.gone
        facts = dict(Escalation.objects.values_list("pk", "facts"))
        assert raise_escalations(by=system_actor(), on=on, at=at) == Escalated(), on
        assert dict(Escalation.objects.values_list("pk", "facts")) == facts, on
        last = EscalationSweep.objects.latest("pk")
        # The look at everything that compared them is forgotten: the next goes on from the other.
        cut_off_whole_look(last, whole_on=max(ON, on - 5 * DAY))
    assert raised > 8
    assert ended > 4


def cut_off_whole_look(sweep: EscalationSweep, *, whole_on: date) -> None:
    """Let the next look be one that follows, as if the latest had been one."""
    EscalationSweep.objects.create(
        on=sweep.on, at=sweep.at, events=sweep.events, settled=sweep.settled, rules=sweep.rules,
        absent=sweep.absent, whole_on=whole_on, by=sweep.by,
    )  # fmt: skip


def test_tasks_over_their_time(world: World) -> None:
    renewal = world.renewals["C-1001"]
    tasks = Task.objects.filter(renewal=renewal).order_by("pk")[:2]
    for days, task in zip((1, 4), tasks, strict=True):
        Task.objects.filter(pk=task.pk).update(sla_due_at=AT - days * DAY)
    words = f'"{tasks[1].title}", and 1 more had to be done by a time that passed 4 days ago.'
    assert found(world, "task_late") == {"C-1001": (2, words)}
    Task.objects.filter(renewal=renewal).update(sla_due_at=AT + DAY)
    assert found(world, "task_late") == {}


def test_the_run_gives_the_severity_that_the_rule_gives(world: World) -> None:
    Renewal.objects.update(quoted_on=None)
    rules = [rule for rule in rules_in_force(ON) if rule.cause == "no_quote"]
    for change in (-10, 9, 10, 14, 15, 16):  # 105, 75, 40, 20 days ahead, one past
        on = ON + change * DAY
        given = found(world, "no_quote", on=on)
        for renewal in Renewal.objects.select_related("contract"):
            left = Found((renewal.renewal_on - on).days, renewal.atr_minor, renewal.currency)
            severity = severity_of(left, rules, ahead=True)
            assert given.get(renewal.contract.key, (None,))[0] == severity, change


NEW_CAUSE = '''
"""Evergreen without end: for the test."""
from tenure.desk.queries.causes._cause import Cause
SQL = """
SELECT 'renewal:' || r.id AS subject, '1' AS occurrence, r.id AS renewal_id,
    NULL::bigint AS discrepancy_id, 0 AS days, 0 AS share_bp, r.atr_minor AS size_minor, r.currency,
    r.atr_minor AS at_stake_minor, '{}'::jsonb AS facts
FROM renewals_renewal r WHERE r.closed_on IS NULL AND r.currency = 'JPY' AND 0 >= %(bound)s"""
CAUSE = Cause("in_yen", "Paid in yen", SQL, lambda facts, on: "It is paid in yen.")
'''


@pytest.fixture
def another(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "in_yen.py").write_text(NEW_CAUSE)
    package.__path__.append(str(tmp_path))
    causes.cache_clear()
    yield
    package.__path__.remove(str(tmp_path))
    causes.cache_clear()


def test_another_cause_is_one_more_file(world: World, another: None) -> None:
    rule = EscalationRuleFacts(
        code="yen", cause="in_yen", severity=Severity.LOW, start_on=ON, currency="JPY"
    )
    publish_escalation_rule(rule=rule, by=world.users["hana"], on=ON)
    assert found(world, "in_yen") == {"C-1004": (1, "It is paid in yen.")}
