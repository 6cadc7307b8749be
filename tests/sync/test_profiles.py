"""Profiles and mappings: the exports of other systems, and files of anyone's making."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tenure.book.models import Contract, Line
from tenure.directory.models import Contact, Customer, Partner, StaffMember
from tenure.sync.files.queries import SHIPPED, detect, load_profile, preview
from tenure.sync.files.rules.mapping import (
    MappingError,
    from_toml,
    mapping_from_form,
    to_toml,
)
from tests.sync.conftest import load, rejects

ZUORA = Path(__file__).resolve().parents[3] / "shared" / "data" / "zuora_seeds"
Writer = Callable[..., Path]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_profile_reads_back_as_written(name: str) -> None:
    profile = load_profile(name)
    assert from_toml(to_toml(profile)) == profile


@pytest.mark.django_db
@pytest.mark.skipif(not ZUORA.exists(), reason="the Zuora seeds are not beside this checkout")
def test_the_zuora_seeds_land() -> None:
    result = load([ZUORA], profile="zuora")

    assert {name: count["new"] for name, count in result.counts.items()} == {
        "customers": 4, "contacts": 2, "products": 6, "contracts": 4, "lines": 2,
    }  # fmt: skip
    # 49.00 a month for one user, from a charge whose subscription the export leaves out.
    line = Line.objects.get(product__charge="recurring")
    assert (line.arr_minor, line.price_months, line.currency) == (58_800, 1, "USD")
    assert (str(line.start_on), str(line.end_on)) == ("2019-12-31", "2023-12-31")
    assert line.contract.end_on == line.end_on
    reasons = {(r["sheet"], r["reason"]) for r in rejects(result)}
    assert ("contracts", "the subscription is not active yet") in reasons
    again = load([ZUORA], profile="zuora")
    assert all(c["new"] == c["changed"] == 0 for c in again.counts.values())


def salesforce(folder: Path, quantity: str = "10.00", price: str = "100.00") -> Path:
    """Write a small Salesforce CPQ export."""
    folder.mkdir(exist_ok=True)
    kite = {"Id": "001A", "Name": "Kite", "BillingCountryCode": "US", "BillingStreet": "1 A\nB",
            "BillingCity": "Austin", "ParentId": "", "OwnerId": "005A", "IsDeleted": "false",
            }  # fmt: skip
    contract = {"Id": "800A", "AccountId": "001A", "ContractNumber": "00000101",
                "StartDate": "2026-01-01", "EndDate": "2026-12-31", "ContractTerm": "12",
                "Status": "Activated", "CurrencyIsoCode": "USD", "SBQQ__Evergreen__c": "false",
                "SBQQ__RenewalTerm__c": "24", "SBQQ__RenewalUpliftRate__c": "5.000",
                "OwnerId": "005A", "OwnerExpirationNotice": "60"}  # fmt: skip
    sold = {"Id": "a0A", "SBQQ__Contract__c": "800A", "SBQQ__Product__c": "01tA",
            "SBQQ__Quantity__c": quantity, "SBQQ__NetPrice__c": price,
            "SBQQ__ListPrice__c": "120.00", "SBQQ__RenewalUpliftRate__c": "",
            "SBQQ__SubscriptionStartDate__c": "2026-01-01",
            "SBQQ__SubscriptionEndDate__c": "2026-12-31", "CurrencyIsoCode": "USD"}  # fmt: skip
    tables: dict[str, list[dict[str, str]]] = {
        "Account.csv": [
            kite,
            {**kite, "Id": "001B", "Name": "Kelp", "ParentId": "001A"},
            {**kite, "Id": "001C", "IsDeleted": "true"},
        ],
        "Contact.csv": [
            {"Id": "003A", "AccountId": "001A", "FirstName": "Ann", "LastName": "Lee",
             "Email": "ann@kite.example", "Phone": "1"},
            {"Id": "003B", "AccountId": "", "FirstName": "", "LastName": "Alone", "Email": "",
             "Phone": ""},
        ],
        "Product2.csv": [
            {"Id": "01tA", "Name": "Seats", "ProductCode": "S", "Family": "Core",
             "SBQQ__ChargeType__c": "Recurring", "SBQQ__SubscriptionTerm__c": "12"},
        ],
        "Contract.csv": [
            contract,
            {**contract, "Id": "800B", "AccountId": "001B", "EndDate": "",
             "SBQQ__Evergreen__c": "true"},
            {**contract, "Id": "800C", "Status": "Draft"},
        ],
        "SBQQ__Subscription__c.csv": [
            sold,
            {**sold, "Id": "a0B", "SBQQ__Quantity__c": "5.00", "SBQQ__NetPrice__c": "100.00"},
            {**sold, "Id": "a0C", "SBQQ__Quantity__c": "3.00", "SBQQ__NetPrice__c": "90.00",
             "SBQQ__SubscriptionStartDate__c": "2026-06-01"},
            {**sold, "Id": "a0D", "SBQQ__Contract__c": "800C"},
        ],
    }  # fmt: skip
    for name, rows in tables.items():
        with (folder / name).open("w", newline="", encoding="utf-8") as handle:
            writer = csv.DictWriter(handle, list(rows[0]), quoting=csv.QUOTE_ALL)
            writer.writeheader()
            writer.writerows(rows)
    return folder


@pytest.mark.django_db
def test_a_salesforce_cpq_export_lands(tmp_path: Path) -> None:
    result = load([salesforce(tmp_path / "sf")], profile="salesforce-cpq")

    contract = Contract.objects.get(key="800A")
    assert (contract.renewal_term_months, contract.uplift_bp, contract.notice_days) == (24, 500, 60)
    assert str(contract.end_on) == "2027-01-01"
    assert contract.owner == StaffMember.objects.get(code="005A")
    assert Contract.objects.get(key="800B").renewal_type == "evergreen"
    assert Customer.objects.get(key="001B").parent == Customer.objects.get(key="001A")
    assert Customer.objects.get(key="001A").address == "1 A\nB, Austin"
    # 10 and 5 at one price and date are one line of 15; 3 at another price stay apart.
    lines = {line.lot_key: (line.quantity, line.arr_minor) for line in contract.lines.all()}
    assert lines == {"a0A": (15, 150_000), "a0C": (3, 27_000)}
    assert result.counts["customers"]["skipped"] == 1
    assert result.counts["lines"]["merged"] == 1
    assert {(r["sheet"], r["reason"]) for r in rejects(result)} == {
        ("contacts", "the contact belongs to no account"),
        ("contracts", "the contract is not activated yet"),
        ("lines", "the contract with this key was itself rejected"),
    }


@pytest.mark.django_db
def test_a_changed_export_corrects_the_line_instead_of_adding_one(tmp_path: Path) -> None:
    load([salesforce(tmp_path / "sf")], profile="salesforce-cpq")
    salesforce(tmp_path / "sf", quantity="20.00")
    result = load([tmp_path / "sf"], profile="salesforce-cpq")

    assert result.counts["lines"]["changed"] == 1
    contract = Contract.objects.get(key="800A")
    assert sorted(contract.lines.values_list("quantity", flat=True)) == [3, 25]
    assert contract.orders.get(number=2).kind == "amendment"


FLAT = (
    "Kunde;Firma;Vertrag;Artikel;Menge;Preis;Von;Bis;Verlängert;Händler;Mail;Betreuer\n"
    "K1;Müller;V1;SEAT;10;1.250,50;01.02.2026;31.01.2027;ja;;anna@m.example;eva@us.example\n"
    "K1;Müller;V1;SEAT;5;1.100,00;01.06.2026;31.01.2027;ja;;anna@m.example;eva@us.example\n"
    "K2;Østre;V2;SUP;3;99;01.02.2026;31.01.2027;nein;ACME;;\n"
    "K2;Østre;V3;SUP;3;1,250.50;01.02.2026;31.01.2027;nein;ACME;;\n"
)
FORM = {
    "name": "unsere",
    "source": "flat",
    "columns": {
        "customer": "Kunde", "customer_name": "Firma", "contract": "Vertrag", "product": "Artikel",
        "quantity": "Menge", "unit_price": "Preis", "start": "Von", "end": "Bis",
        "auto_renew": "Verlängert", "distributor": "Händler", "contact_email": "Mail",
        "owner": "Betreuer",
    },
    "constants": {"currency": "EUR"},
    "values": {"auto_renew": {"ja": "yes", "nein": "no"}},
    "date": "%d.%m.%Y",
    "decimal": ",",
    "thousands": ".",
}  # fmt: skip


@pytest.mark.django_db
def test_any_file_by_the_mapping_of_a_form(flat: Writer) -> None:
    result = load([flat(FLAT, "export.csv")], mapping=mapping_from_form(FORM))

    assert [(r["line"], r["column"], r["value"]) for r in rejects(result)] == [
        ("5", "unit_price", "1,250.50")
    ]
    contract = Contract.objects.get(key="V1")
    assert (contract.renewal_type, str(contract.end_on)) == ("auto", "2027-02-01")
    lines = {line.lot_key: line.arr_minor for line in contract.lines.all()}
    assert lines == {"SEAT": 1_250_500, "SEAT-2": 550_000}
    other = Contract.objects.get(key="V2")
    assert (other.channel, other.distributor) == ("distributor", Partner.objects.get(key="ACME"))
    assert Contact.objects.get().email == "anna@m.example"


def test_what_files_are_is_told_and_guesses_are_only_offered(flat: Writer) -> None:
    path = flat(
        "Account ID,Company,Agreement,SKU,Seats,Price,Currency,Start date,Memo\n"
        "a,b,c,d,1,2,EUR,x,y\n"
    )
    found = detect([path])[0]
    assert found.profiles == ()
    assert found.samples == (("a", "b", "c", "d", "1", "2", "EUR", "x", "y"),)
    assert found.guesses == {
        "customer": "Account ID", "customer_name": "Company", "contract": "Agreement",
        "product": "SKU", "quantity": "Seats", "unit_price": "Price", "currency": "Currency",
        "start": "Start date",
    }  # fmt: skip
    plain = flat("customer,contract,product,quantity,unit_price,currency,start\n", "own.csv")
    assert detect([plain])[0].profiles == ("plain",)


def test_a_preview_shows_rows_as_they_would_land_and_what_is_wrong(flat: Writer) -> None:
    sheets = {s.sheet: s for s in preview([flat(FLAT, "export.csv")], mapping_from_form(FORM), 20)}

    lines = sheets["lines"]
    rows = [{cell.column: cell for cell in row} for row in lines.rows]
    assert (lines.total, lines.rejected) == (4, 1)
    assert [rows[0][name].value for name in ("quantity", "unit_price", "start", "end")] == [
        "10", "1250.5", "2026-02-01", "2027-01-31",
    ]  # fmt: skip
    assert (rows[3]["unit_price"].value, rows[3]["unit_price"].problem) == (
        "1,250.50", "not a number such as 1234.50",
    )  # fmt: skip
    assert len(preview([flat(FLAT)], mapping_from_form(FORM), 1)[-1].rows) == 1


BAD_MAPPINGS = [
    ("not TOML", "= =", "not valid TOML"),
    ("unknown part", "colour = 1", "unknown parts"),
    ("unknown sheet", '[[sheet]]\nsheet = "x"\nsource = "flat"', "no sheet"),
    ("unknown source", '[[sheet]]\nsheet = "lines"\nsource = "x"', "unknown source"),
    ("unknown column",
     '[[sheet]]\nsheet = "lines"\nsource = "flat"\ncolumns.x = "y"', "no column"),
    ("unknown operation",
     '[[sheet]]\nsheet = "lines"\nsource = "flat"\ncolumns.line = {eval = "y"}', "operations"),
    ("encoding", '[format]\nencoding = "klingon"', "Encoding"),
    ("same marks", '[format]\ndecimal = ","\nthousands = ","', "differ"),
    ("date without year", '[format]\ndate = "%d.%m."', "date format"),
    ("percent", '[format]\npercent = "often"', "percent is"),
    ("setting", '[format]\nsheet = 1', "unknown settings"),
    ("profile", 'extends = "oracle"', "no profile"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "text", "reason"), BAD_MAPPINGS, ids=[c[0] for c in BAD_MAPPINGS])
def test_a_mapping_that_cannot_be_understood_says_why(case: str, text: str, reason: str) -> None:
    with pytest.raises(MappingError, match=reason):
        load_profile("plain", text)


@pytest.mark.django_db
def test_a_mapping_that_names_a_column_the_file_has_not(flat: Writer) -> None:
    form = {**FORM, "columns": {**FORM["columns"], "end": "Ende"}}  # type: ignore[dict-item]
    with pytest.raises(Exception, match="Ende"):
        load([flat(FLAT)], mapping=mapping_from_form(form))


def test_a_form_with_an_unknown_column_is_refused() -> None:
    with pytest.raises(MappingError, match="not a column"):
        mapping_from_form({"columns": {"colour": "Farbe"}})


@pytest.mark.django_db
def test_text_of_a_mapping_is_never_sql(flat: Writer) -> None:
    evil = "'); DROP TABLE problems; --"
    form = {**FORM, "constants": {"currency": "EUR", "term_months": evil}}
    result = load([flat(FLAT)], mapping=mapping_from_form(form))
    assert {r["value"] for r in rejects(result) if r["column"] == "term_months"} == {evil}
