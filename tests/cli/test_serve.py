"""Serving: a free port, a worker beside it, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenure.cli.server import free_port

pytestmark = pytest.mark.xdist_group("serve")


def tenure(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "tenure.cli.main", *words]


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "TENURE_DATA_DIR": str(tmp_path)}


@pytest.fixture
def served(surroundings: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [*tenure(tmp_path, "serve", "--json", "--no-worker"), "--port", "8720"]
    process = subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True)
    yield process
    if process.poll() is None:
        process.terminate()
        process.wait(30)
    assert process.stdout is not None
    process.stdout.close()


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return str(json.loads(process.stdout.readline())["address"])


def answers(address: str, *, within: float = 0) -> bool:
    until = time.monotonic() + within
    while True:
        try:
            with urllib.request.urlopen(f"{address}healthz", timeout=5) as response:
                return bool(response.read() == b"ok\n")
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > until:
                return False
            time.sleep(0.1)


def children(tmp_path: Path) -> list[int]:
    [note] = (tmp_path / "run").glob("serve-*.json")
    return [int(pid) for pid in json.loads(note.read_text())["pids"]][1:]


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) > port


@pytest.mark.django_db(transaction=True)
def test_stop_ends_the_server_and_its_children(
    served: subprocess.Popen[str], surroundings: dict[str, str], tmp_path: Path
) -> None:
    address = address_of(served)
    assert answers(address, within=40)
    pids = children(tmp_path)
    stop = tenure(tmp_path, "stop", "--json")
    done = subprocess.run(stop, env=surroundings, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["servers"] == 1
    assert served.wait(20) == 0
    assert not any(lives(pid) for pid in pids)
    assert not answers(address)
    assert list((tmp_path / "run").iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_stop_ends_the_children_of_a_killed_server(
    served: subprocess.Popen[str], surroundings: dict[str, str], tmp_path: Path
) -> None:
    address = address_of(served)
    assert answers(address, within=40)
    pids = children(tmp_path)
    served.send_signal(signal.SIGKILL)
    served.wait(10)
    assert any(lives(pid) for pid in pids)
    subprocess.run(tenure(tmp_path, "stop"), env=surroundings, check=True, capture_output=True)
    deadline = time.monotonic() + 15
    while any(lives(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(lives(pid) for pid in pids)
