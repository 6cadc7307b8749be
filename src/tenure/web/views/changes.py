"""Change a contract: choose, fill in, see what it would do, book."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tenure.book.commands.orders import change_contract
from tenure.book.queries.changing import (
    Preview,
    Subject,
    order_with_key,
    orders_since,
    preview_of_changes,
    subject_of_changes,
)
from tenure.closing.commands.letters import issue_amendment
from tenure.foundation.roles import Permission
from tenure.kernel.errors import TenureError
from tenure.quotes.rules.paper import PaperForm
from tenure.web import clock
from tenure.web.changes.base import refusal_of
from tenure.web.changes.effects import EffectTold, effect_told
from tenure.web.changes.kinds import AMENDMENTS, CHANGES, GROUPS, Kind
from tenure.web.changes.previewed import (
    ContractMoved,
    Seal,
    as_previewed,
    read_seal,
    sealed,
)
from tenure.web.changes.wizard import Wizard, fresh_wizard, posted_wizard
from tenure.web.permissions import asks, user_of

if TYPE_CHECKING:
    from tenure.book.models import Order
    from tenure.quotes.models import IssuedPaper

CHANGED = "The form is not the one that was previewed: look at what it does now, then book."


@dataclass
class Shown:
    """What the page says beside the form."""

    effects: list[EffectTold] = field(default_factory=list)
    seal: str = ""
    refusal: str = ""
    note: str = ""
    since: list[Order] = field(default_factory=list)
    status: int = 200
    paper: IssuedPaper | None = None


@asks(Permission.BOOK_ORDERS)
@require_safe
def contract_changes(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Show what can be done to a contract."""
    subject = subject_or_404(request, contract_id)
    context = {"subject": subject, "contract": subject.contract, "groups": GROUPS}
    return render(request, "tenure/pages/changes.html", context)


@asks(Permission.BOOK_ORDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_change(request: HttpRequest, contract_id: int, kind: str) -> HttpResponse:
    """Fill in a change, see what it would do, book it."""
    if kind not in CHANGES:
        raise Http404
    chosen = CHANGES[kind]
    subject = subject_or_404(request, contract_id)
    if request.method != "POST":
        return _draw(request, chosen, fresh_wizard(subject, chosen), Shown())
    seal = read_seal(contract_id, request.POST)
    is_booking = request.POST.get("act") == "book"
    if is_booking and seal is not None:
        done = order_with_key(contract_id, seal.order_key, user=subject.user)
        if done is not None:  # sent twice
            return booked(request, done)
    wizard = posted_wizard(subject, chosen, request.POST)
    if request.POST.get("more") or request.POST.get("drop"):
        return _draw(request, chosen, wizard, Shown())
    if not wizard.is_valid():
        return _draw(request, chosen, wizard, Shown(status=400))
    if is_booking:
        return _book(request, chosen, wizard, seal)
    if request.POST.get("act") in {"paper-pdf", "paper-docx"}:
        return _amendment(request, chosen, wizard)
    return _draw(request, chosen, wizard, _preview(request, wizard, Shown()))


def subject_or_404(request: HttpRequest, contract_id: int) -> Subject:
    """Return the contract to be changed; 404 when the person may not see it."""
    subject = subject_of_changes(contract_id, today=clock.today(), user=user_of(request))
    if subject is None:
        raise Http404
    return subject


def _book(request: HttpRequest, kind: Kind, wizard: Wizard, seal: Seal | None) -> HttpResponse:
    """Book what was previewed; whatever stands against it is shown with a new preview."""
    subject = wizard.subject
    if seal is None:
        return _draw(request, kind, wizard, _preview(request, wizard, Shown(note=CHANGED)))
    try:
        order = change_contract(
            contract_id=subject.contract.pk,
            changes=as_previewed(wizard.planned(), seal.revision),
            booked_on=subject.today, by=subject.user, on=subject.today, reason=wizard.reason,
            key=seal.order_key, details=wizard.details(),
        )  # fmt: skip
    except ContractMoved:
        shown = _preview(request, wizard, moved_since(request, seal))
        return _draw(request, kind, wizard, shown)
    except TenureError as error:
        shown = _preview(request, wizard, Shown(refusal=refusal_of(error), status=409))
        return _draw(request, kind, wizard, shown)
    return booked(request, order)


def _amendment(request: HttpRequest, kind: Kind, wizard: Wizard) -> HttpResponse:
    """Issue the paper that the customer signs before the changes are booked."""
    subject = wizard.subject
    form = PaperForm(request.POST["act"].removeprefix("paper-"))
    try:
        paper = issue_amendment(
            contract_id=subject.contract.pk, order=wizard.planned(), form=form, by=subject.user,
            on=subject.today, at=clock.now(),
        )  # fmt: skip
    except TenureError as error:
        shown = _preview(request, wizard, Shown(refusal=refusal_of(error), status=409))
        return _draw(request, kind, wizard, shown)
    return _draw(request, kind, wizard, _preview(request, wizard, Shown(paper=paper)))


def booked(request: HttpRequest, order: Order) -> HttpResponse:
    """Say what was booked, on the contract's page."""
    kind = order.get_kind_display().lower()
    messages.success(request, f"Order {order.number} is booked: {kind}.")
    return redirect("contract", order.contract_id)


def moved_since(request: HttpRequest, seal: Seal) -> Shown:
    """Return what was booked since a preview, for the person who did not know of it."""
    since = orders_since(seal.contract_id, seal.revision, user=user_of(request))
    return Shown(since=since, status=409)


def _preview(request: HttpRequest, wizard: Wizard, shown: Shown) -> Shown:
    """Add what the changes would do, with a seal when it can be booked like that."""
    subject = wizard.subject
    try:
        preview = preview_of_changes(subject, wizard.planned(), reason=wizard.reason)
    except TenureError as error:
        shown.refusal, shown.status = refusal_of(error), 409
        return shown
    return preview_shown(request, subject, [preview], shown, wizard.details().get("settlement", ""))


def preview_shown(
    request: HttpRequest, subject: Subject, previews: list[Preview], shown: Shown,
    settlement: str = "",
) -> Shown:  # fmt: skip
    """Add the previews to what the page says; sealed when nothing stands against booking them."""
    shown.effects = [
        effect_told(one, subject.names, subject.parties, settlement) for one in previews
    ]
    against = next((one.refusal for one in previews if one.refusal), "")
    if against:
        shown.refusal, shown.status = shown.refusal or against, 409
    else:
        shown.seal = sealed(subject.contract.pk, subject.revision, request.POST).written()
    return shown


def _draw(request: HttpRequest, kind: Kind, wizard: Wizard, shown: Shown) -> HttpResponse:
    subject = wizard.subject
    context = {
        "kind": kind,
        "wizard": wizard,
        "subject": subject,
        "contract": subject.contract,
        "shown": shown,
        "amendments": AMENDMENTS,
        "is_amendment": kind in AMENDMENTS,
        "products": subject.products.values(),
        "needs_reason": any(one.preview.needs_reason for one in shown.effects),
    }
    return render(request, "tenure/pages/change.html", context, status=shown.status)
