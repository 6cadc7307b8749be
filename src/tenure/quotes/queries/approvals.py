"""Approvals as they stand: the trigger fields of quotes, who sits where, what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.quotes.models import (
    ApprovalDecision,
    ApprovalRequest,
    ApprovalRule,
    ApprovalStep,
    ApproverSeat,
    Delegation,
    OfferTerms,
    Quote,
)
from tenure.quotes.rules.approvals import (
    ApprovalFacts,
    ApprovalRuleFacts,
    Approver,
    OfferTermsFacts,
    Paper,
    Place,
    State,
    Trigger,
    due_at,
    place_of,
    standing_state,
)

# Of each quote its trigger fields, in the order of `_FIELDS`. What a person gives away is what
# the deal's and this term's discounts take of the entitled amount; weighted by it.
_FIELDS = (
    "currency", "value_minor", "lines", "quantity_e4", "discount_bp", "waived_bp", "leakage_bp",
    "term_months", "free_months", "back_dated_days", "payment_days", "auto_renew_off",
    "amended_paper", "custom_sla", "opt_out",
)  # fmt: skip
_FACTS = """
SELECT q.id, q.currency, q.proposed_minor, l.lines, l.quantity_e4,
    coalesce(round(l.given / nullif(l.entitled, 0))::int, 0),
    coalesce(round(10000 * l.waived / nullif(l.entitled, 0))::int, 0),
    coalesce(greatest(round(10000 * (l.entitled - l.proposed) / nullif(l.entitled, 0)), 0)::int, 0),
    q.term_months, l.once_bp * q.term_months / 10000, greatest(%(on)s - q.start_on, 0),
    coalesce(t.payment_days, 30), NOT coalesce(t.auto_renews, true),
    coalesce(t.paper, 'standard') <> 'standard', coalesce(t.custom_sla, false),
    t.opt_out_days IS NOT NULL
FROM quotes_quote q
JOIN LATERAL (
    SELECT count(*) AS lines, (sum(x.quantity) * 10000)::bigint AS quantity_e4,
        sum(x.entitled_minor)::numeric AS entitled, sum(x.proposed_minor)::numeric AS proposed,
        max(x.once_bp) AS once_bp,
        sum(x.entitled_minor * (10000 - (10000 - x.deal_bp)::numeric * (10000 - x.once_bp) / 10000))
            AS given,
        sum(x.entitled_minor * (x.entitled_e4 - x.asked_e4) / x.entitled_e4)
            FILTER (WHERE x.asked_e4 < x.entitled_e4) AS waived
    FROM (
        SELECT y.quantity, y.entitled_minor, y.proposed_minor,
            coalesce((y.inputs ->> 'deal_discount_bp')::int, 0) AS deal_bp,
            coalesce((y.inputs ->> 'one_time_discount_bp')::int, 0) AS once_bp,
            (jsonb_path_query_first(y.trace, '$[*].entitled_price_e4'))::numeric AS entitled_e4,
            (jsonb_path_query_first(y.trace, '$[*].asked_price_e4'))::numeric AS asked_e4
        FROM quotes_quoteline y WHERE y.quote_id = q.id
    ) x
) l ON l.lines > 0
LEFT JOIN LATERAL (
    SELECT o.* FROM quotes_offerterms o WHERE o.renewal_id = q.renewal_id ORDER BY o.id DESC LIMIT 1
) t ON true
WHERE q.id = ANY(%(ids)s)
"""


def approval_facts(quote_ids: Sequence[int], *, on: date) -> dict[int, ApprovalFacts]:
    """Return the trigger fields of quotes by their ids, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, {"ids": list(quote_ids), "on": on})
        return {
            row[0]: ApprovalFacts(**dict(zip(_FIELDS, row[1:], strict=True)))
            for row in cursor.fetchall()
        }


