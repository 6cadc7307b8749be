"""Set documents with Typst: accessible, archivable, and the same bytes for the same content.

PDF/A-2a and PDF/UA-1 refuse a text that no font can show, so such characters are found first and
printed as white squares. Fonts put into `DATA_DIR/fonts` are used before that happens.
"""

from __future__ import annotations

import importlib.util
import json
import os
import threading
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from tenure.documents import rules
from tenure.kernel.errors import TenureError

_HERE = Path(__file__).resolve().parents[1]
_STANDARDS: list[Any] = ["a-2a", "ua-1"]
# One file per style: the package has each style twice, and which of the two a folder scan would
# meet first differs between machines.
_STYLES = ("Regular", "It", "Semibold", "Bold")
_LETTERLESS = f"Characters that the installed fonts lack are printed as {rules.REPLACEMENT}."
_local = threading.local()
_gathering = threading.Lock()
_shown: dict[str, bool] = {}


class NotSet(TenureError):
    """Refuse a document that cannot be set, with the reason."""


def typeset(*, template: str, content: dict[str, Any], on: date) -> bytes:
    """Return the PDF of `templates/<template>.typ` filled with plain JSON content.

    Texts are printed as they are, never read as markup. `on` is the day written into the file;
    with the same content and day the bytes are the same. A content with a key "note" is told
    there when characters could not be shown. Raise NotSet with the reason.
    """
    clean = rules.mapped(content, rules.printable)
    logo = clean.pop("logo", None)  # drawn, not set: its text need not be in the fonts
    missing = _not_shown(rules.rare_characters(clean))
    if missing:
        clean = rules.replaced(clean, missing)
        if "note" in clean:
            clean["note"] = f"{clean['note']} {clean.get('letterless', _LETTERLESS)}".strip()
    if logo is not None:
        clean["logo"] = logo
    try:
        return _compile(template, clean, on)
    except typst.TypstError as error:
        raise NotSet(f"The document could not be set: {error.message}") from error


@cache
def _logo_of(path: Path, changed_ns: int) -> str:
    return path.read_text(encoding="utf-8")


def company_logo() -> str:
    """Return the seller's logo as SVG: `DATA_DIR/logo.svg`, else the one of Tenure."""
    own = Path(settings.DATA_DIR) / "logo.svg"
    path = own if own.is_file() else _HERE / "assets" / "logo.svg"
    return _logo_of(path, path.stat().st_mtime_ns)


def fonts() -> typst.Fonts:
    """Return the fonts that documents are set with; threads that ask at once get the same ones."""
    with _gathering:
        return _fonts(Path(settings.DATA_DIR))


def _compile(template: str, content: Any, on: date) -> bytes:
    at = datetime.combine(on, time(), tzinfo=UTC)
    made = _compiler().compile(
        input=_HERE / "templates" / f"{template}.typ",
        format="pdf",
        sys_inputs={"data": json.dumps(content)},
        pdf_standards=_STANDARDS,
        timestamp=at,
    )
    if not isinstance(made, bytes):
        raise NotSet("The document could not be set.")
    return made


def _compiler() -> typst.Compiler:
    """Return this thread's compiler; a warm one keeps fonts and parsed templates."""
    found = fonts()
    if getattr(_local, "fonts", None) is not found:
        _local.compiler = typst.Compiler(root=str(_HERE), font_paths=found)
        _local.fonts = found
    compiler: typst.Compiler = _local.compiler
    return compiler


@cache
def _fonts(data_dir: Path) -> typst.Fonts:
    spec = importlib.util.find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        raise NotSet("The package font-source-sans-pro is not installed.")
    files = Path(spec.origin).parent / "files"
    folder = data_dir / "documents" / "typeface"
    folder.mkdir(parents=True, exist_ok=True)
    for style in _STYLES:
        _link(folder / f"SourceSansPro-{style}.otf", files / f"SourceSansPro-{style}.otf")
    japanese = importlib.util.find_spec("pylopdf_fonts_jp")
    if japanese is not None and japanese.origin is not None:
        sans = Path(japanese.origin).parent / "NotoSansJP-Regular.otf"
        _link(folder / sans.name, sans)
    own = data_dir / "fonts"
    paths = [str(folder), *([str(own)] if own.is_dir() else [])]
    return typst.Fonts(include_system_fonts=False, font_paths=paths)


def _link(link: Path, target: Path) -> None:
    """Put a link in its place at once: another process that reads the folder never misses it."""
    if link.is_symlink() and link.readlink() == target:
        return
    new = link.with_name(f".{link.name}.{os.getpid()}")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(link)


def _not_shown(characters: Iterable[str]) -> set[str]:
    """Return the characters that no font shows; each is tried once per process."""
    unknown = sorted(set(characters) - _shown.keys())
    if unknown:
        _try(unknown)
    return {char for char in characters if not _shown[char]}


def _try(characters: list[str]) -> None:
    """Learn which characters are shown: all at once, and where that fails, by halves."""
    try:
        # Words apart, so that no character takes its shape from its neighbour.
        _compile("probe", " ".join(characters), date(2000, 1, 1))
    except typst.TypstError:
        if len(characters) == 1:
            _shown[characters[0]] = False
            return
        middle = len(characters) // 2
        _try(characters[:middle])
        _try(characters[middle:])
    else:
        _shown.update(dict.fromkeys(characters, True))
