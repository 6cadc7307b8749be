"""Options, withdrawal, copies, notes and differences in the browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tenure.foundation.models import AuditEvent
from tenure.quotes.models import OfferNote, Quote, QuoteEnding, QuoteOption
from tests.web.test_query_counts import queries_of
from tests.world import World

As = Callable[[str], Client]


@pytest.fixture
def quote(world: World) -> Quote:
    return world.quotes["C-1001"]


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_usual_options_stand_side_by_side(as_: As, quote: Quote) -> None:
    client, page = as_("alice"), f"/quotes/{quote.pk}/"
    assert "offered by itself" in shown(client, page)
    before = queries_of(client, page)
    for _ in range(2):
        assert client.post(f"{page}options/", {"usual": "terms"}).status_code == 302
    assert client.post(f"{page}options/", {"usual": "expansion", "more": "20"}).status_code == 302
    labels = list(QuoteOption.objects.order_by("position").values_list("label", flat=True))
    assert labels == ["2 years", "3 years", "20 % more of everything"]
    text = shown(client, page)
    assert all(label in text for label in labels)
    assert queries_of(client, page) <= before + 1
    option = Quote.objects.get(as_option__label="3 years")
    text = shown(client, f"/quotes/{option.pk}/")
    assert "option “3 years”" in text
    assert quote.number in text


def test_what_is_typed_in_the_what_if_becomes_an_option(as_: As, quote: Quote) -> None:
    client = as_("alice")
    typed = {"term": "24", "discount": "3", "option": "1"}
    response = client.post(f"/quotes/{quote.pk}/versions/", typed)
    assert response.status_code == 302
    option = QuoteOption.objects.get()
    assert option.label == "24 months; discount 3 %"
    wrong = client.post(f"/quotes/{quote.pk}/versions/", {"term": "99", "option": "1"})
    assert wrong.status_code == 400
    assert QuoteOption.objects.count() == 1


def test_a_withdrawal_says_why_and_can_be_made_again(as_: As, quote: Quote) -> None:
    client, page = as_("alice"), f"/quotes/{quote.pk}/"
    refused = client.post(f"{page}withdrawal/", {"reason": ""})
    assert refused.status_code == 409
    assert client.post(f"{page}withdrawal/", {"reason": "Wrong reseller"}).status_code == 302
    text = shown(client, page)
    assert "Wrong reseller" in text
    assert "Make it again" in text
    client.post(f"/renewals/{quote.renewal_id}/quote/", {"again": "1"})
    assert Quote.objects.get(renewal=quote.renewal_id, is_primary=True).version == 2
    assert QuoteEnding.objects.get(quote=quote).kind == "withdrawn"


def test_the_customers_note_is_written_on_the_page(as_: As, quote: Quote) -> None:
    client = as_("alice")
    for _ in range(2):
        sent = {"quote": quote.pk, "text": "With our <b>thanks</b>"}
        assert client.post(f"/renewals/{quote.renewal_id}/note/", sent).status_code == 302
    assert OfferNote.objects.count() == 1
    assert "With our &lt;b&gt;thanks&lt;/b&gt;" in shown(client, f"/quotes/{quote.pk}/")
    assert AuditEvent.objects.filter(verb="quotes.write_note").count() == 1


def test_the_difference_is_told_against_what_expires_and_against_a_version(
    as_: As, quote: Quote
) -> None:
    client = as_("alice")
    client.post(f"/quotes/{quote.pk}/versions/", {"term": "12", "discount": "3"})
    second = Quote.objects.get(renewal=quote.renewal_id, is_primary=True)
    text = shown(client, f"/quotes/{second.pk}/difference/")
    assert "against what expires" in text
    text = shown(client, f"/quotes/{second.pk}/difference/?against={quote.pk}&changed=on")
    assert f"{second.number} against {quote.number}" in text
    assert "price, amount" in text
    assert client.get(f"/quotes/{second.pk}/difference/?against=999999").status_code == 404


def test_an_earlier_version_is_offered_as_an_option_from_the_list(as_: As, quote: Quote) -> None:
    client = as_("alice")
    client.post(f"/quotes/{quote.pk}/versions/", {"term": "36"})
    second = Quote.objects.get(renewal=quote.renewal_id, is_primary=True)
    assert "Offer as an option" in shown(client, f"/quotes/{second.pk}/")
    response = client.post(f"/quotes/{quote.pk}/copy/", {"option": "1"})
    assert response.headers["Location"] == f"/quotes/{second.pk}/"
    assert QuoteOption.objects.filter(primary=second).count() == 1


def test_quotes_of_two_renewals_are_not_set_side_by_side(as_: As, world: World) -> None:
    one, other = list(world.quotes.values())[:2]
    response = as_("hana").get(f"/quotes/{one.pk}/difference/?against={other.pk}")
    assert response.status_code == 409
    assert "not of the same renewal" in response.content.decode()


@pytest.mark.parametrize("noun", ["options", "withdrawal", "copy"])
def test_only_those_who_work_on_renewals_change_offers(as_: As, quote: Quote, noun: str) -> None:
    address = f"/quotes/{quote.pk}/{noun}/"
    for name in ("ada", "charlie"):
        assert as_(name).post(address).status_code == 403
    assert as_("hana").get(address).status_code == 405
