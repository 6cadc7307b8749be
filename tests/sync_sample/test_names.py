"""The people and companies of the sample are nobody: coined names, reserved addresses."""

from __future__ import annotations

import re

import pytest

from tenure.foundation.roles import Role
from tenure.sync.sample.rules.company import plain_letters
from tests.sync_sample.conftest import Book

# Well-known companies and products of the trade; none may turn up, not even inside a name.
WELL_KNOWN = """
    accenture adidas adobe airbnb akamai alibaba allianz amazon apple atlassian axa barclays
    basf bayer bbva bmw boeing bosch bytedance canva capgemini carrefour chevron cisco citibank
    cloudflare coca-cola cognizant comcast crowdstrike daimler danone datadog dell deloitte
    disney docusign dropbox ebay ericsson exxon facebook fastly fedex flipkart fortinet fujitsu
    gainsight gartner gitlab goldman google hitachi honda hubspot ibm infosys instagram intel
    itau johnson juniper kroger kyndryl linkedin lufthansa mastercard mckinsey medtronic
    mercedes microsoft mitsubishi netflix nestle nike nintendo nokia nvidia okta openai oracle
    orange panasonic paypal petrobras pfizer philips pinterest qualcomm rackspace rakuten
    reliance renault salesforce samsung santander sap schneider servicenow shell shopify siemens
    slack softbank sony spotify starbucks stripe target tata telefonica tesla toyota twilio
    twitter uber unilever vale verizon visa vmware vodafone volkswagen walmart whatsapp wipro
    workday yahoo zendesk zoho zoom zscaler
"""


def test_no_real_company_turns_up(book: Book) -> None:
    names = {
        str(name)
        for table, column in (
            ("customers", "name"), ("customers", "legal_name"), ("partners", "name"),
            ("products", "name"),
        )
        for (name,) in book.rows(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''")
    }  # fmt: skip
    assert len(names) > 2000
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, WELL_KNOWN.split()))})\b", re.IGNORECASE)
    assert {name for name in names if pattern.search(name)} == set()


@pytest.mark.parametrize("table", ["staff", "contacts", "partners"])
def test_mail_goes_nowhere(book: Book, table: str) -> None:
    assert book.one(f"SELECT count(email) FROM {table}") > 0
    assert (
        book.rows(
            f"SELECT email FROM {table} WHERE email IS NOT NULL AND NOT "
            "regexp_full_match(email, '[a-z0-9.-]+@[a-z0-9-]+\\.example') LIMIT 5"
        )
        == []
    )


def test_telephones_ring_nowhere(book: Book) -> None:
    numbers = [str(row[0]) for row in book.rows("SELECT DISTINCT phone FROM contacts")]
    fictional = r"None|\+1 (202|613)-555-01\d\d|\+44 1632 9600\d\d|\+61 3 5550 10\d\d"
    assert len(numbers) > 100
    assert [number for number in numbers if not re.fullmatch(fictional, number)] == []


def test_the_company_has_its_people(book: Book) -> None:
    roles = dict(book.rows("SELECT role, count(*) FROM staff GROUP BY role"))
    assert set(map(str, roles)) <= set(Role.values)
    assert roles["head_of_renewals"] == 1
    assert book.one("SELECT count(DISTINCT region) FROM staff WHERE role = 'renewals_manager'") == 3
    assert book.one("SELECT count(DISTINCT staff) FROM staff") == sum(
        int(str(count)) for count in roles.values()
    )


def test_owners_work_in_the_customers_region(book: Book) -> None:
    assert (
        book.rows(
            """SELECT k.contract FROM clean_contracts k JOIN clean_customers c USING (customer)
               JOIN staff s ON s.staff = k.owner
               WHERE s.region <> c.region OR s.role <> 'renewals_manager' LIMIT 3"""
        )
        == []
    )


def test_partners_sell_in_their_own_country(book: Book) -> None:
    assert (
        book.rows(
            """SELECT k.contract FROM clean_contracts k JOIN clean_customers c USING (customer)
               JOIN partners p ON p.partner = k.reseller
               WHERE p.country <> c.country OR p.kind = 'distributor' LIMIT 3"""
        )
        == []
    )


def test_mailboxes_are_plain_letters() -> None:
    assert plain_letters("Élodie Böttcher-Weiß") == "elodiebottcher-weiss"
