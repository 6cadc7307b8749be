"""The page that the link in a mail to an approver leads to. It signs in nobody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tenure.kernel.errors import InvalidInput, TenureError
from tenure.quotes.commands.notices import decide_by_link
from tenure.quotes.queries.notices import open_link
from tenure.quotes.rules.approvals import ROLE_NAMES, Approver
from tenure.web import clock

_DONE = {
    "approve": "You approved it. Nothing else is needed from you.",
    "reject": "You rejected it. Those who asked see your reason.",
    "ask": "Your question is with those who asked. You get another mail with the answer.",
}


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def approval_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link's reader is asked to approve, and take their decision, once.

    Whatever is wrong with a link, the answer is the same and says nothing of any quote.
    """
    if request.method == "POST":
        return _decided(request, token)
    return _shown(request, token)


def _shown(
    request: HttpRequest, token: str, reason: str = "", note: str = "", status: int = 200
) -> HttpResponse:
    page = open_link(token, on=clock.today(), at=clock.now())
    if page is None:
        return _answer(request, {"gone": True}, 404)
    context = {
        "page": page,
        "quote": page.quote,
        "part": ROLE_NAMES[Approver(page.view.step.role)],
        "said": [said for view in page.steps for said in view.decisions],
        "reason": reason,
        "note": note,
    }
    return _answer(request, context, status)


def _decided(request: HttpRequest, token: str) -> HttpResponse:
    kind, note = request.POST.get("kind", ""), request.POST.get("note", "")
    try:
        decide_by_link(token=token, kind=kind, note=note, on=clock.today(), at=clock.now())
    except InvalidInput as error:
        return _shown(request, token, str(error), note, 400)
    except TenureError:
        return _answer(request, {"gone": True}, 404)
    return _answer(request, {"done": _DONE[kind]}, 200)


def _answer(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    answer = render(request, "tenure/pages/approval_link.html", context, status=status)
    # The address is the key: no search engine keeps it; other sites are told no referrer anyway.
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
