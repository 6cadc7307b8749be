"""The insight page: a metric with its definition, of what the person may see."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tenure.book.commands.rates import set_exchange_rates
from tenure.book.models import ArrMovement
from tenure.book.rules.exchange_rates import read_rate_file
from tests.world import World

As = Callable[[str], Client]


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_metric_is_told_with_its_definition(as_: As, world: World) -> None:
    year = world.today.year
    shown = page(as_("hana"), f"/insight/?metric=grr&period={year}&by=segment&price=expansion")
    assert "Gross revenue retention" in shown
    assert "grr, version 1" in shown
    assert "Of what: ARR at the beginning of the period." in shown
    assert "Yes: it counts like more of the same." in shown
    assert "up to movement" in shown
    assert f"/insight.csv?metric=grr&amp;period={year}&amp;by=segment&amp;price=expansion" in shown


def test_what_was_known_on_a_day(as_: As, world: World) -> None:
    address = f"/insight/?period={world.today.year}&known="
    assert "what was booked until" in page(as_("hana"), f"{address}{world.today}")
    assert "Nothing to tell of" in page(as_("hana"), f"{address}1990-01-01")


def test_kinds_without_a_movement_are_left_out(as_: As, world: World) -> None:
    shown = page(as_("hana"), f"/insight/?period={world.today.year}")
    for name, is_there in (("Begin", True), ("New", True), ("End", True), ("Churn", False)):
        assert (f'data-label="{name}"' in shown) is is_there


def test_a_figure_leads_to_its_records(as_: As, world: World) -> None:
    renewal = world.renewals["C-1001"]
    period, currency = str(renewal.due_on.year), renewal.currency
    address = f"/insight/?metric=renewal_rate&period={period}"
    hana = as_("hana")
    link = f"metric=renewal_rate&amp;period={period}&amp;records=1&amp;only=currency%3A{currency}"
    assert link in page(hana, address)
    shown = page(hana, f"{address}&records=1&only=currency:{currency}")
    assert f'<a href="/renewals/{renewal.pk}/">C-1001, ' in shown
    assert "C-1001" not in page(hana, f"{address}&records=1&only=currency:JPY")
    assert "do not add up" in page(hana, f"{address}&records=1&cap=total")


def test_an_average_is_told_in_days(as_: As, world: World) -> None:
    year = world.renewals["C-1001"].due_on.year
    address = f"/insight/?metric=cycle_times&period={year}&counted=due"
    assert " days: the records" in page(as_("hana"), address)


def test_two_definitions_on_one_page(as_: As, world: World) -> None:
    address = f"/insight/?metric=grr&period={world.today.year}&by=segment&beside=grr"
    shown = page(as_("hana"), f"{address}&beside_price=expansion")
    assert "Gross revenue retention, beside it" in shown
    assert '<th role="rowheader" scope="row">Is a price increase expansion?</th>' in shown
    assert '<th role="rowheader" scope="row">Do exchange rates count?</th>' not in shown
    assert "In nothing: take another position" in page(as_("hana"), address)
    assert "level of grr is one of" in page(as_("hana"), f"{address}&beside_level=planet")
    assert as_("hana").get(f"{address}happy").status_code == 404


def test_each_is_told_of_their_own(as_: As, world: World) -> None:
    address = f"/insight/?period={world.today.year}"
    assert '<td role="cell" class="text-nowrap" data-label="Currency">JPY</td>' in page(
        as_("bob"), address
    )
    assert '<td role="cell" class="text-nowrap" data-label="Currency">JPY</td>' not in page(
        as_("alice"), address
    )
    assert as_("charlie").get("/insight/").status_code == 403


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("period=soon", "Name a month, quarter or year"),
        ("metric=grr&by=family", "would not sum to the whole"),
        ("metric=grr&level=planet", "level of grr is one of"),
        ("known=yesterday", "yesterday is not a day like"),
        ("period=2027-01&every=quarter", "no longer than a quarter"),
    ],
)
def test_what_cannot_be_asked_says_why(as_: As, query: str, reason: str) -> None:
    assert reason in page(as_("hana"), f"/insight/?{query}")
    assert as_("hana").get(f"/insight.csv?{query}").status_code == 404


def test_a_page_whose_files_are_up_to_date_asks_little(as_: As, world: World) -> None:
    alice, address = as_("alice"), f"/insight/?period={world.today.year}&by=segment&every=month"
    page(alice, address)
    with CaptureQueriesContext(connection) as asked:
        page(alice, address)
    said = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert len(said) <= 10, said
    assert not [sql for sql in said if "COPY" in sql]
    with CaptureQueriesContext(connection) as with_records:
        page(alice, f"{address}&records=1")
    told = [query["sql"] for query in with_records if "SAVEPOINT" not in query["sql"]]
    assert len(told) <= len(said) + 5, "the records take as many more, however many there are"


def test_in_one_currency_by_the_rates_that_are_set(as_: As, world: World) -> None:
    hana = as_("hana")
    address = f"/insight/?metric=arr_waterfall&period={world.today.year}"
    assert "In one currency" not in page(hana, address), "no rate is set"
    assert "No exchange rate into JPY is set" in page(hana, f"{address}&into=JPY")
    lines = ["currency,from,rate", "USD,2000-01-01,1", "GBP,2000-01-01,1", "GBP,2026-12-01,2"]
    how = {"into": "EUR", "by": world.user("hana"), "on": world.today}
    set_exchange_rates(rates=read_rate_file(lines, into="EUR"), **how)
    assert "There is no rate of JPY to EUR on" in page(hana, f"{address}&into=EUR")
    assert hana.get(f"/insight.csv?{address[10:]}&into=EUR").status_code == 404
    set_exchange_rates(rates=read_rate_file([*lines, "JPY,2000-01-01,0.006"], into="EUR"), **how)
    text = page(hana, f"{address}&into=EUR&at=closing&by=segment")
    assert "At closing rates: ARR at the end" in text
    links = set(re.findall(r'href="(\?[^"]*records=1[^"]*)#records"', text))
    assert links
    for link in links:
        assert "into=EUR" in link
        assert "currency%3AEUR" in link
        records = page(hana, f"/insight/{html.unescape(link)}")
        assert "No record that you may see" not in records
    constant = page(hana, f"{address}&into=EUR&every=quarter")
    [day] = set(re.findall(r"rates_on=([0-9-]+)", constant))
    assert day == f"{world.today.year}-01-01", "the records of a part are told by the same rates"
    assert "is not a day" in page(hana, f"{address}&into=EUR&rates_on=soon")
    assert "goes with constant currency" in page(
        hana, f"{address}&into=EUR&at=issue&rates_on={day}"
    )
    assert hana.get(f"/insight.csv?{address[10:]}&into=EUR").status_code == 200
    assert "not in the calendar" in page(
        hana, "/insight/?metric=arr_waterfall&period=0001&into=EUR"
    )
    many = ["currency,from,rate", "USD,2000-01-01,99999999", "GBP,2000-01-01,99999999"]
    set_exchange_rates(rates=read_rate_file(many, into="EUR"), **how)
    of = world.contracts["C-1003"]
    ArrMovement.objects.create(
        contract=of, order=of.orders.get(), lot=1, kind="expansion", effective_on=world.today,
        booked_on=world.today, amount_minor=10**12, currency=of.currency,
    )  # fmt: skip
    assert "too large to be told" in page(hana, f"{address}&into=EUR")
    for file in ("csv", "xlsx", "svg"):
        assert hana.get(f"/insight.{file}?{address[10:]}&into=EUR").status_code == 404


def test_nothing_to_tell_and_no_such_metric(as_: As) -> None:
    assert "Nothing to tell of 1990" in page(as_("hana"), "/insight/?period=1990&metric=grr")
    assert as_("hana").get("/insight/?metric=happiness").status_code == 404


def test_the_same_as_a_sheet(as_: As, world: World) -> None:
    response = as_("hana").get(f"/insight.csv?period={world.today.year}")
    body = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert body.lstrip("\ufeff").startswith("metric,version,options,known_on,period,currency,begin")


def test_a_chart_leads_to_the_records_and_is_a_file_too(as_: As, world: World) -> None:
    year, hana = world.today.year, as_("hana")
    shown = page(hana, f"/insight/?period={year}&by=segment")
    link = f"?metric=arr_waterfall&amp;period={year}&amp;by=segment&amp;records=1&amp;only="
    assert f'<a href="{link}segment%3Aenterprise&amp;only=currency%3AEUR#records"' in shown
    assert "ARR waterfall: End by segment, " in shown
    assert "In the table only: USD." in shown
    address = f"/insight.svg?period={year}&by=segment&currency=EUR"
    drawing = hana.get(address).content.decode()
    assert f'href="http://testserver/insight/{link}' in drawing
    assert hana.get(f"{address}&theme=dark").content.decode() != drawing
    for wrong in ("&theme=pink", "&show=joy", "&by=moon"):
        assert hana.get(f"{address}{wrong}").status_code == 404
    assert as_("charlie").get(address).status_code == 403


def test_an_earlier_period_beside_it_and_a_workbook(as_: As, world: World) -> None:
    year, hana = world.today.year, as_("hana")
    shown = page(hana, f"/insight/?period={year}&compare=previous")
    assert f"Compared with {year - 1}" in shown
    assert f"/insight.xlsx?metric=arr_waterfall&amp;period={year}&amp;compare=previous" in shown
    sheet = hana.get(f"/insight.xlsx?period={year}&compare=previous")
    assert b"".join(sheet.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert "compared with previous or year" in page(hana, f"/insight/?period={year}&compare=joy")
    assert hana.get(f"/insight.xlsx?period={year}&compare=joy").status_code == 404
