"""Price indices that contracts follow: what is published of them, and publishing more."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tenure.book.commands.indices import publish_index_file, publish_index_value
from tenure.book.queries.indices import find_index, index_choices, indices, publications
from tenure.book.rules.index_file import (
    INDEX_COLUMNS,
    NotAValue,
    published_of,
    read_index_file,
)
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.web import clock
from tenure.web.numbers import read_number
from tenure.web.permissions import asks, user_of

PAGE_SIZE = 48
MOST_BYTES = 4_000_000


@asks(Permission.SEE_POLICIES)
@require_safe
def price_indices(request: HttpRequest) -> HttpResponse:
    """Show the indices and how far their values reach."""
    user = user_of(request)
    context = {"rows": indices(user), "may_set": may(user.role, Permission.SET_POLICY)}
    return render(request, "tenure/pages/price_indices.html", context)


@asks(Permission.SEE_POLICIES)
@require_safe
def price_index(request: HttpRequest, index_id: int) -> HttpResponse:
    """Show all that was published of an index, the latest month first."""
    user = user_of(request)
    index = find_index(index_id, user)
    if index is None:
        raise Http404
    start = read_number(request.GET.get("from", "")) or 0
    found = publications(index, user)
    rows = list(found[start : start + PAGE_SIZE + 1])
    context = {
        "index": index,
        "rows": rows[:PAGE_SIZE],
        "before": max(start - PAGE_SIZE, 0) if start else None,
        "after": start + PAGE_SIZE if len(rows) > PAGE_SIZE else None,
        "may_set": may(user.role, Permission.SET_POLICY),
    }
    return render(request, "tenure/pages/price_index.html", context)


@asks(Permission.SET_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def index_value(request: HttpRequest) -> HttpResponse:
    """Publish one value of an index; an index that is not known is made."""
    user = user_of(request)
    typed = {name: request.POST.get(name, "").strip() for name in INDEX_COLUMNS}
    if request.method != "POST":
        typed["index"] = request.GET.get("index", "")
        return _draw_value(request, typed)
    try:
        new = publish_index_value(published=published_of(typed), by=user, on=clock.today())
    except NotAValue as error:
        return _draw_value(request, typed, error.column, error.reason)
    except TenureError as error:
        return _draw_value(request, typed, "value", str(error))
    said = "is published" if new else "was published before"
    messages.success(request, f"{typed['index']} for {typed['month']} {said}.")
    return redirect("price_indices")


def _draw_value(
    request: HttpRequest, typed: dict[str, str], column: str = "", reason: str = ""
) -> HttpResponse:
    context = {
        "typed": typed,
        "wrong": column,
        "reason": reason[:1].upper() + reason[1:],
        "known": index_choices(user_of(request)),
        "today": clock.today(),
    }
    status = 400 if reason else 200
    return render(request, "tenure/pages/index_value.html", context, status=status)


@asks(Permission.SET_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def index_file(request: HttpRequest) -> HttpResponse:
    """Publish the values of a file; tell what is wrong with others by line and column."""
    context: dict[str, Any] = {"columns": INDEX_COLUMNS}
    if request.method != "POST":
        return render(request, "tenure/pages/index_file.html", context)
    try:
        file = read_index_file(_content(request))
        done = publish_index_file(file=file, by=user_of(request), on=clock.today())
    except InvalidInput as error:
        context["refusal"] = str(error)
        return render(request, "tenure/pages/index_file.html", context, status=400)
    said = f"{done.new} values published, {done.unchanged} known before."
    if done.faults:
        context |= {"done": done, "said": said}
        return render(request, "tenure/pages/index_file.html", context, status=400)
    messages.success(request, said)
    return redirect("price_indices")


def _content(request: HttpRequest) -> bytes:
    sent = request.FILES.get("file")
    if sent is None:
        raise InvalidInput("Choose a file.")
    if (sent.size or 0) > MOST_BYTES:
        raise InvalidInput(f"The file has more than {MOST_BYTES // 1_000_000} MB.")
    return bytes(sent.read())
