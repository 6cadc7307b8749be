"""Exports as files: a generic one and Zuora's, read by the profiles that imports use."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tenure.cli import session
from tenure.cli.main import main
from tenure.closing.models import Discrepancy, Statement, StatementLine
from tenure.foundation.commands import system_actor
from tests.closing.conftest import ON
from tests.renewals.builders import Book

Captured = pytest.CaptureFixture[str]
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LINES = (
    "contract,line,product,quantity,unit_price,price_months,currency,start,end\n"
    "C1,L1,P-C1,1,100.00,1,EUR,2026-06-01,2027-05-31\n"
    "C2,L1,P-C2,1,5000,12,EUR,2026-09-01,2027-08-31\n"
    "C2,L2,P-C2,1,5000,12,EUR,2026-09-01,2027-08-31\n"
)


@pytest.fixture(autouse=True)
def fixed_day(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: ON)


def told(capsys: Captured, *words: str, code: int = 0) -> Any:
    assert main(["reconcile", *words, "--json"]) == code, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def test_monthly_prices_agree_with_yearly_ones(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text(LINES)
    loaded = told(capsys, "load", "billing", str(tmp_path / "lines.csv"))
    assert (loaded["contracts"], loaded["lines"], loaded["rejected"]) == (2, 3, 0)
    assert told(capsys, "run")["found"] == 0


def test_a_bad_row_comes_back_with_its_line_and_the_others_count(
    capsys: Captured, tmp_path: Path
) -> None:
    bad = LINES + "C1,L9,P-C1,many,1,12,EUR,2026-06-01,2027-05-31\n"
    bad += "C1,L8,P-C1,1,1,12,EUR,2026-06-01,2026-05-01\n"
    (tmp_path / "lines.csv").write_text(bad)
    loaded = told(capsys, "load", "billing", str(tmp_path / "lines.csv"), code=1)
    assert (loaded["lines"], loaded["rejected"]) == (3, 2)
    with Path(loaded["rejects"]).open(encoding="utf-8", newline="") as file:
        rows = [(row["line"], row["column"]) for row in csv.DictReader(file)]
    assert rows == [("5", "quantity"), ("6", "end")]


def test_one_finds_matches_and_settles(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text(LINES.replace("100.00,1", "90.00,1"))
    told(capsys, "load", "billing", str(tmp_path / "lines.csv"))
    assert told(capsys, "run", code=1)["new"] == 1
    (row,) = told(capsys, "list", "--side", "billing", "--kind", "price")
    assert (row["key"], row["at_stake"], row["what"]) == ("C1", "-120.00 EUR", "another price")
    assert main(["reconcile", "list"]) == 0
    assert "another" in capsys.readouterr().out
    told(capsys, "settle", str(row["id"]), "--reason", "accepted", "--note", "agreed by mail")
    assert told(capsys, "list") == []
    assert told(capsys, "run", code=1)["new"] == 0
    assert told(capsys, "match", "billing", "SUB-1", "C1") == {"key": "SUB-1", "contract": "C1"}
    assert main(["reconcile", "match", "billing", "SUB-1", "C-NONE"]) == 2
    assert main(["reconcile", "settle", str(row["id"]), "--reason", "source"]) == 2


def test_files_without_lines_are_refused(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("customer,name\nK1,Kite\n")
    assert main(["reconcile", "load", "crm", str(tmp_path / "customers.csv")]) == 2
    assert not Statement.objects.exists()


@pytest.mark.skipif(not DATA.exists(), reason="the vendors' sample exports are not here")
def test_zuoras_own_sample_is_an_export(capsys: Captured) -> None:
    files = [str(path) for path in sorted((DATA / "zuora_seeds").glob("*.csv"))]
    assert main(["reconcile", "load", "billing", *files, "--profile", "zuora", "--json"]) in {0, 1}
    loaded = json.loads(capsys.readouterr().out)
    assert loaded["contracts"] > 0
    assert StatementLine.objects.count() == loaded["lines"] > 0
    told(capsys, "run", code=1)
    kinds = set(Discrepancy.objects.values_list("kind", flat=True))
    assert "missing" in kinds, "Zuora's sample knows nothing of this book"


def test_zuora_in_its_own_shape_agrees(capsys: Captured, tmp_path: Path) -> None:
    """The same two contracts as Zuora exports them: ends are the first day after."""
    (tmp_path / "subscription.csv").write_text(
        "id,account_id,name,status,term_type,term_start_date,term_end_date,currency\n"
        "C1,CU-C1,A-1,Active,TERMED,2026-06-01,2027-06-01,EUR\n"
        "C2,CU-C2,A-2,Active,TERMED,2026-09-01,2027-09-01,EUR\n"
    )
    (tmp_path / "rate_plan_charge.csv").write_text(
        "id,rate_plan_id,subscription_id,product_id,charge_type,charge_number,quantity,mrr,"
        "effective_start_date,effective_end_date,transaction_currency\n"
        "H1,R1,C1,P-C1,Recurring,1,1,100,2026-06-01,2027-06-01,EUR\n"
        "H2,R2,C2,P-C2,Recurring,2,2,833.34,2026-09-01,2027-09-01,EUR\n"
        "H3,R2,C2,P-C2,Usage,3,5,0,2026-09-01,2027-09-01,EUR\n"
    )
    files = [str(path) for path in sorted(tmp_path.glob("*.csv"))]
    loaded = told(capsys, "load", "billing", *files, "--profile", "zuora", "--as-of", str(ON))
    assert (loaded["contracts"], loaded["lines"]) == (2, 2), "usage is not compared"
    assert told(capsys, "run")["found"] == 0, "0.08 a year is within the tolerance"
    assert told(capsys, "run", "--within", "7", code=1)["new"] == 1
    assert Statement.objects.get().as_of == date(2027, 1, 15)
