"""Transfer, split, merge and reversal: both sides before booking, once, and only what one sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from tenure.book.models import Contract, Line, Order
from tests.web.wizards import address, book, filled, preview, preview_and_book, seal_of, text_of
from tests.world import World

As = Callable[[str], Client]


def place_of(world: World, kind: str, key: str = "C-1001") -> str:
    return f"/contracts/{world.contracts[key].pk}/moves/{kind}/"


def typed(world: World, **fields: Any) -> dict[str, Any]:
    form = {f"c0-{name}": value for name, value in fields.items()}
    return {"reason": "Reorganised", "c0-from_on": str(world.today), **form}


def test_a_transfer_shows_both_contracts_and_books_both_once(as_: As, world: World) -> None:
    alice, place = as_("alice"), place_of(world, "transfer")
    form = typed(world, customer="birch & sons", new_key="C-2001", lots=["2"])
    seen = preview(alice, place, form)
    text = text_of(seen)
    assert "C-2001 (new, Birch &amp; Sons)" in text
    assert "-1,000.00 EUR" in text
    assert "+1,000.00 EUR" in text
    assert not Contract.objects.filter(key="C-2001").exists()
    for _ in range(2):
        assert book(alice, place, form, seal_of(seen)).status_code == 302
    made = Contract.objects.get(key="C-2001")
    assert made.customer == world.customers["Birch & Sons"]
    assert made.revision == 1
    old = Contract.objects.get(key="C-1001")
    assert old.revision == 2
    page = alice.get(f"/contracts/{old.pk}/").content.decode()
    assert f'booked with <a href="/contracts/{made.pk}/">C-2001</a>' in page
    assert "left by transfer" in page


def test_a_customer_one_does_not_see_is_not_found(as_: As, world: World) -> None:
    for name in ("Cedar Robotics", "Delta Defence", "Nobody Inc", "Aurora Shipping"):
        form = typed(world, customer=name, new_key="C-2001")
        answer = preview(as_("alice"), place_of(world, "transfer"), form)
        assert answer.status_code == 400, name
        assert seal_of(answer) == ""


def test_a_split_needs_lines_and_a_number_of_its_own(as_: As, world: World) -> None:
    alice, place = as_("alice"), place_of(world, "split")
    assert preview(alice, place, typed(world, new_key="C-2002")).status_code == 400
    form = typed(world, new_key="C-2002", lots=["1"])
    assert preview_and_book(alice, place, form).status_code == 302
    assert Contract.objects.get(key="C-2002").customer.name == "Aurora Shipping"
    taken = typed(world, new_key="C-1002", lots=["2"])
    seen = preview(alice, place, taken)
    answer = book(alice, place, taken, seal_of(seen))
    assert answer.status_code == 409
    assert "There is a contract C-1002 already" in text_of(answer)
    assert Order.objects.filter(contract__key="C-1001").count() == 2


def test_a_merge_takes_the_customers_other_contracts(as_: As, world: World) -> None:
    alice, place = as_("alice"), place_of(world, "merge")
    other = world.contracts["C-1002"]
    form = typed(world, others=[str(other.pk)])
    seen = preview(alice, place, form)
    assert "C-1002" in text_of(seen)
    for _ in range(2):
        assert book(alice, place, form, seal_of(seen)).status_code == 302
    other.refresh_from_db()
    assert other.end_reason == "merged"
    assert (
        Line.objects.filter(contract=world.contracts["C-1001"], start_on=world.today).count() == 2
    )
    stranger = typed(world, others=[str(world.contracts["C-1004"].pk)])
    assert preview(as_("hana"), place, stranger).status_code == 400


def test_a_contract_that_moved_since_is_shown_before_it_is_split(as_: As, world: World) -> None:
    alice, place = as_("alice"), place_of(world, "split")
    form = typed(world, new_key="C-2003", lots=["1"])
    seal = seal_of(preview(alice, place, form))
    change = filled("quantity", lot="2", from_on=str(world.today), how="to", number="7")
    assert preview_and_book(as_("hana"), address(world, "quantity"), change).status_code == 302
    answer = book(alice, place, form, seal)
    assert answer.status_code == 409
    assert "The contract changed since your preview" in text_of(answer)
    assert not Contract.objects.filter(key="C-2003").exists()
    assert book(alice, place, form, seal_of(answer)).status_code == 302


def reversal(world: World, number: int, key: str = "C-1001") -> str:
    return f"/contracts/{world.contracts[key].pk}/orders/{number}/reversal/"


def test_an_order_is_reversed_once_with_a_reason(as_: As, world: World) -> None:
    alice = as_("alice")
    change = filled("quantity", lot="1", from_on=str(world.today), how="to", number="30")
    assert preview_and_book(alice, address(world, "quantity"), change).status_code == 302
    place = reversal(world, 2)
    page = alice.get(f"/contracts/{world.contracts['C-1001'].pk}/").content.decode()
    assert place in page
    seen = alice.get(place)
    assert "-24,000.00 EUR" in text_of(seen)
    assert Order.objects.filter(contract__key="C-1001").count() == 2
    assert book(alice, place, {"reason": " "}, seal_of(seen)).status_code == 400
    seal = seal_of(alice.get(place))
    shown = alice.post(place, {"reason": "Typed wrong", "act": "book", "seal": "nonsense"})
    assert shown.status_code == 200
    assert Order.objects.filter(contract__key="C-1001").count() == 2
    for _ in range(2):
        answer = book(alice, place, {"reason": "Typed wrong"}, seal)
        assert answer.status_code == 302
    order = Order.objects.get(contract__key="C-1001", number=3)
    assert (order.kind, order.reverses, order.reason) == ("reversal", 2, "Typed wrong")
    assert "undone already" in text_of(alice.get(place))
    page = text_of(alice.get(f"/contracts/{world.contracts['C-1001'].pk}/"))
    assert "undoes order 2" in page
    assert "undone by order 3" in page
    assert alice.get(reversal(world, 3)).status_code == 404


def test_what_later_orders_built_on_is_not_reversed(as_: As, world: World) -> None:
    alice = as_("alice")
    for number in ("30", "40"):
        change = filled("quantity", lot="1", from_on=str(world.today), how="to", number=number)
        assert preview_and_book(alice, address(world, "quantity"), change).status_code == 302
    assert "reverse that first" in text_of(alice.get(reversal(world, 2)))


def test_what_was_booked_together_is_undone_together(as_: As, world: World) -> None:
    hana = as_("hana")
    form = typed(world, customer="Cedar Robotics", new_key="C-2004", lots=["2"])
    assert preview_and_book(hana, place_of(world, "transfer"), form).status_code == 302
    Contract.objects.filter(key="C-2004").update(owner=world.staff["bob"])
    place = reversal(world, 2)
    # Alice does not see the other contract: she may not undo it.
    assert "a contract that you do not see" in text_of(as_("alice").get(place))
    sneaky = as_("alice").post(place, {"reason": "x", "act": "book", "seal": ""})
    assert sneaky.status_code in {200, 409}
    assert Order.objects.filter(kind="reversal").count() == 0
    seen = hana.get(place)
    for _ in range(2):
        assert book(hana, place, {"reason": "Wrong customer"}, seal_of(seen)).status_code == 302
    assert Order.objects.filter(kind="reversal").count() == 2
