"""Databases for tests: PostgreSQL and Redis in temporary folders, run by users of their own, and SQLite files."""

import asyncio
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest

from bot.storage.migrate import migrate

_START_SECONDS = 30
_names = count(1)
# Below the ports that the system gives to whoever connects, so that none is taken between being found and being used;
# each worker of a run of several has its own.
_WORKERS, _FIRST_PORT, _LAST_PORT = 8, 10_100, 32_500
_PORTS_EACH = (_LAST_PORT - _FIRST_PORT) // _WORKERS


class PostgresServer:
    """A running PostgreSQL; `new_database()` gives the URL of an empty one."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._port = folder, port

    def new_database(self) -> str:
        name = f"shoptalk_{next(_names)}"
        statement = f"CREATE DATABASE {name} TEMPLATE template0"
        arguments = ["-h", str(self._folder), "-p", str(self._port), "-U", "postgres", "-qc", statement]
        subprocess.run([_binary("psql"), *arguments], check=True, capture_output=True)
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self._port}/{name}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for the whole session, since starting it takes seconds."""
    with running_postgres() as server:
        yield server


@contextmanager
def running_postgres(*, is_durable: bool = False) -> Iterator[PostgresServer]:
    """A durable one waits for the disk at every commit, as it is shipped."""
    with _folder("postgres") as folder:
        data, port = folder / "data", free_port()
        prepare = [_binary("initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        prepare.append("--locale=C")
        subprocess.run(prepare, check=True, capture_output=True, cwd=folder, user=_own_user("postgres"))
        options = ["-D", str(data), "-p", str(port), "-k", str(folder), "-h", "127.0.0.1"]
        options += [] if is_durable else ["-F"]
        with _running([_binary("postgres"), *options], folder, port, _own_user("postgres")):
            server = PostgresServer(folder, port)
            _wait_until_answering(folder, port)
            yield server


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """One for the whole session."""
    with running_redis() as url:
        yield url


@contextmanager
def running_redis() -> Iterator[str]:
    """A Redis without persistence; its URL."""
    with _folder("redis") as folder:
        port = free_port()
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
        with _running([_binary("redis-server"), *options], folder, port, _own_user("redis")):
            yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture(scope="session")
def migrated_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the whole schema, to be copied."""
    path = tmp_path_factory.mktemp("store") / "shoptalk.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
def store_url(migrated_store: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of the test's own."""
    path = tmp_path / "shoptalk.db"
    shutil.copy(migrated_store, path)
    return f"sqlite+aiosqlite:///{path}"


def free_port() -> int:
    """A port that nobody listens on now, and that was not given here before."""
    return next(_ports)


def _free_ports() -> Iterator[int]:
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
    first = _FIRST_PORT + worker * _PORTS_EACH
    begun = secrets.randbelow(_PORTS_EACH)  # a run beside this one begins elsewhere
    for number in count(begun):
        port = first + number % _PORTS_EACH
        if _is_free(port):
            yield port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


_ports = _free_ports()


def _own_user(name: str) -> str | None:
    """Whom a server runs as: PostgreSQL refuses root. Without root everything runs as whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam(name).pw_name
    return "nobody"


@contextmanager
def _folder(kind: str) -> Iterator[Path]:
    # Not under pytest's own folder, which other users may not enter.
    folder = Path(tempfile.mkdtemp(prefix=f"shoptalk-{kind}-"))
    try:
        if owner := _own_user(kind):
            shutil.chown(folder, owner)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binary(name: str) -> str:
    if found := shutil.which(name):
        return found
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not installed:
        pytest.fail(f"{name} is missing: `make test` installs it as root, else install PostgreSQL and Redis")
    return str(installed[-1])


@contextmanager
def _running(command: list[str], folder: Path, port: int, user: str | None) -> Iterator[None]:
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, user=user)
        try:
            _wait_for_port(server, port)
            yield
        finally:
            server.send_signal(signal.SIGINT)  # PostgreSQL's fast stop: it waits for no client
            server.wait(_START_SECONDS)


def _wait_for_port(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"no server on port {port}: {server.args!r}")


def _wait_until_answering(folder: Path, port: int) -> None:
    ready = [_binary("pg_isready"), "-h", str(folder), "-p", str(port), "-q"]
    deadline = time.monotonic() + _START_SECONDS
    while subprocess.run(ready).returncode != 0:
        if time.monotonic() > deadline:
            pytest.fail("PostgreSQL does not answer")
        time.sleep(0.05)
