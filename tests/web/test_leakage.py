"""The leakage page: what each person may see of it, narrowed, down to quote and contract."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tenure.quotes.models import LeakageReport, LeakageRow
from tests.world import World

As = Callable[[str], Client]


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_the_page_tells_the_leakage_and_its_definition(as_: As, world: World) -> None:
    shown = page(as_("hana"), "/leakage/?by=reason&in=EUR")
    assert "Uplift realisation: (realised - carried) / (entitled - carried)" in shown
    rows = LeakageRow.objects.filter(currency="EUR", contract__customer__export_controlled=False)
    for row in rows:
        assert f"{row.leakage_minor / 100:,.2f} EUR" in shown
    assert "<svg" in shown


def test_leaks_lead_to_the_quote_or_the_contract(as_: As, world: World) -> None:
    LeakageRow.objects.filter(contract__key__in=["C-1001", "C-1003"]).update(
        leakage_minor=5, reason="deal"
    )
    shown = page(as_("alice"), "/leakage/?in=EUR")
    assert f'href="/quotes/{world.quotes["C-1001"].pk}/"' in shown
    shown = page(as_("alice"), "/leakage/?in=GBP")
    assert f'href="/contracts/{world.contracts["C-1003"].pk}/"' in shown


def test_each_sees_what_is_theirs(as_: As, world: World) -> None:
    LeakageRow.objects.update(leakage_minor=7, reason="deal")
    assert "Delta Defence" not in page(as_("hana"), "/leakage/?in=USD")
    assert "Cedar" not in page(as_("alice"), "/leakage/?in=JPY")
    assert "Cedar" in page(as_("bob"), "/leakage/?in=JPY")
    assert as_("charlie").get("/leakage/").status_code == 403
    assert as_("charlie").get("/leakage.csv").status_code == 403


def test_narrowed_to_nothing_and_by_nonsense(as_: As, world: World) -> None:
    assert "Nothing renews there" in page(as_("hana"), "/leakage/?region=APAC")
    assert as_("hana").get("/leakage/?by=nonsense").status_code == 404
    assert "Select a valid choice" in page(as_("hana"), "/leakage/?owner=12345678901234567890")
    assert as_("hana").get("/leakage.pdf").status_code == 404


def test_before_there_is_a_report_it_says_how_to_make_one(as_: As, world: World) -> None:
    LeakageReport.objects.all().delete()
    assert "<code>tenure price</code>" in page(as_("hana"), "/leakage/")
    assert len(body(as_("hana").get("/leakage.csv")).splitlines()) == 1


@pytest.mark.parametrize("by", ["family", "segment"])
def test_sheets_hold_the_same_without_formulas(as_: As, world: World, by: str) -> None:
    LeakageRow.objects.filter(contract__key="C-1003").update(family="=1+1")
    sheet = body(as_("alice").get(f"/leakage.csv?by={by}")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert {row["currency"] for row in rows} == {"EUR", "GBP"}
    told = CalamineWorkbook.from_filelike(
        io.BytesIO(body(as_("alice").get(f"/leakage.xlsx?by={by}")))
    ).get_sheet_by_index(0)
    assert [line[0] for line in told.to_python()][1:] == [row["value"] for row in rows]
    if by == "family":
        assert "'=1+1" in {row["value"] for row in rows}
    for row in rows:
        assert float(row["entitled"]) == pytest.approx(
            float(row["realised"]) + float(row["leakage"])
        )
