"""Requests to the desk: the list, one request and what is done with it, asking for something."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenure.desk.commands.requests.executing import carry_out
from tenure.desk.commands.requests.handling import (
    answer_request,
    confirm_request,
    settle_request,
    take_request,
)
from tenure.desk.commands.requests.opening import Upload, open_request
from tenure.desk.queries.requests.about import About, about_name, about_renewal
from tenure.desk.queries.requests.lists import (
    WHICH,
    RequestFilter,
    kind_choices,
    request_page,
    set_aside,
    state_choices,
)
from tenure.desk.queries.requests.one import RequestView, file_of, request_view
from tenure.desk.rules.requests import KINDS, CameBy, RequestInvalid, RequestKind, State, kind_of
from tenure.desk.tasks import queue_answers
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.web import clock
from tenure.web.numbers import read_number
from tenure.web.permissions import asks, user_of
from tenure.web.requests import ABOUT, fields_form, given_values
from tenure.web.views.files import read_upload, uploaded_file

_WHOSE = {"mine": "Mine", "all": "All I may see"}
_ANSWERS = [
    ("answered", "It is answered"), ("waiting", "We wait for the customer"), ("done", "It is done"),
    ("refused", "It is refused"),
]  # fmt: skip


@asks(Permission.SEE_REQUESTS)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Show the requests by when they are due."""
    user, given = user_of(request), request.GET
    handles = may(user.role, Permission.HANDLE_REQUESTS)
    whose = _chosen(given.get("whose", ""), _WHOSE if handles else {"all": ""})
    which = _chosen(given.get("which", ""), WHICH)
    kinds, states = kind_choices(), state_choices()
    kind = given.get("kind", "") if given.get("kind") in dict(kinds) else ""
    state = given.get("state", "") if given.get("state") in dict(states) else ""
    asked = RequestFilter(which=which, mine=whose == "mine", kind=kind, state=state)
    page = request_page(user, asked, at=clock.now(), after=given.get("after", ""))
    context = {
        "page": page, "whose": whose, "which": which, "kind": kind, "state": state,
        "kinds": kinds, "states": states, "now": clock.now(), "today": clock.today(),
        "whose_choices": _WHOSE.items() if handles else [],
        "which_choices": WHICH.items(),
        "query": f"whose={whose}&which={which}&kind={kind}&state={state}",
        "before": "first=1" if given.get("after") else "",
        "after": f"after={page.after.replace('+', '%2B')}" if page.after else "",
        "aside": set_aside(user) if handles else [],
        "may_ask": may(user.role, Permission.OPEN_REQUESTS),
    }  # fmt: skip
    return render(request, "tenure/pages/requests.html", context)


