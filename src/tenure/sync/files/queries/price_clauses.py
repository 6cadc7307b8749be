"""Refuse contracts whose escalator or index clause is none, or follows an index nobody knows.

The same as `book.rules.index_clause` refuses, for many rows at once; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from tenure.book.rules.index_clause import RATES
from tenure.kernel.percent import Percent

# The sheet's columns and those of the book's contracts.
_PARTS = {
    "index": "index_code",
    "index_lag": "index_lag_months",
    "index_plus": "index_plus_bp",
    "index_floor": "index_floor_bp",
    "index_ceiling": "index_ceiling_bp",
}
_NO_RATE = "'not from {} to {}'".format(*(Percent(bound).format() for bound in RATES))
Refuse = Callable[[str, str, str, str], bool]


def check_price_clauses(present: Collection[str], refuse: Refuse) -> None:
    """Check the clauses that the rows of `t_contracts` and what the book holds make together."""
    if "escalator" in present:
        refuse(
            "escalator", "t.escalator", _NO_RATE,
            f"t_contracts t WHERE t.escalator NOT BETWEEN {RATES[0]} AND {RATES[1]}",
        )  # fmt: skip
    _check_index(present, refuse)


def _check_index(present: Collection[str], refuse: Refuse) -> None:
    if not _PARTS.keys() & set(present):
        return
    cells = ", ".join(
        (f't."{column}"' if column in present else f"d.{held}") + f" AS {held}"
        for column, held in _PARTS.items()
    )
    rows = (
        f"(SELECT t._s, t._r, {cells} FROM t_contracts t "
        "LEFT JOIN db_contracts d ON d.key = t.contract) t"
    )
    has = "coalesce(t.index_code, '') <> ''"
    refuse(
        "index", "t.index_code",
        "'there is no price index with this code in the book: publish its values first'",
        f"{rows} WHERE {has} AND t.index_code NOT IN (SELECT code FROM db_indices)",
    )  # fmt: skip
    for column, held in list(_PARTS.items())[1:]:
        refuse(
            column, f"t.{held}", "'it belongs to a price index, and there is none'",
            f"{rows} WHERE NOT {has} AND t.{held} IS NOT NULL",
        )  # fmt: skip
    refuse(
        "index_lag", "t.index_lag_months",
        "'say how many months before the term the index is read'",
        f"{rows} WHERE {has} AND t.index_lag_months IS NULL",
    )  # fmt: skip
    least, most = RATES
    for column, held in list(_PARTS.items())[2:]:
        refuse(
            column, f"t.{held}", _NO_RATE, f"{rows} WHERE t.{held} NOT BETWEEN {least} AND {most}"
        )
    refuse(
        "index_floor", "t.index_floor_bp", "'it is above the ceiling'",
        f"{rows} WHERE t.index_floor_bp > t.index_ceiling_bp",
    )  # fmt: skip
