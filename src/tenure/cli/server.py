"""Serve the desk: the web server and the worker as children of this process.

1. Each child leads a process group of its own, so ctrl-C reaches this process only, which then ends
   the groups in order: web first, so that no request starts work that nobody does.
2. What runs is written to `DATA_DIR/run/serve-<pid>.json`; `stop_all` ends by it, also when this
   process was killed and its children were left behind.
3. A worker that dies is started again; a web server that dies ends the whole.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

from tenure.config import environment
from tenure.kernel.errors import TenureError

PORTS_TRIED = 100
THREADS = 4
GRACE_SECONDS = 10.0
WORKER_PAUSE_SECONDS = 2.0
_ENDING = (signal.SIGINT, signal.SIGTERM)


class NoFreePort(TenureError):
    """Every port that was tried is taken."""


def free_port(host: str, wanted: int) -> int:
    """Return the wanted port, or the next one above that nobody listens on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((host, port))
                return port
    raise NoFreePort(f"No free port from {wanted} on; name another with --port.")


def serve(*, host: str, port: int, worker: bool, once_ready: Callable[[], None]) -> int:
    """Serve until ctrl-C or `tenure stop`; return the exit code (0 when asked to end).

    `once_ready` is called when the web server takes connections.
    """
    stop_left_behind()
    crew = _Crew(run_dir() / f"serve-{os.getpid()}.json", f"http://{host}:{port}/")
    # Set, not left as found: a shell starts background jobs with ctrl-C ignored.
    before = {number: signal.signal(number, _interrupt) for number in _ENDING}
    try:
        crew.start("web", _web_command(host, port))
        if worker:
            crew.start("worker", [sys.executable, "-m", "tenure.cli.main", "worker"])
        if crew.answers(host, port):
            once_ready()
        return crew.watch()
    except KeyboardInterrupt:
        return 0
    finally:
        crew.end()
        for number, handler in before.items():
            signal.signal(number, handler)


def run_dir() -> Path:
    """Return the folder where running servers note themselves."""
    return environment.data_dir() / "run"


def stop_all() -> int:
    """End every server of this data directory; return how many were ended."""
    ended = 0
    for note in sorted(run_dir().glob("serve-*.json")):
        pids = _pids(note)
        alive = [pid for pid in pids if _is_ours(pid)]
        ended += bool(alive)
        # The supervisor comes first and ends its children itself; then what is left of them.
        for pid in alive[:1]:
            _signal(pid, signal.SIGTERM, group=pid != pids[0])
        _wait_gone(alive[:1], GRACE_SECONDS + 2)
        _end_groups([pid for pid in pids[1:] if _is_ours(pid)])
        note.unlink(missing_ok=True)
    return ended


def stop_left_behind() -> None:
    """End the children of servers that were killed, and forget their notes."""
    for note in run_dir().glob("serve-*.json"):
        pids = _pids(note)
        if pids and _is_ours(pids[0]):
            continue
        _end_groups([pid for pid in pids[1:] if _is_ours(pid)])
        note.unlink(missing_ok=True)


@dataclass(slots=True)
class _Crew:
    """The children, and the note about them."""

    note: Path
    address: str
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    commands: dict[str, Sequence[str]] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a child in a process group of its own and note it."""
        self.commands[name] = command
        self.children[name] = subprocess.Popen(command, start_new_session=True)
        self._write()

    def answers(self, host: str, port: int) -> bool:
        """Wait until the web server takes connections; no when it ended instead."""
        while self.children["web"].poll() is None:
            with contextlib.suppress(OSError), socket.create_connection((host, port), 1):
                return True
            time.sleep(0.05)
        return False

    def watch(self) -> int:
        """Wait; start a dead worker again; return the web server's code when it ends."""
        while True:
            code = self.children["web"].poll()
            if code is not None:
                print(f"the web server ended with code {code}", file=sys.stderr)
                return 3
            helper = self.children.get("worker")
            if helper is not None and helper.poll() is not None:
                time.sleep(WORKER_PAUSE_SECONDS)
                self.start("worker", self.commands["worker"])
            time.sleep(0.2)

    def end(self) -> None:
        """End the children and take the note away."""
        for child in self.children.values():
            _end_child(child)
        self.note.unlink(missing_ok=True)

    def _write(self) -> None:
        pids = [os.getpid(), *(child.pid for child in self.children.values())]
        self.note.parent.mkdir(parents=True, exist_ok=True)
        self.note.write_text(json.dumps({"address": self.address, "pids": pids}))


def _web_command(host: str, port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host,
        "--port", str(port), "--workers", "1", "--blocking-threads", str(THREADS), "--no-ws",
        "--log-level", "warning", "tenure.config.wsgi:application",
    ]  # fmt: skip


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _end_child(child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + GRACE_SECONDS
    while child.poll() is None and time.monotonic() < until:
        # Again and again: a child that is still starting up does not hear the first one.
        _signal(child.pid, signal.SIGTERM, group=True)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(1)
    _signal(child.pid, signal.SIGKILL, group=True)
    child.wait()


def _end_groups(pids: Sequence[int]) -> None:
    for pid in pids:
        _signal(pid, signal.SIGTERM, group=True)
    for pid in _wait_gone(pids, GRACE_SECONDS):
        _signal(pid, signal.SIGKILL, group=True)


def _signal(pid: int, number: signal.Signals, *, group: bool) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if group:
            os.killpg(pid, number)
        else:
            os.kill(pid, number)


def _wait_gone(pids: Sequence[int], seconds: float) -> list[int]:
    """Wait until the processes are gone; return those that are not."""
    until = time.monotonic() + seconds
    left = list(pids)
    while left and time.monotonic() < until:
        left = [pid for pid in left if _is_ours(pid)]
        time.sleep(0.05)
    return left


def _pids(note: Path) -> list[int]:
    """Return the noted ids, the supervisor's first; none when the note is broken."""
    try:
        return [int(pid) for pid in json.loads(note.read_text())["pids"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _is_ours(pid: int) -> bool:
    """Tell whether the process lives and is one of ours: ids are used again by the system."""
    return any(word in _command_line(pid) for word in ("tenure", "granian"))


def _command_line(pid: int) -> str:
    proc = Path(f"/proc/{pid}/cmdline")
    if proc.parent.parent.exists() and Path("/proc/self").exists():
        try:
            return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    done = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return done.stdout


def servers() -> Iterator[str]:
    """Yield the addresses of the servers that run for this data directory."""
    for note in sorted(run_dir().glob("serve-*.json")):
        pids = _pids(note)
        if pids and _is_ours(pids[0]):
            yield str(json.loads(note.read_text()).get("address", ""))
