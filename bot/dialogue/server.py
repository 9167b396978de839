"""The Rasa server as a child of ours: started, watched, started again, given new models, ended."""

import asyncio
import contextlib
import logging
import os
import secrets
import signal
import sqlite3
import time
from pathlib import Path
from typing import IO, Final

import httpx

from bot.dialogue.trackers import TRACKERS
from bot.errors import ConfigurationError, DialogueUnavailable
from bot.supervisor import die_with_parent

_log = logging.getLogger(__name__)
# The token comes by the environment: a command line can be read by everybody on the machine. It may begin with a dash,
# which only behind "=" is no option.
_TOKEN_VARIABLE: Final = "SHOPTALK_RASA_TOKEN"
_START: Final = (
    f"import os, sys; sys.argv = ['rasa', *sys.argv[1:], '--auth-token=' + os.environ.pop('{_TOKEN_VARIABLE}')]; "
    "from rasa.__main__ import main; main()"
)
_LOOPBACK: Final = "127.0.0.1"
_LOOK_SECONDS: Final = 0.5
_WATCH_SECONDS: Final = 2.0
_PATIENCE_SECONDS: Final = 60.0
"""A server that answers nothing for so long is started again; loading a model takes some seconds of silence."""
_CALM_SECONDS: Final = 60.0
_LONGEST_PAUSE: Final = 30.0
_STOP_SECONDS: Final = 10.0
_LOAD_SECONDS: Final = 120.0
_LONGEST_LOG: Final = 20_000_000


class RasaServer:
    """`rasa run` on loopback, kept alive. `token` opens its HTTP API; it is made anew with each of us unless given."""

    def __init__(
        self,
        *,
        python: Path,
        port: int,
        models: Path,
        var: Path,
        actions_port: int,
        actions_secret: str,
        root: Path = Path(),
        start_seconds: float = 180.0,
        token: str | None = None,
    ) -> None:
        self._python, self._port, self._models, self._var, self._root = python, port, models, var, root
        self._start_seconds = start_seconds
        self.token = token or secrets.token_urlsafe(32)
        self._environment = {
            "ACTIONS_PORT": str(actions_port),
            "ACTIONS_SECRET": actions_secret,
            "TRACKER_DB": str((var / TRACKERS).resolve()),
            "RASA_TELEMETRY_ENABLED": "false",
            "SANIC_HOST": _LOOPBACK,
            "PYTHONUNBUFFERED": "1",
            _TOKEN_VARIABLE: self.token,
        }
        self._child: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._loaded: Path | None = None

    @property
    def url(self) -> str:
        return f"http://{_LOOPBACK}:{self._port}"

    @property
    def pid(self) -> int | None:
        """The process that serves now."""
        return None if self._child is None else self._child.pid

    async def start(self) -> None:
        """Starts it and keeps it going from then on; raises `ConfigurationError` when there is nothing to start."""
        if not self._python.exists():
            raise ConfigurationError(f"RASA_PYTHON: {self._python} does not exist; `make setup` makes it")
        if self._newest() is None:
            raise ConfigurationError(f"{self._models} holds no dialogue model; `make train` trains it")
        self._keeper = asyncio.create_task(self._keep())

    async def wait_until_ready(self) -> None:
        """Raises `DialogueUnavailable` when it does not answer in the time that a start may take."""
        try:
            await asyncio.wait_for(self._ready.wait(), self._start_seconds)
        except TimeoutError as error:
            log = self._var / "rasa.log"
            raise DialogueUnavailable(f"Rasa did not start within {self._start_seconds:g} s; see {log}") from error

    async def stop(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        await self._end()

    async def _keep(self) -> None:
        pause = 0.0
        while True:
            started = time.monotonic()
            try:
                await self._spawn()
                reason = await self._watch()
            except OSError as error:
                reason = f"could not be started: {error}"
            await self._end()
            pause = 0.0 if time.monotonic() - started > _CALM_SECONDS else min(_LONGEST_PAUSE, pause * 2 or 0.5)
            _log.error("Rasa %s; it is started again in %g s", reason, pause)
            await asyncio.sleep(pause)

    async def _spawn(self) -> None:
        self._loaded = self._newest()
        _prepare_tracker(Path(self._environment["TRACKER_DB"]))
        arguments = ["run", "--enable-api", "--interface", _LOOPBACK, "--port", str(self._port)]
        files = ["--model", str(self._models), "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
        with self._open_log() as log:
            # A group of its own: Ctrl-C in the terminal reaches it only through us.
            self._child = await asyncio.create_subprocess_exec(
                str(self._python.absolute()),
                *["-c", _START, *arguments, *files],
                cwd=self._root,
                env={**os.environ, **self._environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    async def _watch(self) -> str:
        """Returns why the child that serves now has to be replaced."""
        assert self._child is not None
        silent_since = time.monotonic()
        patience = self._start_seconds
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as client:
            while self._child.returncode is None:
                if await self._answers(client):
                    silent_since, patience = time.monotonic(), _PATIENCE_SECONDS
                    await self._load_newer(client)
                elif time.monotonic() - silent_since > patience:
                    return f"answered nothing for {patience:g} s"
                with contextlib.suppress(TimeoutError):
                    pause = _WATCH_SECONDS if self._ready.is_set() else _LOOK_SECONDS
                    await asyncio.wait_for(self._child.wait(), pause)
        return f"ended with exit code {self._child.returncode}"

    async def _answers(self, client: httpx.AsyncClient) -> bool:
        try:
            response = await client.get("/status", params={"token": self.token}, timeout=_WATCH_SECONDS)
        except httpx.HTTPError:
            return False
        if response.status_code == httpx.codes.OK:
            self._ready.set()
            return True
        return False

    async def _load_newer(self, client: httpx.AsyncClient) -> None:
        """Swaps the model while serving, when a newer archive lies there."""
        newest = self._newest()
        if newest is None or newest == self._loaded:
            return
        path = {"model_file": str(newest.absolute())}
        try:
            response = await client.put("/model", params={"token": self.token}, json=path, timeout=_LOAD_SECONDS)
            response.raise_for_status()
            _log.info("the dialogue model %s is in use", newest.name)
        except httpx.HTTPError as error:
            _log.error("the dialogue model %s could not be loaded: %s", newest.name, type(error).__name__)
        # One that cannot be loaded is not tried again and again: the next archive will be.
        self._loaded = newest

    def _newest(self) -> Path | None:
        return max(self._models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, default=None)

    def _open_log(self) -> IO[bytes]:
        self._var.mkdir(parents=True, exist_ok=True)
        path = self._var / "rasa.log"
        if path.exists() and path.stat().st_size > _LONGEST_LOG:
            path.replace(path.with_suffix(".log.1"))
        return path.open("ab")

    async def _end(self) -> None:
        """Asks it to stop, then makes it, with everything it has started."""
        self._ready.clear()
        child, self._child = self._child, None
        if child is None or child.returncode is not None:
            return
        child.terminate()
        try:
            await asyncio.wait_for(child.wait(), _STOP_SECONDS)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            await child.wait()


def _prepare_tracker(path: Path) -> None:
    """Rasa's own journal mode would write each turn to the disk three times over; this one lasts with the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
