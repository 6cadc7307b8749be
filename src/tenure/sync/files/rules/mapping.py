"""Profiles and mappings: which source gives which sheet, and how. Read from and written to TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tenure.sync.files.rules.expressions import (
    THOUSANDS,
    Expression,
    MappingError,
    check_date,
    check_expression,
    check_source,
    check_texts,
    listed,
    table,
    text,
    texts,
    words,
)
from tenure.sync.files.rules.sheets import FLAT_COLUMNS, SHEETS

ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso-8859-1")
_CONDITION = frozenset({"column", "is", "not", "empty", "given", "reason"})
AGGREGATES = ("first", "min", "max", "sum")


@dataclass(frozen=True, slots=True)
class Format:
    """How the files write things. An empty delimiter is found in the header and reported."""

    encoding: str = "utf-8"
    delimiter: str = ""
    date: tuple[str, ...] = ("%Y-%m-%d",)
    decimal: str = "."
    thousands: str = ""
    percent: str = "percent"
    yes: tuple[str, ...] = ("yes", "true", "y", "1")
    no: tuple[str, ...] = ("no", "false", "n", "0")


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A file or workbook sheet that the profile looks for.

    `files` are name patterns (without folder and extension), `signature` the headers it must
    have. `rename` gives a column's header, `constants` its value, `values` a value's meaning.
    """

    name: str
    files: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    rename: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of one column; `reason` is told when it refuses a row."""

    column: Expression
    among: tuple[str, ...] = ()
    negate: bool = False
    empty: bool = False
    given: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """How one sheet comes from one source."""

    sheet: str
    source: str
    identity: bool = False
    columns: Mapping[str, Expression] = field(default_factory=dict)
    where: tuple[Condition, ...] = ()
    refuse: tuple[Condition, ...] = ()
    group_by: tuple[str, ...] = ()
    aggregate: Mapping[str, str] = field(default_factory=dict)
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """A named way to read files: a shipped profile, or a user's mapping that extends one."""

    name: str
    title: str = ""
    extends: str = ""
    format: Format = field(default_factory=Format)
    sources: Mapping[str, SourceSpec] = field(default_factory=dict)
    sheets: tuple[SheetSpec, ...] = ()


def normal(header: str) -> str:
    """Return a header as it is compared: lower case, one underscore for all that is no letter."""
    return re.sub(r"[^0-9a-z\u0080-\U0010ffff]+", "_", header.strip().lower()).strip("_")


def from_toml(toml: str, *, base: Profile | None = None) -> Profile:
    """Read a profile or mapping; parts it does not name come from `base`.

    Raise MappingError for what is not TOML, or names unknown sheets, columns or operations.
    """
    raw = _parsed(toml)
    known = {"name", "title", "extends", "format", "sources", "sheet"}
    if set(raw) - known:
        raise MappingError(f"The mapping has unknown parts: {', '.join(sorted(set(raw) - known))}.")
    start = base or Profile(name="")
    sources = dict(start.sources)
    for name, told in table(raw.get("sources", {}), "sources").items():
        check_source(name)
        sources[name] = _source(name, table(told, f"sources.{name}"), sources.get(name))
    sheets = tuple(_sheet(item) for item in listed(raw.get("sheet", []), "sheet"))
    own = {(sheet.sheet, sheet.source) for sheet in sheets}
    kept = tuple(sheet for sheet in start.sheets if (sheet.sheet, sheet.source) not in own)
    profile = Profile(
        name=text(raw.get("name", start.name), "name"),
        title=text(raw.get("title", start.title), "title"),
        extends=text(raw.get("extends", ""), "extends"),
        format=_format(table(raw.get("format", {}), "format"), start.format),
        sources=sources,
        sheets=kept + sheets,
    )
    for sheet in profile.sheets:
        if sheet.source not in profile.sources:
            raise MappingError(f"Sheet '{sheet.sheet}' names an unknown source '{sheet.source}'.")
    return profile


def extended(toml: str) -> str:
    """Return the name of the profile that a mapping's TOML extends ('plain' when it says none)."""
    return text(_parsed(toml).get("extends", "plain"), "extends")


