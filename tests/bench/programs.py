"""Programs that the harness starts: watched until they answer, weighed, and stopped with all that they started."""

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import httpx
import psutil

from bot.supervisor import die_with_parent
from tests.bench.errors import BenchFailed

ROOT: Final = Path(__file__).resolve().parents[2]
APP_PYTHON: Final = ROOT / ".venv" / "bin" / "python"
RASA_PYTHON: Final = ROOT / ".venv-rasa" / "bin" / "python"
_STOP_SECONDS: Final = 30
_QUIET: Final = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Weight:
    """What one process holds in memory, in bytes: resident, its fair share of it (PSS), and what is its alone (USS)."""

    role: str
    resident: int
    proportional: int
    unique: int


class Program:
    """One command and all that it starts."""

    def __init__(self, process: subprocess.Popen[bytes], role: str, log: Path) -> None:
        self._process, self._role, self._log = process, role, log

    @classmethod
    def start(
        cls,
        role: str,
        command: Sequence[str | Path],
        log: Path,
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path = ROOT,
    ) -> Self:
        """Runs `command` in `folder`; what it says is written to `log`."""
        with log.open("ab") as said:
            process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd=folder,
                env={**os.environ, **_QUIET, **(environment or {})},
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        return cls(process, role, log)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def answers(self, url: str, within: float) -> None:
        """Waits until a GET is answered with 200; raises `BenchFailed` with the log's end when it is not in time."""
        end = time.monotonic() + within
        async with httpx.AsyncClient(timeout=5) as client:
            while time.monotonic() < end and self._process.poll() is None:
                try:
                    if (await client.get(url)).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.02)
        why = "does not answer" if self._process.poll() is None else f"ended with {self._process.returncode}"
        raise BenchFailed(f"{self._role} {why} ({url}):\n{self.last_words()}")

    def family(self) -> list[psutil.Process]:
        """The process and all that it has started, the eldest first."""
        try:
            eldest = psutil.Process(self._process.pid)
            return [eldest, *eldest.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def cpu_seconds(self) -> float:
        """Processor time that the whole family has used."""
        used = [member.cpu_times() for member in self.family()]
        return sum(one.user + one.system for one in used)

    def weights(self) -> list[Weight]:
        """What each process holds now; `role` is this program's and what the process runs."""
        return [_weigh(member, self._role) for member in self.family()]

    async def wait(self) -> tuple[int, "resource.struct_rusage"]:
        """Waits for its end; the exit code, and what it and the children that it waited for have used."""
        _, status, used = await asyncio.to_thread(os.wait4, self.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        return self._process.returncode, used

    async def stop(self) -> None:
        """Asks it to end, and ends what is left; raises `BenchFailed` when that left processes behind."""
        members = self.family()
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.to_thread(self._process.wait, _STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
        _, left = await asyncio.to_thread(psutil.wait_procs, members, 5)
        for one in left:
            one.kill()
        if left:
            await asyncio.to_thread(psutil.wait_procs, left, 5)
            raise BenchFailed(f"{self._role} left processes behind: {[one.pid for one in left]}")

    def last_words(self, lines: int = 25) -> str:
        return "\n".join(self._log.read_text("utf-8", errors="replace").splitlines()[-lines:])


@dataclass(frozen=True)
class Work:
    """What a command cost that ran to its end."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


async def run_to_end(
    command: Sequence[str | Path], log: Path, *, environment: Mapping[str, str] | None = None, folder: Path = ROOT
) -> Work:
    """Runs a command and tells its cost, children included; raises `BenchFailed` with the log's end.

    Its greatest memory is told as no less than what this process holds, since it begins as a copy of it.
    """
    started = time.monotonic()
    program = Program.start(Path(command[0]).name, command, log, environment=environment, folder=folder)
    try:
        code, used = await program.wait()
    except asyncio.CancelledError:
        os.kill(program.pid, signal.SIGKILL)
        raise
    seconds = time.monotonic() - started
    if code:
        raise BenchFailed(f"{' '.join(map(str, command))} ended with {code}:\n{program.last_words()}")
    # macOS counts in bytes, Linux in KiB.
    unit = 1 if sys.platform == "darwin" else 1024
    return Work(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * unit)


def _weigh(process: psutil.Process, role: str) -> Weight:
    held = process.memory_full_info()
    return Weight(f"{role}: {_runs(process)}", held.rss, getattr(held, "pss", held.uss), held.uss)


def _runs(process: psutil.Process) -> str:
    """What a process is, by its command line."""
    line = " ".join(process.cmdline())
    known = {
        "-m bot run": "supervisor",
        "-m bot serve": "app",
        "-m rasa_sdk": "action server",
        "-m rasa run": "Rasa",
        "sys.argv = ['rasa'": "Rasa",
        "multiprocessing.spawn": "worker",
        "multiprocessing.resource_tracker": "helper",
    }
    return next((name for words, name in known.items() if words in line), process.name())
