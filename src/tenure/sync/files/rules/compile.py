"""Turn a profile into SQL: one SELECT per sheet over views of the sources, all cells still text.

A source's view is `s_<name>` with columns `_s` (which file), `_r` (which row) and one per header,
named by `mapping.normal`. A sheet's SELECT gives `_s`, `_r`, `_refused` and its own columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tenure.sync.files.rules.cells import FAILED, identifier, literal, source_view
from tenure.sync.files.rules.expressions import Expression, MappingError
from tenure.sync.files.rules.mapping import (
    Condition,
    Format,
    Profile,
    SheetSpec,
    SourceSpec,
    normal,
)
from tenure.sync.files.rules.sheets import SHEETS, Column, Kind

_NUMBERS = frozenset({Kind.QUANTITY, Kind.PRICE, Kind.COUNT, Kind.PERCENT})
_DATES = frozenset({Kind.DATE, Kind.LAST_DAY})
_ISO = ("%Y-%m-%d",)
_FAIL = f"chr({ord(FAILED)})"


@dataclass(frozen=True, slots=True)
class CompiledSheet:
    """The SQL of one sheet and the columns that it fills."""

    name: str
    sql: str
    columns: tuple[str, ...]
    sources: tuple[str, ...]
    skipped_sql: str
    merged_sql: str


def compile_profile(
    profile: Profile, available: Mapping[str, frozenset[str]]
) -> dict[str, CompiledSheet]:
    """Return the SQL of every sheet whose source is there.

    `available` holds the normalised headers of each source found.
    """
    made = {}
    for name in SHEETS:
        specs = [s for s in profile.sheets if s.sheet == name and s.source in available]
        producers = [_Producer(profile, spec, available) for spec in specs]
        producers = [producer for producer in producers if producer.is_possible]
        if producers:
            made[name] = _together(name, producers)
    return made


def _together(name: str, producers: list[_Producer]) -> CompiledSheet:
    columns = [c for c in SHEETS[name].names if any(c in p.columns for p in producers)]
    parts = []
    for priority, producer in enumerate(producers):
        cells = ", ".join(
            f'{producer.columns.get(column, "NULL::VARCHAR")} AS "{column}"' for column in columns
        )
        parts.append(producer.select(cells, columns, priority))
    sql = " UNION ALL ".join(parts)
    if any(producer.spec.derived for producer in producers):
        # What is derived from rows of another sheet gives way to that sheet's own rows.
        key = ", ".join(f'"{column}"' for column in SHEETS[name].key)
        first = f"_p = min(_p) OVER (PARTITION BY {key})"
        sql = f"SELECT * FROM ({sql}) QUALIFY {first} OR coalesce({key.split(', ')[0]}, '') = ''"
    skipped = [p.skipped_sql for p in producers if p.spec.where]
    merged = [p.merged_sql for p in producers if p.spec.group_by and not p.spec.derived]
    return CompiledSheet(
        name=name,
        sql=sql,
        columns=tuple(columns),
        sources=tuple(producer.spec.source for producer in producers),
        skipped_sql=" + ".join(skipped) or "0",
        merged_sql=" + ".join(merged) or "0",
    )


class _Producer:
    """One source's way into one sheet, compiled."""

    def __init__(
        self, profile: Profile, spec: SheetSpec, available: Mapping[str, frozenset[str]]
    ) -> None:
        self.spec = spec
        self.profile = profile
        self.available = available
        self.columns: dict[str, str] = {}
        self.view = source_view(spec.source)
        for column in SHEETS[spec.sheet].columns:
            sql = self._column(column)
            if sql is not None:
                self.columns[column.name] = sql
        tests = [self._condition(condition) for condition in spec.where]
        self.where = " AND ".join(tests) or "true"
        self.skipped_sql = f"(SELECT count(*) FROM {self.view} b WHERE NOT ({self.where}))"
        self.merged_sql = ""
        if spec.group_by:
            keys = ", ".join(self.columns.get(key, "NULL") for key in spec.group_by)
            rows = f"FROM {self.view} b WHERE {self.where}"
            groups = f"SELECT 1 {rows} GROUP BY {keys}"
            self.merged_sql = f"((SELECT count(*) {rows}) - (SELECT count(*) FROM ({groups})))"

    @property
    def is_possible(self) -> bool:
        """Tell whether the source has anything for the sheet; what is derived needs its key."""
        needed = SHEETS[self.spec.sheet].key if self.spec.derived else ()
        return bool(self.columns) and set(needed) <= set(self.columns)

    def select(self, cells: str, columns: list[str], priority: int) -> str:
        """Return the SELECT of this producer."""
        refused = " ".join(
            f"WHEN {self._condition(condition)} THEN {literal(condition.reason)}"
            for condition in self.spec.refuse
        )
        refused = f"CASE {refused} END" if refused else "NULL::VARCHAR"
        plain = (
            f"SELECT _s, _r, {priority} AS _p, {refused} AS _refused, {cells} "
            f"FROM {self.view} b WHERE {self.where}"
        )
        if not self.spec.group_by:
            return plain
        return self._grouped(plain, columns)

    def _grouped(self, plain: str, columns: list[str]) -> str:
        by = [column for column in self.spec.group_by if column in columns]
        cells = []
        for column in columns:
            how = self.spec.aggregate.get(column, "first")
            quoted = f'"{column}"'
            cells.append(quoted if column in by else f"{_aggregated(how, quoted)} AS {quoted}")
        keys = ", ".join(f'"{column}"' for column in by)
        present = " AND ".join(f'"{c}" IS NOT NULL' for c in by) if self.spec.derived else "true"
        return (
            f"SELECT arg_min(_s, (_s, _r)) AS _s, arg_min(_r, (_s, _r)) AS _r, min(_p) AS _p, "
            f"max(_refused) AS _refused, {', '.join(cells)} FROM ({plain}) "
            f"WHERE {present} GROUP BY {keys}"
        )

    def _column(self, column: Column) -> str | None:
        expression = self.spec.columns.get(column.name)
        if expression is None and self.spec.identity:
            expression = column.name
        if expression is None:
            return None
        sql = self._expression(expression)
        if sql is None:
            return None
        return self._written(column, expression, sql)

    def _written(self, column: Column, expression: Expression, sql: str) -> str:
        """Return ISO dates and plain numbers from the declared ways of writing them."""
        own = expression if isinstance(expression, dict) else {}
        settings = self.profile.format
        if column.kind in _DATES and "constant" not in own:
            patterns = own.get("date", settings.date)
            patterns = (patterns,) if isinstance(patterns, str) else tuple(patterns)
            return _iso_day(sql, patterns, day_after=bool(own.get("day_after")))
        if column.kind in _NUMBERS and "constant" not in own and "divide" not in own:
            sql = _plain_number(
                sql,
                str(own.get("decimal", settings.decimal)),
                str(own.get("thousands", settings.thousands)),
            )
            if column.kind is Kind.PERCENT and own.get("percent", settings.percent) == "fraction":
                sql = _times_hundred(sql)
        return sql

    def _expression(self, expression: Expression) -> str | None:
        if isinstance(expression, str):
            return self._header(expression)
        sql = self._base(expression)
        if sql is None:
            return None
        if "map" in expression:
            sql = _mapped(sql, expression["map"], expression.get("otherwise"))
        if expression.get("lower"):
            sql = f"lower({sql})"
        if "prefix" in expression:
            sql = f"{literal(str(expression['prefix']))} || {sql}"
        if "months" in expression:
            unit = self._expression(expression["months"])
            sql = _in_months(sql, unit) if unit else sql
        if "when" in expression:
            sql = f"CASE WHEN {self._when(expression['when'])} THEN {sql} END"
        return sql

    def _base(self, expression: dict[str, object]) -> str | None:
        operations: dict[str, Callable[[], str | None]] = {
            "coalesce": lambda: self._coalesce(expression["coalesce"]),
            "join": lambda: self._join(expression),
            "divide": lambda: self._divide(expression["divide"]),
            "from": lambda: self._lookup(expression),
            "constant": lambda: literal(str(expression["constant"])),
            "column": lambda: self._numbered(expression),
        }
        for name, make in operations.items():
            if name in expression:
                return make()
        raise MappingError("A column needs column, constant, coalesce, join, divide or from.")

    def _header(self, name: str) -> str | None:
        source: SourceSpec = self.profile.sources[self.spec.source]
        found = None
        header = normal(source.rename.get(name, name))
        if header in self.available[self.spec.source]:
            found = f"b.{identifier(header)}"
            if name in source.values:
                found = _mapped(found, source.values[name], None)
        elif name in source.rename:
            raise MappingError(f"Source '{source.name}' has no column '{source.rename[name]}'.")
        if name in source.constants:
            constant = literal(source.constants[name])
            return f"coalesce({found}, {constant})" if found else constant
        return found

    def _coalesce(self, parts: object) -> str | None:
        found = [self._expression(part) for part in _sequence(parts)]
        usable = [sql for sql in found if sql is not None]
        return f"coalesce({', '.join(usable)})" if usable else None

    def _join(self, expression: dict[str, object]) -> str | None:
        found = [self._expression(part) for part in _sequence(expression["join"])]
        usable = [sql for sql in found if sql is not None]
        separator = literal(str(expression.get("separator", " ")))
        return f"nullif(concat_ws({separator}, {', '.join(usable)}), '')" if usable else None

    def _divide(self, parts: object) -> str | None:
        found = [self._expression(part) for part in _sequence(parts)]
        usable = [sql for sql in found if sql is not None]
        if len(usable) != 2:
            return None
        settings: Format = self.profile.format
        top, bottom = (_plain_number(sql, settings.decimal, settings.thousands) for sql in usable)
        return _divided(top, bottom)

    def _lookup(self, expression: dict[str, object]) -> str | None:
        other = str(expression["from"])
        if other not in self.available:
            return None
        key = self._header(str(expression.get("key", "")))
        match, column = (normal(str(expression.get(part, ""))) for part in ("match", "column"))
        if key is None or not {match, column} <= self.available[other]:
            return None
        value, same = identifier(column), identifier(match)
        return f"(SELECT any_value(o.{value}) FROM {source_view(other)} o WHERE o.{same} = {key})"

    def _numbered(self, expression: dict[str, object]) -> str | None:
        sql = self._header(str(expression["column"]))
        within = expression.get("number_within")
        if sql is None or within is None:
            return sql
        keys = [self._header(str(part)) for part in _sequence(within)]
        order = self._header("start")
        by = ", ".join([*(key for key in keys if key), sql])
        rank = f"row_number() OVER (PARTITION BY {by} ORDER BY {order or 'NULL'}, _s, _r)"
        return f"CASE WHEN {rank} = 1 THEN {sql} ELSE {sql} || '-' || {rank} END"

    def _when(self, raw: object) -> str:
        if not isinstance(raw, dict) or "column" not in raw:
            raise MappingError("'when' needs a column and is, not or empty.")
        among = raw.get("is", raw.get("not", []))
        return self._condition(
            Condition(
                column=raw["column"],
                among=(among,) if isinstance(among, str) else tuple(among or ()),
                negate="not" in raw,
                empty=bool(raw.get("empty")),
                given=bool(raw.get("given")),
            )
        )

    def _condition(self, condition: Condition) -> str:
        sql = self._expression(condition.column)
        if sql is None:
            return "true" if condition.negate else ("true" if condition.empty else "false")
        if condition.empty or condition.given:
            return f"({sql} IS {'NULL' if condition.empty else 'NOT NULL'})"
        among = ", ".join(literal(word.lower()) for word in condition.among)
        inside = f"coalesce(lower({sql}) IN ({among}), false)"
        return f"NOT {inside}" if condition.negate else inside


