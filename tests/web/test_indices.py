"""Price indices on the web: looked at, and published by value and by file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tenure.book.models import IndexValue, PriceIndex
from tests.world import World

As = Callable[[str], Client]
VALUE = "/policies/indices/value/"
FILE = "/policies/indices/file/"
TYPED = {"index": "CPI-U", "name": "All urban consumers", "month": "2025-10", "value": "315.664",
         "published_on": "2025-11-13"}  # fmt: skip


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_the_list_and_an_index_tell_what_is_published(as_: As, world: World) -> None:
    text = page(as_("alice"), "/policies/indices/")
    for wanted in ("HICP-EA", "Euro area, all items", "Sep 2025", "Oct 2025"):
        assert wanted in text
    assert "Publish a value" not in text
    assert "Publish a value" in page(as_("hana"), "/policies/indices/")
    text = page(as_("alice"), f"/policies/indices/{world.indices['HICP-EA'].pk}/")
    assert text.index("128.840") < text.index("128.710") < text.index("128.530")
    assert text.count("revised since") == 1
    page(as_("alice"), "/policies/indices/999999/", 404)


@pytest.mark.parametrize("address", ["/policies/indices/", VALUE, FILE])
def test_partners_see_no_index(as_: As, world: World, address: str) -> None:
    page(as_("charlie"), address, 403)


def test_a_long_index_is_read_page_by_page(as_: As, world: World) -> None:
    index = PriceIndex.objects.create(code="LONG", name="Long")
    for number in range(100):
        month = world.today.replace(year=2000 + number // 12, month=number % 12 + 1, day=1)
        IndexValue.objects.create(
            index=index, month=month, value_e3=100_000 + number,
            published_on=month + timedelta(days=45),
        )  # fmt: skip
    address = f"/policies/indices/{index.pk}/"
    first = page(as_("alice"), address)
    assert "100.099" in first
    assert "100.051" not in first
    assert "?from=48" in first
    last = page(as_("alice"), f"{address}?from=96")
    assert "100.000" in last
    assert "?from=48" in last
    assert "There are no earlier values" in page(as_("alice"), f"{address}?from=900")


def test_a_value_is_published_once(as_: As, world: World) -> None:
    hana = as_("hana")
    assert 'value="HICP-EA"' in page(hana, f"{VALUE}?index=HICP-EA")
    said = hana.post(VALUE, TYPED, follow=True).content.decode()
    assert "CPI-U for 2025-10 is published" in said
    assert PriceIndex.objects.get(code="CPI-U").name == "All urban consumers"
    said = hana.post(VALUE, TYPED, follow=True).content.decode()
    assert "CPI-U for 2025-10 was published before" in said
    assert IndexValue.objects.filter(index__code="CPI-U").count() == 1


@pytest.mark.parametrize(
    ("typed", "column", "reason"),
    [
        ({"month": "October"}, "month", "Not a month such as 2026-10"),
        ({"value": "315,664"}, "value", "plain number"),
        ({"index": " "}, "index", "not be empty"),
        ({"published_on": "2025-09-30"}, "published_on", "Before the month itself"),
        ({"published_on": "2999-01-01"}, "published_on", "After today"),
        ({"index": "HICP-EA", "value": "1", "published_on": "2025-11-19"}, "value",
         "Another value of 2025-10"),
    ],
)  # fmt: skip
def test_what_is_no_value_is_told_at_its_field(
    as_: As, world: World, typed: dict[str, str], column: str, reason: str
) -> None:
    before = IndexValue.objects.count()
    answer = as_("hana").post(VALUE, TYPED | typed)
    text = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="value-{column}-error"' in text
    assert reason in text
    assert IndexValue.objects.count() == before


def upload(client: Client, content: str) -> tuple[int, str]:
    sent = SimpleUploadedFile("hicp.csv", content.encode(), content_type="text/csv")
    answer = client.post(FILE, {"file": sent}, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_file_is_published_and_its_bad_rows_are_told(as_: As, world: World) -> None:
    header = "index,month,value,published_on\n"
    status, text = upload(as_("hana"), f"{header}CPI-U,2025-10,315.664,2025-11-13\n")
    assert (status, "1 values published, 0 known before." in text) == (200, True)
    status, text = upload(
        as_("hana"), f"{header}CPI-U,2025-10,315.664,2025-11-13\nCPI-U,2025-11,much,2025-12-13\n"
    )
    assert (status, "0 values published, 1 known before." in text) == (400, True)
    assert "Line 3" in text
    status, text = upload(as_("hana"), "nothing")
    assert (status, "The file cannot be used" in text) == (400, True)
    assert as_("hana").post(FILE, {}).status_code == 400


def test_who_may_not_publish_cannot(as_: As, world: World) -> None:
    for address in (VALUE, FILE):
        assert as_("alice").post(address, TYPED).status_code == 403