def approval_rules() -> list[ApprovalRuleFacts]:
    """Return every published rule, in the order of their codes."""
    rows = ApprovalRule.objects.order_by("code").values_list(
        "code", "trigger", "start_on", "over", "role", "tiers", "currency"
    )
    return [
        ApprovalRuleFacts(
            code=code, trigger=Trigger(trigger), start_on=start_on, over=over,
            role=Approver(role) if role else None, tiers=tiers, currency=currency,
        )
        for code, trigger, start_on, over, role, tiers, currency in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seats:
    """Who sits where on a day, by role and region ('' for all regions)."""

    by_place: dict[tuple[str, str], User]

    def of(self, role: str, region: str) -> User | None:
        """Return who approves in a part for a region."""
        return self.by_place.get((role, region)) or self.by_place.get((role, ""))


def seats_on(day: date) -> Seats:
    """Return the approvers of a day (one query)."""
    rows = ApproverSeat.objects.filter(
        Q(end_on=None) | Q(end_on__gt=day), start_on__lte=day
    ).select_related("user")
    return Seats({(row.role, row.region): row.user for row in rows})


def stands_in_for(user: User, *, on: date) -> list[int]:
    """Return the ids of those for whom a person decides on a day, besides for themselves."""
    rows = Delegation.objects.filter(given_to=user, start_on__lte=on, end_on__gt=on)
    return list(rows.values_list("given_by_id", flat=True))


@dataclass(frozen=True, slots=True)
class StepView:
    """One approval as people read it: who, why, what was said, whether it is their turn."""

    step: ApprovalStep
    reasons: list[str]
    decisions: list[ApprovalDecision]
    is_open: bool
    due: datetime | None
    mine: bool

    @property
    def said(self) -> str:
        """Return the latest decision's kind; empty for none yet."""
        return self.decisions[-1].kind if self.decisions else ""


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """The approval of a quote as it stands: its state, and the steps in order."""

    state: State
    request: ApprovalRequest | None
    steps: list[StepView]
    changed: list[str]

    @property
    def is_free(self) -> bool:
        """Tell whether the quote may be sent: nothing is needed, or all is given."""
        return self.state in {State.CLEAR, State.APPROVED} and not self.changed


def approval_of(quote: Quote, *, user: User, on: date) -> ApprovalView:
    """Return where the approval of a quote stands (six queries at most).

    `changed` are the trigger fields that are no longer as they were asked for: then it has to be
    asked for again.
    """
    now = approval_facts([quote.pk], on=on).get(quote.pk)
    request = _open_request(quote).select_related("requested_by", "quote").first()
    if request is None or now is None:
        return ApprovalView(State.VOID, None, [], [])
    steps = _steps(request, user=user, on=on)
    state = standing_state([_final(view) for view in steps])
    changed = changed_fields(now, ApprovalFacts.from_json(request.facts))
    return ApprovalView(state, request, steps, changed)


def approved_among(quotes: Sequence[Quote], *, on: date) -> set[int]:
    """Return the ids of those quotes that may go out: nothing is needed, or all is given.

    Two queries, however many quotes.
    """
    now = approval_facts([quote.pk for quote in quotes], on=on)
    waiting = ApprovalStep.objects.filter(request=OuterRef("pk")).exclude(
        decisions__kind=ApprovalDecision.Kind.APPROVE
    )
    asked = ApprovalRequest.objects.filter(
        ~Exists(waiting), renewal__in={quote.renewal_id for quote in quotes}, void_because=""
    )
    given = {(row.renewal_id, row.option): ApprovalFacts.from_json(row.facts) for row in asked}
    return {
        quote.pk
        for quote in quotes
        if (then := given.get((quote.renewal_id, quote.option))) is not None
        and quote.pk in now
        and not changed_fields(now[quote.pk], then)
    }


def current_quote(renewal_id: int, option: int = 0) -> Quote | None:
    """Return the quote of a renewal that is offered now, or one of its options by its number."""
    quotes = Quote.objects.filter(renewal_id=renewal_id)
    if option:
        found = quotes.filter(as_option__primary__is_primary=True, ending=None, option=option)
    else:
        found = quotes.filter(is_primary=True)
    return found.first()


def _open_request(quote: Quote) -> QuerySet[ApprovalRequest]:
    """Return the request that counts for a quote: its own, or that of the version before it."""
    return ApprovalRequest.objects.filter(
        renewal_id=quote.renewal_id, option=quote.option, void_because=""
    )


def changed_fields(now: ApprovalFacts, then: ApprovalFacts) -> list[str]:
    """Return the trigger fields that changed; days that only went by do not count."""
    fields = now.changed(then)
    if now.back_dated_days > 0 and then.back_dated_days > 0:
        fields = [name for name in fields if name != "back_dated_days"]
    return fields


def waiting_for(user: User, *, on: date) -> list[ApprovalStep]:
    """Return the steps on which a person has to decide now, oldest first."""
    mine = [user.pk, *stands_in_for(user, on=on)]
    return _waiting(Q(approver_id__in=mine))


def waiting_for_anybody(user: User) -> list[ApprovalStep]:
    """Return the steps that wait for whomever, as far as a person may see them, oldest first."""
    return _waiting(ApprovalStep.scope_q(user))


def open_steps() -> list[ApprovalStep]:
    """Return every step that waits, of whomever, oldest first: for the program itself.

    With the places of those who are to be told of them.
    """
    people = (
        "approver__staff__manager__user__staff",
        "request__quote__renewal__owner__user__staff",
        "request__requested_by__staff",
    )
    return _waiting(Q(), *people)


def _waiting(which: Q, *related: str) -> list[ApprovalStep]:
    """Return the open steps of open stages, with what is `related` to them.

    What is shown of each is fetched by ids, table after table: in one join of all of them the
    planner goes astray where a table was empty when it was last looked at.
    """
    steps = (
        ApprovalStep.objects.filter(which, request__void_because="")
        .exclude(decisions__kind__in=["approve", "reject"])
        .select_related("request")
        .prefetch_related("approver", "request__quote__renewal__contract__customer", *related)
        .order_by("request__requested_at", "pk")
    )
    before = _unfinished_stages([step.request_id for step in steps])
    return [step for step in steps if step.stage <= before.get(step.request_id, step.stage)]


def _unfinished_stages(request_ids: Iterable[int]) -> dict[int, int]:
    """Return the stage that each request is at."""
    rows = (
        ApprovalStep.objects.filter(request_id__in=set(request_ids))
        .exclude(decisions__kind="approve")
        .values_list("request_id", "stage")
    )
    found: dict[int, int] = {}
    for request_id, stage in rows:
        found[request_id] = min(stage, found.get(request_id, stage))
    return found


def _steps(request: ApprovalRequest, *, user: User, on: date) -> list[StepView]:
    rows = list(request.steps.select_related("approver__staff").order_by("stage", "pk"))
    said: dict[int, list[ApprovalDecision]] = {row.pk: [] for row in rows}
    decisions = ApprovalDecision.objects.filter(step__in=rows).select_related(
        "by", "instead_of", "step"
    )
    for decision in decisions.order_by("pk"):
        said[decision.step_id].append(decision)
    done = {row.pk: _settled(said[row.pk]) for row in rows}
    rejected = "reject" in done.values()
    stage = min((row.stage for row in rows if done[row.pk] != "approve"), default=0)
    mine = {user.pk, *stands_in_for(user, on=on)}
    views = []
    for row in rows:
        is_open = row.stage == stage and not done[row.pk] and not rejected
        due = due_at(stage_began(row, said), place_of_user(row.approver)) if is_open else None
        is_mine = is_open and row.approver_id in mine
        why = [one["why"] for one in row.why]
        views.append(StepView(row, why, said[row.pk], is_open, due, is_mine))
    return views


def place_of_user(user: User | None) -> Place:
    """Return where somebody works, for their working hours; nobody, and who is not known: UTC."""
    staff = getattr(user, "staff", None)
    return place_of(staff.time_zone, staff.region) if staff else Place()


def stage_began(step: ApprovalStep, said: dict[int, list[ApprovalDecision]]) -> datetime:
    """Return when a step's clock began: as it was asked for, the stage before it was through, or
    its last question was answered. `said` is what was said on every step of the request.
    """
    through = [
        one.at
        for decisions in said.values()
        for one in decisions
        if one.step.request_id == step.request_id
        and (
            (one.step.stage < step.stage and one.kind == "approve")
            or (one.step_id == step.pk and one.kind == "answer")
        )
    ]
    return max([step.request.requested_at, *through])


def _settled(decisions: Sequence[ApprovalDecision]) -> str:
    return next((one.kind for one in decisions if one.kind in {"approve", "reject"}), "")


def _final(view: StepView) -> Any:
    settled = _settled(view.decisions)
    return settled or ("ask" if view.said == "ask" else "")


@dataclass(frozen=True, slots=True)
class ApprovalPage:
    """All that the page of a quote's approval shows: where it stands, and the offer's terms."""

    quote: Quote
    approval: ApprovalView
    terms: OfferTermsFacts
    now: ApprovalFacts | None
    earlier: list[ApprovalRequest]


def approval_page(quote_id: int, *, user: User, on: date) -> ApprovalPage | None:
    """Return the approval of a quote, or None where the person may not see it; not for partners."""
    quote = (
        Quote.objects.visible_to(user)
        .select_related("renewal__contract__customer", "renewal__customer", "made_by")
        .filter(pk=quote_id)
        .first()
    )
    if quote is None or not scope_of(user).is_inside:
        return None
    requests = ApprovalRequest.objects.filter(renewal_id=quote.renewal_id).exclude(void_because="")
    return ApprovalPage(
        quote,
        approval_of(quote, user=user, on=on),
        offer_terms(quote.renewal_id),
        approval_facts([quote.pk], on=on).get(quote.pk),
        list(requests.select_related("quote", "requested_by").order_by("-pk")[:20]),
    )


def offer_terms(renewal_id: int) -> OfferTermsFacts:
    """Return the terms of a renewal's offer that are not its prices."""
    latest = OfferTerms.objects.filter(renewal_id=renewal_id).order_by("-pk").first()
    if latest is None:
        return OfferTermsFacts()
    return OfferTermsFacts(
        payment_days=latest.payment_days, auto_renews=latest.auto_renews,
        paper=Paper(latest.paper), custom_sla=latest.custom_sla, opt_out_days=latest.opt_out_days,
    )  # fmt: skip
