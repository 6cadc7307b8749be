"""What people must not reach, and input nobody types by mistake."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client

from tenure.desk.queries.audit import audit_page
from tenure.directory.models import Contact, Customer
from tenure.documents.models import Document
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.quotes.models import QuoteDocument
from tenure.renewals.commands.decisions import close_renewal
from tenure.renewals.models import Renewal
from tests.web.test_sheets import body
from tests.world import PASSWORD, World

As = Callable[[str], Client]


@pytest.mark.parametrize("address", ["/quality/review/", "/quality/owners/"])
def test_only_who_starts_the_run_acts_on_the_whole_book(
    as_: As, world: World, address: str
) -> None:
    without_owner = Renewal.objects.filter(owner=None).count()
    assert as_("alice").post(address).status_code == 403
    assert Renewal.objects.filter(owner=None).count() == without_owner > 0
    assert address not in as_("alice").get("/quality/").content.decode()
    assert address in as_("sam").get("/quality/").content.decode()
    assert as_("sam").post(address).status_code == 302


def test_the_audit_log_keeps_export_control(world: World) -> None:
    hana, ada = world.user("hana"), world.user("ada")
    hidden = [
        world.contracts["C-1005"], world.renewals["C-1005"], world.customers["Delta Defence"],
    ]  # fmt: skip
    shown = [world.contracts["C-1004"], world.renewals["C-1004"], world.quotes["C-1004"]]
    for subject in [*hidden, *shown]:
        record_event(by=hana, on=world.today, verb="book.look", subject=subject)
    events = [event for event in audit_page(ada).events if event.verb == "book.look"]
    labels = [(event.subject_type, event.subject_id) for event in events]
    assert labels == [(one._meta.label_lower, one.pk) for one in reversed(shown)]
    assert audit_page(ada, subject=("book.contract", hidden[0].pk)).events == []

    def looked_at() -> int:
        events = audit_page(User.objects.get(pk=ada.pk)).events
        return len([event for event in events if event.verb == "book.look"])

    ada.cleared = True
    assert looked_at() == 3
    ada.save()
    assert looked_at() == 6


def test_the_audit_log_follows_quotes_and_their_documents_to_the_customer(world: World) -> None:
    hana, ada = world.user("hana"), world.user("ada")
    document = Document.objects.create(
        sha256="a" * 64, media_type="application/pdf", size=1, template="quote/1"
    )
    quote = world.quotes["C-1004"]
    QuoteDocument.objects.create(quote=quote, document=document)
    for subject in (quote, document):
        record_event(by=hana, on=world.today, verb="quotes.look", subject=subject)

    def looked_at() -> int:
        return len([event for event in audit_page(ada).events if event.verb == "quotes.look"])

    assert looked_at() == 2
    Customer.objects.filter(pk=world.customers["Cedar Robotics"].pk).update(export_controlled=True)
    assert looked_at() == 0


def test_a_partner_learns_neither_forecast_nor_reasons(as_: As, world: World) -> None:
    renewal = world.renewals["C-1003"]
    address = f"/renewals/{renewal.pk}/"
    inside, outside = (as_(name).get(address).content.decode() for name in ("alice", "charlie"))
    for text in ("Forecast", "11,700.00 GBP", "send it by T-60"):
        assert text in inside
        assert text not in outside
    assert "13,000.00 GBP" in outside
    assert "send it by T-60" not in as_("charlie").get("/").content.decode()
    close_renewal(
        renewal_id=renewal.pk, kind="churned", reason="They hate our price", by=world.user("hana"),
        on=world.today,
    )  # fmt: skip
    assert "They hate our price" in as_("alice").get(address).content.decode()
    assert "They hate our price" not in as_("charlie").get(address).content.decode()


def test_a_partners_sheet_has_no_internal_column(as_: As, world: World) -> None:
    sheets = {}
    for name in ("hana", "charlie"):
        text = body(as_(name).get("/worklist.csv")).decode("utf-8-sig")
        sheets[name] = list(csv.DictReader(io.StringIO(text)))
    assert set(sheets["hana"][0]) - set(sheets["charlie"][0]) == {
        "reason", "forecast", "risk", "waits_on", "snoozed_until",
    }  # fmt: skip
    (row,) = sheets["charlie"]
    assert (row["contract"], row["atr"]) == ("C-1003", "13000.00")
    assert (row["owner"], row["currency"]) == ("Alice Archer", "GBP")
    book = body(as_("charlie").get("/worklist.xlsx"))
    with zipfile.ZipFile(io.BytesIO(book)) as sheet:
        cells = sheet.read("xl/worksheets/sheet1.xml").decode()
    assert ">next_action<" in cells
    assert ">reason<" not in cells
    assert ">forecast<" not in cells


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("alice", "/search/?q=a%00b"),
        ("alice", "/?text=a%00b"),
        ("ada", "/audit/?verb=x%00"),
        ("ada", "/audit/?subject=x%00.1"),
    ],
)
def test_a_nul_in_the_address_is_refused(as_: As, name: str, address: str) -> None:
    response = as_(name).get(address)
    assert response.status_code == 400
    assert "not text (NUL)" in response.content.decode()


@pytest.mark.parametrize("field", ["name", "query"])
def test_a_nul_in_a_form_is_refused(as_: As, field: str) -> None:
    response = as_("alice").post("/views/", {"name": "Mine", "query": "x=1", field: "a\0b"})
    assert response.status_code == 400
    assert "not text (NUL)" in response.content.decode()


def test_a_nul_signs_nobody_in(client: Client, world: World) -> None:
    given = {"username": "alice\0", "password": PASSWORD}
    assert client.post("/sign-in/", given).status_code == 400
    client.cookies["sessionid"] = "aaaaaaaaaaaaaaaa\0"
    assert client.get("/").headers["Location"].startswith("/sign-in/")


def test_a_nul_in_a_forecast_or_a_contact_is_refused(as_: As, world: World) -> None:
    renewal, customer = world.renewals["C-1001"], world.customers["Birch & Sons"]
    alice = as_("alice")
    sent = {"amount": "1", "reason": "a\0"}
    assert alice.post(f"/renewals/{renewal.pk}/forecast/", sent).status_code == 400
    sent = {"name": "a\0", "email": "a@example.com"}
    assert alice.post(f"/customers/{customer.pk}/contacts/", sent).status_code == 400


DIGITS = ["9" * 18, "9" * 19, "9" * 30, "9" * 4400]


@pytest.mark.parametrize("digits", DIGITS)
def test_a_number_nobody_has_is_nothing(as_: As, world: World, digits: str) -> None:
    ada, hana, renewal = as_("ada"), as_("hana"), world.renewals["C-1001"]
    for query in (f"subject=x.{digits}", f"before={digits}", f"after={digits}"):
        assert ada.get(f"/audit/?{query}").status_code == 200
    for address in (
        f"/?after=2027-01-01.{digits}", f"/?owner={digits}", f"/quality/?after={digits}",
    ):  # fmt: skip
        assert hana.get(address).status_code == 200
    for address in (f"/renewals/{digits}/", f"/contracts/{digits}/", f"/quotes/{digits}/"):
        assert hana.get(address).status_code == 404
    for address in ("owner/", "group/"):
        sent = {"owner": digits, "renewal": digits}
        assert hana.post(f"/renewals/{renewal.pk}/{address}", sent).status_code == 409
    contract = f"/contracts/{world.contracts['C-1001'].pk}/owner/"
    assert hana.post(contract, {"owner": digits}).status_code == 409
    for action in ("owner", "quotes", "group"):
        asked = {"action": action, "person": digits, "shown": "1", "renewal": digits}
        assert hana.get("/worklist/bulk/", asked).status_code in {200, 400}
        sent = {"action": action, "person": digits, "seen": f"{digits}:x"}
        assert hana.post("/worklist/bulk/", sent).status_code in {302, 409}


@pytest.mark.parametrize("amount", ["1e999", "NaN", "Infinity", "9" * 17, "9" * 60, "9" * 5000])
def test_an_amount_nobody_pays_is_refused(as_: As, world: World, amount: str) -> None:
    address = f"/renewals/{world.renewals['C-1001'].pk}/forecast/"
    sent = {"amount": amount, "reason": "hope"}
    assert as_("alice").post(address, sent).status_code == 409


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "n" * 500),
        ("name", "n" * 201),
        ("email", "a@" + ".".join(["b" * 60] * 5) + ".com"),
        ("email", "a" * 5000),
    ],
)
def test_a_contact_too_long_for_the_book_is_refused(
    as_: As, world: World, field: str, value: str
) -> None:
    address = f"/customers/{world.customers['Birch & Sons'].pk}/contacts/"
    sent = {"name": "Tom", "email": "tom@example.com", field: value}
    assert as_("alice").post(address, sent).status_code == 409
    assert not Contact.objects.filter(customer=world.customers["Birch & Sons"]).exists()


def test_addresses_that_begin_alike_are_two_contacts(as_: As, world: World) -> None:
    customer = world.customers["Birch & Sons"]
    customer.key = "K" * 120
    customer.save()
    begins = "a" * 60 + "@" + "b" * 60
    for _ in range(2):
        for end in ("one", "two"):
            sent = {"name": "n" * 200, "email": f"{begins}.{end}.example.com"}
            response = as_("alice").post(f"/customers/{customer.pk}/contacts/", sent)
            assert response.status_code == 302
    keys = list(Contact.objects.filter(customer=customer).values_list("key", flat=True))
    assert len(set(keys)) == len(keys) == 2
    assert max(map(len, keys)) <= 120
