"""What the environment may say, read in one place.

Every variable is listed in docs/operating.md. Secrets come only from here.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tempfile
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

_PROJECT_ROOT = Path(__file__).resolve().parents[3]
_SPARK_MASTER = re.compile(
    r"local(\[[\d*, ]+\])?|spark://\S+:\d+|yarn|k8s://\S+|local-cluster\[[\d, ]+\]"
)


def data_dir() -> Path:
    """Return the folder that holds everything Tenure keeps (`TENURE_DATA_DIR`)."""
    named = os.environ.get("TENURE_DATA_DIR")
    if named:
        return Path(named).expanduser().resolve()
    if (_PROJECT_ROOT / "pyproject.toml").exists():
        return _PROJECT_ROOT / ".tenure"
    return Path.home() / ".local" / "share" / "tenure"


def secret_key() -> str:
    """Return `TENURE_SECRET_KEY`, or a key made once and kept in the data directory."""
    named = os.environ.get("TENURE_SECRET_KEY")
    if named:
        return named
    path = data_dir() / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and linked whole: another process never reads half a key.
        descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix="secret_key.")
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # another process was faster
            os.link(draft, path)
        os.unlink(draft)
    return path.read_text().strip()


def database() -> dict[str, object]:
    """Return Django's database settings for `DATABASE_URL` (postgresql://user:pw@host:port/name)."""
    parts = urlsplit(os.environ.get("DATABASE_URL", "postgresql:///tenure"))
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"DATABASE_URL must start with postgresql://, not {parts.scheme}://")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "tenure",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**options, "application_name": "tenure"},
    }


def choice(name: str, default: str, *others: str) -> str:
    """Return a variable that has one of a few values. Raise ValueError for another."""
    value = text(name, default)
    if value not in {default, *others}:
        raise ValueError(f"{name} must be one of {', '.join((default, *others))}, not {value!r}")
    return value


def pricing_engine() -> str:
    """Return what prices many lines (`PRICING_ENGINE`): `duckdb`, or the URL of a Spark master.

    Raise ValueError for anything else.
    """
    value = text("PRICING_ENGINE", "duckdb").strip()
    if value != "duckdb" and not _SPARK_MASTER.fullmatch(value):
        raise ValueError(
            "PRICING_ENGINE must be duckdb or a Spark master such as spark://host:7077 or"
            f" local[2], not {value!r}"
        )
    return value


def flag(name: str) -> bool:
    """Return whether the variable says yes (1, true, yes, on)."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def days(name: str, default: int) -> int:
    """Return a number of days, 1 to 365. Raise ValueError for anything else."""
    value = text(name, str(default))
    if not (value.isdecimal() and 1 <= int(value) <= 365):
        raise ValueError(f"{name} must be a number of days, 1 to 365, not {value!r}")
    return int(value)


def text(name: str, default: str = "") -> str:
    """Return the variable's text or the default."""
    return os.environ.get(name, default)