def _sequence(parts: object) -> list[Expression]:
    if not isinstance(parts, list):
        raise MappingError("coalesce, join, divide and number_within take a list.")
    return parts


def _mapped(sql: str, words: Mapping[str, str], otherwise: object) -> str:
    whens = " ".join(
        f"WHEN {literal(old.lower())} THEN {literal(new) if new else 'NULL'}"
        for old, new in words.items()
    )
    rest = sql if otherwise is None else literal(str(otherwise))
    return f"CASE WHEN {sql} IS NULL THEN NULL ELSE CASE lower({sql}) {whens} ELSE {rest} END END"


def _iso_day(sql: str, patterns: tuple[str, ...], *, day_after: bool) -> str:
    if patterns == _ISO and not day_after:
        return sql
    listed = ", ".join(literal(pattern) for pattern in patterns)
    day = f"CAST(try_strptime({sql}, [{listed}]) AS DATE)"
    if day_after:
        day = f"({day} - 1)"
    return f"coalesce(strftime({day}, '%Y-%m-%d'), {sql} || {_FAIL})"


def _plain_number(sql: str, decimal: str, thousands: str) -> str:
    if decimal == "." and not thousands:
        return sql
    mark = "\\." if decimal == "." else ","
    group = f"{_escaped(thousands)}" if thousands else ""
    whole = f"([0-9]+|[0-9]{{1,3}}({group}[0-9]{{3}})+)" if group else "[0-9]+"
    shape = literal(f"^-?{whole}({mark}[0-9]+)?\\s*%?$")
    bare = f"replace({sql}, {literal(thousands)}, '')" if thousands else sql
    if decimal == ",":
        bare = f"replace({bare}, ',', '.')"
    return f"CASE WHEN regexp_matches({sql}, {shape}) THEN {bare} ELSE {sql} || {_FAIL} END"


