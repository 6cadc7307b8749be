"""One thing done to the selected rows of the worklist: a preview, then the doing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from tenure.desk.commands.bulk import do_to_many
from tenure.desk.queries.bulk import bulk_preview, chosen_rows
from tenure.desk.rules.bulk import ACTIONS, CODES, FIELDS, Asked
from tenure.desk.rules.previews import PreviewStale
from tenure.directory.queries import owners_visible_to
from tenure.foundation.roles import Permission
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.web import clock
from tenure.web.numbers import read_day, read_marks, read_number, read_numbers
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused

MOST_REASONS = 5


@asks(Permission.WORK_RENEWALS)
@require_http_methods(["GET", "HEAD", "POST"])
def worklist_bulk(request: HttpRequest) -> HttpResponse:
    """Show what one thing would change of each selected renewal; by POST do it as it was shown."""
    if request.method == "POST":
        return _done(request)
    user, given = user_of(request), request.GET
    chosen = read_numbers(given.getlist("renewal"))
    action = given.get("action", "")
    if action not in ACTIONS:
        return refused(request, InvalidInput("Choose what is to be done."), status=400)
    asks_nothing = not FIELDS[action]
    try:
        page, error = chosen_rows(user, renewal_ids=chosen), ""
    except TenureError as wrong:
        return refused(request, wrong, status=400)
    if asks_nothing or "shown" in given:
        try:
            page = bulk_preview(user, _asked(given), renewal_ids=chosen, on=clock.today())
        except InvalidInput as wrong:
            error = str(wrong)
    context = {**_form(given, action), "page": page, "error": error, "today": clock.today()}
    context["owners"] = owners_visible_to(user)
    return render(request, "tenure/pages/bulk.html", context, status=400 if error else 200)


def _form(given: QueryDict, action: str) -> dict[str, Any]:
    """Return the fields that the action asks for, as they were filled in."""
    fields = FIELDS[action]
    return {
        "action": action,
        "title": ACTIONS[action],
        "fields": fields,
        "codes": CODES.get(action, {}).items(),
        "given": {name: given.get(name, "") for name in ("person", "day", "words", "code")},
        "chosen": given.getlist("renewal"),
        "back": _safe(given.get("back", "")),
        "day_label": {"snooze": "Until", "step": "By when", "waiting": "Ask again on"}.get(action),
        "words_label": {"step": "What is done next", "waiting": "Note"}.get(action, "Why"),
        "words_are_optional": action == "waiting",
    }  # fmt: skip


def _asked(given: QueryDict) -> Asked:
    return Asked(
        action=given.get("action", ""), person=read_number(given.get("person", "")),
        day=read_day(given.get("day", "")), words=given.get("words", ""),
        code=given.get("code", ""),
    )  # fmt: skip


def _done(request: HttpRequest) -> HttpResponse:
    given = request.POST
    seen = dict(read_marks(given.getlist("seen")))
    try:
        done = do_to_many(
            renewal_ids=list(seen), asked=_asked(given), seen=seen, by=user_of(request),
            on=clock.today(), at=clock.now(),
        )  # fmt: skip
    except PreviewStale as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('worklist_bulk')}?{_again(given, seen)}")
    except TenureError as error:
        return refused(request, error)
    if done.done:
        messages.success(request, f"{done.done} done.")
    if done.already:
        messages.info(request, f"{done.already} were so already.")
    for reason in done.refused[:MOST_REASONS]:
        messages.error(request, reason)
    if len(done.refused) > MOST_REASONS:
        messages.error(request, f"and {len(done.refused) - MOST_REASONS} more were refused.")
    return redirect(_safe(given.get("back", "")))


def _again(given: QueryDict, chosen: Iterable[int]) -> str:
    """Return the address of the same preview, made anew."""
    kept = QueryDict(mutable=True)
    for name in ("action", "person", "day", "words", "code", "back"):
        kept[name] = given.get(name, "")
    kept["shown"] = "1"
    kept.setlist("renewal", [str(pk) for pk in chosen])
    return kept.urlencode()


def _safe(target: str) -> str:
    """Return a path of the desk to go back to: the worklist where it is none."""
    ok = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if ok else reverse("worklist")
