"""A pytest plugin that gives the tests a real PostgreSQL before Django's settings are read.

`DATABASE_URL` is used when set; otherwise an embedded server is started in the test data directory
(`TENURE_DATA_DIR`, default `.tenure/test`). Workers of a parallel run inherit the first one's.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

import psycopg

from tenure.foundation import embedded

if "PYTEST_XDIST_WORKER" not in os.environ:
    root = Path(__file__).resolve().parents[1]
    data_dir = Path(os.environ.get("TENURE_DATA_DIR", root / ".tenure" / "test"))
    data_dir.mkdir(parents=True, exist_ok=True)
    os.environ["TENURE_DATA_DIR"] = str(data_dir)
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = embedded.ensure_running(data_dir).url
        # What a power cut takes from a test's database, nobody misses.
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                server.execute(f"ALTER SYSTEM SET {setting} = off")
            server.execute("SELECT pg_reload_conf()")
    # Only test databases may be emptied between tests; see foundation/triggers.py.
    url = os.environ["DATABASE_URL"]
    if "allow_truncate" not in url:
        option = "options=" + quote("-c tenure.allow_truncate=on")
        os.environ["DATABASE_URL"] = url + ("&" if "?" in url else "?") + option
else:
    # Each worker has a database of its own, so it has a data directory of its own.
    own = Path(os.environ["TENURE_DATA_DIR"]) / os.environ["PYTEST_XDIST_WORKER"]
    own.mkdir(parents=True, exist_ok=True)
    os.environ["TENURE_DATA_DIR"] = str(own)
