"""Nothing outside pricing computes a price: looked for in the code itself, in Python and in SQL.

A price is computed where a rate is applied to one, or where one is multiplied or divided. What an
agreed price comes to for a quantity and a time, as in the ARR ledger, is no new price; such places
are on the list with their reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tenure

SRC = Path(tenure.__file__).parent

# Path from src/tenure -> why it may reckon with unit prices, or rates on money.
RECKONS_WITH_PRICES = {
    "kernel/money.py": "what a price comes to for a quantity and a time; no rate, no new price",
    "book/rules/worth.py": "what a booked price comes to for the days of a segment",
    "web/drawing/contract.py": "how thick a bar of the drawing is: a size, not money",
    "quotes/queries/approvals.py": "how much of a quote is given away, to know who approves it",
    "closing/queries/matching_sql.py": "how far two amounts may differ and still agree",
    "sync/sample/rules/line_sql.py": "the prices of a made-up company, written to its files",
    "cli/benches/_by_hand.py": "the same arithmetic by hand, which the bench compares with",
}

PRICE = re.compile(r"(^|_)price(s)?(_e4)?$")
RATE = re.compile(r"(^|_)(bp|basis_points|percent)$")
# A price or a rate beside a multiplication or division, or a macro of pricing, in a text of SQL.
SQL = re.compile(
    r"\b\w*price_e4\b\)?\s*(::\w+\s*)?[*/]|[*/]\s*\(?\w*\.?\w*price_e4\b"
    r"|\b\w+_bp\b\)?\s*(::\w+\s*)?[*/]|[*/]\s*\(?\w*\.?\w+_bp\b|\bshare\(|\bescalated\("
)
# Functions that make a new price of an old one.
RAISING = {"uplift_unit_price", "uplifted_price", "discounted_price"}


def modules() -> Iterator[Path]:
    for path in sorted(SRC.rglob("*.py")):
        place = path.relative_to(SRC)
        if place.parts[0] != "pricing" and "migrations" not in place.parts:
            yield path


def names_in(node: ast.AST) -> Iterator[str]:
    """Yield the names that a factor is made of, but not what stands in calls and subscripts."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.BinOp):
        yield from names_in(node.left)
        yield from names_in(node.right)
    elif isinstance(node, ast.UnaryOp):
        yield from names_in(node.operand)
    elif isinstance(node, ast.Call):
        # int(price), abs(price), require_int64(price, "...")
        for argument in node.args[:1]:
            yield from names_in(argument)


def reckonings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield what multiplies or divides a price or a rate, and what raises a price by a rate."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div | ast.FloorDiv):
            for side in (node.left, node.right):
                found = next((n for n in names_in(side) if PRICE.search(n) or RATE.search(n)), "")
                if found:
                    yield node.lineno, found
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in RAISING:
                yield node.lineno, node.func.attr
        elif isinstance(node, ast.Constant) and (match := SQL.search(str(node.value))):
            yield node.lineno, match[0]


@pytest.mark.parametrize("path", list(modules()), ids=lambda path: str(path.relative_to(SRC)))
def test_only_pricing_computes_prices(path: Path) -> None:
    place = str(path.relative_to(SRC))
    found = list(reckonings(ast.parse(path.read_text())))
    if place in RECKONS_WITH_PRICES:
        assert found, f"{place} no longer does: take it off the list"
    else:
        assert not found, f"{place}: price it by tenure.pricing instead: {found}"


@pytest.mark.parametrize(
    "code",
    [
        "new = line.unit_price_e4 * 105 // 100",
        "new = (10_000 + uplift_bp) * price",
        "new = divide_half_up(price_e4 * 3, 2)",
        "new = int(row.proposed_price_e4) / 2",
        "new = Percent(rate).uplift_unit_price(old)",
        "cursor.execute('SELECT l.unit_price_e4 * 1.05 FROM book_line l')",
        "sql = f'SELECT (10000 + c.uplift_bp) * {price} / 10000'",
        "sql = 'SELECT share(p, 10500, 10000)'",
        "off = amount * discount_bp // 10_000",
    ],
)
def test_the_guard_sees_a_price_being_computed(code: str) -> None:
    assert list(reckonings(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "same = line.unit_price_e4",
        "change = after.price - before.price",
        "sql = 'SELECT sum(p.proposed_minor), l.unit_price_e4 FROM book_line l'",
        "half = quantity * 2",
    ],
)
def test_the_guard_lets_be_what_is_no_price(code: str) -> None:
    assert not list(reckonings(ast.parse(code)))
