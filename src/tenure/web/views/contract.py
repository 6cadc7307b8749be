"""The contract page: the contract as it is, or as it was on another day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenure.book.queries.contract_page import ContractPage, contract_page
from tenure.book.queries.deals import deals_of_contract
from tenure.book.queries.overages import overages_of
from tenure.book.rules.notice import notice_date
from tenure.desk.queries.renewal_page import renewals_of_contract
from tenure.directory.queries import place_of
from tenure.documents.queries import published_terms
from tenure.documents.rules import Language
from tenure.foundation.queries import history_of
from tenure.foundation.roles import Permission, may
from tenure.kernel.period import Period
from tenure.quotes.queries import papers_of_contract
from tenure.web import clock
from tenure.web.changes.as_of import AsOfForm
from tenure.web.changes.facts import Fact, facts_of
from tenure.web.changes.segments import SegmentRow, segment_rows
from tenure.web.drawing.contract import ContractTimeline, Told, contract_timeline
from tenure.web.permissions import asks, user_of

if TYPE_CHECKING:
    from tenure.foundation.models import User
    from tenure.quotes.models import IssuedPaper

MOST_PAPERS = 50
OPEN_ROWS = 25  # lines in force beyond these stand in a box of their own height


@asks(Permission.VIEW_WORK)
@require_safe
def contract(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Show a contract: facts, timeline, lines, orders, ledger and what was done to it."""
    user, today = user_of(request), clock.today()
    form = AsOfForm(request.GET, today=today)
    day, known = form.days()
    page = contract_page(contract_id, day=day, known=known, user=user)
    if page is None:
        raise Http404
    place = place_of(user)
    is_today = (day, known) == (today, today)
    context = {
        "page": page,
        "contract": page.as_of.contract,
        "as_of_form": form,
        "is_today": is_today,
        "day": day,
        "known": known,
        "facts": _facts(page, is_inside=place.is_inside),
        "timeline": _timeline(page, day, is_inside=place.is_inside),
        "in_force": _rows(page, now=True),
        "others": _rows(page, now=False),
        "open_rows": OPEN_ROWS,
        "has_ended": _has_ended(page),
        "renewals": renewals_of_contract(contract_id, user=user) if is_today else [],
        "history": history_of(page.as_of.contract, limit=50) if place.is_inside else [],
        "overages": overages_of(page.as_of.contract, user=user) if is_today else [],
        "deals": deals_of_contract(contract_id, on=today, user=user) if is_today else [],
        "papers": _papers(contract_id, user) if is_today and place.is_inside else [],
        "terms": published_terms() if may(user.role, Permission.BOOK_ORDERS) and is_today else [],
        "languages": [(one.value, one.label) for one in Language],
        "may_register": may(user.role, Permission.REGISTER_DEALS) and not _has_ended(page),
        "place": place,
        "may_book": may(user.role, Permission.BOOK_ORDERS),
        "today": today,
    }
    status = 200 if form.is_valid() else 400
    return render(request, "tenure/pages/contract.html", context, status=status)


def _papers(contract_id: int, user: User) -> list[IssuedPaper]:
    return list(papers_of_contract(contract_id, user=user)[:MOST_PAPERS])


def _facts(page: ContractPage, *, is_inside: bool) -> list[Fact]:
    return facts_of(page.facts, page.parties, is_inside=is_inside)


def _has_ended(page: ContractPage) -> bool:
    ended_on = page.as_of.state.ended_on
    return ended_on is not None and ended_on <= page.as_of.day


def _rows(page: ContractPage, *, now: bool) -> list[SegmentRow]:
    segments = page.in_force if now else page.others
    return segment_rows(page.as_of.state, segments, page.products, page.as_of.day)


def _timeline(page: ContractPage, day: date, *, is_inside: bool) -> ContractTimeline:
    orders = [
        Told(
            order.number,
            order.get_kind_display(),
            order.effective_on,
            order.booked_on,
            str(order.booked_by) if is_inside else "",
            order.reason if is_inside else "",
            order.reverses,
        )
        for order in page.booked
    ]
    terms = page.terms
    boundaries = {term.start_on for term in terms} | {term.end_on for term in terms if term.end_on}
    return contract_timeline(
        page.as_of.state,
        day=day,
        names=page.products,
        orders=orders,
        terms=sorted(boundaries),
        named=_named_days(page, day),
    )


def _named_days(page: ContractPage, day: date) -> list[tuple[str, str, date]]:
    """Return the days to mark by name: (kind, name, day)."""
    state = page.as_of.state
    today = clock.today()
    named = [("today", "Today", today)]
    if day != today:
        named.append(("day", "As of", day))
    ended = state.ended_on
    if ended is not None:
        named.append(("ended", "Last day of service", ended - timedelta(days=1)))
    if state.start_on is None or state.end_on is None or ended == state.end_on:
        return named
    term = Period(state.start_on, state.end_on)
    named.append(("end", "Term ends", state.end_on - timedelta(days=1)))
    if ended is None:
        notice_days = int(state.terms.get("notice_days") or 0)
        named.append(("notice", "Notice by", notice_date(term, notice_days)))
    return named