@asks(Permission.OPEN_REQUESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    """Choose a kind, then ask for it; partners ask for what they sell."""
    kind = next((one for one in KINDS if one.code == request.GET.get("kind")), None)
    about = request.GET.get("about", "")[:120]
    if kind is None:
        chosen = {"kinds": KINDS, "about": about}
        return render(request, "tenure/pages/request_kinds.html", chosen)
    is_sent = request.method == "POST"
    form = fields_form(kind, request.POST if is_sent else {ABOUT: about}, is_sent=is_sent)
    if is_sent and form.is_valid():
        made = _opened(request, kind, form)
        if made:
            return redirect("request", made)
    context = {"kind": kind, "form": form}
    status = 422 if form.errors else 200
    return render(request, "tenure/pages/request_new.html", context, status=status)


@asks(Permission.SEE_REQUESTS)
@require_safe
def one_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show a request: what is asked, whose it is, the mails, how it went on."""
    return _draw(request, request_id)


@asks(Permission.HANDLE_REQUESTS)
@require_POST
def request_taking(request: HttpRequest, request_id: int) -> HttpResponse:
    """Take a request."""
    return _act(
        request, request_id, "It is yours.",
        lambda: take_request(
            request_id=request_id, by=user_of(request), on=clock.today(), at=clock.now()
        ),
    )  # fmt: skip


@asks(Permission.HANDLE_REQUESTS)
@require_POST
def request_confirmation(request: HttpRequest, request_id: int) -> HttpResponse:
    """Say what a request asks for and whom it is about."""
    view = _seen(request, request_id)
    try:
        kind = kind_of(request.POST.get("kind", ""))
    except RequestInvalid as error:
        messages.error(request, str(error))
        return _draw(request, request_id, status=422)
    form = fields_form(kind, request.POST, is_sent=True, needs_about=False)
    if not form.is_valid():
        return _draw(request, request_id, status=422, form=form, kind=kind)
    return _act(
        request, request_id, "It is confirmed.",
        lambda: confirm_request(
            request_id=request_id, kind=kind.code, values=given_values(kind, form),
            about=_about(request, view), by=user_of(request), on=clock.today(), at=clock.now(),
        ),
    )  # fmt: skip


@asks(Permission.HANDLE_REQUESTS)
@require_POST
def request_answer(request: HttpRequest, request_id: int) -> HttpResponse:
    """Answer by mail."""
    given = request.POST

    def answer() -> None:
        answer_request(
            request_id=request_id, text=given.get("text", ""),
            state=State(_chosen(given.get("state", ""), dict(_ANSWERS))), by=user_of(request),
            on=clock.today(), at=clock.now(),
        )  # fmt: skip
        queue_answers()

    return _act(request, request_id, "The answer is on its way.", answer)


@asks(Permission.HANDLE_REQUESTS)
@require_POST
def request_execution(request: HttpRequest, request_id: int) -> HttpResponse:
    """Carry out what is asked for."""
    return _act(
        request, request_id, "",
        lambda: carry_out(
            request_id=request_id, by=user_of(request), on=clock.today(), at=clock.now()
        ),
    )  # fmt: skip


@asks(Permission.HANDLE_REQUESTS)
@require_POST
def request_settlement(request: HttpRequest, request_id: int) -> HttpResponse:
    """Say that a request is done or refused."""
    given = request.POST
    outcome = State.REFUSED if given.get("outcome") == "refused" else State.DONE
    return _act(
        request, request_id, "It is settled.",
        lambda: settle_request(
            request_id=request_id, outcome=outcome, note=given.get("note", ""),
            by=user_of(request), on=clock.today(), at=clock.now(),
        ),
    )  # fmt: skip


@asks(Permission.SEE_REQUESTS)
@require_safe
def request_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """Send a file that came with a request, to be saved, never to be shown here."""
    found = file_of(file_id, user=user_of(request))
    if found is None:
        raise Http404
    return uploaded_file(request, found[1], f"request-file-{file_id}")


def _opened(request: HttpRequest, kind: RequestKind, form: forms.Form) -> int | None:
    """Open the request; what is wrong is put beside its field."""
    user, file = user_of(request), request.FILES.get("file")
    upload = Upload(file.name or "file", read_upload(request, "file")) if file else None
    try:
        made = open_request(
            kind=kind.code, values=given_values(kind, form),
            about=about_name(form.cleaned_data[ABOUT], user=user), came_by=CameBy.FORM,
            upload=upload, by=user, on=clock.today(), at=clock.now(),
        )  # fmt: skip
    except RequestInvalid as error:
        for one in error.problems:
            name = one.field if one.field in form.fields else ABOUT
            form.add_error(name if name in form.fields else None, one.reason)
        return None
    except TenureError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, f"{made.number} is with the desk.")
    return made.pk


def _about(request: HttpRequest, view: RequestView) -> About:
    """Return what a person says that a request is about: a name, a renewal, or as it was."""
    user, given = user_of(request), request.POST
    if name := given.get(ABOUT, "").strip():
        return about_name(name, user=user)
    renewal_id = read_number(given.get("renewal", ""))
    if renewal_id:
        return about_renewal(renewal_id, user=user)
    return About(view.request.customer, None)


def _act(
    request: HttpRequest, request_id: int, said: str, command: Callable[[], object]
) -> HttpResponse:
    """Run one command and go back to the page; a refusal is shown on it."""
    try:
        command()
    except TenureError as error:
        messages.error(request, str(error))
        return _draw(request, request_id, status=409)
    if said:
        messages.success(request, said)
    return redirect("request", request_id)


def _seen(request: HttpRequest, request_id: int) -> RequestView:
    view = request_view(request_id, user=user_of(request), at=clock.now())
    if view is None:
        raise Http404
    return view


def _draw(
    request: HttpRequest, request_id: int, *, status: int = 200, form: forms.Form | None = None,
    kind: RequestKind | None = None,
) -> HttpResponse:  # fmt: skip
    view, user = _seen(request, request_id), user_of(request)
    row = view.request
    code = request.GET.get("as") or row.kind or row.guess
    kind = kind or next((one for one in KINDS if one.code == code), None)
    if form is None and kind is not None:
        form = fields_form(kind, row.values, is_sent=False, needs_about=False)
    context = {
        "view": view, "row": row, "kind": kind, "form": form, "kinds": kind_choices(),
        "answers": _ANSWERS, "today": clock.today(), "now": clock.now(),
        "may_handle": may(user.role, Permission.HANDLE_REQUESTS),
        "may_work": may(user.role, Permission.WORK_RENEWALS),
        "wants_confirming": not row.kind or "as" in request.GET or bool(form and form.errors),
    }  # fmt: skip
    return render(request, "tenure/pages/request.html", context, status=status)


def _chosen(text: str, known: dict[str, str]) -> str:
    return text if text in known else next(iter(known))
