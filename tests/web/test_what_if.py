"""The what-if on the quote page: figures for what is typed, errors by field, the next version."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tenure.book.models import Contract, PriceBook, PriceEntry, Product
from tenure.foundation.models import AuditEvent
from tenure.foundation.roles import GRANTS, Permission
from tenure.quotes.models import Quote, QuoteLine
from tests.world import World

As = Callable[[str], Client]
# What a browser's script says when it asks for a part of a page.
SCRIPT: dict[str, Any] = {"HX-Request": "true"}
CELL = re.compile(r'<span id="wi-([\w-]+)" class="wi-cell"[^>]*>(.*?)</span></span>\n', re.S)
ERROR = re.compile(r'<span id="wi-([\w-]+)-error" class="desk-error"[^>]*>([^<]+)</span>')


@pytest.fixture
def quote(world: World) -> Quote:
    """Give the quote of C-1001: ten at 1,200.00 and two and a half at 400.00, quoted 5 % higher.

    No policy is published, so that nothing more than the same price is owed.
    """
    book = PriceBook.objects.create(code="standard", name="Standard")
    product = Product.objects.create(code="BOTS", name="Bot Management", charge="recurring")
    PriceEntry.objects.create(
        price_book=book, product=product, currency="EUR", unit_price_e4=600_0000,
        start_on=date(2020, 1, 1),
    )  # fmt: skip
    return world.quotes["C-1001"]


def address(quote: Quote, rest: str = "what-if") -> str:
    return f"/quotes/{quote.pk}/{rest}/"


def cells(answer: Any) -> dict[str, str]:
    """Return the figures of a page or a part of one, by their ids, as texts."""
    found = dict(CELL.findall(answer.content.decode()))
    return {name: " ".join(re.sub(r"<[^>]+>", " ", cell).split()) for name, cell in found.items()}


def errors(answer: Any) -> dict[str, str]:
    return {name: text.strip() for name, text in ERROR.findall(answer.content.decode())}


def typed(client: Client, quote: Quote, **fields: str) -> Any:
    """Send what is typed as a script does; `lines__1__quantity` for `lines.1.quantity`."""
    form = {name.replace("__", "."): text for name, text in fields.items()}
    return client.post(address(quote), form, headers=SCRIPT)


def test_the_panel_begins_with_the_quote_as_it_is(as_: As, quote: Quote) -> None:
    answer = as_("alice").get(address(quote))
    assert answer.status_code == 200
    found = cells(answer)
    assert found["lines-1-asked"] == "12,000.00 EUR -600.00 EUR"
    assert found["term-36-figures"].startswith("39,000.00 EUR")
    page = answer.content.decode()
    assert 'value="12" id="wi-term-12" checked' in page
    assert 'name="lines.2.quantity" value="2.5"' in page
    assert "Save as version 2" in page


def test_figures_follow_what_is_typed(as_: As, quote: Quote) -> None:
    answer = typed(
        as_("alice"), quote, term="24", uplift="3,5", discount="10 %", lines__1__quantity="12",
        lines__2__removed="on", added__1__product="BOTS", added__1__quantity="1,000",
    )  # fmt: skip
    found = cells(answer)
    # 1,242.00 less 10 % is 1,117.80; twelve for two years. The cap of 7 % is not in the way.
    assert found["lines-1-price"] == "1,117.80 EUR was 1,200.00 EUR"
    assert found["lines-1-asked"] == "26,827.20 EUR +14,227.20 EUR"
    assert found["lines-1-expiring"] == "24,000.00 EUR"
    assert found["lines-1-entitled"] == (
        "28,800.00 EUR leakage 1,972.80 EUR a discount of the deal"
    )
    assert found["lines-2-asked"] == "0.00 EUR -1,050.00 EUR"
    assert found["lines-2-why"] == "It is not renewed."
    assert found["added-1-asked"] == "1,080,000.00 EUR +1,080,000.00 EUR"
    assert found["total-EUR-asked"].startswith("1,106,827.20 EUR")
    assert found["term-24-figures"].endswith("553,413.60 EUR a year")
    assert "1,106,827.20 EUR for 24 months, " in answer.content.decode()
    assert not errors(answer)


def test_a_co_term_date(as_: As, quote: Quote) -> None:
    last_day = quote.start_on.replace(year=quote.start_on.year + 1)
    found = cells(typed(as_("alice"), quote, term="until", until=last_day.isoformat()))
    assert "12 months and 1 day" in found["term-until-figures"]


def test_what_is_wrong_is_said_at_its_field_and_no_figure_lies(as_: As, quote: Quote) -> None:
    answer = typed(
        as_("alice"), quote, term="until", until="", uplift="three", discount="101",
        lines__1__quantity="-1", lines__2__discount="x", note="n" * 201,
    )  # fmt: skip
    said = errors(answer)
    assert said["until"] == "Say the last day of the term."
    assert "plain number" in said["uplift"]
    assert said["discount"] == "A discount is from 0 % to 100 %."
    assert said["lines-1"] == "A quantity is not below 0."
    assert "plain number" in said["lines-2"]
    assert said["note"] == "A note has at most 200 letters."
    assert 'data-invalid="wi-lines-1-quantity "' in answer.content.decode()
    assert set(cells(answer).values()) == {"\N{EN DASH}", ""}


def test_nothing_left_to_renew_is_said_on_top(as_: As, quote: Quote) -> None:
    answer = typed(as_("alice"), quote, lines__1__removed="on", lines__2__quantity="0")
    assert "Nothing would renew: end the contract instead." in answer.content.decode()


def test_it_works_without_scripts(as_: As, quote: Quote) -> None:
    alice = as_("alice")
    answer = alice.post(address(quote), {"uplift": "2", "term": "36"})
    assert answer.status_code == 200
    assert "<!doctype html>" in answer.content.decode()
    assert cells(answer)["total-EUR-asked"].startswith("39,780.00 EUR")
    wrong = alice.post(address(quote), {"uplift": "two"})
    assert wrong.status_code == 400
    assert 'name="uplift" value="two"' in wrong.content.decode()


def test_a_product_is_added_and_taken_away_again(as_: As, quote: Quote) -> None:
    alice = as_("alice")
    form = {"new.product": "BOTS", "new.quantity": "5", "add": "1"}
    answer = alice.post(address(quote), form, headers=SCRIPT)
    page = answer.content.decode()
    assert 'id="what-if-panel"' in page
    assert 'name="added.1.product" value="BOTS"' in page
    assert 'name="new.product" value=""' in page
    assert cells(answer)["added-1-asked"].startswith("3,000.00 EUR")
    two = {"added.1.product": "BOTS", "added.1.quantity": "1",
           "added.2.product": "BOTS", "added.2.quantity": "2"}  # fmt: skip
    answer = alice.post(address(quote), {**two, "drop": "1"}, headers=SCRIPT)
    found = cells(answer)
    assert found["added-1-asked"].startswith("1,200.00 EUR")
    assert "added-2-asked" not in found


@pytest.mark.parametrize(
    ("product", "quantity", "field", "reason"),
    [
        ("NONE", "1", "new-product", "There is no product NONE."),
        ("SETUP", "1", "new-product", "SETUP is charged once"),
        ("EDGE", "1", "new-product", "EDGE has no list price"),
        ("BOTS", "0", "new-quantity", "A quantity is above 0."),
        ("BOTS", "", "new-quantity", "Say how many."),
        ("", "3", "new-product", "Say which product."),
    ],
)
def test_what_cannot_be_added_stays_where_it_was_typed(
    as_: As, quote: Quote, product: str, quantity: str, field: str, reason: str
) -> None:
    form = {"new.product": product, "new.quantity": quantity, "add": "1", "uplift": "2"}
    answer = as_("alice").post(address(quote), form, headers=SCRIPT)
    assert errors(answer)[field].startswith(reason)
    assert f'name="new.product" value="{product}"' in answer.content.decode()
    found = cells(answer)
    assert "added-1-asked" not in found
    assert found["total-EUR-asked"].startswith("13,260.00 EUR")


def test_products_are_searched(as_: As, quote: Quote) -> None:
    alice = as_("alice")
    text = alice.get(address(quote, "products"), {"new.product": "manage"}).content.decode()
    assert text.strip() == '<option value="BOTS">Bot Management</option>'
    assert (
        "BOTS" not in alice.get(address(quote, "products"), {"new.product": "zz"}).content.decode()
    )


def test_nothing_is_written_until_it_is_saved(as_: As, quote: Quote) -> None:
    models = (Quote, QuoteLine, AuditEvent, Contract)
    before = [model.objects.count() for model in models]
    for act in ({}, {"add": "1", "new.product": "BOTS", "new.quantity": "1"}):
        as_("alice").post(address(quote), {"uplift": "2", **act}, headers=SCRIPT)
    assert [model.objects.count() for model in models] == before


FORM = {"term": "24", "uplift": "2", "note": "They asked", "revision": "1",
        "lines.1.quantity": "12", "lines.2.quantity": "2.5"}  # fmt: skip


def test_it_is_saved_as_the_next_version_once(as_: As, quote: Quote) -> None:
    alice = as_("alice")
    first = alice.post(address(quote, "versions"), FORM, follow=True)
    again = alice.post(address(quote, "versions"), FORM, follow=True)
    made = Quote.objects.get(renewal=quote.renewal, is_primary=True)
    assert (made.version, made.term_months) == (2, 24)
    assert first.redirect_chain == again.redirect_chain == [(f"/quotes/{made.pk}/", 302)]
    page = first.content.decode()
    assert f"{made.number} is made." in page
    assert "24 months; uplift 2 %; lot 1: quantity 12" in page
    assert "They asked" in page
    assert Quote.objects.filter(renewal=quote.renewal).count() == 2
    shown = alice.get(address(made)).content.decode()
    assert 'name="uplift" value="2"' in shown
    assert 'name="lines.1.quantity" value="12"' in shown


def test_nothing_different_makes_no_version(as_: As, quote: Quote) -> None:
    answer = as_("alice").post(
        address(quote, "versions"), {"term": "12", "lines.1.quantity": "10"}, follow=True
    )
    assert "no new version was made" in answer.content.decode()
    assert Quote.objects.filter(renewal=quote.renewal).count() == 1


def test_what_was_overtaken_is_not_saved_over(as_: As, quote: Quote) -> None:
    as_("hana").post(address(quote, "versions"), {"term": "36"})
    answer = as_("alice").post(address(quote, "versions"), FORM)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "was made by Hana Hashimoto since you looked at" in text
    assert 'name="uplift" value="2"' in text  # nothing typed is lost
    Contract.objects.filter(pk=quote.renewal.contract_id).update(revision=2)
    newest = Quote.objects.get(renewal=quote.renewal, is_primary=True)
    answer = as_("alice").post(address(newest, "versions"), FORM)
    assert answer.status_code == 409
    assert "The contract changed since you looked at it" in answer.content.decode()


def test_what_is_wrong_is_not_saved(as_: As, quote: Quote) -> None:
    answer = as_("alice").post(address(quote, "versions"), {"uplift": "two", "term": "99"})
    assert answer.status_code == 400
    assert set(errors(answer)) >= {"uplift"}
    assert Quote.objects.filter(renewal=quote.renewal).count() == 1


def test_only_for_those_who_make_quotes_and_see_this_one(as_: As, quote: Quote) -> None:
    ways: list[Callable[[Client], Any]] = [
        lambda client: client.get(address(quote)),
        lambda client: client.post(address(quote), {}),
        lambda client: client.post(address(quote, "versions"), FORM),
        lambda client: client.get(address(quote, "products")),
    ]
    for way in ways:
        assert way(as_("bob")).status_code in {404, 409}  # not in his region
        assert way(as_("ada")).status_code == 403
        assert way(as_("charlie")).status_code == 403
    assert Quote.objects.filter(renewal=quote.renewal).count() == 1
    assert Permission.WORK_RENEWALS not in GRANTS["partner"]
    page = as_("ada").get(f"/quotes/{quote.pk}/").content.decode()
    assert "what-if" not in page


def test_a_quote_that_was_superseded_offers_none(as_: As, quote: Quote) -> None:
    alice = as_("alice")
    assert "wi-fold" in alice.get(f"/quotes/{quote.pk}/").content.decode()
    alice.post(address(quote, "versions"), FORM)
    assert "wi-fold" not in alice.get(f"/quotes/{quote.pk}/").content.decode()