def mapping_from_form(form: Mapping[str, Any]) -> str:
    """Return the TOML of a mapping from a wizard's answers.

    `form`: name; source ("flat", or a sheet's name); columns {canonical: header}; constants
    {canonical: value}; values {canonical: {from: to}}; and format: encoding, delimiter, date,
    decimal, thousands, percent. Raise MappingError for unknown columns or formats.
    """
    source = str(form.get("source", "flat"))
    allowed = FLAT_COLUMNS if source == "flat" else _sheet_columns(source)
    columns = {k: str(v) for k, v in dict(form.get("columns", {})).items() if v}
    constants = {k: str(v) for k, v in dict(form.get("constants", {})).items() if v}
    values = {k: dict(v) for k, v in dict(form.get("values", {})).items() if v}
    for name in (*columns, *constants, *values):
        if name not in allowed:
            raise MappingError(f"'{name}' is not a column of '{source}'.")
    spec = SourceSpec(name=source, files=("*",), rename=columns, constants=constants, values=values)
    settings = {k: form[k] for k in _FORMAT_KEYS if form.get(k)}
    made = to_toml(
        Profile(
            name=str(form.get("name") or "my-mapping"),
            extends="plain",
            format=_format(settings, Format()),
            sources={source: spec},
        )
    )
    from_toml(made)
    return made


def to_toml(profile: Profile) -> str:
    """Write a profile as TOML that `from_toml` reads back to an equal one."""
    lines = [f"{key} = {_value(getattr(profile, key))}" for key in ("name", "title", "extends")]
    lines.append("\n[format]")
    plain = Format()
    for key in _FORMAT_KEYS:
        value = getattr(profile.format, key)
        if value != getattr(plain, key):
            lines.append(f"{key} = {_value(value)}")
    for source in profile.sources.values():
        lines += _source_lines(source)
    for sheet in profile.sheets:
        lines += _sheet_lines(sheet)
    return "\n".join(lines) + "\n"


_FORMAT_KEYS = ("encoding", "delimiter", "date", "decimal", "thousands", "percent", "yes", "no")


_NO_DELIMITERS = frozenset('"\n\r\x1a\\')
MAX_MAPPING = 262_144  # characters of a mapping's TOML


def _parsed(toml: str) -> dict[str, Any]:
    if len(toml) > MAX_MAPPING:
        raise MappingError(f"The mapping is longer than {MAX_MAPPING:,} characters.")
    try:
        raw = tomllib.loads(toml)
        check_texts(raw, "")
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"The mapping is not valid TOML: {error}.") from None
    except RecursionError:
        raise MappingError("The mapping nests too deeply.") from None
    return raw


def _sheet_columns(sheet: str) -> tuple[str, ...]:
    if sheet not in SHEETS:
        raise MappingError(f"There is no sheet '{sheet}'; sheets are {', '.join(SHEETS)} or flat.")
    return SHEETS[sheet].names


def _format(raw: Mapping[str, Any], start: Format) -> Format:
    unknown = set(raw) - set(_FORMAT_KEYS)
    if unknown:
        raise MappingError(f"[format] has unknown settings: {', '.join(sorted(unknown))}.")
    given = {key: getattr(start, key) for key in _FORMAT_KEYS} | {
        key: words(value, f"format.{key}")
        if key in {"date", "yes", "no"}
        else text(value, f"format.{key}")
        for key, value in raw.items()
    }
    made = Format(**given)
    if made.encoding.lower() not in ENCODINGS:
        raise MappingError(f"Encoding '{made.encoding}' is not one of {', '.join(ENCODINGS)}.")
    if made.decimal not in {".", ","} or made.thousands not in THOUSANDS:
        raise MappingError("The decimal mark is '.' or ','; thousands '.', ',', ''', ' ' or none.")
    if made.decimal == made.thousands:
        raise MappingError("Decimal mark and thousands mark must differ.")
    if made.percent not in {"percent", "fraction"}:
        raise MappingError("percent is 'percent' (5 is 5 %) or 'fraction' (0.05 is 5 %).")
    if len(made.delimiter) > 1 or made.delimiter in _NO_DELIMITERS:
        raise MappingError("The delimiter is one character, such as ',' or ';' or a tab.")
    if not (made.date and made.yes and made.no):
        raise MappingError("[format] date, yes and no need at least one text each.")
    for pattern in made.date:
        check_date(pattern, "format.date")
    return made


