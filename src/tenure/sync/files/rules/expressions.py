"""What a mapping may say of one column: operations, their types, and the names of sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tenure.kernel.errors import TenureError

# A header, or a table of operations (docs/files.md lists them).
Expression = str | dict[str, Any]

MAX_DEPTH = 6  # every level may repeat the SQL of the one below
THOUSANDS = frozenset({"", ".", ",", "'", " ", "\u00a0"})
_SOURCE = re.compile(r"[a-z][a-z0-9_]{0,59}")
_WHEN = frozenset({"column", "is", "not", "empty", "given"})


class MappingError(TenureError):
    """Refuse a mapping that cannot be understood; the message says which part."""


def check_source(name: str) -> str:
    """Return a source's name; raise MappingError for what cannot name a source."""
    if not _SOURCE.fullmatch(name):
        raise MappingError(
            f"'{name[:60]}' cannot name a source: use up to 60 small letters, digits and "
            "underscores, beginning with a letter."
        )
    return name


def check_texts(value: object, where: str) -> None:
    """Raise MappingError where any text of a mapping holds a NUL character."""
    if isinstance(value, str):
        if "\x00" in value:
            raise MappingError(f"{where}: a text of a mapping must not hold a NUL character.")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            check_texts(key, where)
            check_texts(item, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for item in value:
            check_texts(item, where)


def check_date(pattern: str, where: str) -> None:
    """Raise MappingError for a date format without day or year."""
    if "%d" not in pattern or "%Y" not in pattern:
        raise MappingError(f"{where}: a date format needs %d, a month and %Y, not '{pattern}'.")


def check_expression(expression: object, where: str, depth: int = 0) -> None:
    """Raise MappingError, naming the place, for what is no header and no table of operations."""
    if isinstance(expression, str):
        return
    if not isinstance(expression, dict):
        raise MappingError(f"{where}: a column is a header or a table of operations.")
    if depth > MAX_DEPTH:
        raise MappingError(f"{where}: operations nest deeper than {MAX_DEPTH} levels.")
    unknown = set(expression) - OPERATIONS
    if unknown:
        raise MappingError(f"{where}: unknown operations {', '.join(sorted(unknown))}.")
    for part, value in expression.items():
        _CHECKS[part](value, f"{where}.{part}", depth)


def table(value: object, where: str) -> dict[str, Any]:
    """Return a table of a mapping; raise MappingError for anything else."""
    if not isinstance(value, dict):
        raise MappingError(f"'{where}' must be a table.")
    return value


def listed(value: object, where: str) -> list[Any]:
    """Return a list of a mapping; raise MappingError for anything else."""
    if not isinstance(value, list):
        raise MappingError(f"'{where}' must be a list.")
    return value


def texts(value: object, where: str) -> dict[str, str]:
    """Return a table of plain values as texts."""
    return {key: text(item, f"{where}.{key}") for key, item in table(value, where).items()}


def text(value: object, where: str) -> str:
    """Return a plain value as text; raise MappingError for a table or a list."""
    if isinstance(value, (dict, list)):
        raise MappingError(f"'{where}' must be one text.")
    return str(value)


def words(value: object, where: str) -> tuple[str, ...]:
    """Return one text or a list of texts."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Sequence):
        return tuple(text(item, where) for item in value)
    raise MappingError(f"'{where}' must be text or a list of texts.")


def _plain(value: object, where: str, _: int) -> None:
    text(value, where)


def _inner(value: object, where: str, depth: int) -> None:
    check_expression(value, where, depth + 1)


def _several(value: object, where: str, depth: int) -> None:
    for item in listed(value, where):
        check_expression(item, where, depth + 1)


def _words(value: object, where: str, _: int) -> None:
    for item in listed(value, where):
        text(item, where)


def _mapped(value: object, where: str, _: int) -> None:
    if not texts(value, where):
        raise MappingError(f"'{where}' is empty.")


def _from(value: object, where: str, _: int) -> None:
    check_source(text(value, where))


def _dates(value: object, where: str, _: int) -> None:
    patterns = words(value, where)
    if not patterns:
        raise MappingError(f"'{where}' is empty.")
    for pattern in patterns:
        check_date(pattern, where)


def _when(value: object, where: str, depth: int) -> None:
    test = table(value, where)
    if "column" not in test or set(test) - _WHEN:
        raise MappingError(f"'{where}' needs a column and is, not, empty or given.")
    check_expression(test["column"], where, depth + 1)
    among = words(test.get("is", test.get("not", [])), where)
    if not among and not (test.get("empty") or test.get("given")):
        raise MappingError(f"'{where}' needs a column and is, not, empty or given.")


def _among(*allowed: str) -> Callable[[object, str, int], None]:
    def check(value: object, where: str, _: int) -> None:
        if value not in allowed:
            raise MappingError(f"'{where}' is one of {', '.join(map(repr, allowed))}.")

    return check


_CHECKS: dict[str, Callable[[object, str, int], None]] = {
    "column": _plain, "constant": _plain, "coalesce": _several, "join": _several,
    "separator": _plain, "from": _from, "key": _plain, "match": _plain, "divide": _several,
    "map": _mapped, "otherwise": _plain, "date": _dates, "decimal": _among(".", ","),
    "thousands": _among(*sorted(THOUSANDS)), "day_after": _plain,
    "percent": _among("percent", "fraction"), "prefix": _plain, "number_within": _words,
    "when": _when, "lower": _plain, "months": _inner,
}  # fmt: skip
OPERATIONS = frozenset(_CHECKS)
