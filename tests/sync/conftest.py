"""Files of a small company, an importer, and what came of it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tenure.foundation.commands import system_actor
from tenure.sync.files.commands import ImportResult, import_files

ON = date(2026, 11, 23)

SHEETS = {
    "staff": "staff,name,email,role,region\ns1,Sue,sue@us.example,renewals_manager,EMEA\n",
    "partners": "partner,name,kind,country,tier,tier_start\nR1,Resell,reseller,DE,,\n",
    "customers": (
        "customer,name,country,parent,export_controlled\n"
        "K1,Kite,DE,,no\nK2,Kelp,US,K1,yes\n"
    ),
    "contacts": "contact,customer,name,email\nP1,K1,Pat,pat@kite.example\n",
    "products": "product,name,charge\nSEAT,Seats,recurring\nSETUP,Setup,one_time\n",
    "prices": (
        "price_book,product,currency,unit_price,start,end\n"
        "std,SEAT,EUR,100.00,2026-01-01,2026-12-31\n"
    ),
    "contracts": (
        "contract,customer,currency,start,end,owner,reseller,uplift,notice_days\n"
        "C1,K1,EUR,2026-01-01,2026-12-31,s1,,5%,30\n"
        "C2,K2,JPY,2026-03-01,2027-02-28,s1,R1,,60\n"
    ),
    "orders": (
        "order,contract,kind,effective_on,booked_on\n"
        "C1-O1,C1,new,2026-01-01,2025-12-15\n"
    ),
    "lines": (
        "contract,line,product,quantity,unit_price,currency,start,end,order\n"
        "C1,L1,SEAT,10,100.00,EUR,2026-01-01,2026-12-31,C1-O1\n"
        "C1,L2,SETUP,1,500.00,EUR,2026-01-01,2026-12-31,C1-O1\n"
        "C2,L1,SEAT,3,9000,JPY,2026-03-01,2027-02-28,\n"
    ),
}  # fmt: skip


@dataclass
class Company:
    """A folder of the plain sheets, to be changed and imported."""

    folder: Path
    sheets: dict[str, str] = field(default_factory=lambda: dict(SHEETS))

    def add(self, sheet: str, row: str) -> int:
        """Append a row; return its line in the file."""
        line = self.sheets[sheet].count("\n") + 1
        self.sheets[sheet] += row + "\n"
        return line

    def replace(self, sheet: str, old: str, new: str) -> None:
        """Change text of a sheet that must be there."""
        assert old in self.sheets[sheet]
        self.sheets[sheet] = self.sheets[sheet].replace(old, new)

    def write(self) -> Path:
        """Write the sheets and return the folder."""
        self.folder.mkdir(exist_ok=True)
        for name, text in self.sheets.items():
            (self.folder / f"{name}.csv").write_bytes(text.encode())
        return self.folder

    def load(self, **more: Any) -> ImportResult:
        """Import the folder."""
        return load([self.write()], **more)


def load(paths: Sequence[Path], **more: Any) -> ImportResult:
    """Import files and check that the counts add up."""
    result = import_files(paths=paths, by=system_actor(), on=more.pop("on", ON), **more)
    for sheet, counts in result.counts.items():
        parts = sum(counts[name] for name in counts if name != "read")
        assert counts["read"] == parts, f"{sheet}: {counts}"
    return result


def rejects(result: ImportResult) -> list[dict[str, str]]:
    """Return the rows of an import's rejects file."""
    if result.rejects is None:
        return []
    with result.rejects.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> Path:
    """Keep what imports write in the test's own folder."""
    settings.DATA_DIR = tmp_path / "data"
    return tmp_path / "data"


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Return the small company's sheets."""
    return Company(tmp_path / "book")


@pytest.fixture
def flat(tmp_path: Path) -> Callable[..., Path]:
    """Return a writer of one file."""

    def write(data: bytes | str, name: str = "flat.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return write
