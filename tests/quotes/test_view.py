"""Reading quotes: staleness, what changed, previews, who sees what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tenure.book.models import Contract, Line
from tenure.foundation.models import User
from tenure.foundation.roles import Role
from tenure.kernel.money import Money
from tenure.pricing.commands import publish_policy
from tenure.pricing.rules import PolicyFacts
from tenure.quotes.commands import make_quote, make_quotes, quote_now
from tenure.quotes.models import Quote
from tenure.quotes.queries import (
    changes_since,
    find_quote,
    find_renewal,
    is_stale,
    quote_view,
    stale_quotes,
)
from tenure.renewals.models import Renewal
from tests.quotes.conftest import ON, RENEWAL_ON, Book


def change(book: Book, renewal: Renewal) -> None:
    Contract.objects.filter(pk=renewal.contract_id).update(revision=2)


def test_the_view_explains_each_line(book: Book) -> None:
    policy = PolicyFacts("smb", "uplift", 500, date(2020, 1, 1), segment="smb")
    publish_policy(policy=policy, name="Small business", by=book.head, on=ON)
    quote = make_quote(renewal_id=book.due("C-1").pk, by=book.head, on=ON)
    view = quote_view(quote)
    [line] = view.lines
    assert (view.expiring, view.proposed) == (Money(100_000, "EUR"), Money(105_000, "EUR"))
    assert line.change == Money(5_000, "EUR")
    assert line.explanation == (
        "The expiring price is changed by 5 %, the rate of the policy smb:"
        " 100.00 EUR becomes 105.00 EUR."
    )
    assert [step.step for step in line.steps] == [
        "expiring price", "policy", "method", "uplift", "proposed price", "amount",
    ]  # fmt: skip
    assert view.term.last_day == date(2028, 3, 30)


def test_stale_when_the_contract_moved_and_not_before(book: Book) -> None:
    moved, still = book.due("C-1"), book.due("C-2")
    make_quotes(by=book.head, on=ON)
    assert not stale_quotes(user=book.head).exists()
    change(book, moved)
    [found] = stale_quotes(user=book.head)
    assert found.renewal == moved
    assert is_stale(found)
    assert not is_stale(Quote.objects.get(renewal=still))
    quote_now(renewal_id=moved.pk, by=book.head, on=ON)
    assert not stale_quotes(user=book.head).exists()


def test_changes_line_by_line(book: Book) -> None:
    renewal = book.renewal(book.contract("C-1", lines=4))
    quote = make_quote(renewal_id=renewal.pk, by=book.head, on=ON)
    assert changes_since(quote) == []
    lines = Line.objects.filter(contract=renewal.contract)
    lines.filter(lot=1).update(quantity=Decimal("12.5"))
    lines.filter(lot=2).update(unit_price_e4=99_0000)
    lines.filter(lot=3).delete()
    book.line(renewal.contract, 5)
    book.line(renewal.contract, 6, product=book.product("SETUP", "one_time"))
    found = changes_since(quote)
    assert [(item.lot, item.kind) for item in found] == [
        (1, "changed"), (2, "changed"), (3, "removed"), (5, "added"),
    ]  # fmt: skip
    assert found[0].quoted is not None
    assert found[0].current is not None
    assert (found[0].quoted.quantity, found[0].current.quantity) == (10, Decimal("12.5"))


def test_the_renewal_learns_of_its_quote(book: Book) -> None:
    renewal = book.due("C-1")
    make_quotes(by=book.head, on=ON)
    renewal.refresh_from_db()
    assert (renewal.quoted_on, renewal.quoted_revision) == (ON, 1)
    assert renewal.next_action != "prepare"
    change(book, renewal)
    quote_now(renewal_id=renewal.pk, by=book.head, on=ON)
    renewal.refresh_from_db()
    assert renewal.quoted_revision == 2


def test_found_only_by_those_who_may_see_it(book: Book) -> None:
    quote = make_quote(renewal_id=book.due("C-1").pk, by=book.head, on=ON)
    partner = User.objects.create(username="charlie", role=Role.PARTNER)
    assert find_quote(quote.number, user=book.head) == quote
    assert find_quote(quote.number, user=partner) is None
    assert find_quote("Q-2027-999999", user=book.head) is None
    assert find_renewal("C-1", user=partner) is None
    assert not stale_quotes(user=partner).exists()


def test_the_next_open_renewal_of_a_contract(book: Book) -> None:
    contract = book.contract("C-1")
    closed = book.renewal(contract, closed_on=ON, renewal_on=date(2026, 3, 31),
                          due_on=date(2026, 3, 30))  # fmt: skip
    open_one = book.renewal(contract)
    assert find_renewal("C-1", user=book.head) == open_one != closed
    assert open_one.renewal_on == RENEWAL_ON