def _source(name: str, raw: Mapping[str, Any], start: SourceSpec | None) -> SourceSpec:
    known = {"files", "signature", "rename", "constants", "values"}
    if set(raw) - known:
        bad = ", ".join(sorted(set(raw) - known))
        raise MappingError(f"[sources.{name}] has unknown parts: {bad}.")
    base = start or SourceSpec(name=name)
    # A mapping that names headers of its own no longer needs the shipped ones.
    signature = () if "rename" in raw else base.signature
    return SourceSpec(
        name=name,
        files=words(raw["files"], f"sources.{name}.files") if "files" in raw else base.files,
        signature=words(raw["signature"], f"sources.{name}.signature")
        if "signature" in raw
        else signature,
        rename={**base.rename, **texts(raw.get("rename", {}), f"sources.{name}.rename")},
        constants={
            **base.constants,
            **texts(raw.get("constants", {}), f"sources.{name}.constants"),
        },
        values={
            **base.values,
            **{
                column: texts(meanings, f"sources.{name}.values.{column}")
                for column, meanings in table(raw.get("values", {}), "values").items()
                if meanings != {}
            },
        },
    )


def _sheet(raw: Any) -> SheetSpec:
    told = table(raw, "sheet")
    known = {"sheet", "source", "identity", "columns", "where", "refuse", "group_by", "aggregate",
             "derived"}  # fmt: skip
    if set(told) - known or "sheet" not in told or "source" not in told:
        raise MappingError(f"A [[sheet]] needs sheet and source and may have {', '.join(known)}.")
    name = text(told["sheet"], "sheet.sheet")
    allowed = _sheet_columns(name)
    columns = table(told.get("columns", {}), "columns")
    for column, expression in columns.items():
        if column not in allowed:
            raise MappingError(f"Sheet '{name}' has no column '{column}'.")
        check_expression(expression, f"{name}.{column}")
    aggregate = texts(told.get("aggregate", {}), f"{name}.aggregate")
    if set(aggregate.values()) - set(AGGREGATES):
        raise MappingError(f"An aggregate is one of {', '.join(AGGREGATES)}.")
    group_by = words(told.get("group_by", []), f"{name}.group_by")
    for column in (*group_by, *aggregate):
        if column not in allowed:
            raise MappingError(f"Sheet '{name}' has no column '{column}' to group or aggregate.")
    return SheetSpec(
        sheet=name,
        source=check_source(text(told["source"], f"{name}.source")),
        identity=bool(told.get("identity", False)),
        columns=columns,
        where=tuple(_condition(item) for item in listed(told.get("where", []), "where")),
        refuse=tuple(_condition(item) for item in listed(told.get("refuse", []), "refuse")),
        group_by=group_by,
        aggregate=aggregate,
        derived=bool(told.get("derived", False)),
    )


def _condition(raw: Any) -> Condition:
    told = table(raw, "condition")
    if "column" not in told or set(told) - _CONDITION:
        raise MappingError("A condition has column and is, not, empty or given (and reason).")
    check_expression(told["column"], "condition")
    among = words(told.get("is", told.get("not", [])), "condition")
    if not among and not (told.get("empty") or told.get("given")):
        raise MappingError("A condition has column and is, not, empty or given (and reason).")
    return Condition(
        column=told["column"],
        among=among,
        negate="not" in told,
        empty=bool(told.get("empty", False)),
        given=bool(told.get("given", False)),
        reason=text(told.get("reason", ""), "condition.reason"),
    )


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_value(str(k))} = {_value(v)}" for k, v in value.items())
        return "{" + inner + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    plain = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in plain) + '"'


def _source_lines(source: SourceSpec) -> list[str]:
    lines = [f"\n[sources.{_value(source.name)}]"]
    lines += [
        f"{part} = {_value(getattr(source, part))}"
        for part in ("files", "signature", "rename", "constants", "values")
        if getattr(source, part)
    ]
    return lines


def _sheet_lines(sheet: SheetSpec) -> list[str]:
    lines = [f"\n[[sheet]]\nsheet = {_value(sheet.sheet)}\nsource = {_value(sheet.source)}"]
    lines += [f"{part} = true" for part in ("identity", "derived") if getattr(sheet, part)]
    lines += [
        f"{part} = {_value(getattr(sheet, part))}"
        for part in ("columns", "group_by", "aggregate")
        if getattr(sheet, part)
    ]
    for part in ("where", "refuse"):
        conditions = [_condition_table(item) for item in getattr(sheet, part)]
        if conditions:
            lines.append(f"{part} = {_value(conditions)}")
    return lines


def _condition_table(condition: Condition) -> dict[str, object]:
    made: dict[str, object] = {"column": condition.column}
    if condition.among:
        made["not" if condition.negate else "is"] = condition.among
    if condition.empty:
        made["empty"] = True
    if condition.given:
        made["given"] = True
    if condition.reason:
        made["reason"] = condition.reason
    return made
