"""Sheets out: complete, and nothing in them that a spreadsheet would execute."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tenure.web.sheets import safe_text
from tests.world import World

As = Callable[[str], Client]


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"), ("+49 30", "'+49 30"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"), ("\r=1", "'\r=1"), ("\uff1d1+1", "'\uff1d1+1"), ("plain", "plain"),
        ("a=1", "a=1"), ("", ""),
    ],
)  # fmt: skip
def test_what_would_start_a_formula_gets_an_apostrophe(text: str, expected: str) -> None:
    assert safe_text(text) == expected


def test_csv_holds_every_row_with_dates_and_exact_amounts(as_: As, world: World) -> None:
    customer = world.customers["Cedar Robotics"]
    customer.name = '=HYPERLINK("http://evil.example")'
    customer.save()
    response = as_("hana").get("/worklist.csv?whose=all")
    assert response["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(body(response).decode("utf-8-sig"))))
    assert [row["contract"] for row in rows] == ["C-1006", "C-1001", "C-1002", "C-1004", "C-1003"]
    by_contract = {row["contract"]: row for row in rows}
    assert by_contract["C-1004"]["customer"].startswith("'=HYPERLINK")
    assert by_contract["C-1004"]["atr"] == "13000"  # yen have no decimals
    assert by_contract["C-1001"]["atr"] == "13000.00"
    assert by_contract["C-1001"]["due"] == world.renewals["C-1001"].due_on.isoformat()


def test_xlsx_holds_text_as_text_and_numbers_as_numbers(as_: As, world: World) -> None:
    customer = world.customers["Cedar Robotics"]
    customer.name = "=1+1"
    customer.save()
    response = as_("hana").get("/worklist.xlsx?whose=all")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(body(response))).get_sheet_by_index(0)
    header, *rows = sheet.to_python()
    found = {row[header.index("contract")]: dict(zip(header, row, strict=True)) for row in rows}
    assert len(found) == 5
    assert found["C-1004"]["customer"] == "'=1+1"
    assert found["C-1001"]["atr"] == 13000.0
    assert found["C-1001"]["due"] == world.renewals["C-1001"].due_on
    assert isinstance(found["C-1001"]["due"], date)


def test_sheets_keep_the_filter_and_the_scope(as_: As) -> None:
    only = body(as_("hana").get("/worklist.csv?whose=all&currency=GBP")).decode()
    assert "C-1003" in only
    assert "C-1001" not in only
    theirs = body(as_("charlie").get("/worklist.csv")).decode()
    assert "C-1001" not in theirs
    assert as_("hana").get("/worklist.pdf").status_code == 404
