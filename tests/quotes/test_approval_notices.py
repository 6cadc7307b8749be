"""Mails to approvers: each once, in working hours, escalated; and deciding by the link in them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenure.directory.models import StaffMember
from tenure.foundation.models import AuditEvent, User
from tenure.kernel.errors import InvalidInput
from tenure.quotes.commands import make_quote, save_asked
from tenure.quotes.commands.approvals import ApprovalNotOpen, request_approval, set_offer_terms
from tenure.quotes.commands.approvers import delegate_approvals
from tenure.quotes.commands.notices import decide_by_link, send_notices, write_notices
from tenure.quotes.models import ApprovalDecision, ApprovalLink, ApprovalNotice
from tenure.quotes.queries.notices import open_link
from tenure.quotes.rules.approvals import (
    Approver,
    OfferTermsFacts,
    Place,
    State,
    deadline,
    place_of,
)
from tenure.quotes.rules.asked import Asked
from tenure.renewals.commands.owners import assign_owner
from tests.quotes.company import AT, Company
from tests.quotes.conftest import ON, Book

HALF = datetime(2026, 12, 2, 13, tzinfo=UTC)
NEAR = datetime(2026, 12, 3, 14, tzinfo=UTC)
DUE = datetime(2026, 12, 3, 17, tzinfo=UTC)


@pytest.fixture
def company(book: Book, settings: Any) -> Company:
    settings.EMAIL_HOST = "mail.example.com"
    made = Company(book)
    head = StaffMember.objects.create(
        code="cora", name="Cora", region="EMEA", user=made["cora"], email="cora@example.com"
    )
    StaffMember.objects.filter(code="max").update(manager=head)
    made.ask(discount_bp=2500)
    made.request()
    return made


def tell(company: Company, at: datetime) -> list[tuple[str, str]]:
    """Write and send what is due at an instant; return the new mails' readers and subjects."""
    before = len(mail.outbox)
    write_notices(by=company.book.head, on=at.date(), at=at)
    send_notices(by=company.book.head, on=at.date(), at=at)
    return [(one.to[0], one.subject) for one in mail.outbox[before:]]


def token(number: int = -1) -> str:
    found = re.search(r"/approval-links/([^/]+)/", str(mail.outbox[number].body))
    assert found
    return found[1]


def say(text: str, kind: str = "approve", note: str = "", at: datetime = AT) -> ApprovalDecision:
    return decide_by_link(token=text, kind=kind, note=note, on=at.date(), at=at)


def is_open(text: str, at: datetime = AT) -> bool:
    return open_link(text, on=at.date(), at=at) is not None


def test_told_reminded_and_escalated_each_once(company: Company) -> None:
    number = company.quote.number.rsplit("-v", 1)[0]
    [(reader, subject)] = tell(company, AT)
    assert reader == "max@example.com"
    assert subject.startswith(f"Please approve {number}")
    body = str(mail.outbox[-1].body)
    why = "A discount of 25 % is over 10 %."
    for text in ("Aurora Shipping", why, "1,500.00 EUR", "Due 2026-12-03 17:00"):
        assert text in body
    assert tell(company, AT + timedelta(hours=1)) == []
    assert [subject[:9] for _, subject in tell(company, HALF)] == ["Reminder:"]
    assert tell(company, HALF + timedelta(hours=1)) == []
    assert [subject[:8] for _, subject in tell(company, NEAR)] == ["Due soon"]
    late = tell(company, DUE)
    assert [reader for reader, _ in late] == ["max@example.com", "cora@example.com"]
    assert late[1][1].startswith("Overdue with max")
    assert "approval-links" not in str(mail.outbox[-1].body), "only who decides has a link"
    assert tell(company, DUE + timedelta(days=9)) == []
    assert AuditEvent.objects.filter(verb="quotes.escalate_approval").count() == 1


def test_after_a_pause_only_the_latest_is_sent(company: Company) -> None:
    assert [subject[:7] for _, subject in tell(company, DUE)] == ["Overdue", "Overdue"]


