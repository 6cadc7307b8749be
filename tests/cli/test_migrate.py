"""`tenure migrate` on a database that holds nothing yet, and again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tenure.foundation import embedded


def migrate(data_dir: Path) -> dict[str, int]:
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "tenure.cli.main", "migrate", "--json"],
        env={**environment, "TENURE_DATA_DIR": str(data_dir)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_an_empty_database_is_brought_to_this_version_once(tmp_path: Path) -> None:
    assert migrate(tmp_path)["applied"] > 10
    assert migrate(tmp_path) == {"applied": 0}
    assert not embedded.stop(tmp_path / "postgresql"), "the command's server is stopped with it"
    for name in ("documents", "imports", "run", "tmp"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0, "customers' files are nobody else's"
