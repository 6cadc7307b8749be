"""Move lots between contracts: fill in, see what it would do, book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tenure.book.commands.moving import (
    merge_contracts,
    split_contract,
    transfer_contract,
)
from tenure.book.queries.changing import (
    Preview,
    Subject,
    contracts_booked_with,
    orders_since,
    previews_of_merge,
    previews_of_move,
)
from tenure.foundation.roles import Permission
from tenure.kernel.errors import TenureError
from tenure.web.changes.base import refusal_of
from tenure.web.changes.kinds import MOVES, Kind
from tenure.web.changes.moving import MergeForm, MoveForm, TransferForm
from tenure.web.changes.previewed import Seal, read_seal
from tenure.web.changes.wizard import OrderForm
from tenure.web.permissions import asks
from tenure.web.views.changes import (
    CHANGED,
    Shown,
    booked,
    moved_since,
    preview_shown,
    subject_or_404,
)

if TYPE_CHECKING:
    from tenure.book.models import Order


@asks(Permission.BOOK_ORDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_move(request: HttpRequest, contract_id: int, kind: str) -> HttpResponse:
    """Transfer, split or merge a contract."""
    if kind not in MOVES:
        raise Http404
    chosen, form_class = MOVES[kind]
    subject = subject_or_404(request, contract_id)
    if request.method != "POST":
        return _draw(request, chosen, subject, form_class(subject), OrderForm(), Shown())
    seal = read_seal(contract_id, request.POST)
    is_booking = request.POST.get("act") == "book"
    if is_booking and seal is not None:
        done = _repeated(subject, seal, chosen, request.POST)
        if done is not None:
            return booked(request, done)
    form, order = form_class(subject, request.POST), OrderForm(request.POST)
    if not (form.is_valid() and order.is_valid()):
        return _draw(request, chosen, subject, form, order, Shown(status=400))
    if is_booking:
        return _book(request, chosen, subject, form, order, seal)
    shown = _preview(request, chosen, subject, form, order, Shown())
    return _draw(request, chosen, subject, form, order, shown)


def _book(
    request: HttpRequest, kind: Kind, subject: Subject, form: MoveForm, order: OrderForm,
    seal: Seal | None,
) -> HttpResponse:  # fmt: skip
    """Book what was previewed; whatever stands against it is shown with a new preview."""
    if seal is None:
        shown = Shown(note=CHANGED)
    elif seal.revision != subject.revision:
        shown = moved_since(request, seal)
    else:
        try:
            done = _command(subject, form, order.cleaned_data["reason"])
        except TenureError as error:
            shown = Shown(refusal=refusal_of(error), status=409)
        else:
            messages.success(request, done)
            return redirect("contract", subject.contract.pk)
    shown = _preview(request, kind, subject, form, order, shown)
    return _draw(request, kind, subject, form, order, shown)


def _command(subject: Subject, form: MoveForm, reason: str) -> str:
    """Call the one command of a kind of move; return what was done."""
    move, by, on = form.move(reason), subject.user, subject.today
    contract_id, values = subject.contract.pk, form.cleaned_data
    if isinstance(form, TransferForm):
        made = transfer_contract(
            contract_id=contract_id, to_customer=values["customer"], new_key=values["new_key"],
            move=move, by=by, on=on,
        )  # fmt: skip
        return f"Transferred: {made.key} of {values['customer'].name} is open."
    if isinstance(form, MergeForm):
        order = merge_contracts(
            into_id=contract_id, from_ids=[one.pk for one in form.chosen], move=move, by=by, on=on,
            end_on=values["end_on"],
        )  # fmt: skip
        return f"Merged: order {order.number} is booked."
    made = split_contract(
        contract_id=contract_id, new_key=values["new_key"], move=move, by=by, on=on
    )
    return f"Split: {made.key} is open."


def _repeated(subject: Subject, seal: Seal, kind: Kind, data: QueryDict) -> Order | None:
    """Return the order that this very form booked already: it was sent twice.

    It is the only one since the preview, of this kind, by this person, with the same contracts.
    """
    if seal.revision == subject.revision:
        return None
    since = orders_since(subject.contract.pk, seal.revision, user=subject.user)
    if len(since) != 1 or (since[0].kind, since[0].booked_by_id) != (kind.code, subject.user.pk):
        return None
    others = contracts_booked_with(since[0], user=subject.user)
    keys, ids = {key for _, key in others}, {str(pk) for pk, _ in others}
    named = data.get("c0-new_key", "").strip() in keys
    return since[0] if named or ids == set(data.getlist("c0-others")) else None


def _preview(
    request: HttpRequest, kind: Kind, subject: Subject, form: MoveForm, order: OrderForm,
    shown: Shown,
) -> Shown:  # fmt: skip
    try:
        previews = _previews(kind.code, subject, form, order.cleaned_data["reason"])
    except TenureError as error:
        shown.refusal, shown.status = refusal_of(error), 409
        return shown
    return preview_shown(request, subject, previews, shown)


def _previews(kind: str, subject: Subject, form: MoveForm, reason: str) -> list[Preview]:
    values = form.cleaned_data
    if isinstance(form, MergeForm):
        return previews_of_merge(
            subject, form.chosen, values["from_on"], end_on=values["end_on"], reason=reason
        )
    return previews_of_move(
        subject, kind, values["from_on"], lots=tuple(values["lots"]), new_key=values["new_key"],
        customer=values.get("customer"), reason=reason,
    )  # fmt: skip


def _draw(
    request: HttpRequest, kind: Kind, subject: Subject, form: MoveForm, order: OrderForm,
    shown: Shown,
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        "kind": kind,
        "subject": subject,
        "contract": subject.contract,
        "form": form,
        "order_form": order,
        "shown": shown,
        "suggestions": getattr(form, "suggestions", []),
        "needs_reason": any(one.preview.needs_reason for one in shown.effects),
    }
    return render(request, "tenure/pages/move.html", context, status=shown.status)