def test_the_next_stage_is_told_when_the_first_is_through(company: Company) -> None:
    tell(company, AT)
    say(token())
    assert [reader for reader, _ in tell(company, AT)] == ["dora@example.com"]


def test_a_mail_that_may_have_been_sent_is_sent_again_as_the_same(company: Company) -> None:
    tell(company, AT)
    first = mail.outbox[-1]
    ApprovalNotice.objects.update(sent_at=None)
    assert tell(company, AT + timedelta(minutes=5)) == [], "another process is sending it"
    assert len(tell(company, AT + timedelta(minutes=11))) == 1
    again = mail.outbox[-1]
    assert again.extra_headers == first.extra_headers
    assert again.body == first.body


def test_a_server_that_refuses_is_tried_again(company: Company, settings: Any) -> None:
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = 9
    assert tell(company, AT) == []
    settings.EMAIL_BACKEND = backend
    assert len(tell(company, AT)) == 1
    settings.EMAIL_HOST = ""
    assert tell(company, HALF) == [], "without a mail server nothing is sent"


def test_a_link_decides_once_and_only_its_digest_is_kept(company: Company) -> None:
    tell(company, AT)
    link = ApprovalLink.objects.get()
    assert token() not in {link.digest, link.nonce}
    with pytest.raises(InvalidInput, match="Say why"):
        say(token(), "reject")
    assert is_open(token())
    made = say(token())
    assert (made.by, made.step.role) == (company["max"], "manager")
    assert not is_open(token())
    with pytest.raises(ApprovalNotOpen):
        say(token())
    assert company.view().state is State.WAITING


def test_altered_expired_and_void_links_show_nothing(company: Company) -> None:
    tell(company, AT)
    text = token()
    assert is_open(text)
    assert not is_open(text[:-1] + ("A" if text[-1] != "A" else "B"))
    assert not is_open(text, AT + timedelta(days=14))
    set_offer_terms(
        renewal_id=company.renewal.pk, terms=OfferTermsFacts(payment_days=60),
        by=company["rita"], on=ON, at=AT,
    )  # fmt: skip
    assert not is_open(text), "the request is void"
    tell(company, AT)
    now = token(next(n for n, one in enumerate(mail.outbox) if n and one.to == ["max@example.com"]))
    assert is_open(now)
    company.ask(discount_bp=2600)
    assert not is_open(now), "the quote has changed"
    with pytest.raises(ApprovalNotOpen):
        say(now)


def test_a_link_is_only_for_who_decides(company: Company) -> None:
    tell(company, AT)
    text = token()
    delegate_approvals(
        given_by=company["max"], given_to=company["zoe"], start_on=ON,
        end_on=ON + timedelta(days=1), by=company["max"], on=ON,
    )  # fmt: skip
    assert [reader for reader, _ in tell(company, AT)] == ["zoe@example.com"]
    assert is_open(text), "who gave it away may still decide"
    made = say(token())
    assert (made.by, made.instead_of) == (company["zoe"], company["max"])
    assert not is_open(text), "it is decided"


def test_the_link_of_a_cover_that_is_over_shows_nothing(company: Company) -> None:
    delegate_approvals(
        given_by=company["max"], given_to=company["zoe"], start_on=ON,
        end_on=ON + timedelta(days=1), by=company["max"], on=ON,
    )  # fmt: skip
    tell(company, AT)
    assert is_open(token())
    assert not is_open(token(), AT + timedelta(days=1))
    User.objects.filter(username="zoe").update(is_active=False)
    assert not is_open(token())


