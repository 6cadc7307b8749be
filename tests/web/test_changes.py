"""The change wizards: what one sees before booking, what is booked, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tenure.book.commands.orders import change_contract
from tenure.book.commands.periods import lock_periods
from tenure.book.models import ArrMovement, Contract, Line, Order
from tenure.book.rules.changes import ChangeQuantity
from tenure.foundation.models import AuditEvent
from tests.web.wizards import (
    address,
    book,
    filled,
    preview,
    preview_and_book,
    seal_of,
    text_of,
)
from tests.world import World

As = Callable[[str], Client]


def more_seats(world: World, number: str = "15", **more: Any) -> dict[str, Any]:
    return filled("quantity", lot="1", from_on=str(world.today), how="to", number=number, **more)


def written() -> tuple[int, ...]:
    return (
        Order.objects.count(),
        Line.objects.count(),
        ArrMovement.objects.count(),
        AuditEvent.objects.count(),
        sum(Contract.objects.values_list("revision", flat=True)),
    )


def another_order(world: World, key: str = "C-1001") -> Order:
    return change_contract(
        contract_id=world.contracts[key].pk,
        changes=[ChangeQuantity(world.today, 2, to_e4=9_0000)],
        booked_on=world.today, by=world.users["hana"], on=world.today, reason="Somebody else",
    )  # fmt: skip


@pytest.mark.parametrize("rest", ["changes/", "changes/quantity/", "moves/split/",
                                  "orders/1/reversal/"])  # fmt: skip
def test_who_may_not_book_is_refused_and_who_does_not_see_finds_nothing(
    as_: As, world: World, rest: str
) -> None:
    place = f"/contracts/{world.contracts['C-1003'].pk}/{rest}"
    for name in ("charlie", "ada"):
        assert as_(name).get(place).status_code == 403
        assert as_(name).post(place, {"act": "book"}).status_code == 403
    assert as_("bob").get(place).status_code == 404
    assert as_("bob").post(place, {"act": "book"}).status_code in {404, 405}
    for name in ("alice", "sam", "hana"):
        assert as_(name).get(place).status_code == 200


def test_a_kind_that_is_none_is_not_there(as_: As, world: World) -> None:
    for place in ("changes/delete-it/", "moves/away/", "orders/99/reversal/"):
        contract = world.contracts["C-1001"]
        assert as_("alice").get(f"/contracts/{contract.pk}/{place}").status_code == 404


def test_a_form_from_elsewhere_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["alice"])
    assert client.post(address(world, "quantity"), more_seats(world)).status_code == 403


def test_the_contract_page_leads_to_changes_only_those_who_book(as_: As, world: World) -> None:
    place = f"/contracts/{world.contracts['C-1003'].pk}/"
    assert f"{place}changes/" in as_("alice").get(place).content.decode()
    for name in ("charlie", "ada"):
        body = as_(name).get(place).content.decode()
        assert f"{place}changes/" not in body
        assert "/reversal/" not in body


def test_a_preview_shows_everything_and_writes_nothing(as_: As, world: World) -> None:
    before = written()
    seen = preview(as_("alice"), address(world, "quantity"), more_seats(world))
    assert written() == before
    text = text_of(seen)
    for part in (
        "not booked yet", "− goes", "+ comes", "10 × 1,200.00 EUR", "15 × 1,200.00 EUR",  # noqa: RUF001
        "Credit", "Charge", "Net", "Expansion", "+6,000.00 EUR", "19,000.00 EUR",
        "was 13,000.00 EUR", "become stale",
    ):  # fmt: skip
        assert part in text, part


def test_what_was_previewed_is_booked_once_however_often_it_is_sent(as_: As, world: World) -> None:
    alice, place, form = as_("alice"), address(world, "quantity"), more_seats(world, "12.5")
    seal = seal_of(preview(alice, place, {**form, "reason": "More seats"}))
    for _ in range(3):
        answer = book(alice, place, {**form, "reason": "More seats"}, seal)
        assert answer.status_code == 302
        assert answer["Location"] == f"/contracts/{world.contracts['C-1001'].pk}/"
    order = Order.objects.get(contract=world.contracts["C-1001"], number=2)
    assert (order.kind, order.reason, order.booked_by) == (
        "amendment", "More seats", world.users["alice"]
    )  # fmt: skip
    assert Order.objects.filter(contract=world.contracts["C-1001"]).count() == 2
    assert AuditEvent.objects.filter(verb="book.book_order").count() == 1
    line = Line.objects.get(contract=world.contracts["C-1001"], lot=1, start_on=world.today)
    assert line.quantity == 12.5


def test_a_line_that_is_gone_by_the_first_sending_is_no_error_at_the_second(
    as_: As, world: World
) -> None:
    alice, place = as_("alice"), address(world, "remove")
    form = filled("remove", lot="2", from_on=str(world.today))
    seal = seal_of(preview(alice, place, form))
    for _ in range(2):
        answer = book(alice, place, form, seal)
        assert answer.status_code == 302
    assert "Order 2 is booked" in text_of(alice.get(answer["Location"]))
    assert Contract.objects.get(key="C-1001").revision == 2


def test_nothing_is_booked_without_a_preview_of_that_very_form(as_: As, world: World) -> None:
    alice, place = as_("alice"), address(world, "quantity")
    before = written()
    seal = seal_of(preview(alice, place, more_seats(world)))
    other = seal_of(preview(alice, address(world, "quantity", "C-1002"), more_seats(world)))
    for form, given in (
        (more_seats(world, "99"), seal), (more_seats(world), ""), (more_seats(world), "x:y:z"),
        (more_seats(world), other),
    ):  # fmt: skip
        answer = book(alice, place, form, given)
        assert answer.status_code == 200
        assert "not the one that was previewed" in text_of(answer)
        assert seal_of(answer) not in {"", seal}
    assert written() == before


def test_an_order_in_between_is_shown_and_has_to_be_looked_at(as_: As, world: World) -> None:
    alice, place, form = as_("alice"), address(world, "quantity"), more_seats(world)
    seal = seal_of(preview(alice, place, form))
    another_order(world)
    before = written()
    answer = book(alice, place, form, seal)
    assert answer.status_code == 409
    text = text_of(answer)
    assert "The contract changed since your preview" in text
    assert "Order 2, amendment" in text
    assert "Somebody else" in text
    assert 'name="c0-number" value="15"' in answer.content.decode()
    assert written() == before
    assert book(alice, place, form, seal_of(answer)).status_code == 302
    assert Contract.objects.get(key="C-1001").revision == 3


def test_what_is_back_dated_asks_for_a_reason(as_: As, world: World) -> None:
    alice, place = as_("alice"), address(world, "quantity")
    form = filled("quantity", lot="1", from_on=str(world.today - timedelta(days=20)), how="by",
                  number="-4")  # fmt: skip
    seen = preview(alice, place, form)
    assert seen.status_code == 409
    assert "say why it is back-dated" in text_of(seen)
    assert "6 × 1,200.00 EUR" in text_of(seen)  # noqa: RUF001 (the effect is shown all the same)
    assert seal_of(seen) == ""
    form["reason"] = "Counted late"
    assert preview_and_book(alice, place, form).status_code == 302
    assert Order.objects.get(contract=world.contracts["C-1001"], number=2).reason == "Counted late"


def test_a_locked_period_stays_as_it_is(as_: As, world: World) -> None:
    today = world.today
    lock_periods(before=today - timedelta(days=5), by=world.users["hana"], on=today)
    form = filled("quantity", reason="Late", lot="1", from_on=str(today - timedelta(days=20)),
                  how="to", number="15")  # fmt: skip
    seen = preview(as_("alice"), address(world, "quantity"), form)
    assert seen.status_code == 409
    assert "are locked" in text_of(seen)
    assert 'name="c0-number" value="15"' in seen.content.decode()
    assert seal_of(seen) == ""


def test_a_period_locked_since_the_preview_is_not_changed(as_: As, world: World) -> None:
    today, place = world.today, address(world, "quantity")
    form = filled("quantity", reason="Late", lot="1", from_on=str(today - timedelta(days=20)),
                  how="to", number="15")  # fmt: skip
    seal = seal_of(preview(as_("alice"), place, form))
    lock_periods(before=today, by=world.users["hana"], on=today)
    before = written()
    answer = book(as_("alice"), place, form, seal)
    assert answer.status_code == 409
    assert "are locked" in text_of(answer)
    assert written() == before


BAD: list[tuple[str, dict[str, str], str]] = [
    ("quantity", {"number": "many"}, "must be a plain number"),
    ("quantity", {"number": ""}, "This field is required"),
    ("quantity", {"number": "9" * 40}, "too large"),
    ("quantity", {"from_on": "31 Feb"}, "This is not a day"),
    ("quantity", {"from_on": "9999-12-31"}, "A day between 1970 and 2199"),
    ("quantity", {"lot": "77"}, "not one of the available choices"),
    ("price", {"how": "rate", "rate": ""}, "This is needed for what was chosen"),
    ("price", {"how": "price", "unit_price": "-3"}, "cannot be below 0"),
    ("add-line", {"product": "NOPE"}, "No product has this code or name"),
    ("add-line", {"step1_quantity": "5"}, "Say from which day this step holds"),
    ("termination", {"timing": "never"}, "not one of the available choices"),
    ("renewal", {"how": "changed", "leave_out": "7"}, "Numbers of lots that end"),
    ("renewal", {"how": "agreed", "rate": "5"}, "You changed something below"),
    ("partner", {"channel": "reseller", "reseller_id": "0"}, "This channel needs a reseller"),
]


@pytest.mark.parametrize(("kind", "typed", "says"), BAD)
def test_what_cannot_be_read_is_said_beside_its_field(
    as_: As, world: World, kind: str, typed: dict[str, str], says: str
) -> None:
    before = written()
    form = {**filled(kind, reason="Typed by hand"), "c0-lot": "1", "c0-from_on": str(world.today)}
    form |= {f"c0-{name}": value for name, value in typed.items()}
    answer = preview(as_("alice"), address(world, kind), form)
    assert answer.status_code == 400
    assert says in text_of(answer)
    assert 'value="Typed by hand"' in answer.content.decode()
    assert seal_of(answer) == ""
    assert written() == before


REFUSED: list[tuple[str, dict[str, str], str]] = [
    ("quantity", {"lot": "1", "how": "by", "number": "-10"}, "remove it instead"),
    ("quantity", {"lot": "1", "how": "to", "number": "10"}, "already as it should be"),
    ("resumption", {}, "Nothing is suspended"),
    ("extend", {"end_on": "2020-01-01"}, "ends after the current term"),
    ("partner", {"channel": "direct", "reseller_id": "0", "distributor_id": "0"}, "already"),
]


@pytest.mark.parametrize(("kind", "typed", "says"), REFUSED)
def test_what_the_rules_refuse_is_said_beside_the_form(
    as_: As, world: World, kind: str, typed: dict[str, str], says: str
) -> None:
    form = filled(kind, from_on=str(world.today), **typed)
    answer = preview(as_("alice"), address(world, kind), form)
    assert answer.status_code == 409
    assert says in text_of(answer)
    assert 'role="alert"' in answer.content.decode()
