"""The public page that tells whether a paper is ours: no sign-in, nothing of the customer."""

from __future__ import annotations

import zlib

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tenure.documents.queries import certificate
from tenure.documents.rules import LARGEST_UPLOAD
from tenure.foundation.commands import count_request
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.quotes.queries.verifying import Verified, verify_code, verify_file
from tenure.web import clock

PER_MINUTE = 30
_ROWS = 4096  # callers are counted in so many rows, so that strangers cannot fill a table


@csrf_exempt  # it changes nothing; and the check would read the upload before its size is known
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Take a file or a code, and say whether it is ours, unaltered, which paper, of which day."""
    if request.method != "POST":
        return _answer(request, typed=request.GET.get("code", "")[:100])
    if not _is_within_limit(request):
        return _answer(request, reason="Too many questions in a minute. Try again in one.",
                       status=429)  # fmt: skip
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_UPLOAD:
        return _answer(request, reason="A file of at most 10 MB can be checked.", status=413)
    typed = request.POST.get("code", "")[:100]
    try:
        found = _found(request, typed)
    except InvalidInput as error:
        return _answer(request, reason=str(error), typed=typed, status=400)
    return _answer(request, found=found, typed=typed)


def _found(request: HttpRequest, typed: str) -> Verified:
    upload = request.FILES.get("file")
    if upload is not None:
        return verify_file(upload.read())
    return verify_code(typed)


def _is_within_limit(request: HttpRequest) -> bool:
    row = zlib.crc32(str(request.META.get("REMOTE_ADDR", "")).encode()) % _ROWS
    return count_request(caller=f"verify {row}", at=clock.now(), limit=PER_MINUTE)


def _answer(
    request: HttpRequest, *, found: Verified | None = None, reason: str = "", typed: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    try:
        seal = certificate()
    except TenureError:  # what is wrong with it is for those who run the desk, not for strangers
        seal = None
    context = {
        "found": found,
        "reason": reason,
        "typed": typed,
        "seal": seal,
        "company": settings.COMPANY["name"],
    }
    return render(request, "tenure/pages/verify.html", context, status=status)
