"""Rules of requests: fields, guesses, service levels, whose a mail is, what a mail says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.desk.rules.requests import (
    KINDS,
    KnownSender,
    MailUnreadable,
    Moment,
    OpenRenewal,
    RequestInvalid,
    State,
    answer_headers,
    checked,
    customer_of,
    guess_kind,
    kind_of,
    may_become,
    quote_numbers,
    read_mail,
    service_of,
    with_renewal,
)
from tenure.desk.rules.requests.kinds import KIND_OF
from tenure.kernel.errors import TenureError
from tenure.quotes.rules.approvals import Place

ON = date(2027, 3, 1)
LONDON = Place("Europe/London", "GB")


@pytest.mark.parametrize(
    ("kind", "values", "problems"),
    [
        ("po_number", {"po_number": " 4500 123 "}, []),
        ("po_number", {}, ["po_number"]),
        ("po_number", {"po_number": "x" * 61}, ["po_number"]),
        ("po_number", {"po_number": 7}, ["po_number"]),
        ("po_number", {"po_number": "1", "price": "0"}, ["price"]),
        ("contact", {"name": "A", "email": "a@b.example", "role": "billing"}, []),
        ("contact", {"name": "A", "email": "a b.example", "role": "king"}, ["email", "role"]),
        ("contact", {"name": "A", "email": "a@b.example", "role": "billing", "phone": "x"},
         ["phone"]),
        ("contact", {"name": "A", "email": "a@b.example", "role": "other",
                     "replaces": "A@b.example"}, ["replaces"]),
        ("co_term", {"contracts": "C-1", "end_on": "2027-02-28"}, ["end_on"]),
        ("co_term", {"contracts": "C-1", "end_on": "28.2.2027"}, ["end_on"]),
        ("co_term", {"contracts": "C-1", "end_on": date(2027, 12, 31)}, []),
        ("name", {"old_name": "Aurora", "new_name": "AURORA"}, ["new_name"]),
        ("other", {"what": "A\x00B"}, ["what"]),
        ("tax_form", {"form": "W-9"}, []),
    ],
)  # fmt: skip
def test_fields_are_checked_with_place_and_reason(
    kind: str, values: dict[str, object], problems: list[str]
) -> None:
    if not problems:
        kept = checked(kind_of(kind), values, on=ON)
        assert set(kept) == {field.name for field in kind_of(kind).fields}
        assert all(isinstance(value, str) for value in kept.values())
        return
    with pytest.raises(RequestInvalid) as refused:
        checked(kind_of(kind), values, on=ON)
    assert [one.field for one in refused.value.problems] == problems
    assert all(one.reason.endswith(".") for one in refused.value.problems)


def test_kinds_are_told_apart_and_whole() -> None:
    assert len(KIND_OF) == len(KINDS)
    assert all(0 < kind.answer_hours <= kind.done_hours for kind in KINDS)
    with pytest.raises(RequestInvalid, match="There is no kind 'x'"):
        kind_of("x")


@pytest.mark.parametrize(
    ("subject", "text", "kind", "values"),
    [
        ("New PO number for Q-2027-000042", "", "po_number", {}),
        ("Renewal", "Our purchase order number is 4500-77.", "po_number",
         {"po_number": "4500-77"}),
        ("Renewal", "Maria left the company, please write to Tom", "contact", {}),
        ("Quote expired, please reissue", "our PO is 4500", "quote", {}),
        ("Co-term", "We want the same end date for both", "co_term", {}),
        ("We changed our name", "", "name", {}),
        ("Support certificate", "", "support_proof", {}),
        ("W-9", "", "tax_form", {}),
        ("Hello", "How are you? The tempo number is nice.", None, {}),
    ],
)  # fmt: skip
def test_the_kind_of_a_mail_is_guessed_with_the_words(
    subject: str, text: str, kind: str | None, values: dict[str, str]
) -> None:
    guess = guess_kind(subject, text)
    assert (guess.kind if guess else None) == kind
    if guess:
        assert guess.values == values
        assert guess.because.startswith("It says '")


def test_quote_numbers_are_found_once() -> None:
    text = "About q-2027-000042-v2, and Q-2027-000042-v2; not Q-27."
    assert quote_numbers(text) == ["Q-2027-000042-V2"]


@pytest.mark.parametrize(
    ("now", "then", "may"),
    [
        (State.RECEIVED, State.DONE, True),
        (State.TAKEN, State.RECEIVED, False),
        (State.WAITING, State.RECEIVED, True),
        (State.DONE, State.RECEIVED, True),
        (State.DONE, State.REFUSED, False),
        (State.REFUSED, State.TAKEN, False),
    ],
)
def test_states(now: State, then: State, may: bool) -> None:
    assert may_become(now, then) is may


def at(day: int, hour: int) -> datetime:
    return datetime(2027, 3, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moments", "answer", "done", "paused"),
    [
        # Monday 1 March 2027, 9 to 17 in London, which is UTC then.
        ([(State.RECEIVED, at(1, 9))], at(1, 17), at(2, 17), False),
        ([(State.RECEIVED, at(5, 16))], at(8, 16), at(9, 16), False),
        ([(State.RECEIVED, at(6, 12))], at(8, 17), at(9, 17), False),
        # It waited from Monday 12 to Wednesday 12: sixteen working hours more.
        ([(State.RECEIVED, at(1, 9)), (State.WAITING, at(1, 12)), (State.RECEIVED, at(3, 12))],
         at(1, 17), at(4, 17), False),
        ([(State.RECEIVED, at(1, 9)), (State.WAITING, at(1, 12))], at(1, 17), at(2, 17), True),
        # Done, and back on Wednesday: everything counts from then.
        ([(State.RECEIVED, at(1, 9)), (State.DONE, at(1, 12)), (State.RECEIVED, at(3, 9))],
         at(3, 17), at(4, 17), False),
    ],
)  # fmt: skip
def test_service_in_working_hours(
    moments: list[tuple[State, datetime]], answer: datetime, done: datetime, paused: bool
) -> None:
    told = [Moment(state, when) for state, when in moments]
    service = service_of(told, answer_hours=8, done_hours=16, place=LONDON)
    assert (service.answer_due_at, service.done_due_at, service.paused) == (answer, done, paused)


AURORA = KnownSender(7, 1, "Ingrid Dahl", "Aurora")
FIRST = OpenRenewal(11, "C-1", frozenset({"C-1", "Q-2027-000041"}))
SECOND = OpenRenewal(12, "C-2", frozenset({"C-2", "Q-2027-000042"}))


@pytest.mark.parametrize(
    ("senders", "renewals", "named", "customer", "renewal", "why"),
    [
        ([AURORA], [FIRST], [], 1, 11, "The one open renewal is that of C-1."),
        ([AURORA], [FIRST, SECOND], ["Q-2027-000042"], 1, 12, "It names Q-2027-000042"),
        ([AURORA], [FIRST, SECOND], ["C-1", "C-2"], 1, None, "choose one"),
        ([AURORA], [], [], 1, None, "No renewal of theirs is open."),
        ([AURORA, KnownSender(8, 2, "Ingrid Dahl", "Birch")], [], [], None, None, "of several"),
        ([], [FIRST], ["C-1"], None, None, "No contact has the address i@a.example."),
    ],
)
def test_whose_a_mail_is(
    senders: list[KnownSender], renewals: list[OpenRenewal], named: list[str],
    customer: int | None, renewal: int | None, why: str,
) -> None:  # fmt: skip
    matched = with_renewal(customer_of(senders, "i@a.example"), renewals, named)
    assert (matched.customer_id, matched.renewal_id) == (customer, renewal)
    assert why in matched.because


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {"From": "Ingrid <i@a.example>", **headers}.items():
        message[name.replace("_", "-")] = value
    return message


def test_a_mail_with_html_and_files_is_read_safely() -> None:
    message = mail(Subject="=?utf-8?q?Gr=C3=BC=C3=9Fe?=", Message_ID="<1@a.example>",
                   References="<a@t> <b@t>", In_Reply_To="<b@t>")  # fmt: skip
    message.set_content("<p>Hello <b>you</b></p><script>alert(1)</script><img src=x>", "html")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a/b.pdf")
    message.add_attachment(b"MZ", maintype="application", subtype="pdf", filename="evil.pdf")
    read = read_mail(message.as_bytes())
    assert (read.sender, read.sender_name, read.subject) == ("i@a.example", "Ingrid", "Grüße")
    assert read.text == "Hello you"
    assert [(one.name, one.media_type) for one in read.attachments] == [
        ("b.pdf", "application/pdf")
    ]
    assert read.left_out == ("evil.pdf: The file is not a PDF, PNG or JPEG.",)
    assert (read.message_id, read.references) == ("<1@a.example>", ("<b@t>", "<a@t>"))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "It does not say who sent it."),
        (b"\x00\xff\xfe", "It does not say who sent it."),
        (b"Subject: x\n\nhello", "It does not say who sent it."),
        (b"From: x\n\nhello", "It does not say who sent it."),
        (b"x" * (25 * 1024 * 1024 + 1), "It is larger than 25 MB."),
    ],
    ids=["empty", "bytes", "nobody", "no address", "large"],
)
def test_what_is_no_mail_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(MailUnreadable, match=reason):
        read_mail(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b.example\nContent-Type: text/plain; charset=klingon\n\nhello \xff",
        b'From: a@b.example\nContent-Type: multipart/mixed; boundary="\n\nhello',
        b"From: a@b.example\nSubject: =?utf-8?b?!!!?= \xff\xfe\n\nhello",
        b"From: a@b.example\nContent-Transfer-Encoding: base64\n\n@@@@hello",
        b"From: =?x?y?z?= <a@b.example>\nDate: yesterday\n\n<html>\x00</html>",
    ],
)
def test_a_mail_with_faults_is_read_as_far_as_it_goes(raw: bytes) -> None:
    read = read_mail(raw)
    assert read.sender == "a@b.example"
    assert (read.text + read.subject).encode()
    assert "\x00" not in read.text + read.subject


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(tail: bytes) -> None:
    try:
        read = read_mail(b"From: a@b.example\nSubject: " + tail)
        read.text.encode()
        read.subject.encode()
        assert len(read.message_id) <= 255
    except TenureError:
        pass


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto_Submitted": "auto-replied"}, "automatic answer"),
        ({"Auto_Submitted": "no"}, ""),
        ({"Precedence": "bulk"}, "went to many"),
        ({"From": "MAILER-DAEMON@x.example"}, "mail server"),
    ],
)
def test_what_no_person_wrote_is_told(headers: dict[str, str], why: str) -> None:
    message = mail(**headers)
    message.set_content("x")
    found = read_mail(message.as_bytes()).automatic
    assert why in found if why else not found


def test_an_answer_stands_in_its_thread() -> None:
    assert answer_headers((), "") == {}
    told = answer_headers(("<a@t>", "<b@t>"), "<b@t>")
    assert told == {"In-Reply-To": "<b@t>", "References": "<a@t> <b@t>"}
