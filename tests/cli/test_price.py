"""`tenure price` and `tenure leakage`: the whole book priced once, and what leaks of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tenure.book.models import Contract, Line
from tenure.cli import session
from tenure.cli.main import main
from tenure.foundation.commands import system_actor
from tenure.pricing.commands import publish_policy
from tenure.pricing.models import PricedLine, PricingRun
from tenure.pricing.rules import DiscountFacts
from tenure.quotes.models import LeakageReport
from tests.cli.book import open_book

pytestmark = pytest.mark.django_db(transaction=True)
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def contracts(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> list[Contract]:
    """Let the command line use the tests' database on a fixed day, with two contracts in it."""
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: date(2026, 3, 1))
    settings.DATA_DIR = tmp_path
    return open_book()


def test_it_prices_the_book_once_a_day(capsys: Captured) -> None:
    lines = Line.objects.filter(quantity__gt=0).count()
    assert main(["price"]) == 0
    assert f"2026-03-01: {lines} lines priced, 0 refused" in capsys.readouterr().out
    assert PricedLine.objects.count() == lines
    assert main(["price", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["lines"], said["refused"], said["refused_lines"]) == (lines, 0, [])
    assert said["finished_at"]
    assert PricingRun.objects.count() == 1
    assert main(["price", "--again"]) == 0
    assert main(["price", "--on", "2026-03-02"]) == 0
    assert PricingRun.objects.count() == 3
    assert PricedLine.objects.count() == lines


def test_what_cannot_be_priced_is_told(capsys: Captured) -> None:
    line = Line.objects.filter(contract__key="C-1").first()
    assert line
    Line.objects.filter(pk=line.pk).update(unit_price_e4=2**63 - 1, uplift_bp=500)
    assert main(["price"]) == 1
    out = capsys.readouterr().out
    assert "1 refused" in out
    assert f"C-1, line {line.pk}: A price or its amount is too large to be stored." in out
    assert main(["price", "--json"]) == 1
    [told] = json.loads(capsys.readouterr().out)["refused_lines"]
    assert told["contract"] == "C-1"


def test_the_leakage_is_told_and_written(capsys: Captured, tmp_path: Path) -> None:
    assert main(["leakage"]) == 2
    assert "`tenure price`" in capsys.readouterr().err
    policy = DiscountFacts(
        code="d", start_on=date(2020, 1, 1), volume_1_from_e4=1_0000, volume_1_bp=1_000
    )
    publish_policy(policy=policy, name="d", by=system_actor(), on=date(2026, 3, 1))
    assert main(["price"]) == 0
    capsys.readouterr()
    assert main(["leakage"]) == 0
    out = capsys.readouterr().out
    assert "a volume discount" in out
    assert "(realised - carried) / (entitled - carried)" in out
    assert main(["leakage", "--by", "currency", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    [group] = said["groups"]
    assert group["leakage_minor"] == group["entitled_minor"] - group["realised_minor"] > 0
    assert said["leaks"]
    assert main(["leakage", "--by", "currency", "--csv"]) == 0
    header, row = capsys.readouterr().out.lstrip("\ufeff").splitlines()
    told = dict(zip(header.split(","), row.split(","), strict=True))
    assert float(told["leakage"]) * 100 == group["leakage_minor"]
    sheet = tmp_path / "leakage.xlsx"
    assert main(["leakage", "--reason", "deal", "--xlsx", str(sheet)]) == 0
    assert sheet.read_bytes().startswith(b"PK")
    assert main(["leakage", "--owner", "Nobody Known"]) == 2
    assert main(["leakage", "--refresh", "--json"]) == 0
    assert LeakageReport.objects.count() == 2
