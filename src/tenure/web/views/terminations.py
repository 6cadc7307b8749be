"""Notices of termination: record, try to keep the customer, end the contract, return data."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenure.book.rules.changes import Cause, Settlement, Timing
from tenure.closing.commands import (
    book_notice,
    log_save,
    record_notice,
    tick_data_return,
    withdraw_notice,
)
from tenure.closing.queries.terminations import (
    checked_notice,
    contract_to_end,
    notice_file,
    notice_view,
    open_notice_of,
)
from tenure.closing.rules.terminations import (
    CHANNEL_WORDS,
    SAVE_TACTICS,
    Channel,
    NoticeGiven,
)
from tenure.documents.rules import Language
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.quotes.rules.acceptance import DECLINE_WORDS
from tenure.quotes.rules.paper import OF_NOTICES
from tenure.web import clock
from tenure.web.changes.fields import Day, choice, text
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused
from tenure.web.views.files import read_upload, uploaded_file

_TIMINGS = [
    (Timing.AT_END.value, "At the end of the term (an open contract: after its notice)"),
    (Timing.AT_NOTICE.value, "Inside the term, once the notice days are over"),
    (Timing.IMMEDIATE.value, "At once, for cause"),
]
_CAUSES = [(Cause.CONVENIENCE.value, "For convenience"), (Cause.FOR_CAUSE.value, "For cause")]
_SETTLEMENTS = [
    (Settlement.NOTHING.value, "Nothing is paid back"),
    (Settlement.CREDIT.value, "It is credited"),
    (Settlement.REFUND.value, "It is refunded"),
]


class NoticeForm(forms.Form):
    """A notice as it came in."""

    received_on = Day("Received on")
    channel = choice("How it came", [(one.value, words) for one, words in CHANNEL_WORDS.items()])
    given_by = text("Who gave it", 120)
    reason = choice("Why they leave", [(one.value, words) for one, words in DECLINE_WORDS.items()])
    timing = choice("When it is to end", _TIMINGS)
    cause = choice("Ground", _CAUSES)
    wanted_on = Day("For cause: first day without service", required=False)
    proof = text(
        "Proof", 500, required=False,
        help_text="Where it can be found; of a telephone call: who heard it, when.",
    )  # fmt: skip
    note = text("Note", 1000, required=False)
    # Asked for once the day is known: a browser forgets a file that was chosen before.
    file = forms.FileField(
        label="The notice itself", required=False, help_text="PDF, PNG or JPEG, at most 10 MB.",
        widget=forms.FileInput(
            attrs={"class": "form-control", "accept": ".pdf,.png,.jpg,.jpeg"}
        ),
    )  # fmt: skip

    def given(self) -> NoticeGiven:
        """Return the notice. Raises InvalidInput for what is none."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        values["channel"] = Channel(values["channel"])
        values["timing"], values["cause"] = Timing(values["timing"]), Cause(values["cause"])
        return NoticeGiven(**values)


@asks(Permission.BOOK_ORDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_termination(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Take in a notice: say when the contract ends by it, then keep it."""
    user = user_of(request)
    contract = contract_to_end(contract_id, user=user)
    if contract is None:
        raise Http404
    present = open_notice_of(contract_id, user=user)
    if present is not None:
        return redirect("termination", present.pk)
    is_sent = request.method == "POST"
    form = NoticeForm(
        data=request.POST if is_sent else None,
        files=request.FILES if is_sent else None,
        initial={"received_on": clock.today()},
    )
    context: dict[str, object] = {"contract": contract, "form": form, "checked": None}
    if is_sent and form.is_valid():
        try:
            if "keep" in request.POST:
                made = record_notice(
                    contract_id=contract_id, given=form.given(), by=user, on=clock.today(),
                    file=read_upload(request, "file"),
                )  # fmt: skip
                messages.success(request, "The notice is kept. The save play comes first.")
                return redirect("termination", made.pk)
            context["checked"] = checked_notice(contract_id, form.given(), user=user)
        except TenureError as error:
            form.add_error(None, str(error))
    status = 422 if form.errors else 200
    return render(request, "tenure/pages/notice.html", context, status=status)


@asks(Permission.REVIEW_QUALITY)
@require_safe
def termination(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show a notice: when it ends the contract and why, what was tried, what is owed."""
    user = user_of(request)
    view = notice_view(notice_id, user=user, on=clock.today())
    if view is None:
        raise Http404
    context = {
        "view": view,
        "notice": view.notice,
        "channel": CHANNEL_WORDS[Channel(view.notice.channel)],
        "tactics": list(SAVE_TACTICS.items()),
        "settlements": _SETTLEMENTS,
        "may_book": may(user.role, Permission.BOOK_ORDERS),
        "today": clock.today(),
        "letters": [(kind.value, kind.label) for kind in OF_NOTICES],
        "languages": [(one.value, one.label) for one in Language],
        "paper_language": Language.or_english(view.notice.contract.customer.language).value,
    }
    return render(request, "tenure/pages/termination.html", context)


@asks(Permission.REVIEW_QUALITY)
@require_safe
def termination_file(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Send the notice as it came in."""
    document = notice_file(notice_id, user=user_of(request))
    if document is None:
        raise Http404
    return uploaded_file(request, document, f"notice-{notice_id}")


@asks(Permission.BOOK_ORDERS)
@require_POST
def termination_attempt(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Log what was tried to keep the customer."""
    given = request.POST
    return _done(
        request, notice_id, "It is logged.",
        lambda: log_save(
            notice_id=notice_id, tactic=given.get("tactic", ""), note=given.get("note", ""),
            by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.BOOK_ORDERS)
@require_POST
def termination_end(request: HttpRequest, notice_id: int) -> HttpResponse:
    """End the contract."""
    given = request.POST
    if given.get("settlement") not in {code for code, _ in _SETTLEMENTS}:
        raise Http404
    try:
        day = forms.DateField(required=False).clean(given.get("ends_on", ""))
    except forms.ValidationError:
        raise Http404 from None
    return _done(
        request, notice_id, "The end of the contract is booked.",
        lambda: book_notice(
            notice_id=notice_id, settlement=Settlement(given["settlement"]), ends_on=day,
            reason=given.get("reason", ""), by=user_of(request), on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.BOOK_ORDERS)
@require_POST
def termination_withdrawal(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Keep that the customer stays."""
    return _done(
        request, notice_id, "The customer stays.",
        lambda: withdraw_notice(
            notice_id=notice_id, reason=request.POST.get("reason", ""), by=user_of(request),
            on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.BOOK_ORDERS)
@require_POST
def termination_return(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Keep that a step of the data return is done."""
    return _done(
        request, notice_id, "It is noted.",
        lambda: tick_data_return(
            notice_id=notice_id, step=request.POST.get("step", ""), by=user_of(request),
            on=clock.today(),
        ),
    )  # fmt: skip


def _done(
    request: HttpRequest, notice_id: int, said: str, command: Callable[[], object]
) -> HttpResponse:
    try:
        command()
    except TenureError as error:
        return refused(request, error)
    messages.success(request, said)
    return redirect("termination", notice_id)
