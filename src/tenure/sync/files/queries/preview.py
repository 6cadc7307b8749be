"""Show what files hold and how their first rows would land, before anything is imported."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from tenure.sync.files.queries.landing import land
from tenure.sync.files.queries.profiles import SHIPPED, load_profile
from tenure.sync.files.queries.sources import TextFile, open_files
from tenure.sync.files.queries.staging import Staging, source_for
from tenure.sync.files.rules.mapping import Format, Profile, normal
from tenure.sync.files.rules.sheets import FLAT_COLUMNS, SHEETS, Kind

_SAMPLES = 5
# Other names that people give to the columns of a flat file; offered in the wizard, never applied.
_ALSO = {
    "customer": ("account", "account_id", "customer_id", "client", "kunde"),
    "customer_name": ("account_name", "company", "client_name", "name"),
    "contract": ("contract_id", "contract_number", "agreement", "subscription", "vertrag"),
    "contract_start": ("contract_start_date",),
    "contract_end": ("contract_end_date",),
    "product": ("product_code", "sku", "item", "artikel"),
    "product_name": ("product_description", "description", "item_name"),
    "quantity": ("qty", "seats", "users", "licenses", "licences", "menge"),
    "unit_price": ("price", "net_price", "price_per_unit", "einzelpreis"),
    "currency": ("currency_code", "currencyisocode", "wahrung"),
    "start": ("start_date", "from", "begin", "service_start"),
    "end": ("end_date", "to", "until", "expiry", "expiration_date", "service_end"),
    "term_months": ("term", "contract_term"),
    "auto_renew": ("autorenew", "auto_renewal"),
    "owner": ("account_owner", "renewal_manager", "owner_email"),
    "contact_email": ("email", "e_mail"),
    "contact_name": ("contact",),
}


@dataclass(frozen=True, slots=True)
class Detected:
    """What one table of the files looks like.

    `guesses` (canonical column -> header) are for people to confirm; nothing applies them.
    """

    file: str
    sheet: str
    headers: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    rows: int
    delimiter: str
    profiles: tuple[str, ...]
    guesses: dict[str, str]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """One cell as it would land, and what is wrong with it."""

    column: str
    value: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PreviewSheet:
    """The first rows of one sheet."""

    sheet: str
    columns: tuple[str, ...]
    rows: tuple[tuple[PreviewCell, ...], ...]
    row_problems: tuple[str, ...]
    total: int
    rejected: int


def detect(paths: Sequence[Path], form: Format | None = None) -> list[Detected]:
    """Return headers, sample rows and likely profiles of every table in the files."""
    folder = _scratch()
    try:
        opened = open_files(paths, form or Format(), folder)
        profiles = {name: load_profile(name) for name in SHIPPED}
        return [_detected(file, profiles, opened.notes) for file in opened.files]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def preview(
    paths: Sequence[Path], mapping: str, rows: int = 20, profile: str = "plain"
) -> list[PreviewSheet]:
    """Return the first rows of every sheet as they would land under a mapping (TOML).

    Cells are checked one by one; what depends on other rows or on the book is checked by a dry
    run. Raises MappingError and FileRefused as an import would.
    """
    folder = _scratch()
    try:
        landing = land(paths, load_profile(profile, mapping), folder, lambda *_: None)
        try:
            return [
                _sheet(landing.staging, name, made.columns, rows)
                for name, made in landing.sheets.items()
            ]
        finally:
            landing.staging.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _scratch() -> Path:
    folder = Path(settings.DATA_DIR) / "imports" / f"preview-{uuid4().hex}"
    folder.mkdir(parents=True)
    return folder


def _detected(file: TextFile, profiles: dict[str, Profile], notes: Sequence[str]) -> Detected:
    skip = 1 if file.numbered else 0
    likely = tuple(name for name, made in profiles.items() if source_for(made, file))
    headers = file.headers[skip:]
    return Detected(
        file=file.label,
        sheet=file.sheet,
        headers=headers,
        samples=tuple(row[skip:] for row in _first_rows(file)),
        rows=max(file.scan.lines - 1, 0),
        delimiter=file.delimiter,
        profiles=likely,
        guesses=_guesses(headers),
        notes=tuple(note for note in notes if note.startswith(file.label)),
    )


def _first_rows(file: TextFile) -> list[tuple[str, ...]]:
    with file.path.open(encoding="utf-8-sig", errors="replace", newline="") as handle:
        reader = csv.reader(handle, delimiter=file.delimiter)
        try:
            found = [row for row in islice(reader, 1, _SAMPLES + 1) if row]
        except csv.Error:
            return []
    width = len(file.headers)
    return [tuple(cell[:80] for cell in (row + [""] * width)[:width]) for row in found]


def _guesses(headers: Sequence[str]) -> dict[str, str]:
    left = {normal(header): header for header in headers}
    found: dict[str, str] = {}
    for column in FLAT_COLUMNS:
        for name in (column, *_ALSO.get(column, ())):
            if normal(name) in left:
                found[column] = left.pop(normal(name))
                break
    for column in FLAT_COLUMNS:
        if column in found:
            continue
        close = [h for h in left if SequenceMatcher(None, column, h).ratio() > 0.84]
        if close:
            found[column] = left.pop(close[0])
    return found


def _sheet(staging: Staging, name: str, columns: tuple[str, ...], rows: int) -> PreviewSheet:
    duck = staging.duck
    first = f"(SELECT _s, _r, _bad FROM t_{name} ORDER BY _s, _r LIMIT {rows})"
    mapped = {row[0] for row in duck.execute(f"DESCRIBE m_{name}").fetchall()}
    listed = ", ".join(f'm."{column}"' if column in mapped else "NULL" for column in columns)
    texts = duck.execute(
        f"SELECT m._s, m._r, {listed} FROM m_{name} m JOIN {first} f USING (_s, _r) ORDER BY 1, 2"
    ).fetchall()
    typed = duck.execute(
        f"SELECT t._s, t._r, {', '.join(f't.{chr(34)}{c}{chr(34)}' for c in columns)} "
        f"FROM t_{name} t JOIN {first} f USING (_s, _r) ORDER BY 1, 2"
    ).fetchall()
    problems: dict[tuple[int, int], dict[str, str]] = {}
    for s, r, column, reason in duck.execute(
        f"SELECT _s, _r, col, reason FROM problems SEMI JOIN {first} f USING (_s, _r) "
        f"WHERE sheet = '{name}'"
    ).fetchall():
        problems.setdefault((s, r), {})[column] = reason
    made = []
    for text, value in zip(texts, typed, strict=True):
        wrong = problems.get((text[0], text[1]), {})
        made.append(
            tuple(
                PreviewCell(
                    column,
                    _shown(name, column, text[i], value[i], bad=column in wrong),
                    wrong.get(column, ""),
                )
                for i, column in enumerate(columns, start=2)
            )
        )
    counted = duck.execute(f"SELECT count(*), count(*) FILTER (WHERE _bad) FROM t_{name}")
    total, rejected = counted.fetchone() or (0, 0)
    return PreviewSheet(
        sheet=name,
        columns=columns,
        rows=tuple(made),
        row_problems=tuple(
            " ".join(
                reason
                for column, reason in problems.get((text[0], text[1]), {}).items()
                if column not in columns  # of the row as a whole, or of a column that is missing
            )
            for text in texts
        ),
        total=total,
        rejected=rejected,
    )


def _shown(sheet: str, name: str, text: str | None, value: object, *, bad: bool) -> str:
    """Return the value as it would land, in the way people write it; a bad one as it stands."""
    if bad or value is None:
        return (text or "").rstrip("\x1a")[:200]
    kind = SHEETS[sheet].column(name).kind
    if kind is Kind.LAST_DAY and isinstance(value, date):
        return (value - timedelta(days=1)).isoformat()
    if kind in {Kind.QUANTITY, Kind.PRICE} and isinstance(value, int):
        whole, rest = divmod(value, 10_000)
        return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")
    if kind is Kind.PERCENT and isinstance(value, int):
        return f"{value / 100:g} %"
    if kind is Kind.YES_NO:
        return "yes" if value else "no"
    return str(value)[:200]
