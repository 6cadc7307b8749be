"""The pricing SQL in Spark's dialect: the same arithmetic, exact to the last unit.

Written for DuckDB, it means the same on Spark in ANSI mode after these changes:

1. Macros are put in place of their calls: Spark has none that live as long as a session.
2. HUGEINT becomes DECIMAL(38, 0). Both raise when a figure does not fit; DuckDB's macros keep to
   38 digits as well.
3. A quotient of two DECIMALs is made of the rest: Spark's `div` wraps what exceeds 64 bits.
   `abs` and the minus of a DECIMAL are made of a difference: Spark's round at 34 digits.
4. What is divided by zero is null, as in DuckDB.
5. `sign` counts instead of giving a floating number; `error` is `raise_error`.
6. What lines look up by a LEFT JOIN, the few slices, goes to every worker whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import sqlglot
from sqlglot import exp

from tenure.pricing.rules.steps import FOLDER

_DECIMAL = exp.DataType.build("DECIMAL(38, 0)")
# What has the type of its operands, or of its branches.
_CARRIERS = (
    exp.Add, exp.Sub, exp.Mul, exp.IntDiv, exp.Mod, exp.Paren, exp.Neg, exp.Abs, exp.Coalesce,
    exp.Greatest, exp.Least, exp.Case, exp.If,
)  # fmt: skip
_CONDITION = "this"  # of a branch: it says nothing of the branch's type


@cache
def spark_sql(sql: str) -> str:
    """Return a query written for DuckDB, which may call the macros of the steps, for Spark."""
    tree = _expanded(sqlglot.parse_one(sql, read="duckdb"), _macros())
    wide: set[str] = set()
    # Inner selects first: what they make 128 bits wide is so for those around them.
    for select in reversed(list(tree.find_all(exp.Select))):
        _broadcast(select)
        for column in select.expressions:
            if isinstance(column, exp.Alias) and _is_wide(column.this, wide):
                wide.add(column.alias)
    for node in reversed(list(tree.walk())):
        changed = _changed(node, wide)
        if changed is not node:
            node.replace(changed)
    for kind in list(tree.find_all(exp.DataType)):
        if kind.is_type("int128"):
            kind.replace(_DECIMAL.copy())
    return tree.sql(dialect="spark", comments=False)


@cache
def _macros() -> Mapping[str, exp.Create]:
    """Return the macros of the steps by their names."""
    text = (FOLDER / "arithmetic.sql").read_text(encoding="utf-8")
    made = [one for one in sqlglot.parse(text, read="duckdb") if isinstance(one, exp.Create)]
    return {macro.this.this.name: macro for macro in made}


def _expanded(tree: exp.Expr, macros: Mapping[str, exp.Create]) -> exp.Expr:
    """Return the tree with the macros' bodies in place of their calls, inner calls first."""
    for call in reversed(list(tree.find_all(exp.Anonymous))):
        macro = macros.get(call.name)
        if macro is None:
            continue
        names = [parameter.name for parameter in macro.this.expressions]
        given = dict(zip(names, call.expressions, strict=True))
        body = exp.paren(macro.expression.copy())
        for column in list(body.find_all(exp.Column)):
            if column.name in given:
                column.replace(_whole(given[column.name]))
        whole = _expanded(body, macros)
        if call is tree:
            return whole
        call.replace(whole)
    return tree


def _is_wide(node: exp.Expr, wide: set[str]) -> bool:
    """Return whether DuckDB reckons it in 128 bits."""
    if isinstance(node, exp.Cast):
        return bool(node.to.is_type("int128", "decimal"))
    if isinstance(node, exp.Column):
        return node.name in wide
    if not isinstance(node, _CARRIERS):
        return False
    parts = [
        part
        for key, part in _parts(node)
        if not (isinstance(node, exp.If | exp.Case) and key == _CONDITION)
    ]
    return any(_is_wide(part, wide) for part in parts)


def _parts(node: exp.Expr) -> list[tuple[str, exp.Expr]]:
    found = []
    for key, value in node.args.items():
        values = value if isinstance(value, list) else [value]
        found += [(key, part) for part in values if isinstance(part, exp.Expr)]
    return found


def _changed(node: exp.Expr, wide: set[str]) -> exp.Expr:
    """Return what stands for a node in Spark; the node itself where it may stay."""
    if isinstance(node, exp.IntDiv | exp.Mod):
        return _divided(node, wide)
    if isinstance(node, exp.Sign):
        return _by_sign(node.this, _number(1), _number(-1), _number(0))
    if isinstance(node, exp.Neg) and _is_wide(node.this, wide):
        return _negative(node.this)
    if isinstance(node, exp.Abs) and _is_wide(node.this, wide):
        return _by_sign(node.this, _whole(node.this), _negative(node.this), _number(0))
    if isinstance(node, exp.Anonymous) and node.name.lower() == "error":
        return exp.func("raise_error", *(part.copy() for part in node.expressions))
    return node


def _divided(node: exp.IntDiv | exp.Mod, wide: set[str]) -> exp.Expr:
    """Return a quotient or a rest; null for a divisor of zero, whole in 38 digits."""
    number, divisor = _whole(node.this), _whole(node.expression)
    if not isinstance(node.expression, exp.Literal):
        # Not NULLIF: Spark would work its operand out before the CASE around it chooses.
        zero = exp.EQ(this=divisor, expression=_number(0))
        divisor = exp.If(this=zero, true=exp.null(), false=divisor.copy())
    if isinstance(node, exp.Mod):
        return exp.paren(exp.Mod(this=number, expression=divisor))
    if not _is_wide(node, wide):
        return exp.paren(exp.IntDiv(this=number, expression=divisor))
    rest = exp.Mod(this=number.copy(), expression=divisor.copy())
    exact = exp.paren(exp.Sub(this=number, expression=exp.paren(rest)))
    return exp.cast(exp.Div(this=exact, expression=divisor, typed=True), "INT128")


def _whole(node: exp.Expr) -> exp.Expr:
    """Return a copy that stays whole as a part of whatever it is put into."""
    plain = isinstance(node, exp.Column | exp.Literal | exp.Paren | exp.Func)
    plain = plain and not isinstance(node, exp.Binary)
    return node.copy() if plain else exp.paren(node.copy())


def _number(value: int) -> exp.Expr:
    return exp.Literal.number(value)


def _negative(node: exp.Expr) -> exp.Expr:
    return exp.paren(exp.Sub(this=_number(0), expression=_whole(node)))


def _by_sign(node: exp.Expr, above: exp.Expr, below: exp.Expr, zero: exp.Expr) -> exp.Expr:
    """Return what stands for a number above, below and at zero; null for null."""
    chosen = exp.Case()
    for compared, result in ((exp.GT, above), (exp.LT, below), (exp.EQ, zero)):
        chosen = chosen.when(compared(this=_whole(node), expression=_number(0)), result)
    return exp.paren(chosen)


def _broadcast(select: exp.Select) -> None:
    looked_up = [join for join in select.args.get("joins") or () if join.side == "LEFT"]
    if looked_up:
        tables = [exp.to_identifier(join.alias_or_name) for join in looked_up]
        hint = exp.JoinHint(this="BROADCAST", expressions=tables)
        select.set("hint", exp.Hint(expressions=[hint]))
