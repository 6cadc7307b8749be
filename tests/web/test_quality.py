"""The quality review: counts, findings, and what puts them right."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from tenure.directory.models import Contact
from tenure.renewals.models import Finding
from tests.world import World

As = Callable[[str], Client]


def test_a_review_finds_and_a_fix_clears(as_: As, world: World) -> None:
    hana = as_("hana")
    assert "Reviewed:" in hana.post("/quality/review/", follow=True).content.decode()
    open_findings = Finding.objects.filter(cleared_on=None)
    assert open_findings.filter(check_code="no_contact").exists()
    body = hana.get("/quality/?check=no_owner").content.decode()
    assert "C-1006" in body
    contract = world.contracts["C-1006"]
    assigned = hana.post(f"/contracts/{contract.pk}/owner/", {"owner": world.staff["bob"].pk})
    assert assigned["Location"] == "/quality/?check=no_owner"
    assert not open_findings.filter(check_code="no_owner", contract=contract).exists()


def test_a_contact_is_added_once(as_: As, world: World) -> None:
    customer = world.customers["Birch & Sons"]
    address = f"/customers/{customer.pk}/contacts/"
    given = {"name": "Tom Birch", "email": "tom@example.com"}
    for _ in range(2):
        assert as_("alice").post(address, given).status_code == 302
    assert Contact.objects.filter(customer=customer).count() == 1
    wrong = as_("alice").post(address, {"name": "Tom", "email": "tom"})
    assert wrong.status_code == 409
    assert "not an e-mail address" in wrong.content.decode()
    assert as_("bob").post(address, given).status_code == 409


def test_an_auditor_sees_but_does_not_fix(as_: As, world: World) -> None:
    body = as_("ada").get("/quality/?check=no_owner").content.decode()
    assert "C-1006" in body
    assert "Review now" not in body
    for address in ("/quality/review/", "/quality/owners/"):
        assert as_("ada").post(address).status_code == 403


def test_partners_and_strangers_stay_out(as_: As) -> None:
    assert as_("charlie").get("/quality/").status_code == 403
    assert as_("hana").get("/quality/?check=nonsense").status_code == 404
