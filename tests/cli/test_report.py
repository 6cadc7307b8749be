"""`tenure report`: a metric in words, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tenure.cli import session
from tenure.cli.main import main
from tenure.foundation.commands import system_actor
from tests.cli.book import open_book

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def book(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(session, "set_up", system_actor)
    open_book()


def told(capsys: Captured, *words: str) -> str:
    assert main(["report", *words]) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def test_metrics_are_listed(capsys: Captured) -> None:
    said = told(capsys, "--list")
    assert "grr (version 1): Gross revenue retention" in said
    assert "*own_line" in said
    names = [each["name"] for each in json.loads(told(capsys, "--list", "--json"))["metrics"]]
    assert names == sorted(names)
    assert {"arr_waterfall", "atr", "grr", "logo_retention", "nrr", "renewal_rate"} <= set(names)


def test_json_words_and_csv_say_the_same(capsys: Captured) -> None:
    words = ("arr_waterfall", "--period", "2026-Q1", "--every", "month", "--by", "segment")
    rows = json.loads(told(capsys, *words, "--json"))["rows"]
    assert {row["period"] for row in rows} == {"2026-01", "2026-02", "2026-03"}
    sheet = list(csv.DictReader(io.StringIO(told(capsys, *words, "--csv").lstrip("\ufeff"))))
    assert [(row["period"], int(row["end"])) for row in sheet] == [
        (row["period"], row["end"]) for row in rows
    ]
    assert sheet[0]["metric"] == "arr_waterfall"
    said = told(capsys, *words)
    assert "of: Nothing: amounts, in the currency of the contract." in said
    assert "as of: everything booked so far" in said


def test_a_rate_has_its_fraction(capsys: Captured) -> None:
    words = ("grr", "--period", "2027-Q1", "--option", "level=contract", "--json")
    found = json.loads(told(capsys, *words))
    assert found["options"]["level"] == "contract"
    assert found["rows"]
    for row in found["rows"]:
        rate = row["rates"]["grr"]
        assert (rate["numerator"], rate["denominator"]) == (row["kept"], row["start"])


def test_the_records_behind_a_figure(capsys: Captured) -> None:
    words = ("grr", "--period", "2027-Q1", "--by", "segment")
    row = json.loads(told(capsys, *words, "--json"))["rows"][0]
    only = (f"segment={row['segment']}", f"currency={row['currency']}")
    narrowed = (*words, "--records", "--only", only[0], "--only", only[1])
    found = json.loads(told(capsys, *narrowed, "--json"))
    assert found["kind"] == "customer"
    assert len(found["records"]) == found["total"] > 0
    for column in ("start", "kept", "lost"):
        assert sum(record[column] for record in found["records"]) == row[column]
    sheet = list(csv.DictReader(io.StringIO(told(capsys, *narrowed, "--csv").lstrip("\ufeff"))))
    assert [each["customer"] for each in sheet] == [each["label"] for each in found["records"]]
    said = told(capsys, *narrowed, "--limit", "1")
    assert f"1 of {found['total']} records" in said
    assert found["records"][0]["label"] in said


def test_in_one_currency(capsys: Captured, tmp_path: Path) -> None:
    rates = tmp_path / "rates.csv"
    rates.write_text("currency,from,rate\nEUR,2020-01-01,1.25\n")
    one = ("arr_waterfall", "--period", "2026-Q1")
    own = json.loads(told(capsys, *one, "--json"))["rows"][0]
    words = (*one, "--in", "USD", "--rates", str(rates))
    found = json.loads(told(capsys, *words, "--json"))
    assert found["rows"][0]["currency"] == found["reporting"]["currency"] == "USD"
    assert found["rows"][0]["end"] == own["end"] * 5 // 4
    assert "in USD: Constant currency: everything at the rates of one day, 2026-01-01." in told(
        capsys, *words
    )
    assert main(["report", *one, "--in", "USD"]) == 2
    assert "No exchange rate into USD is set" in capsys.readouterr().err
    assert main(["report", *one, "--rates", str(rates)]) == 2
    assert "goes with --in" in capsys.readouterr().err
    assert main(["rates", "set", str(rates), "--into", "USD"]) == 0
    assert "1 new, 0 corrected" in capsys.readouterr().out
    assert json.loads(told(capsys, *one, "--in", "USD", "--json"))["rows"] == found["rows"]


def test_two_definitions_side_by_side(capsys: Captured) -> None:
    one = ("grr", "--period", "2027-Q1")
    words = (*one, "--beside", "nrr", "--beside-option", "level=contract")
    found = json.loads(told(capsys, *words, "--json"))
    assert found["reports"][0] == json.loads(told(capsys, *one, "--json"))
    assert found["reports"][1]["metric"] == "nrr"
    asked = {each["question"]: (each["left"], each["right"]) for each in found["differences"]}
    assert asked["Is a unit capped at what it had?"][1] == "", "NRR does not ask it"
    assert all(asked["What is capped as one?"])
    assert "Do exchange rates count?" not in asked, "they agree"
    said = told(capsys, *words)
    assert said.index("What is capped as one?") < said.index("== 1 ==") < said.index("== 2 ==")
    same = (*one, "--beside", "grr", "--beside-option", "cap=total", "--csv")
    rows = list(csv.DictReader(io.StringIO(told(capsys, *same).lstrip("\ufeff"))))
    assert ["cap=capped" in row["options"] for row in rows] == [True, False]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("grr", "--period", "2026", "--records", "--limit", "0"), "--limit is 1 or more"),
        (("grr", "--period", "2026", "--records", "--only", "owner=bob"), "not by owner"),
        (("grr", "--period", "2026", "--beside", "atr", "--csv"), "one at a time"),
        (("grr", "--period", "2026", "--beside-option", "cap=total"), "goes with --beside"),
        (("grr", "--period", "2026", "--beside", "nrr", "--xlsx", "x.xlsx"), "not with --beside"),
        (("grr", "--period", "2026", "--records", "--svg", "x.svg"), "or --records"),
        (("grr", "--period", "2026", "--records", "--beside", "nrr"), "not with --beside"),
        (("grr",), "Name a metric and a --period"),
        (("grr", "--period", "soon"), "Name a month, quarter or year"),
        (("grr", "--period", "2026", "--option", "level"), "NAME=POSITION"),
    ],
)
def test_what_cannot_be_asked_says_why(
    capsys: Captured, words: tuple[str, ...], reason: str
) -> None:
    assert main(["report", *words]) == 2
    assert reason in capsys.readouterr().err


def test_a_chart_of_each_currency_is_a_file(capsys: Captured, tmp_path: Path) -> None:
    words = ("arr_waterfall", "--period", "2027", "--every", "month", "--svg")
    [file] = json.loads(told(capsys, *words, str(tmp_path / "arr.svg"), "--json"))["files"]
    assert Path(file).read_text().startswith("<svg ")
    assert main(["report", *words, str(tmp_path / "none" / "arr.svg")]) == 2
    assert main(["report", *words, str(tmp_path / "arr.svg"), "--show", "joy"]) == 2
    assert "cannot be written" in (said := capsys.readouterr().err)
    assert "shows one of end, begin, new" in said


def test_an_earlier_period_beside_it_and_a_workbook(capsys: Captured, tmp_path: Path) -> None:
    words = ("arr_waterfall", "--period", "2026-Q1", "--compare", "previous")
    found = json.loads(told(capsys, *words, "--json"))
    assert found["before"]["period"] == "2025-Q4"
    assert found["changes"][0]["end"] == found["report"]["rows"][0]["end"]
    assert "compared with 2025-Q4" in told(capsys, *words)
    [file] = json.loads(told(capsys, *words, "--xlsx", str(tmp_path / "a.xlsx"), "--json"))["files"]
    assert Path(file).read_bytes().startswith(b"PK")
    assert main(["report", *words, "--beside", "grr"]) == 2


def test_a_dashboard_is_told(capsys: Captured) -> None:
    assert main(["dashboard", "head", "--on", "2026-02-01", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["panels"][0]["report"]["period"] == "2026-Q1"
    assert main(["dashboard", "head", "--on", "2026-02-01"]) == 0
    assert "== ARR this quarter ==" in capsys.readouterr().out
    assert main(["dashboard", "--list"]) == 0
    assert "deal-desk" in capsys.readouterr().out
    assert main(["dashboard", "person"]) == 2
    assert main(["dashboard", "weather"]) == 2
