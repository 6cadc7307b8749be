"""What people do and what happens to them on a day, drawn from the dice of the quarter.

Each event is a small function that does one thing by a command of the program, at the instant that
it is given. What the program refuses is counted; it changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction

from tenure.closing.commands import record_notice, settle_discrepancies, withdraw_notice
from tenure.closing.models import Discrepancy, Reconciliation, TerminationNotice
from tenure.closing.rules import Settled
from tenure.closing.rules.terminations import Channel, NoticeGiven
from tenure.desk.commands.absences import record_absence
from tenure.desk.commands.engagement import set_risk
from tenure.desk.commands.escalations import (
    acknowledge_escalation,
    mark_contested,
    plan_escalation,
    resolve_escalation,
)
from tenure.desk.commands.handovers import (
    acknowledge_handover,
    give_handover,
    prepare_handover,
    take_back_handover,
)
from tenure.desk.commands.requests.opening import open_request
from tenure.desk.commands.rota import answer_swap, ask_swap
from tenure.desk.commands.tasks import finish_task
from tenure.desk.models import Escalation, Handover, Shift, Task
from tenure.desk.queries.requests.about import about_renewal
from tenure.desk.rules.requests import KINDS, CameBy
from tenure.directory.models import StaffMember
from tenure.foundation.models import User
from tenure.kernel.errors import TenureError
from tenure.programs.commands import enrol
from tenure.programs.models import Program
from tenure.quotes.commands import save_asked
from tenure.quotes.commands.approvals import decide, request_approval
from tenure.quotes.commands.approvers import delegate_approvals
from tenure.quotes.commands.offer_events import (
    accept_by_link,
    ask_question,
    decline_offer,
    note_event,
)
from tenure.quotes.commands.sending import answer_question, send_quote
from tenure.quotes.models import ApprovalStep, OfferEvent, Quote, Sending
from tenure.quotes.queries.sendings import recipients_of
from tenure.quotes.rules.acceptance import Signer
from tenure.quotes.rules.asked import Asked
from tenure.quotes.rules.sendings import Happened, offer_token
from tenure.renewals.commands.decisions import close_renewal, set_forecast
from tenure.renewals.commands.owners import assign_owner
from tenure.renewals.models import Renewal
from tests.desk.simulation.history import Given, History
from tests.desk.simulation.world import Company

T = TypeVar("T")


@dataclass(slots=True)
class Day:
    """An hour of a day on which things happen."""

    company: Company
    history: History
    dice: Random
    on: date
    at: datetime
    number: int
    days: int

    def any(self, found: Any, many: int = 200) -> Any:
        """Return one of the first rows of a query, or None."""
        rows = list(found.order_by("pk")[:many])
        return self.dice.choice(rows) if rows else None

    def one_of(self, things: Sequence[T]) -> T:
        """Return one of some things."""
        return self.dice.choice(things)


def happen(day: Day) -> None:
    """Let some of what can happen happen, each as often as its weight says."""
    for event, chance in EVENTS.items():
        for _ in range(int(chance) + (day.dice.random() < chance % 1)):
            name = event.__name__
            try:
                with transaction.atomic():
                    done = event(day)
            except TenureError as error:
                key = f"{name}: {type(error).__name__}"
                day.history.refused[key] = day.history.refused.get(key, 0) + 1
            else:
                if done:
                    day.history.events[name] = day.history.events.get(name, 0) + 1


def undecided() -> Any:
    """Return the open renewals."""
    return Renewal.objects.filter(closed_on=None).select_related("owner__user", "contract")


def send_an_offer(day: Day) -> bool:
    """The owner sends a quote to the customer or, half of the time, to the partner."""
    quote = day.any(
        Quote.objects.filter(is_primary=True, ending=None, sendings=None, renewal__closed_on=None)
    )
    if quote is None:
        return False
    people = recipients_of(quote, user=day.company.head)
    if not people:
        return False
    to = day.one_of([people[0], people[-1]])
    send_quote(quote_id=quote.pk, to=to.email, by=day.company.head, on=day.on)
    return True


def _a_sending(day: Day) -> tuple[Sending, str] | None:
    sending = day.any(
        Sending.objects.filter(withdrawn_because="", quote__renewal__closed_on=None,
                               expires_on__gt=day.on)
    )  # fmt: skip
    return (sending, offer_token(sending.nonce, settings.SECRET_KEY)) if sending else None


def open_the_offer(day: Day) -> bool:
    """A customer looks at an offer."""
    found = _a_sending(day)
    if found is None:
        return False
    note_event(token=found[1], kind=Happened.OPENED, by=day.company.system, on=day.on)
    return True


def ask_about_the_price(day: Day) -> bool:
    """A customer asks something; mostly about money."""
    found = _a_sending(day)
    if found is None:
        return False
    words = day.one_of(["Is the price final?", "Is there a discount?", "Who signs on your side?"])
    ask_question(token=found[1], question=words, by=day.company.system, on=day.on)
    return True


def answer_the_customer(day: Day) -> bool:
    """The owner answers a question."""
    question = day.any(OfferEvent.objects.filter(kind="question", answer=None))
    if question is None:
        return False
    answer_question(event_id=question.pk, answer="We call you.", by=day.company.head, on=day.on)
    return True


def accept_the_offer(day: Day) -> bool:
    """A customer accepts; the worker books it within the hour."""
    found = _a_sending(day)
    if found is None:
        return False
    sending, token = found
    signer = Signer(name="Dana Doe", title="Head of IT", email=sending.email)
    accept_by_link(token=token, quote_id=sending.quote_id, signer=signer, by=day.company.system,
                   on=day.on)  # fmt: skip
    return True


def decline_the_offer(day: Day) -> bool:
    """A customer declines, for money or for something else."""
    found = _a_sending(day)
    if found is None:
        return False
    reason = day.one_of(["budget", "product", "corporate"])
    decline_offer(token=found[1], reason=reason, note="", name="Dana Doe",
                  by=day.company.system, on=day.on)  # fmt: skip
    return True


def expect_less(day: Day) -> bool:
    """The owner expects to keep less, or after all everything."""
    large = undecided().filter(atr_minor__gt=0).order_by("-atr_minor", "pk")[:40]
    renewal: Renewal = day.one_of(list(large))
    share = day.one_of([50, 80, 100])
    set_forecast(
        renewal_id=renewal.pk, amount_minor=renewal.atr_minor * share // 100,
        by=day.company.head, on=day.on, reason="As we heard.",
    )  # fmt: skip
    return True


def say_the_risk(day: Day) -> bool:
    """The owner of a large renewal says how it stands with it."""
    renewal = day.one_of(list(undecided().order_by("-atr_minor", "pk")[:40]))
    category = day.one_of(["will_renew", "will_contract", "will_churn_actionable", "will_churn"])
    set_risk(renewal_id=renewal.pk, category=category, reason="As we heard.",
             by=day.company.head, on=day.on)  # fmt: skip
    return True


def ask_for_a_discount(day: Day) -> bool:
    """The owner asks for more than the matrix gives, and for its approval."""
    quote = day.any(
        Quote.objects.filter(is_primary=True, ending=None, renewal__closed_on=None,
                             renewal__owner__user__is_active=True)
    )  # fmt: skip
    if quote is None:
        return False
    user = quote.renewal.owner.user
    rate = day.one_of([1_200, 2_500, 3_500, 4_500])
    made = save_asked(quote_id=quote.pk, asked=Asked(discount_bp=rate), by=user, on=day.on)
    request_approval(quote_id=made.pk, by=user, on=day.on, at=day.at)
    return True


def decide_an_approval(day: Day) -> bool:
    """An approver approves, refuses or asks."""
    steps = ApprovalStep.objects.filter(request__void_because="", approver__isnull=False)
    step = day.any(steps.exclude(decisions__kind__in=["approve", "reject"]))
    if step is None:
        return False
    last = step.decisions.order_by("pk").last()
    if last is not None and last.kind == "ask":
        kind, by = "answer", step.request.requested_by
    else:
        kind, by = day.one_of(["approve", "approve", "approve", "reject", "ask"]), step.approver
    decide(step_id=step.pk, kind=kind, note="As said.", by=by, on=day.on, at=day.at)
    return True


def be_away(day: Day) -> bool:
    """Somebody is away for some days; half of the time somebody stands in."""
    staff = day.any(StaffMember.objects.filter(active=True, role__in=["renewals_manager"]))
    others = [one for one in day.company.managers if one.active and one.pk != staff.pk]
    start = day.on + timedelta(days=day.one_of([0, 1, 3]))
    cover = day.one_of([None, day.one_of(others).pk])
    record_absence(
        staff_id=staff.pk, start_on=start, end_on=start + timedelta(days=day.one_of([1, 4, 9])),
        kind="illness", cover_id=cover, by=day.company.head, on=day.on,
    )  # fmt: skip
    return True


def an_approver_is_away(day: Day) -> bool:
    """Who approves is away, with or without somebody who approves for them."""
    seats = User.objects.filter(approver_seats__end_on=None, staff__isnull=False).distinct()
    user = day.any(seats.exclude(approver_seats=None))
    length = timedelta(days=day.one_of([2, 5]))
    if day.dice.random() < 0.5:
        other = day.any(User.objects.filter(role="sales_operations", is_active=True))
        delegate_approvals(given_by=user, given_to=other, start_on=day.on, end_on=day.on + length,
                           by=day.company.head, on=day.on)  # fmt: skip
    record_absence(
        staff_id=user.staff.pk, start_on=day.on, end_on=day.on + length, kind="training",
        by=day.company.head, on=day.on,
    )  # fmt: skip
    return True


def hand_over(day: Day) -> bool:
    """Somebody hands some renewals over to another region, and gives them."""
    giver, receiver = day.dice.sample(day.company.managers, 2)
    mine = undecided().filter(owner=giver, customer__export_controlled=False).order_by("pk")[:40]
    ids = [one.pk for one in mine]
    if not ids or giver.region == receiver.region:
        return False
    handover = prepare_handover(
        giver_id=giver.pk, receiver_id=receiver.pk, why="End of the shift.",
        renewal_ids=day.dice.sample(ids, k=min(3, len(ids))), by=giver.user, on=day.on, at=day.at,
    )  # fmt: skip
    give_handover(handover_id=handover.pk, by=giver.user, on=day.on, at=day.at)
    return True


def take_over(day: Day) -> bool:
    """The receiver acknowledges, or the giver takes it back; until then the giver owns."""
    handover = day.any(Handover.objects.filter(notes__is_open=True).distinct())
    if handover is None or handover.prepared_at >= day.at:
        return False
    if day.dice.random() < 0.2:
        take_back_handover(handover_id=handover.pk, by=handover.giver.user, on=day.on, at=day.at)
        return True
    changed = acknowledge_handover(
        handover_id=handover.pk, by=handover.receiver.user, on=day.on, at=day.at
    )
    _note_given(day, changed, handover.receiver_id)
    return True


def reassign(day: Day) -> bool:
    """The Head of Renewals gives a renewal to somebody else."""
    renewal = day.any(undecided())
    staff = day.one_of(day.company.managers)
    if renewal.owner_id == staff.pk or not staff.active:
        return False
    assign_owner(renewal_id=renewal.pk, staff_id=staff.pk, by=day.company.head, on=day.on,
                 at=day.at)  # fmt: skip
    _note_given(day, [renewal.pk], staff.pk)
    return True


def leave_the_company(day: Day) -> bool:
    """Once in a while a manager leaves at once; two weeks later their work is given away."""
    quitting = day.number in {day.days // 3, day.days * 2 // 3} and day.at.hour == 9
    there = [one for one in day.company.managers if one.active]
    gone = [one for one in day.company.managers if not one.active]
    if quitting and len(there) > 5:
        staff = day.one_of(there)
        StaffMember.objects.filter(pk=staff.pk).update(active=False)
        staff.active = False
        return True
    for staff in gone:
        for renewal in undecided().filter(owner=staff).order_by("pk")[:3]:
            to = day.one_of([one for one in there if one.user and one.user.cleared])
            assign_owner(renewal_id=renewal.pk, staff_id=to.pk, by=day.company.head, on=day.on,
                         at=day.at)  # fmt: skip
            _note_given(day, [renewal.pk], to.pk)
    return False


def _note_given(day: Day, renewal_ids: Sequence[int], staff_id: int) -> None:
    day.history.given += [Given(one, staff_id, day.at) for one in renewal_ids]


def swap_shifts(day: Day) -> bool:
    """Two colleagues of a region swap a shift."""
    ahead = Shift.objects.filter(from_at__gt=day.at + timedelta(days=1)).select_related("staff")
    first = day.any(ahead)
    if first is None:
        return False
    other = day.any(ahead.filter(region=first.region).exclude(staff=first.staff))
    if other is None:
        return False
    swap = ask_swap(
        given_id=first.pk, wanted_id=other.pk, by=first.staff.user, on=day.on, at=day.at
    )
    answer_swap(swap_id=swap.pk, accept=True, by=other.staff.user, on=day.on, at=day.at)
    return True


def give_notice(day: Day) -> bool:
    """A customer gives notice."""
    renewal = day.any(undecided().exclude(contract__end_on=None))
    given = NoticeGiven(received_on=day.on, channel=Channel.EMAIL, given_by="Dana Doe",
                        reason="budget", proof="ticket 7")  # fmt: skip
    record_notice(contract_id=renewal.contract_id, given=given, by=day.company.head, on=day.on)
    return True


def withdraw_a_notice(day: Day) -> bool:
    """A customer stays after all."""
    notice = day.any(TerminationNotice.objects.filter(closed_on=None))
    if notice is None:
        return False
    withdraw_notice(notice_id=notice.pk, reason="They stay.", by=day.company.head, on=day.on)
    return True


def close_lost(day: Day) -> bool:
    """The owner closes a renewal as lost, near its date."""
    near = undecided().filter(renewal_on__lte=day.on + timedelta(days=20))
    renewal = day.any(near.exclude(renewal_type="evergreen"))
    if renewal is None:
        return False
    close_renewal(renewal_id=renewal.pk, kind="churned", reason="They moved away.",
                  by=day.company.head, on=day.on)  # fmt: skip
    return True


def do_a_task(day: Day) -> bool:
    """Somebody does a task that is due, or says that it is not needed."""
    due = Task.objects.filter(done_on=None, opened_on__isnull=False, start__isnull=False)
    task = day.any(due.filter(due_on__lte=day.on + timedelta(days=2)), many=400)
    if task is None:
        return False
    finish_task(task_id=task.pk, result="Done.", not_needed=day.dice.random() < 0.2,
                by=day.company.head, on=day.on, at=day.at)  # fmt: skip
    day.history.finished[task.pk] = day.at
    day.history.by_hand.add(task.pk)
    return True


def call_it_contested(day: Day) -> bool:
    """A colleague says that the price is contested."""
    renewal = day.any(undecided().exclude(quoted_on=None))
    if renewal is None:
        return False
    mark_contested(renewal_id=renewal.pk, why="They compare us with another offer.",
                   by=day.company.head, on=day.on)  # fmt: skip
    return True


def find_a_discrepancy(day: Day) -> bool:
    """Contract and billing do not agree."""
    contract = day.any(undecided()).contract
    with_billing = Discrepancy.objects.filter(contract=contract, settlement=None)
    if with_billing.exists():
        return False
    made = Reconciliation.objects.create(on=day.on, by=day.company.system, tolerance={}, counts={})
    Discrepancy.objects.create(
        side="billing", kind="price", key=contract.key, product_key="", contract=contract,
        currency=contract.currency, at_stake_minor=60_000, ours={}, theirs={},
        evidence=f"day {day.on}", opened_on=day.on, opened_by=made, seen_by=made,
    )  # fmt: skip
    return True


def settle_a_discrepancy(day: Day) -> bool:
    """Somebody finds out why they do not agree."""
    row = day.any(Discrepancy.objects.filter(settlement=None))
    if row is None:
        return False
    settle_discrepancies(ids=[row.pk], reason=Settled.ACCEPTED, note="Agreed with finance.",
                         by=day.company.head, on=day.on)  # fmt: skip
    return True


def work_on_an_escalation(day: Day) -> bool:
    """Somebody takes an escalation up, plans, or resolves it."""
    found: Escalation | None = day.any(Escalation.objects.filter(ended_on=None), many=400)
    if found is None:
        return False
    told: dict[str, Any] = {
        "escalation_id": found.pk, "by": day.company.head, "on": day.on, "at": day.at,
    }  # fmt: skip
    act = day.one_of(["acknowledge", "acknowledge", "plan", "resolve"])
    if act == "acknowledge":
        known = found.events.filter(kind="acknowledged", rung=found.rung)
        if known.exists():
            return False
        acknowledge_escalation(**told)
    elif act == "plan":
        plan_on = day.on + timedelta(days=day.one_of([1, 5]))
        plan_escalation(**told, plan_on=plan_on, note="We meet them.")
    else:
        resolve_escalation(**told, reason="It is settled on the phone.")
        day.history.resolved[found.cause, found.subject] = day.on
    return True


def enrol_a_customer(day: Day) -> bool:
    """A customer joins a program."""
    renewal, program = day.any(undecided()), day.any(Program.objects.all())
    enrol(program=program.code, customer_id=renewal.customer_id, evidence="A letter.",
          start_on=day.on, by=day.company.head, on=day.on)  # fmt: skip
    return True


def ask_the_desk(day: Day) -> bool:
    """A colleague asks the desk for something about a renewal."""
    renewal = day.any(undecided())
    kind = next(one for one in KINDS if one.code == "other")
    open_request(
        kind=kind.code, values={"what": "A copy of the contract."},
        about=about_renewal(renewal.pk, user=day.company.head), came_by=CameBy.FORM,
        by=day.company.head, on=day.on, at=day.at,
    )  # fmt: skip
    return True


# How often in an hour of the eight of a day. Hands change last: what is done at an instant is done
# by who had it before.
EVENTS: dict[Callable[[Day], bool], float] = {
    send_an_offer: 0.8, open_the_offer: 0.3, ask_about_the_price: 0.15, answer_the_customer: 0.12,
    accept_the_offer: 0.1, decline_the_offer: 0.05, expect_less: 0.12, say_the_risk: 0.1,
    ask_for_a_discount: 0.25,
    decide_an_approval: 0.3, be_away: 0.06, an_approver_is_away: 0.02, swap_shifts: 0.1,
    give_notice: 0.06, withdraw_a_notice: 0.04, close_lost: 0.05, do_a_task: 4,
    call_it_contested: 0.03, find_a_discrepancy: 0.06, settle_a_discrepancy: 0.04,
    work_on_an_escalation: 0.4, enrol_a_customer: 0.04, ask_the_desk: 0.1,
    hand_over: 0.15, take_over: 0.2, reassign: 0.15, leave_the_company: 1,
}  # fmt: skip
