"""Move lots between contracts: fill in, see what it would do, book."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
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
from tenure.web.views.changes import CHANGED, Shown, moved_since, preview_shown, subject_or_404


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
    form, order = form_class(subject, request.POST), OrderForm(request.POST)
    if not (form.is_valid() and order.is_valid()):
        return _draw(request, chosen, subject, form, order, Shown(status=400))
    shown = Shown()
    if request.POST.get("act") == "book":
        seal = read_seal(subject.contract.pk, request.POST)
        if seal is None:
            shown.note = CHANGED
        else:
            if seal.revision != subject.revision and not _is_booked(subject, seal, chosen, form):
                shown = moved_since(request, seal)
            elif (done := _book(request, chosen, subject, form, order, shown)) is not None:
                return done
    shown = _preview(request, chosen, subject, form, order, shown)
    return _draw(request, chosen, subject, form, order, shown)


def _book(
    request: HttpRequest, kind: Kind, subject: Subject, form: MoveForm, order: OrderForm,
    shown: Shown,
) -> HttpResponse | None:  # fmt: skip
    """Book the move; None when it is refused (`shown` says why)."""
    try:
        done = _command(kind.code, subject, form, order.cleaned_data["reason"])
    except TenureError as error:
        shown.refusal, shown.status = refusal_of(error), 409
        return None
    messages.success(request, done)
    return redirect("contract", subject.contract.pk)


def _command(kind: str, subject: Subject, form: MoveForm, reason: str) -> str:
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


def _is_booked(subject: Subject, seal: Seal, kind: Kind, form: MoveForm) -> bool:
    """Tell whether all that came since the preview is what the preview books: it was sent twice."""
    since = orders_since(subject.contract.pk, seal.revision, user=subject.user)
    return [(order.kind, order.effective_on, order.booked_by_id) for order in since] == [
        (kind.code, form.cleaned_data["from_on"], subject.user.pk)
    ]


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
