"""Who has to be told of an approval now, and the approval that a link leads to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from tenure.foundation.models import User
from tenure.foundation.tokens import digest_of
from tenure.quotes.models import (
    ApprovalDecision,
    ApprovalLink,
    ApprovalNotice,
    ApprovalRequest,
    ApprovalStep,
    Delegation,
    Quote,
)
from tenure.quotes.queries.approvals import (
    StepView,
    approval_facts,
    approval_of,
    changed_fields,
    current_quote,
    open_steps,
    place_of_user,
    stage_began,
)
from tenure.quotes.rules.approvals import OF_REACHED, ApprovalFacts, NoticeKind, deadline


@dataclass(frozen=True, slots=True)
class Telling:
    """Somebody to be told about a step; `decides`: with a link to decide."""

    step: ApprovalStep
    kind: NoticeKind
    round: int
    user: User
    due_at: datetime
    decides: bool

    @property
    def address(self) -> str:
        """Return where to write to, '' for nowhere."""
        staff = getattr(self.user, "staff", None)
        return str(staff.email if staff and staff.email else self.user.email)


def own_of(request: ApprovalRequest, quote: Quote) -> set[int | None]:
    """Return those whose own quote it is: who made it, asked for the approval, owns the renewal."""
    owner = quote.renewal.owner
    return {request.requested_by_id, quote.made_by_id, owner.user_id if owner else None}


def to_be_told(*, on: date, at: datetime) -> list[Telling]:
    """Return who has to be told what now and has not been, in a set number of queries.

    Only the latest that was reached counts: after a pause nobody gets four mails at once. A step
    with a question waits for its answer: those who asked for the approval are told, and nobody is
    reminded. Nobody is told of a quote that has changed since, or that they may not see (one query
    per reader).
    """
    steps = _unchanged(open_steps(), on)
    said = _said([step.request_id for step in steps])
    stand_ins = _stand_ins(on)
    found: list[Telling] = []
    for step in steps:
        own = said.get(step.pk, [])
        if own and own[-1].kind == ApprovalDecision.Kind.ASK:
            found += _questions(step, own)
        elif step.approver is not None:
            found += _tellings(step, said, stand_ins, at)
    return _visible(_untold(found))


def _unchanged(steps: Sequence[ApprovalStep], on: date) -> list[ApprovalStep]:
    """Return the steps whose quote is still offered as it was asked for (two queries)."""
    renewals = {step.request.renewal_id for step in steps}
    offered = Quote.objects.filter(
        Q(is_primary=True) | Q(as_option__primary__is_primary=True), ending=None,
        renewal__in=renewals, renewal__closed_on=None,
    )  # fmt: skip
    ids = {(renewal, option): pk for pk, renewal, option in
           offered.values_list("pk", "renewal_id", "option")}  # fmt: skip
    facts = approval_facts(list(ids.values()), on=on)
    found = []
    for step in steps:
        now = facts.get(ids.get((step.request.renewal_id, step.request.option), 0))
        if now and not changed_fields(now, ApprovalFacts.from_json(step.request.facts)):
            found.append(step)
    return found


def _questions(step: ApprovalStep, own: Sequence[ApprovalDecision]) -> list[Telling]:
    """Return who has to answer: who asked for the approval; for the program, the owner."""
    request, owner = step.request, step.request.quote.renewal.owner
    asker = request.requested_by
    reader = owner.user if asker.is_system and owner is not None else asker
    if reader is None or reader.is_system:
        return []
    number = sum(one.kind == ApprovalDecision.Kind.ASK for one in own)
    return [Telling(step, NoticeKind.QUESTION, number, reader, own[-1].at, decides=False)]


def _tellings(
    step: ApprovalStep,
    said: dict[int, list[ApprovalDecision]],
    stand_ins: dict[int, User],
    at: datetime,
) -> list[Telling]:
    approver = step.approver
    assert approver is not None
    began = stage_began(step, said)
    number = sum(one.kind == ApprovalDecision.Kind.ANSWER for one in said.get(step.pk, []))
    until = deadline(began, place_of_user(approver))
    kind = OF_REACHED[until.reached(at)]
    own = own_of(step.request, step.request.quote)
    stand_in = stand_ins.get(approver.pk)
    decides = stand_in if stand_in and stand_in.pk not in own else approver
    told = [Telling(step, kind, number, decides, until.due_at, decides=True)]
    staff = getattr(approver, "staff", None)
    above = staff.manager.user if staff and staff.manager else None
    if kind is NoticeKind.OVERDUE and above is not None and above.pk != decides.pk:
        told.append(Telling(step, NoticeKind.ESCALATED, number, above, until.due_at, decides=False))
    return told


def _said(request_ids: Iterable[int]) -> dict[int, list[ApprovalDecision]]:
    """Return all that was said on the steps of some requests, by step, oldest first."""
    rows = ApprovalDecision.objects.filter(step__request__in=set(request_ids))
    found: dict[int, list[ApprovalDecision]] = defaultdict(list)
    for row in rows.select_related("step").order_by("pk"):
        found[row.step_id].append(row)
    return found


def _stand_ins(on: date) -> dict[int, User]:
    rows = Delegation.objects.filter(start_on__lte=on, end_on__gt=on, given_to__is_active=True)
    return {row.given_by_id: row.given_to for row in rows.select_related("given_to__staff")}


def _untold(tellings: Sequence[Telling]) -> list[Telling]:
    known = set(
        ApprovalNotice.objects.filter(step__in={one.step.pk for one in tellings}).values_list(
            "step_id", "kind", "round", "user_id"
        )
    )
    return [one for one in tellings if (one.step.pk, one.kind, one.round, one.user.pk) not in known]


def _visible(tellings: Sequence[Telling]) -> list[Telling]:
    by_user: dict[User, list[Telling]] = defaultdict(list)
    for one in tellings:
        if one.address and one.user.is_active:
            by_user[one.user].append(one)
    found = []
    for user, mine in by_user.items():
        ids = [one.step.request.quote_id for one in mine]
        seen = set(Quote.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
        found += [one for one in mine if one.step.request.quote_id in seen]
    return found


def unsent_notices() -> list[ApprovalNotice]:
    """Return the mails that were written and not sent, oldest first, with what they say.

    Those whose step is settled or void by now say nothing any more and are left out.
    """
    rows = (
        ApprovalNotice.objects.filter(sent_at=None, step__request__void_because="")
        .exclude(step__decisions__kind__in=["approve", "reject"])
        .select_related("user", "link", "step__request__requested_by")
        .prefetch_related(
            "step__approver__staff",
            "step__decisions__by",
            "step__request__quote__renewal__contract__customer",
        )
    )
    return list(rows.order_by("pk"))


@dataclass(frozen=True, slots=True)
class LinkPage:
    """What a link leads to: the quote as it is now, and the step that its reader decides on.

    `steps` are all of the request, so that its reader sees what the others said.
    """

    link: ApprovalLink
    quote: Quote
    view: StepView
    steps: list[StepView]
    user: User


def open_link(token: str, *, on: date, at: datetime) -> LinkPage | None:
    """Return what a link leads to, or None unless it may be used now.

    Not when it was altered, has expired, was used; not when the request is void, the quote has
    changed, the step is settled or asked about, and not when its reader is not the one to decide.
    """
    link = (
        ApprovalLink.objects.select_related("notice__user", "notice__step__request")
        .filter(digest=digest_of(token), expires_at__gt=at, use=None)
        .filter(notice__user__is_active=True, notice__step__request__void_because="")
        .first()
    )
    if link is None:
        return None
    notice, user = link.notice, link.notice.user
    request = notice.step.request
    current = current_quote(request.renewal_id, request.option)
    quote = (
        Quote.objects.visible_to(user)
        .filter(pk=current.pk if current else 0)
        .select_related("renewal__contract__customer", "renewal__owner")
        .first()
    )
    if quote is None:
        return None
    approval = approval_of(quote, user=user, on=on)
    view = next((one for one in approval.steps if one.step.pk == notice.step_id), None)
    if view is None or approval.changed or not view.mine or view.said == "ask":
        return None
    answered = sum(one.kind == ApprovalDecision.Kind.ANSWER for one in view.decisions)
    if answered != notice.round or user.pk in own_of(notice.step.request, quote):
        return None
    return LinkPage(link, quote, view, approval.steps, user)
