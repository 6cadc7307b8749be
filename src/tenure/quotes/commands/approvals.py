"""Ask for the approvals of a quote, decide on them, and set the terms that they depend on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from tenure.foundation.commands import record_event, write_audited
from tenure.foundation.models import User
from tenure.kernel.errors import Conflict, InvalidInput
from tenure.quotes.models import (
    ApprovalDecision,
    ApprovalRequest,
    ApprovalStep,
    OfferTerms,
    Quote,
    QuoteOption,
)
from tenure.quotes.queries.approvals import (
    Seats,
    approval_facts,
    approval_rules,
    changed_fields,
    current_quote,
    seats_on,
    stands_in_for,
)
from tenure.quotes.queries.notices import own_of
from tenure.quotes.rules.approvals import (
    ApprovalFacts,
    Approver,
    Need,
    OfferTermsFacts,
    Stage,
    chain_of,
    in_force,
    needs_of,
)
from tenure.renewals.models import Renewal

_LONGEST = 2_000
# Who is asked when the one who sits there may not: their own quote, or an empty seat.
_UP = (Approver.MANAGER, Approver.DIRECTOR, Approver.CRO, Approver.CFO, Approver.CEO)


class ApprovalNotOpen(Conflict):
    """Refuse a decision that is not this person's to make, or not any more."""


@transaction.atomic
def request_approval(*, quote_id: int, by: User, on: date, at: datetime) -> ApprovalRequest:
    """Ask for what a quote needs to be approved; that nothing is needed is kept as well.

    Asking again changes nothing while the trigger fields are as they were; a change of any makes
    the request void, with what was approved in it, and asks anew. The options of a primary quote,
    which go out with it, are asked for as well. Raise ApprovalNotOpen for a quote that is not the
    current one.
    """
    quote = (
        Quote.objects.visible_to(by)
        .select_related("renewal__customer", "renewal__owner__manager__user")
        .select_for_update(of=("self",))
        .filter(pk=quote_id)
        .first()
    )
    if quote is None or current_quote(quote.renewal_id, quote.option) != quote:
        raise ApprovalNotOpen("Only the current version of a quote you can see is approved.")
    requests = _request([quote, *_options_beside(quote)], by=by, on=on, at=at)
    return next(one for one in requests if one.option == quote.option)


