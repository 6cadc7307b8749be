"""One source of facts: a join to the book and the columns it gives, put together by `facts_sql`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Hold a part of the query over the book: the facts it gives, each as SQL, and its joins.

    A source may name what those before it have joined: `w` the wanted piece of a term, `c` its
    contract, `cu` the customer, `l` the line, `p` its product, `rp` what that renews as. It gives
    one row to each line, so what it joins has at most one.
    """

    columns: Mapping[str, str]
    joins: str = ""
