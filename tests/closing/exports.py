"""Exports of the other side for tests: rows as they would say if they agreed, and changed ones."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tenure.book.models import Contract, Line
from tenure.closing.commands import load_statement
from tenure.closing.models import Statement
from tenure.closing.rules import Side
from tenure.foundation.models import User

Row = dict[str, Any]


@dataclass
class Export:
    """What a side says: contracts and lines, to be changed before it is loaded."""

    side: Side
    contracts: dict[str, Row] = field(default_factory=dict)
    lines: list[Row] = field(default_factory=list)

    @classmethod
    def that_agrees(cls, side: Side, on: date) -> Export:
        """Return what the side would say if it knew the book of a day exactly."""
        made = cls(side)
        for contract in Contract.objects.select_related("customer").order_by("pk"):
            made.contracts[contract.key] = {
                "key": contract.key, "customer": contract.customer.key,
                "currency": contract.currency, "start": contract.start_on,
                "end": contract.end_on, "ended": contract.ended_on,
            }  # fmt: skip
        for line in Line.objects.select_related("contract", "product").order_by("pk"):
            if line.start_on <= on and (line.end_on is None or line.end_on > on):
                made.lines.append({
                    "contract": line.contract.key, "product": line.product.code,
                    "quantity": int(line.quantity * 10_000), "price": line.unit_price_e4,
                    "months": line.price_months, "currency": line.currency,
                    "start": line.start_on, "end": line.end_on,
                })  # fmt: skip
        return made

    def line(self, contract: str) -> Row:
        """Return the first line of a contract."""
        return next(row for row in self.lines if row["contract"] == contract)

    def load(self, folder: Path, *, by: User, on: date, as_of: date | None = None) -> Statement:
        """Load it as the side's export."""
        return load_statement(
            side=self.side, as_of=as_of or on, profile="plain",
            contracts=_written(folder / "c.csv", list(self.contracts.values())),
            lines=_written(folder / "l.csv", self.lines), by=by, on=on,
        )  # fmt: skip


def _written(path: Path, rows: list[Row]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(row.values() for row in rows)
    return path