@transaction.atomic
def request_approvals(*, quote_ids: Sequence[int], by: User, on: date, at: datetime) -> int:
    """Ask for what some current quotes and their options need, as `request_approval` does.

    Return how many requests are there.

    For the daily run: a set number of statements, however many quotes.
    """
    options = _options_offered(quote_ids)
    found = (
        Quote.objects.filter(pk__in=[*quote_ids, *options], renewal__closed_on=None)
        .select_related("renewal__customer", "renewal__owner__manager__user")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    quotes = [quote for quote in found if quote.is_primary or quote.pk in options]
    return len(_request(quotes, by=by, on=on, at=at))


def _options_offered(quote_ids: Sequence[int]) -> set[int]:
    """Return the ids of the options among some quotes, and of those offered beside them.

    Found by the links alone: one condition for quotes and their options would read all quotes.
    """
    links = QuoteOption.objects.filter(
        Q(primary__in=quote_ids) | Q(quote__in=quote_ids),
        primary__is_primary=True,
        quote__ending=None,
    )
    return set(links.values_list("quote_id", flat=True))


@transaction.atomic
def decide(
    *, step_id: int, kind: str, note: str = "", by: User, on: date, at: datetime | None = None
) -> ApprovalDecision:
    """Approve, reject, ask or answer on one step of a request.

    `at` is the instant from which the next stage counts its hours; without one, it is now.
    The same decision again returns the first. All but an approval need words. Raise ApprovalNotOpen
    when it is not this person's turn: the request is void, the quote has changed since, an earlier
    stage waits, or they made the quote.
    """
    step = (
        ApprovalStep.objects.select_related(
            "request__quote__renewal__owner", "request__requested_by"
        )
        .select_for_update(of=("self",))
        .filter(pk=step_id)
        .first()
    )
    if step is None or not Quote.objects.visible_to(by).filter(pk=step.request.quote_id).exists():
        raise ApprovalNotOpen("There is nothing to decide here that you can see.")
    words = _words(kind, note)
    earlier = step.decisions.filter(kind__in=["approve", "reject"]).first()
    if earlier is not None:
        if (earlier.kind, earlier.by_id) == (kind, by.pk):
            return earlier
        raise ApprovalNotOpen(f"{earlier.by} has decided already.")
    instead_of = _require_turn(step, kind, by, on)
    made = ApprovalDecision.objects.create(
        step=step, kind=kind, note=words, by=by, instead_of=instead_of, on=on, at=at or Now()
    )
    detail = {"decision": kind, "role": step.role, "note": words}
    record_event(by=by, on=on, verb="quotes.decide", subject=step.request.quote, detail=detail)
    return made


@transaction.atomic
def set_offer_terms(
    *, renewal_id: int, terms: OfferTermsFacts, by: User, on: date, at: datetime
) -> OfferTerms | None:
    """Set the terms of a renewal's offer that are not its prices; the same again changes nothing.

    What was approved is void if that changes what has to be approved, and is asked for anew.
    """
    renewal = Renewal.objects.visible_to(by).filter(pk=renewal_id, closed_on=None).first()
    if renewal is None:
        raise ApprovalNotOpen("There is no open renewal that you could set the terms of.")
    wanted = asdict(terms)
    latest = renewal.offer_terms.order_by("-pk").first()
    if latest is not None and {name: getattr(latest, name) for name in wanted} == wanted:
        return latest
    if latest is None and terms == OfferTermsFacts():
        return None
    made = OfferTerms.objects.create(renewal=renewal, set_on=on, set_by=by, **wanted)
    detail = {**wanted, "paper": str(terms.paper)}
    record_event(by=by, on=on, verb="quotes.set_offer_terms", subject=renewal, detail=detail)
    asked_for = renewal.approvals.filter(void_because="").values_list("option", flat=True)
    for option in sorted(asked_for):
        quote = current_quote(renewal.pk, option)
        if quote is not None:
            request_approval(quote_id=quote.pk, by=by, on=on, at=at)
    return made


def _request(quotes: Sequence[Quote], *, by: User, on: date, at: datetime) -> list[ApprovalRequest]:
    """Return the requests of some quotes: those that count, and new ones for the others."""
    facts = approval_facts([quote.pk for quote in quotes], on=on)
    rules, seats = in_force(approval_rules(), on), seats_on(on)
    present = {
        (row.renewal_id, row.option): row
        for row in ApprovalRequest.objects.filter(
            renewal__in=[quote.renewal_id for quote in quotes], void_because=""
        )
    }
    known: list[ApprovalRequest] = []
    changes: list[tuple[ApprovalRequest, list[str]]] = []
    anew: list[_Asked] = []
    for quote in quotes:
        if quote.pk not in facts:
            continue
        now, there = facts[quote.pk], present.get((quote.renewal_id, quote.option))
        if there is not None:
            changed = changed_fields(now, ApprovalFacts.from_json(there.facts))
            if not changed:
                known.append(there)
                continue
            changes.append((there, changed))
        anew.append(_Asked(quote, now, chain_of(needs_of(now, rules))))
    _void(changes, by, on)
    return known + _ask(anew, seats, by=by, on=on, at=at)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Hold what is asked for: the quote, its trigger fields, the chain."""

    quote: Quote
    facts: ApprovalFacts
    stages: list[Stage]


_REQUESTS = """
    INSERT INTO quotes_approvalrequest (
        renewal_id, quote_id, option, facts, requested_by_id, requested_on, requested_at,
        void_because
    )
    SELECT renewal_id, quote_id, option, facts, %(by)s, %(on)s, %(at)s, ''
    FROM unnest(
        %(renewals)s::bigint[], %(quotes)s::bigint[], %(options)s::smallint[], %(facts)s::jsonb[]
    ) AS w (renewal_id, quote_id, option, facts)
    RETURNING quote_id, (SELECT number FROM quotes_quote q WHERE q.id = quote_id),
        jsonb_build_object('facts', facts)
"""


def _ask(
    asked: Sequence[_Asked], seats: Seats, *, by: User, on: date, at: datetime
) -> list[ApprovalRequest]:
    """Write the requests, their steps and one audit event each, in three statements."""
    if not asked:
        return []
    params = {
        "by": by.pk, "on": on, "at": at,
        "renewals": [one.quote.renewal_id for one in asked],
        "quotes": [one.quote.pk for one in asked],
        "options": [one.quote.option for one in asked],
        "facts": [json.dumps(one.facts.as_json()) for one in asked],
    }  # fmt: skip
    write_audited(
        by=by, on=on, verb="quotes.request_approval", model=Quote, sql=_REQUESTS, params=params
    )
    made = {
        row.quote_id: row
        for row in ApprovalRequest.objects.filter(
            quote__in=[one.quote.pk for one in asked], void_because=""
        )
    }
    ApprovalStep.objects.bulk_create(
        ApprovalStep(
            request=made[one.quote.pk], stage=stage.number, role=role,
            why=[_told(need) for need in needs],
            approver=_approver(role, one.quote.renewal, seats, _own(one.quote, by)),
        )
        for one in asked
        for stage in one.stages
        for role, needs in stage.needs
    )  # fmt: skip
    return list(made.values())


def _options_beside(quote: Quote) -> list[Quote]:
    """Return the options of a primary quote that are still offered."""
    if not quote.is_primary:
        return []
    options = Quote.objects.filter(as_option__primary=quote, ending=None)
    return list(options.select_related("renewal__customer", "renewal__owner__manager__user"))


def _own(quote: Quote, by: User) -> set[int | None]:
    """Return those whose own quote it is: who made it, asks for the approval, owns the renewal."""
    owner = quote.renewal.owner
    return {by.pk, quote.made_by_id, owner.user_id if owner else None}


_VOID = """
    UPDATE quotes_approvalrequest r SET void_because = w.because
    FROM unnest(%(ids)s::bigint[], %(becauses)s::text[], %(changed)s::jsonb[])
        AS w (id, because, changed)
    WHERE r.id = w.id
    RETURNING r.quote_id, (SELECT number FROM quotes_quote q WHERE q.id = r.quote_id),
        jsonb_build_object('changed', w.changed)
"""


def _void(changes: Sequence[tuple[ApprovalRequest, Sequence[str]]], by: User, on: date) -> None:
    """Make requests void for the trigger fields that changed, in one statement."""
    if not changes:
        return
    words = [
        ", ".join(name.replace("_bp", "").replace("_", " ") for name in names)
        for _, names in changes
    ]
    params = {
        "ids": [request.pk for request, _ in changes],
        "becauses": [f"Changed since: {names}." for names in words],
        "changed": [json.dumps(list(names)) for _, names in changes],
    }
    write_audited(by=by, on=on, verb="quotes.void_approval", model=Quote, sql=_VOID, params=params)


def _approver(role: Approver, renewal: Renewal, seats: Seats, own: set[int | None]) -> User | None:
    """Return who approves in a part: the owner's manager, the seat; further up for one's own."""
    region = renewal.customer.region
    owner = renewal.owner
    asked: list[User | None] = []
    if role is Approver.MANAGER and owner is not None and owner.manager is not None:
        asked.append(owner.manager.user)
    asked.append(seats.of(role, region))
    if role in _UP:
        asked += [seats.of(higher, region) for higher in _UP[_UP.index(role) + 1 :]]
    return next((user for user in asked if user is not None and user.pk not in own), None)


def _require_turn(step: ApprovalStep, kind: str, by: User, on: date) -> User | None:
    """Refuse who may not decide now; return for whom the person decides, None: for themselves."""
    request = step.request
    quote = request.quote
    if request.void_because:
        raise ApprovalNotOpen(f"This request is void. {request.void_because}")
    current = current_quote(request.renewal_id, request.option)
    facts = approval_facts([current.pk], on=on) if current else {}
    if not current or changed_fields(facts[current.pk], ApprovalFacts.from_json(request.facts)):
        raise ApprovalNotOpen("The quote has changed since; its approval has to be asked for anew.")
    waiting = request.steps.filter(stage__lt=step.stage).exclude(decisions__kind="approve")
    if waiting.exists():
        raise ApprovalNotOpen("An earlier stage has not approved yet.")
    if request.steps.filter(decisions__kind="reject").exists():
        raise ApprovalNotOpen("It was rejected already.")
    own = own_of(request, quote)
    if kind == "answer":
        if by.pk not in own:
            raise ApprovalNotOpen("The answer is for those to give who asked for the approval.")
        return None
    if by.pk in own:
        raise ApprovalNotOpen("Nobody approves their own quote.")
    if step.approver_id == by.pk:
        return None
    if step.approver_id in stands_in_for(by, on=on):
        return step.approver
    raise ApprovalNotOpen("This is not for you to decide.")


def _told(need: Need) -> dict[str, str]:
    return {"trigger": need.trigger.value, "rule": need.rule, "why": need.why}


def _words(kind: str, note: str) -> str:
    if kind not in ApprovalDecision.Kind.values:
        raise InvalidInput("Approve, reject, ask or answer.")
    words = note.strip()
    if kind != "approve" and not words:
        raise InvalidInput("Say why: a reason, a question or an answer.")
    if len(words) > _LONGEST:
        raise InvalidInput(f"At most {_LONGEST:,} characters.")
    return words
