"""Exchange rates on the web: those that stand, and setting those of a file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tenure.book.models import ExchangeRate
from tests.world import World

As = Callable[[str], Client]
PAGE, FILE = "/policies/rates/", "/policies/rates/file/"


def sent(client: Client, content: bytes, into: str = "eur") -> HttpResponse:
    file = SimpleUploadedFile("rates.csv", content)
    return client.post(FILE, {"into": into, "file": file}, follow=True)  # type: ignore[return-value]


def test_rates_are_set_from_a_file_and_read(as_: As, world: World) -> None:
    assert "No exchange rate is set" in as_("alice").get(PAGE).content.decode()
    good = b"\xef\xbb\xbfcurrency,from,rate\nUSD,2027-01-01,0.92\n"
    text = sent(as_("hana"), good).content.decode()
    assert "1 rates set, 0 corrected, 0 as they were." in text
    assert "0.92 EUR" in text
    text = as_("alice").get(PAGE).content.decode()
    assert "0.92 EUR" in text
    assert "Set the rates of a file" not in text
    assert sent(as_("alice"), good).status_code == 403
    for who in ("charlie",):
        assert as_(who).get(PAGE).status_code == 403


@pytest.mark.parametrize(
    ("content", "into", "reason"),
    [
        (b"currency,from,rate\nUSD,2027-01-01,0.92\nGBP,soon,1\n", "EUR", "Line 3, from"),
        (b"\xff\xfe", "EUR", "not text in UTF-8"),
        (b"currency,from,rate\n", "euros", "euros"),
    ],
)
def test_a_file_that_makes_no_sense_sets_nothing(
    as_: As, world: World, content: bytes, into: str, reason: str
) -> None:
    answer = sent(as_("hana"), content, into)
    assert answer.status_code == 400
    assert reason.lower() in answer.content.decode().lower()
    assert not ExchangeRate.objects.exists()
    assert as_("hana").post(FILE, {"into": "EUR"}).status_code == 400