def _escaped(mark: str) -> str:
    return f"\\{mark}" if mark == "." else mark


def _times_hundred(sql: str) -> str:
    number = f"TRY_CAST({sql} AS DECIMAL(18,6)) * 100"
    return f"coalesce(rtrim(rtrim(CAST({number} AS VARCHAR), '0'), '.'), {sql})"


def _divided(top: str, bottom: str) -> str:
    """Return the exact quotient at 4 decimals, half-up, or the first text that is no number."""
    a, b = (f"CAST(TRY_CAST({sql} AS DECIMAL(18,4)) * 10000 AS HUGEINT)" for sql in (top, bottom))
    e4 = f"((2 * abs({a}) * 10000 + abs({b})) // (2 * abs({b})))"
    text = f"CAST(CAST({e4} AS DECIMAL(38,0)) * 0.0001 AS VARCHAR)"
    sign = f"CASE WHEN {a} < 0 THEN '-' ELSE '' END"
    return f"CASE WHEN {b} IS NULL OR {b} = 0 THEN {top} ELSE coalesce({sign} || {text}, {top}) END"


def _in_months(sql: str, unit: str) -> str:
    """Return a term counted in years or months as months."""
    return (
        f"CASE WHEN lower({unit}) IN ('year', 'years', 'annual') "
        f"THEN CAST(TRY_CAST({sql} AS INTEGER) * 12 AS VARCHAR) ELSE {sql} END"
    )


def _aggregated(how: str, column: str) -> str:
    if how == "sum":
        good = f"TRY_CAST({column} AS DECIMAL(18,4))"
        bad = f"any_value({column}) FILTER (WHERE {column} IS NOT NULL AND {good} IS NULL)"
        return f"coalesce({bad}, CAST(sum({good}) AS VARCHAR))"
    if how == "first":
        return f"arg_min({column}, (_s, _r)) FILTER (WHERE {column} IS NOT NULL)"
    return f"{how}({column})"
