"""The embedded PostgreSQL: started once, shared, stopped by the last, survives a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tenure.foundation import embedded

HOLDER = """
import sys
from pathlib import Path
from tenure.foundation import embedded
server = embedded.ensure_running(Path(sys.argv[1]))
print(server.url, flush=True)
sys.stdin.readline()
server.release()
"""


def hold(data_dir: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(data_dir)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def let_go(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=90)


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture
def data_dir() -> Iterator[Path]:
    # Not below pytest's own folder: another session of pytest closes that to other accounts.
    with tempfile.TemporaryDirectory(prefix="tenure-test-") as folder:
        yield Path(folder) / "data"


def test_two_processes_share_one_server_and_the_last_stops_it(data_dir: Path) -> None:
    data_dir.mkdir()
    first, second = hold(data_dir), hold(data_dir)
    assert first.stdout
    assert second.stdout
    urls = {first.stdout.readline().strip(), second.stdout.readline().strip()}
    assert len(urls) == 1
    url = urls.pop()
    let_go(first)
    assert answers(url)
    let_go(second)
    assert not answers(url)


def test_a_killed_holder_leaves_a_server_that_the_next_takes_over(data_dir: Path) -> None:
    data_dir.mkdir()
    killed = hold(data_dir)
    assert killed.stdout
    url = killed.stdout.readline().strip()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    killed.kill()
    killed.communicate()
    server = embedded.ensure_running(data_dir)
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    server.release()
    assert not answers(url)


def test_a_killed_server_recovers(data_dir: Path) -> None:
    data_dir.mkdir()
    server = embedded.ensure_running(data_dir)
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS answer")
    pid = int((data_dir / "postgresql/cluster/postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while answers(server.url) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1)  # let the orphaned processes of the old server notice
    again = embedded.ensure_running(data_dir)
    with psycopg.connect(again.url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (7,)
    again.release()
    server.release()


def test_a_long_data_directory_gets_a_short_socket_path(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    server = embedded.ensure_running(deep)
    try:
        assert len(str(server.socket_dir)) < 80
        assert answers(server.url)
    finally:
        server.release()


def test_a_socket_folder_made_by_somebody_else_is_refused(tmp_path: Path) -> None:
    planted = tmp_path / "run"
    planted.symlink_to(tmp_path)
    with pytest.raises(embedded.EmbeddedServerError, match="belongs to somebody else"):
        embedded._own_socket_dir(planted)
