"""Convert and check one cell: DuckDB expressions by kind, and the reasons in words.

Three expressions per column over the trimmed text `x` (NULL when empty): `converted` gives the
typed value, `is_bad` whether the cell is refused, `reason` why. `FAILED` ends a text that an
earlier step (a declared date or number format) could not read.
"""

from __future__ import annotations

from tenure.kernel.currencies import EXPONENTS
from tenure.sync.files.rules.sheets import Column, Kind

FAILED = "\x1a"
MAX_CELL = 1_048_576
_E4 = "^[0-9]{1,14}(\\.[0-9]{1,4}0*)?$"
_PERCENT = "^-?[0-9]{1,6}(\\.[0-9]{1,2}0*)?$"
_EMAIL = '^[^@\\s<>",;]+@[^@\\s<>",;]+\\.[^@\\s<>",;]+$'
_KEY_NOISE = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]"
_TEXT_NOISE = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]"
_FIRST_DAY, _LAST_DAY = "DATE '1900-01-01'", "DATE '2999-12-31'"
_CURRENCIES = ", ".join(f"'{code}'" for code in sorted(EXPONENTS))


def literal(text: str) -> str:
    """Return text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(text: str) -> str:
    """Return text as a quoted SQL name."""
    return '"' + text.replace('"', '""') + '"'


def source_view(source: str) -> str:
    """Return the quoted name of a source's view."""
    return identifier(f"s_{source}")