def test_a_question_rests_the_clock_and_its_answer_brings_a_new_link(company: Company) -> None:
    tell(company, AT)
    first = token()
    assert say(first, "ask", "Why so much?").at == AT
    assert not is_open(first)
    [(reader, subject)] = tell(company, DUE)
    assert (reader, subject[:14]) == ("rita@example.com", "max asks about")
    assert "Why so much?" in str(mail.outbox[-1].body)
    assert tell(company, DUE) == [], "nobody is reminded while it waits"
    company.say("rita", Approver.MANAGER, "answer", "They leave otherwise.")
    answered = ApprovalDecision.objects.get(kind="answer").at
    assert [reader for reader, _ in tell(company, answered)] == ["max@example.com"]
    assert token() != first
    assert is_open(token(), answered)


def test_a_quote_that_has_changed_is_not_told_of(company: Company) -> None:
    company.ask(discount_bp=2600)
    assert tell(company, AT) == [], "its approval has to be asked for anew"
    company.request()
    assert len(tell(company, AT)) == 1


def test_what_is_settled_meanwhile_is_not_sent(company: Company) -> None:
    write_notices(by=company.book.head, on=ON, at=AT)
    company.say("max", Approver.MANAGER)
    assert send_notices(by=company.book.head, on=ON, at=AT)["sent"] == 0


def test_many_are_told_in_a_set_number_of_queries(company: Company) -> None:
    def wait(keys: list[str]) -> int:
        for key in keys:
            head = company.book.head
            renewal = company.book.due(key, owner=company.renewal.owner)
            owner = company.renewal.owner
            assert owner is not None
            assign_owner(renewal_id=renewal.pk, staff_id=owner.pk, by=head, on=ON)
            quote = make_quote(renewal_id=renewal.pk, by=head, on=ON)
            asked = save_asked(quote_id=quote.pk, asked=Asked(discount_bp=1500), by=head, on=ON)
            request_approval(quote_id=asked.pk, by=head, on=ON, at=AT)
        with CaptureQueriesContext(connection) as counted:
            write_notices(by=company.book.head, on=ON, at=AT)
        return len(counted)

    wait(["C-2"])  # from now on who sees what is known
    assert wait(["C-3"]) == wait(["C-4", "C-5", "C-6"])
    assert ApprovalNotice.objects.count() == 6
    events = AuditEvent.objects.filter(verb="quotes.write_notices")
    told = {(event.subject_id, event.detail["asked"]) for event in events}
    notices = ApprovalNotice.objects.values_list("step__request__quote", flat=True)
    assert told == {(pk, 1) for pk in notices}, "each quote has its own"


@pytest.mark.parametrize(
    ("zone", "region", "asked", "due"),
    [
        # Monday 3 May 2027 is a bank holiday in England, not in Germany.
        ("UTC", "EMEA", (2027, 4, 30, 15), (2027, 5, 6, 15)),
        ("Europe/Berlin", "EMEA", (2027, 4, 30, 14), (2027, 5, 5, 14)),
        # Thanksgiving, in the hours of New York; daylight saving is over.
        ("UTC", "AMER", (2027, 11, 24, 15), (2027, 11, 30, 15)),
        # Friday and Saturday are the weekend in Saudi Arabia; opens at 06:00 UTC.
        ("Asia/Riyadh", "EMEA", (2027, 7, 8, 6), (2027, 7, 12, 14)),
        ("UTC", "", (2027, 5, 3, 9), (2027, 5, 5, 17)),
    ],
)
def test_holidays_and_weekends_of_the_approvers_place(
    zone: str, region: str, asked: tuple[int, ...], due: tuple[int, ...]
) -> None:
    found = deadline(datetime(*asked, tzinfo=UTC), place_of(zone, region))  # type: ignore[misc, arg-type]
    assert found.due_at == datetime(*due, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_half_and_near_of_four_hours_at_a_quarters_end() -> None:
    found = deadline(datetime(2027, 3, 29, 10, tzinfo=UTC), Place())
    assert found.half_at == datetime(2027, 3, 29, 12, tzinfo=UTC)
    assert found.near_at == datetime(2027, 3, 29, 13, 30, tzinfo=UTC)
    assert found.due_at.date() == date(2027, 3, 29)
