"""Files that people uploaded, sent back to be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from tenure.documents.queries import open_document
from tenure.documents.rules import ENDING_OF, LARGEST_UPLOAD
from tenure.kernel.errors import TenureError
from tenure.web.views.errors import refused

if TYPE_CHECKING:
    from tenure.documents.models import Document


def uploaded_file(request: HttpRequest, document: Document, name: str) -> HttpResponse:
    """Send what was uploaded, to be saved, never to be shown here: strangers made it."""
    try:
        content = open_document(document)
    except TenureError as error:
        return refused(request, error)
    answer = HttpResponse(content, content_type=document.media_type)
    ending = ENDING_OF[document.media_type]
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def read_upload(request: HttpRequest, field: str) -> bytes:
    """Return what was uploaded in a field; empty without a file.

    One byte more than the most is read at most: the rule then says that it is too large.
    """
    file = request.FILES.get(field)
    return file.read(LARGEST_UPLOAD + 1) if file is not None else b""
