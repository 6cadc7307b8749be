"""Where a signature service tells what became of an envelope."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tenure.closing.commands.esignature import take_news
from tenure.closing.rules.esignature import is_genuine, read_news
from tenure.foundation.commands import system_actor
from tenure.kernel.errors import InvalidInput
from tenure.web import clock

LARGEST = 4 << 20  # a message may carry the signed document, which is not kept


@csrf_exempt
@login_not_required
@require_POST
def signature_news(request: HttpRequest) -> HttpResponse:
    """Take in a signed message; what is not signed with our key is refused unread."""
    size = request.headers.get("Content-Length", "")
    if not size.isdigit() or int(size) > LARGEST:
        return HttpResponse(status=413)
    body = request.read(LARGEST)
    signature = request.headers.get("X-DocuSign-Signature-1", "")
    if not is_genuine(body, signature, settings.ESIGN_KEY):
        return HttpResponse(status=401)
    try:
        news = read_news(body)
    except InvalidInput as error:
        return HttpResponse(str(error), status=400, content_type="text/plain")
    if news is not None:
        take_news(news=news, by=system_actor(), on=clock.today())
    return HttpResponse(status=204)
