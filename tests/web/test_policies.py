"""Policies on the web: looked at, drafted, simulated, published as simulated, withdrawn."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tenure.foundation.models import AuditEvent
from tenure.pricing.models import (
    DiscountPolicy,
    MarginPolicy,
    PolicySimulation,
    PolicyWithdrawal,
    PricePolicy,
)
from tenure.pricing.queries.simulation import simulate
from tenure.pricing.tasks import simulate_asked
from tests.web.test_sheets import body
from tests.world import World

As = Callable[[str], Client]
TYPED = {
    "name": "All six", "code": "six-all", "start": "2020-01-01", "method": "uplift", "uplift": "6",
}  # fmt: skip


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def carried_out(world: World, name: str = "hana") -> PolicySimulation:
    """Do what the worker does with the latest simulation."""
    latest = PolicySimulation.objects.latest("pk")
    simulate_asked(simulation_id=latest.pk, by_id=world.users[name].pk, on=world.today.isoformat())
    latest.refresh_from_db()
    return latest


def test_the_list_tells_what_stands_by_kind_and_state(as_: As, world: World) -> None:
    text = page(as_("alice"), "/policies/")
    for wanted in ("apac", "Region APAC", "Uplift 3 %", "then apac-next", "in force", "to come"):
        assert wanted in text
    assert "Draft a policy" not in text
    assert "Draft a policy" in page(as_("hana"), "/policies/")
    assert "From 50 pieces 5 %, three years and more 8 %" in page(
        as_("alice"), "/policies/?kind=discount"
    )
    assert "Reseller 15 %" in page(as_("alice"), "/policies/?kind=margin")
    assert "None is superseded" in page(as_("alice"), "/policies/?state=superseded")
    for wrong in ("?kind=tax", "?state=old"):
        page(as_("alice"), f"/policies/{wrong}", 404)


def test_a_long_list_goes_page_by_page(as_: As, world: World) -> None:
    for number in range(60):
        PricePolicy.objects.create(
            code=f"n-{number:02}", name="x", method="same", region="AMER",
            start_on=date(2027, 1, 1) + timedelta(days=number),
        )  # fmt: skip
    first = page(as_("alice"), "/policies/?state=all")
    assert "1 to 50 of 62" in first
    second = page(as_("alice"), "/policies/?state=all&from=50")
    assert "51 to 62 of 62" in second
    assert "n-00" in first
    assert "n-00" not in second


def test_partners_see_no_policies(as_: As, world: World) -> None:
    charlie = as_("charlie")
    for address in ("/policies/", "/policies.csv", f"/policies/price/{world.policies['apac'].pk}/"):
        assert charlie.get(address).status_code == 403
    assert "/policies/" not in page(charlie, "/")


@pytest.mark.parametrize("name", ["alice", "ada", "sam", "charlie"])
def test_only_who_may_publish_drafts_simulates_and_withdraws(
    as_: As, world: World, name: str
) -> None:
    client, done = as_(name), world.simulations["done"].pk
    for address in (
        "/policies/draft/price/", "/policies/file/", "/policies/simulations/",
        f"/policies/simulations/{done}/",
        f"/policies/simulations/{done}/contracts/{world.contracts['C-1001'].pk}/",
    ):  # fmt: skip
        assert client.get(address).status_code == 403
    for address in (
        "/policies/draft/price/", f"/policies/simulations/{done}/publication/",
        f"/policies/simulations/{done}/again/",
        f"/policies/price/{world.policies['apac-next'].pk}/withdrawal/",
    ):  # fmt: skip
        assert client.post(address, TYPED | {"reason": "x"}).status_code == 403
    assert PolicySimulation.objects.count() == 2
    assert not PolicyWithdrawal.objects.exists()


def test_the_list_leaves_as_a_file_that_reads_back(as_: As, world: World) -> None:
    rows = body(as_("alice").get("/policies.csv")).decode().splitlines()
    assert rows[0].lstrip("\ufeff").startswith("kind,code,name,start,segment,region")
    assert [row.split(",")[:2] for row in rows[1:]] == [
        ["price", "apac"], ["price", "apac-next"], ["discount", "volume"], ["margin", "partners"],
    ]  # fmt: skip


def test_one_policy_with_its_days_and_its_slice(as_: As, world: World) -> None:
    text = page(as_("hana"), f"/policies/price/{world.policies['apac'].pk}/")
    for wanted in (
        "Asia and Pacific: 3 %",
        "Region APAC",
        "apac-next",
        "Draft what takes its place",
    ):
        assert wanted in text
    assert "Withdraw it" not in text
    for address in ("/policies/price/0/", "/policies/tax/1/"):
        page(as_("hana"), address, 404)


def test_one_to_come_is_withdrawn_with_a_reason(as_: As, world: World) -> None:
    address = f"/policies/price/{world.policies['apac-next'].pk}/"
    hana = as_("hana")
    assert "Withdraw it" in page(hana, address)
    assert hana.post(f"{address}withdrawal/", {"reason": " "}).status_code == 409
    text = hana.post(f"{address}withdrawal/", {"reason": "too high"}, follow=True).content.decode()
    assert "The policy apac-next is withdrawn." in text
    assert "too high" in text
    assert "Withdraw it" not in text
    started = hana.post(
        f"/policies/price/{world.policies['apac'].pk}/withdrawal/", {"reason": "late"}
    )
    assert started.status_code == 409
    assert "takes its place from a later day" in started.content.decode()


def test_from_a_draft_to_what_it_would_do_to_what_is_published(as_: As, world: World) -> None:
    hana = as_("hana")
    response = hana.post("/policies/draft/price/", TYPED)
    asked = PolicySimulation.objects.latest("pk")
    assert response.headers["Location"] == f"/policies/simulations/{asked.pk}/"
    assert "Waiting for the worker" in page(hana, f"/policies/simulations/{asked.pk}/")
    assert hana.get(f"/policies/simulations/{asked.pk}/?part=1").status_code == 200
    refused = hana.post(f"/policies/simulations/{asked.pk}/publication/")
    assert refused.status_code == 409
    assert not PricePolicy.objects.filter(code="six-all").exists()

    carried_out(world)
    assert hana.get(f"/policies/simulations/{asked.pk}/?part=1").status_code == 286
    text = page(hana, f"/policies/simulations/{asked.pk}/")
    for wanted in ("Uplift 6 %", "Everyone", "has begun", "Publish it", "By segment"):
        assert wanted in text
    text = hana.post(f"/policies/simulations/{asked.pk}/publication/", follow=True).content.decode()
    assert "Published: six-all." in text
    assert "What follows is what was seen before" in text
    assert "Publish it" not in text
    made = PricePolicy.objects.get(code="six-all")
    assert (made.name, made.uplift_bp, made.start_on) == ("All six", 600, date(2020, 1, 1))
    event = AuditEvent.objects.get(verb="pricing.publish_policy")
    assert event.actor == world.users["hana"]


def test_what_makes_no_sense_is_told_beside_its_field(as_: As, world: World) -> None:
    typed = TYPED | {"code": "", "uplift": "five", "segment": "smb"}
    response = as_("hana").post("/policies/draft/price/", typed)
    text = response.content.decode()
    assert response.status_code == 400
    assert "2 fields need another look" in text
    for column in ("code", "uplift"):
        [field] = re.findall(rf'<input[^>]*id="draft-{column}"[^>]*>', text)
        assert 'aria-invalid="true"' in field
        assert f"draft-{column}-error" in field
    assert '<option value="smb" selected>' in text
    assert 'value="five"' in text
    assert PolicySimulation.objects.count() == 2
    page(as_("hana"), "/policies/draft/tax/", 404)


def test_a_draft_may_begin_with_what_is_published_or_was_simulated(as_: As, world: World) -> None:
    hana = as_("hana")
    text = page(hana, f"/policies/draft/price/?after={world.policies['apac'].pk}")
    assert 'value="APAC"' in text
    assert 'value="3 %"' in text
    assert 'value="apac"' not in text
    text = page(hana, f"/policies/draft/price/?simulation={world.simulations['done'].pk}")
    assert 'value="six"' in text
    assert 'value="6 %"' in text
    for query in ("?after=999", "?simulation=999", "?after=x"):
        assert 'value=""' in page(hana, f"/policies/draft/price/{query}")


def test_what_it_would_do_by_currency_and_dimension(as_: As, world: World) -> None:
    address = f"/policies/simulations/{world.simulations['done'].pk}/"
    text = page(as_("hana"), address)
    for wanted in (
        "+780.00 EUR", "1.96 %", "1 contract is left out", "Enterprise",
        "Other policies stand by now",
        'role="img"', "C-1001", "1 more of those that move the most are not yours to see",
    ):  # fmt: skip
        assert wanted in text
    assert "C-1005" not in text  # under export control, and Hana is not cleared
    usd = page(as_("hana"), f"{address}?currency=USD&by=channel")
    assert "By channel" in usd
    assert "Direct" in usd
    assert "+780.00 USD" in usd
    assert "By segment" in page(as_("hana"), f"{address}?currency=XXX&by=colour")


def test_one_contract_line_by_line_for_who_may_see_it(as_: As, world: World) -> None:
    hana = as_("hana")
    PricePolicy.objects.create(
        code="two", name="Two", method="uplift", uplift_bp=200, start_on=date(2020, 1, 1)
    )
    hana.post("/policies/draft/price/", TYPED | {"start": "2021-01-01"})
    asked = PolicySimulation.objects.latest("pk")
    address = f"/policies/simulations/{asked.pk}/contracts/"
    text = page(hana, f"{address}{world.contracts['C-1001'].pk}/")
    for wanted in ("Edge Network", "1,224.00 EUR", "1,272.00 EUR", "policy two", "policy six-all"):
        assert wanted in text
    page(hana, f"{address}{world.contracts['C-1005'].pk}/", 404)
    page(hana, f"/policies/simulations/999/contracts/{world.contracts['C-1001'].pk}/", 404)
    page(hana, "/policies/simulations/999/", 404)


def test_a_simulation_is_made_anew(as_: As, world: World) -> None:
    hana = as_("hana")
    response = hana.post(f"/policies/simulations/{world.simulations['done'].pk}/again/")
    latest = PolicySimulation.objects.latest("pk")
    assert response.headers["Location"] == f"/policies/simulations/{latest.pk}/"
    assert latest.proposed == world.simulations["done"].proposed
    assert hana.post("/policies/simulations/999/again/").status_code == 404
    listed = page(hana, "/policies/simulations/")
    assert f"Simulation {latest.pk}" in listed


def test_when_there_is_no_result_the_page_says_why(
    as_: As, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object, **more: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("tenure.pricing.commands.simulations.simulate", broken)
    with pytest.raises(RuntimeError):
        carried_out_with_error(world)
    monkeypatch.setattr("tenure.pricing.commands.simulations.simulate", simulate)
    failed = PolicySimulation.objects.latest("pk")
    text = page(as_("hana"), f"/policies/simulations/{failed.pk}/")
    assert "There is no result." in text
    assert "the disk is full" in text
    assert "Simulate again" in text


def carried_out_with_error(world: World) -> None:
    PolicySimulation.objects.create(
        on=world.today, asked_by=world.users["hana"],
        proposed=world.simulations["done"].proposed,
    )  # fmt: skip
    carried_out(world)


FILE = """kind,code,start,region,method,uplift,two_years,reseller
price,emea,2027-01-01,EMEA,uplift,5,,
discount,longer,2027-01-01,EMEA,,,5,
margin,keep,2027-01-01,EMEA,,,,15
"""


def sent(client: Client, text: str | bytes) -> tuple[int, str]:
    content = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("policies.csv", content, "text/csv")
    response = client.post("/policies/file/", {"file": file})
    return response.status_code, response.content.decode()


def test_a_file_of_policies_is_simulated_and_published_together(as_: As, world: World) -> None:
    hana = as_("hana")
    assert sent(hana, FILE)[0] == 302
    asked = carried_out(world)
    text = page(hana, f"/policies/simulations/{asked.pk}/")
    assert "Publish all 3" in text
    assert "these policies" in text
    hana.post(f"/policies/simulations/{asked.pk}/publication/")
    assert PricePolicy.objects.filter(code="emea").exists()
    assert DiscountPolicy.objects.filter(code="longer").exists()
    assert MarginPolicy.objects.filter(code="keep").exists()


def test_rows_that_cannot_be_read_are_told_and_the_others_go_on(as_: As, world: World) -> None:
    hana = as_("hana")
    status, text = sent(hana, FILE.replace("2027-01-01,EMEA,,,5,", "soon,EMEA,,,5,"))
    assert status == 400
    for wanted in (
        "Line 3",
        "start",
        "is not a day like 2027-01-15",
        "Simulate the 2 that can be read",
    ):
        assert wanted in text
    content = text.split('<textarea name="content" hidden>')[1].split("</textarea>")[0]
    response = hana.post("/policies/file/", {"content": content.replace("&quot;", '"')})
    assert response.status_code == 302
    asked = PolicySimulation.objects.latest("pk")
    assert [row["cells"]["code"] for row in asked.proposed] == ["emea", "keep"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"a,b\n", "the header must name the columns"),
        (b"kind,code\n", "The file holds no policy"),
    ],
)
def test_a_file_that_is_none_is_refused(as_: As, world: World, content: bytes, reason: str) -> None:
    status, text = sent(as_("hana"), content)
    assert status == 400
    assert reason in text
    assert "Choose a file." in as_("hana").post("/policies/file/").content.decode()
    assert PolicySimulation.objects.count() == 2
