"""What the environment says: data directory, secret, database."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tenure.book.rules.day_counts import Mode
from tenure.config import environment


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TENURE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("TENURE_SECRET_KEY", raising=False)
    return tmp_path / "data"


def test_the_secret_is_made_once_whole_and_for_us_alone(data_dir: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: environment.secret_key(), range(40)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 48
    assert [path.name for path in data_dir.iterdir()] == ["secret_key"]
    assert stat.S_IMODE((data_dir / "secret_key").stat().st_mode) == 0o600


def test_a_given_secret_is_not_stored(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_SECRET_KEY", "given")
    assert environment.secret_key() == "given"
    assert not data_dir.exists()


@pytest.mark.parametrize(
    ("case", "url", "expected"),
    [
        ("all parts", "postgresql://a:b%40c@db:6432/book", ("a", "b@c", "db", "6432", "book")),
        ("socket", "postgresql://a@/book?host=/run/pg", ("a", "", "/run/pg", "", "book")),
        ("no name", "postgres://db", ("", "", "db", "", "tenure")),
    ],
)
def test_database_url(
    case: str, url: str, expected: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    found = environment.database()
    names = ("USER", "PASSWORD", "HOST", "PORT", "NAME")
    assert tuple(found[name] for name in names) == expected, case


def test_another_kind_of_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///book.db")
    with pytest.raises(ValueError, match="must start with postgresql://"):
        environment.database()


def test_a_choice_takes_only_what_it_offers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.choice("TENURE_PRORATION", "months", "actual") == "months"
    monkeypatch.setenv("TENURE_PRORATION", "actual")
    assert environment.choice("TENURE_PRORATION", "months", "actual") == "actual"
    monkeypatch.setenv("TENURE_PRORATION", "weeks")
    with pytest.raises(ValueError, match="one of months, actual, not 'weeks'"):
        environment.choice("TENURE_PRORATION", "months", "actual")


@pytest.mark.parametrize(
    "master",
    [
        "duckdb", "spark://pricing.example.com:7077", "spark://a:7077,b:7077", "local[2]",
        "local[*]", "local", "yarn", "k8s://https://cluster.example.com:6443",
    ],
)  # fmt: skip
def test_pricing_takes_duckdb_or_a_spark_master(
    master: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert environment.pricing_engine() == "duckdb"
    monkeypatch.setenv("PRICING_ENGINE", f" {master} ")
    assert environment.pricing_engine() == master


@pytest.mark.parametrize(
    "master", ["spark", "spark://", "spark://host", "postgresql://a", "local2"]
)
def test_pricing_on_anything_else_is_refused(master: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRICING_ENGINE", master)
    with pytest.raises(ValueError, match="PRICING_ENGINE must be duckdb or a Spark master"):
        environment.pricing_engine()


@pytest.mark.parametrize("mode", list(Mode))
def test_every_proration_mode_can_be_set(mode: Mode) -> None:
    env = os.environ | {"TENURE_PRORATION": mode.value}
    command = "from tenure.config import settings; print(settings.PRORATION_MODE)"
    done = subprocess.run(
        [sys.executable, "-c", command], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == mode.value
