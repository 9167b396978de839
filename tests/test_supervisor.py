"""The supervisor, over real processes."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

_SUPERVISE = """
import asyncio, sys
from bot.supervisor import Supervisor
sys.exit(asyncio.run(Supervisor(sys.argv[1:], lambda words: print(words, flush=True)).run()))
"""
# Writes its pid down at every start, and lives until it is told to stop.
_CHILD = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
open(sys.argv[1], "a").write(f"{os.getpid()}\\n")
time.sleep(600)
"""


@pytest.fixture
def pids(tmp_path: Path) -> Path:
    return tmp_path / "pids"


@pytest.fixture
def supervisor(pids: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", _SUPERVISE, sys.executable, "-c", _CHILD, str(pids)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def _child(pids: Path, number: int) -> int:
    """The pid of the child's `number`th life."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        lines = pids.read_text().splitlines() if pids.exists() else []
        if len(lines) >= number:
            return int(lines[number - 1])
        time.sleep(0.02)
    raise AssertionError(f"the child was not started {number} time(s)")


def _gone(pid: int) -> bool:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


def test_a_killed_child_is_started_again(supervisor: subprocess.Popen[str], pids: Path) -> None:
    os.kill(_child(pids, 1), signal.SIGKILL)
    assert psutil.pid_exists(_child(pids, 2))
    supervisor.send_signal(signal.SIGTERM)
    assert "signal SIGKILL" in supervisor.communicate(timeout=60)[0]


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_leaves_no_process_behind(
    supervisor: subprocess.Popen[str], pids: Path, told: signal.Signals
) -> None:
    child = _child(pids, 1)
    supervisor.send_signal(told)
    assert supervisor.wait(timeout=60) == 0
    assert _gone(child)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_killed_itself_it_takes_the_child_along(supervisor: subprocess.Popen[str], pids: Path) -> None:
    child = _child(pids, 1)
    supervisor.kill()
    supervisor.wait()
    assert _gone(child)


async def test_a_bad_setting_is_not_restarted() -> None:
    command = [sys.executable, "-c", _SUPERVISE, sys.executable, "-c", "raise SystemExit(2)"]
    process = await asyncio.create_subprocess_exec(*command)
    assert await asyncio.wait_for(process.wait(), 60) == 2