def converted(column: Column, x: str, words: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
    """Return the typed value of a cell, with the column's default when it is empty."""
    value = _typed(column, x, words)
    if column.default is None:
        return value
    default = column.default
    text = literal(default) if isinstance(default, str) else str(default).lower()
    return f"coalesce({value}, CASE WHEN {x} IS NULL THEN {text} END)"


def is_bad(column: Column, x: str, value: str, *, noisy: bool) -> str:
    """Return whether a cell is refused; `value` is what it was converted to.

    `noisy` when the files hold more than plain characters.
    """
    tests = []
    if column.required:
        tests.append(f"{x} IS NULL")
    if column.kind is Kind.KEY:
        tests.append(f"left({x}, 1) IN ('=', '+', '-', '@')")
    if column.kind in _TEXTUAL:
        tests.append(f"length({x}) > {column.size}")
        if noisy:
            tests.append(f"regexp_matches({x}, {literal(_noise(column))})")
    else:
        tests.append(f"({x} IS NOT NULL AND {value} IS NULL)")
    return "(" + " OR ".join(f"coalesce({test}, false)" for test in tests) + ")"


def reason(column: Column, x: str, words: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
    """Return why a cell is refused (NULL when it is not), in words."""
    cases = []
    if column.required:
        cases.append((f"{x} IS NULL", f"{column.name} is missing"))
    if column.kind is Kind.KEY:
        cases.append((f"left({x}, 1) IN ('=', '+', '-', '@')", "a key must not be a formula"))
    if column.kind in _TEXTUAL:
        noise = literal(_noise(column))
        cases.append(
            (f"regexp_matches({x}, {noise})", "invisible or control characters are not allowed")
        )
        cases.append((f"length({x}) > {column.size}", f"longer than {column.size} characters"))
    else:
        cases += _typed_cases(column, x)
        bad = f"{x} IS NOT NULL AND {_typed(column, x, words)} IS NULL"
        cases.append((bad, _typed_reason(column, words)))
    whens = " ".join(f"WHEN coalesce({test}, false) THEN {literal(why)}" for test, why in cases)
    return f"CASE {whens} END"


_TEXTUAL = frozenset({Kind.KEY, Kind.REF, Kind.TEXT})


def _noise(column: Column) -> str:
    return _TEXT_NOISE if column.kind is Kind.TEXT else _KEY_NOISE


def _typed(column: Column, x: str, words: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
    match column.kind:
        case Kind.DATE | Kind.LAST_DAY:
            return _day(x) if column.kind is Kind.DATE else f"({_day(x)} + 1)"
        case Kind.COUNT:
            return _count(column, x)
        case Kind.QUANTITY | Kind.PRICE:
            return _e4(x)
        case Kind.PERCENT:
            return _basis_points(x)
        case Kind.YES_NO:
            return _yes_no(x, words)
        case Kind.CHOICE:
            return _choice(column, x)
        case Kind.CURRENCY:
            return f"CASE WHEN upper({x}) IN ({_CURRENCIES}) THEN upper({x}) END"
        case Kind.COUNTRY:
            return f"CASE WHEN regexp_matches({x}, '^[A-Za-z]{{2}}$') THEN upper({x}) END"
        case Kind.EMAIL:
            ok = f"length({x}) <= 254 AND regexp_matches({x}, {literal(_EMAIL)})"
            return f"CASE WHEN {ok} THEN {x} END"
        case _:
            return x


def _count(column: Column, x: str) -> str:
    number = f"TRY_CAST({x} AS INTEGER)"
    least = 0 if column.name == "notice_days" else 1
    plain = f"regexp_matches({x}, '^[0-9]{{1,9}}(\\.0+)?$')"
    return f"CASE WHEN {plain} AND {number} BETWEEN {least} AND {column.size} THEN {number} END"


def _day(x: str) -> str:
    day = f"TRY_CAST({x} AS DATE)"
    shape = f"length({x}) = 10 AND {x}[5] = '-' AND {x}[8] = '-'"
    return f"CASE WHEN {shape} AND {day} BETWEEN {_FIRST_DAY} AND {_LAST_DAY} THEN {day} END"


def _e4(x: str) -> str:
    # A DECIMAL(18,4) times 10,000 overflows at 92 billion, and wider ones are slow: by digits then.
    short = f"CAST(TRY_CAST({x} AS DECIMAL(18,4)) * 10000 AS BIGINT)"
    whole = f"TRY_CAST(split_part({x}, '.', 1) AS BIGINT) * 10000"
    rest = f"TRY_CAST(rpad(left(split_part({x}, '.', 2), 4), 4, '0') AS BIGINT)"
    number = f"CASE WHEN length({x}) < 11 THEN {short} ELSE {whole} + {rest} END"
    return f"CASE WHEN regexp_matches({x}, '{_E4}') THEN {number} END"


def _basis_points(x: str) -> str:
    bare = f"trim(rtrim({x}, '%'))"
    number = f"CAST(TRY_CAST({bare} AS DECIMAL(18,2)) * 100 AS INTEGER)"
    return f"CASE WHEN regexp_matches({bare}, '{_PERCENT}') THEN {number} END"


def _yes_no(x: str, words: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
    yes, no = (", ".join(literal(word) for word in side) for side in words)
    low = f"lower({x})"
    return f"CASE WHEN {low} IN ({yes}) THEN true WHEN {low} IN ({no}) THEN false END"


def _choice(column: Column, x: str) -> str:
    word = f"replace(replace(lower({x}), ' ', '_'), '-', '_')"
    if all(choice.isupper() for choice in column.choices):
        word = f"upper({x})"
    among = ", ".join(literal(choice) for choice in column.choices)
    return f"CASE WHEN {word} IN ({among}) THEN {word} END"


def _typed_cases(column: Column, x: str) -> list[tuple[str, str]]:
    if column.kind in {Kind.QUANTITY, Kind.PRICE, Kind.COUNT}:
        return [
            (f"regexp_matches({x}, '^[=@]')", "a formula is not a number"),
            (f"regexp_matches({x}, '^-[0-9.,]+$')", f"{column.name} is negative"),
            (f"regexp_matches({x}, '^[0-9]+\\.[0-9]+$') AND {_typed(column, x, ((), ()))} IS NULL",
             "more than 4 decimals" if column.kind is not Kind.COUNT else "not a whole number"),
            (f"regexp_matches({x}, '^[0-9]{{15,}}$')", "the number is too large"),
            (f"regexp_matches({x}, '^[0-9]{{1,3}}([, ''][0-9]{{3}})+(\\.[0-9]+)?$')",
             "thousands marks are not declared for this file"),
            (f"regexp_matches({x}, '^[0-9]+,[0-9]+$')",
             "a decimal comma is not declared for this file"),
        ]  # fmt: skip
    if column.kind in {Kind.DATE, Kind.LAST_DAY}:
        shape = f"regexp_matches({x}, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$')"
        bad = f"{shape} AND {_typed(column, x, ((), ()))} IS NULL"
        return [(bad, "there is no such day between 1900 and 2999")]
    return []


def _typed_reason(column: Column, words: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
    match column.kind:
        case Kind.DATE | Kind.LAST_DAY:
            return "not a date in the declared format"
        case Kind.COUNT:
            return f"not a whole number up to {column.size}"
        case Kind.PERCENT:
            return "not a percentage of at most 2 decimals"
        case Kind.YES_NO:
            return f"neither {'/'.join(words[0])} nor {'/'.join(words[1])}"
        case Kind.CHOICE:
            return f"not one of {', '.join(column.choices)}"
        case Kind.CURRENCY:
            return "not a currency of ISO 4217"
        case Kind.COUNTRY:
            return "not a country code of two letters"
        case Kind.EMAIL:
            return "not an e-mail address"
        case _:
            return "not a number such as 1234.50"
