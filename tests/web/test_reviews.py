"""The pages of reviews: what they show, to whom, people's words, and how much they ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tenure.reviews.models import ReviewIssue
from tests.web.addresses import called, frozen
from tests.world import World

As = Callable[[str], Client]
# The most that each page asks once the files of metrics are there (they may be looked at again).
COUNTS = {"weekly": 22, "monthly": 26, "quarterly": 28, "customer": 12}


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def test_each_review_has_a_page(as_: As, world: World, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    hana, alice, key = as_("hana"), as_("alice"), world.customers["Aurora Shipping"].pk
    frozen(world)
    called(world)
    listed = page(hana, "/reviews/")
    assert "Nobody has kept a review yet" in listed
    customer = f"/reviews/customer/?whose=customer:{key}"
    assert f'href="{customer}"' in page(alice, f"/customers/{key}/")
    shown = page(hana, "/reviews/weekly/")
    assert "What moved in a week" in shown
    assert "Team Renewals AMER" in shown
    assert "The book by segment" in page(alice, "/reviews/monthly/")
    quarterly = page(hana, "/reviews/quarterly/?in=eur")
    assert "From ARR at the beginning to ARR at the end" in quarterly
    assert "grr 1: level=customer" in quarterly
    assert "records=1" in quarterly
    told = page(alice, customer)
    assert "What you have" in told
    assert "forecast" not in told.split('id="results"')[1].lower()
    for address, reason in (
        ("/reviews/monthly/?period=soon", "Name the period"),
        ("/reviews/monthly/?period=2999-01", "has not begun"),
        ("/reviews/weekly/?whose=team:0", "nobody of that name"),
    ):
        assert reason in page(hana, address)
    for address in ("/reviews/yearly/", "/reviews/customer/", "/reviews/kept/1/"):
        assert hana.get(address).status_code == 404
    assert as_("charlie").get("/reviews/").status_code == 403
    for kind, count in COUNTS.items():
        address = customer if kind == "customer" else f"/reviews/{kind}/"
        with CaptureQueriesContext(connection) as captured:
            page(hana, address)
        assert len(captured) <= count, kind


def test_words_are_written_and_a_review_is_kept(
    as_: As, world: World, settings: Any, tmp_path: Any
) -> None:
    settings.DATA_DIR = tmp_path
    hana = as_("hana")
    month = f"{world.today:%Y-%m}"
    said = {"period": month, "whose": "all", "section": "losses", "text": "<b>Budgets</b>"}
    shown = page(hana, f"/reviews/monthly/?period={month}")
    assert 'name="section" value="losses"' in shown
    answer = hana.post("/reviews/monthly/words/", said)
    assert answer["Location"].endswith(f"?period={month}&whose=all&in=#losses")
    assert "&lt;b&gt;Budgets&lt;/b&gt;" in page(hana, f"/reviews/monthly/?period={month}")
    assert hana.post("/reviews/monthly/words/", said | {"section": "x"}).status_code == 409
    assert hana.post("/reviews/monthly/keeping/", said).status_code == 302
    assert hana.post("/reviews/yearly/keeping/", said).status_code == 409
    kept = ReviewIssue.objects.get()
    hana.post("/reviews/monthly/words/", said | {"text": ""})
    shown = page(hana, f"/reviews/kept/{kept.pk}/")
    assert "it does not change any more" in shown
    assert "&lt;b&gt;Budgets&lt;/b&gt;" in shown
    assert "Add your own words" not in shown
    assert f'href="/reviews/kept/{kept.pk}/"' in page(hana, "/reviews/")
    for address, begin in (
        ("/reviews/weekly/file/pptx/", b"PK"),
        ("/reviews/weekly/file/pdf/", b"%PDF"),
        (f"/reviews/kept/{kept.pk}/xlsx/", b"PK"),
    ):
        answer = hana.get(address)
        assert answer.content.startswith(begin)
        assert "attachment" in answer["Content-Disposition"]
    for address in (
        "/reviews/weekly/file/docx/", "/reviews/monthly/file/pdf/?period=soon",
        "/reviews/kept/0/pdf/",
    ):  # fmt: skip
        assert hana.get(address).status_code == 404
    assert as_("alice").get(f"/reviews/kept/{kept.pk}/").status_code == 404
    assert as_("ada").post("/reviews/monthly/words/", said).status_code == 403
    assert "Add your own words" not in page(as_("ada"), f"/reviews/monthly/?period={month}")
