"""What proposed policies would do to the renewals of two quarters, by the one pricing.

Every contract whose next term begins in the window is priced twice, with the policies as they
stand and with the proposed ones beside them; both results are set against one another and added
up inside the engine. No line passes through Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
from django.db import connection, transaction

from tenure.book.models import Contract
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, MoneyOverflow, NotAllowed
from tenure.pricing.queries import engine
from tenure.pricing.queries.facts import FACT_NAMES, PIECES, NextTerms, copy_wanted, next_terms
from tenure.pricing.queries.policies import policies
from tenure.pricing.rules import AnyPolicy, kind_of
from tenure.pricing.rules.simulation import (
    ALL,
    DIMENSIONS,
    MOST_MOVERS,
    Cell,
    Figures,
    Mover,
    Simulated,
    basis_of,
    two_quarters,
    with_proposed,
)

# Tells how far it is: the step in words, how many are done, how many there are.
Tell = Callable[[str, int, int], None]
STEPS = (
    "read the renewals", "price them as things stand", "price them with the proposed policies",
    "add up the differences",
)  # fmt: skip
# More lines whose price does not fit have a common cause, which somebody has to see to.
MOST_UNPRICED = 100
_BESIDE = {"contract_id": "BIGINT", "currency": "VARCHAR"}
# By what a line shows that it gets a policy of a kind; a margin is for lines sold through partners.
_REACHED = {
    "price": ("policy_code", ""),
    "discount": ("discount_code", ""),
    "margin": ("margin_code", " AND t.partner_price_e4 IS NOT NULL"),
}
_PRICED = (
    "proposed_price_e4", "partner_price_e4", "expiring_minor", "proposed_minor", "partner_minor",
    "policy_code", "discount_code", "margin_code",
)  # fmt: skip


def quiet(step: str, done: int, total: int) -> None:
    """Tell nobody."""


def simulate(
    proposed: Sequence[AnyPolicy], *, on: date, user: User, folder: Path, tell: Tell = quiet
) -> Simulated:
    """Return what the proposed policies would do to the renewals of two quarters.

    Those of `two_quarters`, by the first day of the next term, over the whole book: raise
    NotAllowed for a user who may not publish policies. `folder` holds the work; what is left in it
    is the caller's to delete. Raise MoneyOverflow when too many prices do not fit, InvalidInput
    for nothing proposed. Nothing is written to the book.
    """
    if not may(user.role, Permission.SET_POLICY):
        raise NotAllowed("Only those who may publish policies see what they would do.")
    if not proposed:
        raise InvalidInput("There is no policy to simulate.")
    quarters = two_quarters(on, proposed)
    stand = policies()
    lines = folder / "lines.csv"
    tell(STEPS[0], 0, len(STEPS))
    terms = _read(quarters[0].start, quarters[1].end, lines)
    unpriced = 0
    with engine.bulk_engine(folder) as priced:
        engine.load_csv(priced, lines, FACT_NAMES, _BESIDE)
        lines.unlink()
        for step, into, chosen in ((1, "now", stand), (2, "then", with_proposed(stand, proposed))):
            tell(STEPS[step], step, len(STEPS))
            engine.replace_policies(priced, chosen)
            unpriced += _price(priced, f"priced_{into}")
        tell(STEPS[3], 3, len(STEPS))
        _compare(priced, proposed)
        return Simulated(
            quarters=tuple(quarter.start for quarter in quarters),
            cells=tuple(_cells(priced)),
            movers=tuple(_movers(priced)),
            left_out=terms.left_out,
            unpriced=unpriced,
            basis=basis_of(stand),
        )


@dataclass(frozen=True, slots=True)
class NamedMover:
    """Hold a contract that would move, by its names."""

    mover: Mover
    contract: str
    customer: str


@dataclass(frozen=True, slots=True)
class NamedMovers:
    """Hold the contracts that move the most as far as a person may see them; `hidden` others."""

    rows: list[NamedMover]
    hidden: int


def named_movers(found: Simulated, user: User) -> NamedMovers:
    """Return the contracts that would move the most, those that the person may see by name."""
    contracts = Contract.objects.visible_to(user).select_related("customer")
    known = {row.pk: row for row in contracts.filter(pk__in=[m.contract_id for m in found.movers])}
    rows = [
        NamedMover(mover, known[mover.contract_id].key, known[mover.contract_id].customer.name)
        for mover in found.movers
        if mover.contract_id in known
    ]
    return NamedMovers(rows, len(found.movers) - len(rows))


def _read(start: date, end: date | None, path: Path) -> NextTerms:
    """Write the lines of the contracts whose next term begins in the window to a CSV file."""
    with _one_moment():
        terms = next_terms("c.end_on >= %s AND c.end_on < %s", [start, end])
        copy_wanted(terms.rows, path, tuple(_BESIDE))
    return terms


@contextmanager
def _one_moment() -> Iterator[None]:
    """See the book as it is at one moment, whatever others book meanwhile; nothing is written."""
    nested = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if not nested:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _price(priced: duckdb.DuckDBPyConnection, into: str) -> int:
    """Price all lines into a table; those whose price does not fit go, and are counted."""
    try:
        engine.price_table(priced, into=into, only=_PRICED)
    except MoneyOverflow:
        gone = _not_fitting(priced)
        priced.execute("DELETE FROM facts WHERE line_id IN (SELECT unnest(?))", [gone])
        engine.price_table(priced, into=into, only=_PRICED)
        return len(gone)
    return 0


def _not_fitting(priced: duckdb.DuckDBPyConnection) -> list[int]:
    """Return the lines that cannot be priced: halve where pricing fails, until each is alone."""
    found, waiting = list[int](), [range(2**63 - 1)]
    while waiting:
        part = waiting.pop()
        try:
            engine.price_table(priced, into="trial", lines=part, only=_PRICED)
        except MoneyOverflow:
            count, middle = _middle(priced, part)
            if count > 1:
                waiting += [range(part.start, middle), range(middle, part.stop)]
            else:
                found.append(middle)
            if len(found) > MOST_UNPRICED:
                raise
    return found


def _middle(priced: duckdb.DuckDBPyConnection, part: range) -> tuple[int, int]:
    """Return how many lines have their ids in a range, and the first id of the later half."""
    row = priced.execute(
        "SELECT count(*), min(line_id) FILTER (WHERE place > half) FROM (SELECT line_id,"
        " row_number() OVER (ORDER BY line_id) AS place, count(*) OVER () // 2 AS half"
        " FROM facts WHERE line_id >= ? AND line_id < ?)",
        [part.start, part.stop],
    ).fetchone()
    assert row is not None  # an aggregate always gives a row
    return row[0], row[1]


def _compare(priced: duckdb.DuckDBPyConnection, proposed: Sequence[AnyPolicy]) -> None:
    """Leave a table `compared` with a row for each line: whose it is, its amounts now and then."""
    reached = [
        f"t.{column} IN ({codes}){also}"
        for kind, (column, also) in _REACHED.items()
        if (codes := _literals(one.code for one in proposed if kind_of(one).name == kind))
    ]
    priced.execute(f"""
        CREATE TEMP TABLE compared AS
        SELECT f.line_id // {PIECES} AS line, any_value(f.contract_id) AS contract_id,
            any_value(f.currency) AS currency, any_value(f.term_start_on) AS renewal_on,
            {", ".join(f"any_value(f.{name}) AS {name}" for name in DIMENSIONS)},
            bool_or({" OR ".join(reached)}) AS reached,
            bool_or(n.proposed_price_e4 IS DISTINCT FROM t.proposed_price_e4
                OR n.partner_price_e4 IS DISTINCT FROM t.partner_price_e4) AS touched,
            sum(n.expiring_minor) AS expiring, sum(n.proposed_minor) AS now,
            sum(t.proposed_minor) AS later,
            sum(coalesce(n.partner_minor, n.proposed_minor)) AS received_now,
            sum(coalesce(t.partner_minor, t.proposed_minor)) AS received_later
        FROM facts f
        JOIN priced_now n USING (line_id)
        JOIN priced_then t USING (line_id)
        GROUP BY 1
    """)


def _literals(texts: Iterator[str]) -> str:
    return ", ".join("'" + text.replace("'", "''") + "'" for text in texts)


# In the order of the fields of `Figures`.
_FIGURES = """
    count(DISTINCT contract_id), count(DISTINCT contract_id) FILTER (WHERE touched), count(*),
    count(*) FILTER (WHERE reached), count(*) FILTER (WHERE touched), sum(expiring), sum(now),
    sum(later), sum(received_now), sum(received_later)
