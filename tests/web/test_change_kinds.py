"""Every kind of change is filled in, previewed and booked; amendments go together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tenure.book.models import Contract, Line, Order
from tests.book.indices import publish
from tests.web.wizards import address, filled, preview, preview_and_book, seal_of, text_of
from tests.world import World

As = Callable[[str], Client]
# Kind -> the kind of order that it books.
KINDS = {
    "add-line": "amendment", "quantity": "amendment", "price": "amendment", "remove": "amendment",
    "swap": "amendment", "extend": "amendment", "co-terminate": "amendment", "facts": "amendment",
    "bridge": "bridge", "partner": "transfer", "renewal": "renewal", "reset": "reset",
    "termination": "termination", "suspension": "suspension",
}  # fmt: skip


def typed_for(world: World) -> dict[str, dict[str, Any]]:
    """Return what a person types for each kind, on C-1001."""
    end = world.contracts["C-1001"].end_on
    assert isinstance(end, date)
    assert world.partner is not None

    def day(ahead: int) -> str:
        return str(world.today + timedelta(days=ahead))

    last = str(end + timedelta(days=90))
    return {
        "add-line": {"from_on": day(0), "product": "web firewall", "quantity": "3",
                     "unit_price": "1,000.50", "price_months": "12", "step1_from": day(10),
                     "step1_quantity": "6", "step2_from": day(20), "step2_price": "900"},
        "quantity": {"lot": "1", "from_on": day(0), "how": "by", "number": "-2.5"},
        "price": {"lot": "1", "from_on": day(0), "how": "rate", "rate": "7.5"},
        "remove": {"lot": "2", "from_on": day(1)},
        "swap": {"lot": "2", "from_on": day(1), "product": "EDGE", "quantity": "1",
                 "unit_price": "500", "price_months": "12"},
        "extend": {"end_on": last},
        "co-terminate": {"end_on": day(30)},
        "facts": {"from_on": day(0), "terms_version": "2027-1", "billing_months": "3",
                  "notice_days": "60", "renewal_type": "auto", "renewal_term_months": "12",
                  "uplift_cap_bp": "7"},
        "bridge": {"end_on": last},
        "partner": {"from_on": day(0), "channel": "reseller", "reseller_id": world.partner.pk,
                    "distributor_id": "0"},
        "renewal": {"how": "changed", "start_on": str(end), "end_on": last, "rate": "5",
                    "quantity1": "20", "quantity2": "2.5", "price2": "410"},
        "reset": {"start_on": day(3), "end_on": last, "leave_out": "2"},
        "termination": {"timing": "at_end", "given_on": day(0), "cause": "convenience",
                        "why": "They moved on", "settlement": "credit"},
        "suspension": {"from_on": day(2), "until": day(12), "lots": ["1"]},
    }  # fmt: skip


def done(as_: As, world: World, kind: str, key: str = "C-1001") -> Order:
    """Preview and book what is typed for a kind; return the order."""
    form = filled(kind, reason="Agreed on the phone", **typed_for(world)[kind])
    place = address(world, kind, key)
    alice = as_("alice")
    assert alice.get(place).status_code == 200
    before = Order.objects.count()
    assert preview(alice, place, form).status_code == 200
    assert Order.objects.count() == before
    assert preview_and_book(alice, place, form).status_code == 302
    return Order.objects.get(contract=world.contracts[key], number=2)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_kind_is_booked_as_an_order(as_: As, world: World, kind: str) -> None:
    order = done(as_, world, kind)
    assert (order.kind, order.reason) == (KINDS[kind], "Agreed on the phone")
    page = as_("alice").get(f"/contracts/{order.contract_id}/")
    assert f"2. {order.get_kind_display()}" in text_of(page)


def test_a_ramp_comes_in_steps(as_: As, world: World) -> None:
    order = done(as_, world, "add-line")
    lines = Line.objects.filter(contract=order.contract, lot=3).order_by("start_on")
    assert [(line.quantity, line.unit_price_e4) for line in lines] == [
        (3, 1000_5000), (6, 1000_5000), (6, 900_0000)
    ]  # fmt: skip


def test_a_renewal_takes_the_typed_price_the_rate_and_the_quantity(as_: As, world: World) -> None:
    order = done(as_, world, "renewal")
    lines = Line.objects.filter(contract=order.contract, start_on=order.effective_on)
    assert [(line.lot, line.quantity, line.unit_price_e4) for line in lines.order_by("lot")] == [
        (1, 20, 1260_0000), (2, 2.5, 410_0000)
    ]  # fmt: skip


def test_a_rate_for_all_stays_within_the_cap(as_: As, world: World) -> None:
    typed = {**typed_for(world)["renewal"], "rate": "20"}
    answer = preview(as_("alice"), address(world, "renewal"), filled("renewal", **typed))
    assert "1,284.00 EUR" in text_of(answer)  # 7 % more, as the contract allows


def test_a_renewal_as_agreed_is_what_the_contract_foresees(as_: As, world: World) -> None:
    place = address(world, "renewal", "C-1004")
    form = filled("renewal", how="agreed")
    for name, field in as_("bob").get(place).context["wizard"].entries[0].form.fields.items():
        if name != "how" and field.initial is not None:
            form[f"c0-{name}"] = str(field.initial)
    assert preview_and_book(as_("bob"), place, form).status_code == 302
    contract = Contract.objects.get(key="C-1004")
    assert contract.start_on == world.contracts["C-1004"].end_on
    manual = preview(as_("alice"), address(world, "renewal"), filled("renewal", how="agreed"))
    assert manual.status_code in {400, 409}


def test_a_termination_works_out_its_day_and_keeps_what_was_agreed(as_: As, world: World) -> None:
    place, alice = address(world, "termination"), as_("alice")
    typed = {**typed_for(world)["termination"], "timing": "at_notice"}
    seen = preview(alice, place, filled("termination", **typed))
    last = world.today + timedelta(days=30)
    assert f"The last day of service is {last.day} {last:%b} {last.year}" in text_of(seen)
    assert "the credit goes to the customer" in text_of(seen)
    order = done(as_, world, "termination")
    assert order.details == {
        "timing": "at_end", "given_on": str(world.today), "cause": "convenience",
        "settlement": "credit",
    }  # fmt: skip
    contract = Contract.objects.get(key="C-1001")
    assert (contract.ended_on, contract.end_reason) == (contract.end_on, "They moved on")


def test_a_pause_is_taken_up_again(as_: As, world: World) -> None:
    done(as_, world, "suspension")
    form = filled("resumption", from_on=str(world.today + timedelta(days=5)))
    place = address(world, "resumption")
    assert preview_and_book(as_("alice"), place, form).status_code == 302
    assert not Line.objects.filter(
        contract__key="C-1001", suspended=True, start_on__gte=world.today + timedelta(days=5)
    ).exists()


def test_facts_change_only_where_they_differ(as_: As, world: World) -> None:
    order = done(as_, world, "facts")
    assert order.terms == {
        "terms_version": "2027-1", "billing_months": 3, "notice_days": 60, "renewal_type": "auto",
    }  # fmt: skip


def test_an_index_clause_is_set_whole_and_taken_away_whole(as_: As, world: World) -> None:
    publish(world.users["hana"], on=date(2027, 1, 1))
    place, alice = address(world, "facts"), as_("alice")
    typed = {
        **typed_for(world)["facts"],
        "index_code": "HICP-EA",
        "index_ceiling_bp": "4.5",
        "escalator_bp": "3",
    }
    seen = preview(alice, place, filled("facts", **typed))
    assert "Say how many months before the term the index is read" in text_of(seen)
    typed["index_lag_months"] = "6"
    assert preview_and_book(alice, place, filled("facts", **typed)).status_code == 302
    contract = Contract.objects.get(key="C-1001")
    assert (contract.index_code, contract.index_lag_months, contract.index_ceiling_bp) == (
        "HICP-EA", 6, 450,
    )  # fmt: skip
    page = text_of(alice.get(f"/contracts/{contract.pk}/"))
    assert "Price index HICP-EA" in page
    assert "Escalator, each year 3 %" in page
    assert "Index rise at most 4.5 %" in page
    typed |= {"index_code": "", "renewal_term_months": "24"}
    assert preview_and_book(alice, place, filled("facts", **typed)).status_code == 302
    contract.refresh_from_db()
    assert (contract.index_code, contract.index_lag_months, contract.index_ceiling_bp) == (
        "", None, None,
    )  # fmt: skip


def test_several_amendments_go_into_one_order(as_: As, world: World) -> None:
    alice, place, day = as_("alice"), address(world, "quantity"), str(world.today)
    form = filled("quantity", lot="1", from_on=day, how="to", number="12")
    empty = alice.post(place, {"change": "0:quantity", "more": "1", "more_kind": "price"})
    assert "This field is required" not in empty.content.decode()
    added = alice.post(place, {**form, "more": "1", "more_kind": "price"})
    assert 'name="change" value="1:price"' in added.content.decode()
    assert 'name="c0-number" value="12"' in added.content.decode()
    form["change"] = ["0:quantity", "1:price"]
    form |= {"c1-lot": "1", "c1-from_on": day, "c1-how": "price", "c1-unit_price": "1300"}
    fewer = alice.post(place, {**form, "drop": "0"}).content.decode()
    assert 'value="1:price"' in fewer
    assert 'value="0:quantity"' not in fewer
    assert preview_and_book(alice, place, form).status_code == 302
    line = Line.objects.get(contract__key="C-1001", lot=1, start_on=world.today)
    assert (line.quantity, line.unit_price_e4) == (12, 1300_0000)
    assert Contract.objects.get(key="C-1001").revision == 2


def test_only_amendments_go_together(as_: As, world: World) -> None:
    form = filled("suspension", **typed_for(world)["suspension"])
    form["change"] = ["0:suspension", "1:termination"]
    seen = as_("alice").post(address(world, "suspension"), {**form, "more": "1",
                                                            "more_kind": "price"})  # fmt: skip
    assert [entry.kind.code for entry in seen.context["wizard"].entries] == ["suspension"]
    form["change"] = [f"{n}:quantity" for n in range(200)]
    many = preview(as_("alice"), address(world, "quantity"), form)
    assert many.status_code == 400
    assert len(many.context["wizard"].entries) == 20


def test_hostile_text_is_only_text(as_: As, world: World) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    form = filled("quantity", reason=evil, lot="1", from_on=str(world.today), how="to", number="15")
    seen = preview(as_("alice"), address(world, "quantity"), form)
    assert "<script>alert" not in seen.content.decode()
    assert preview_and_book(as_("alice"), address(world, "quantity"), form).status_code == 302
    page = as_("alice").get(f"/contracts/{world.contracts['C-1001'].pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert" in page
    bad = preview(as_("alice"), address(world, "add-line"), filled("add-line", product=evil))
    assert "<script>alert" not in bad.content.decode()
    assert seal_of(bad) == ""


def test_a_nul_is_refused(as_: As, world: World) -> None:
    form = filled("quantity", reason="a\0b", lot="1", how="to", number="15")
    assert preview(as_("alice"), address(world, "quantity"), form).status_code == 400
