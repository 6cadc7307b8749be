"""The audit log as a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenure.desk.queries.audit import audit_page, audit_verbs
from tenure.foundation.roles import Permission
from tenure.web.numbers import read_number
from tenure.web.permissions import asks, user_of

# Kinds of record that have a page of their own: label of the model -> name of the address.
PAGES = {
    "renewals.renewal": "renewal",
    "quotes.quote": "quote",
    "book.contract": "contract",
    "directory.customer": "customer",
    "directory.partner": "partner",
}


@asks(Permission.SEE_AUDIT)
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Show what was done, by whom, to what; newest first."""
    data = request.GET
    verb, subject = data.get("verb", ""), data.get("subject", "")
    kind, _, key = subject.rpartition(".")
    number = read_number(key)
    page = audit_page(
        user_of(request),
        verb=verb,
        subject=(kind, number) if kind and number is not None else None,
        before=read_number(data.get("before", "")),
        after=read_number(data.get("after", "")),
    )
    rows = [(event, PAGES.get(event.subject_type, "")) for event in page.events]
    kept = QueryDict(mutable=True)
    kept.update({name: data[name] for name in ("verb", "subject") if data.get(name)})
    context = {
        "rows": rows,
        "verb": verb,
        "verbs": audit_verbs(),
        "subject": subject,
        "query": kept.urlencode(),
        "before": f"after={page.newer}" if page.newer else "",
        "after": f"before={page.older}" if page.older else "",
    }
    return render(request, "tenure/pages/audit.html", context)
