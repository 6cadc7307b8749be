"""The macros of the steps' arithmetic: the short way and the exact way come to the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction

import duckdb
import pytest

from tenure.pricing.rules.steps import FOLDER

LARGEST = 2**63 - 1
# Around every number at which a macro changes its way, and the ends of the ranges.
EDGES = [0, 1, 2, 9_999, 10_000, 16_000, 32_767, 32_768, 999_999, 1_000_000, 2**31 - 1, 2**31,
         2**32 - 1, 2**32, 2**47 - 1, 2**47, 2**60 - 1, 2**60, 4 * 10**12, LARGEST]  # fmt: skip


def half_up(exact: Fraction) -> int:
    size = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return size if exact >= 0 else -size


def drawn(chance: random.Random, largest: int, smallest: int = 0) -> int:
    near = [edge for edge in EDGES if smallest <= edge <= largest]
    if chance.random() < 0.4:
        return chance.choice(near)
    return smallest + int((largest - smallest) * 10 ** chance.uniform(-12, 0))


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as made:
        made.execute((FOLDER / "arithmetic.sql").read_text(encoding="utf-8"))
        yield made


def check(
    engine: duckdb.DuckDBPyConnection,
    macro: str,
    draw: Callable[[], tuple[int, ...]],
    exact: Callable[..., Fraction],
) -> None:
    """Compare a macro with fractions; what does not fit must raise, and nothing else may."""
    cases = list({draw() for _ in range(4_000)})
    named = [f"a{place}" for place in range(len(cases[0]))]
    fitting = [case for case in cases if abs(half_up(exact(*case))) <= LARGEST]
    assert len(fitting) > 500
    engine.execute(f"CREATE OR REPLACE TABLE cases ({', '.join(f'{n} BIGINT' for n in named)})")
    engine.executemany(f"INSERT INTO cases VALUES ({', '.join('?' * len(named))})", fitting)
    asked = f"SELECT {', '.join(named)}, {macro}({', '.join(named)}) FROM cases"
    for *case, came in engine.execute(asked).fetchall():
        assert came == half_up(exact(*case)), (macro, case)
    for case in [case for case in cases if case not in set(fitting)][:40]:
        numbers = ", ".join(f"{number}::BIGINT" for number in case)
        with pytest.raises((duckdb.OutOfRangeException, duckdb.ConversionException)):
            engine.execute(f"SELECT {macro}({numbers})").fetchall()


def test_share(engine: duckdb.DuckDBPyConnection) -> None:
    chance = random.Random(1)

    def draw() -> tuple[int, ...]:
        d = max(1, drawn(chance, 10**9))
        return drawn(chance, LARGEST), drawn(chance, LARGEST // (2 * d)), d

    check(engine, "share", draw, lambda n, m, d: Fraction(n * m, d))


def test_ratio(engine: duckdb.DuckDBPyConnection) -> None:
    chance = random.Random(2)
    engine.execute("CREATE OR REPLACE TEMP MACRO wide(n, d) AS ratio(n::HUGEINT, d::HUGEINT)")
    check(
        engine,
        "wide",
        lambda: (drawn(chance, LARGEST), max(1, drawn(chance, LARGEST))),
        lambda n, d: Fraction(n, d),
    )


def test_ratio_beyond_64_bits(engine: duckdb.DuckDBPyConnection) -> None:
    asked = "SELECT ratio(3 * 9223372036854775807::HUGEINT, 2 * 9223372036854775807::HUGEINT)"
    assert engine.execute(asked).fetchall() == [(2,)]


@pytest.mark.parametrize("fits", ["quantity", "greatest(quantity, 20000000)"])
def test_amount(engine: duckdb.DuckDBPyConnection, fits: str) -> None:
    chance = random.Random(3)
    engine.execute(
        "CREATE OR REPLACE TEMP MACRO whole_amount(quantity, price, n, d) AS"
        f" amount(quantity, price, n, d, fitting_price({fits}, n))"
    )

    def draw() -> tuple[int, ...]:
        quantity = drawn(chance, 2**50) * chance.choice([1, 1, 1, -1])
        return (
            quantity,
            drawn(chance, 2**40),
            drawn(chance, 10**6 + 1),
            max(1, drawn(chance, 2**42)),
        )

    check(engine, "whole_amount", draw, lambda q, p, n, d: Fraction(q * p * n, d))


def test_escalated(engine: duckdb.DuckDBPyConnection) -> None:
    chance = random.Random(4)

    def draw() -> tuple[int, ...]:
        rate = chance.choice([-10_000, -9_999, -1, 0, 1, 300, 5_999, 6_000, 100_000])
        return drawn(chance, 2**50), rate, chance.randint(0, 4)

    check(
        engine,
        "escalated",
        draw,
        lambda price, rate, years: price * Fraction(10_000 + rate, 10_000) ** years,
    )