"""
_SIZE = "greatest(abs(sum(later) - sum(now)), abs(sum(received_later) - sum(received_now)))"


def _cells(priced: duckdb.DuckDBPyConnection) -> Iterator[Cell]:
    """Yield the figures by quarter and currency, of all and by each dimension."""
    by = ["quarter", "currency"]
    for dimension in (ALL, *DIMENSIONS):
        value = "''" if dimension == ALL else f"coalesce({dimension}, '')"
        rows = priced.execute(f"""
            SELECT {value} AS value, date_trunc('quarter', renewal_on)::DATE AS quarter, currency,
                {_FIGURES}
            FROM compared GROUP BY value, {", ".join(by)} ORDER BY quarter, currency, value
        """).fetchall()
        for value, quarter, currency, *figures in rows:
            yield Cell(dimension, value, quarter, currency, Figures(*map(int, figures)))


def _movers(priced: duckdb.DuckDBPyConnection) -> Iterator[Mover]:
    """Yield the contracts that move the most, for each currency, the largest first."""
    rows = priced.execute(f"""
        SELECT contract_id, min(renewal_on), currency, {_FIGURES}
        FROM compared GROUP BY contract_id, currency
        HAVING bool_or(touched)
        QUALIFY row_number() OVER (
            PARTITION BY currency ORDER BY {_SIZE} DESC, contract_id
        ) <= {MOST_MOVERS}
        ORDER BY currency, {_SIZE} DESC, contract_id
    """).fetchall()
    for contract_id, renewal_on, currency, *figures in rows:
        yield Mover(contract_id, renewal_on, currency, Figures(*map(int, figures)))
