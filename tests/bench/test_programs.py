"""Programs that the harness starts, and what keeps patches out of the untouched Rasa."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.bench.errors import BenchFailed
from tests.bench.programs import RASA_PYTHON, ROOT, Program, run_to_end

_PARENT = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("started", flush=True)
time.sleep(60)
"""


async def test_a_stopped_program_that_leaves_a_child_behind_is_reported_and_the_child_ended(tmp_path: Path) -> None:
    log = tmp_path / "log"
    program = Program.start("parent", [sys.executable, "-c", _PARENT], log)
    while "started" not in log.read_text():
        assert psutil.pid_exists(program.pid)
    child = program.family()[1]
    with pytest.raises(BenchFailed, match=f"left processes behind: \\[{child.pid}\\]"):
        await program.stop()
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


async def test_a_program_that_ends_before_it_answers_is_told_with_its_last_words(tmp_path: Path) -> None:
    program = Program.start("short", [sys.executable, "-c", "raise SystemExit('no such setting')"], tmp_path / "log")
    with pytest.raises(BenchFailed, match=r"short ended with 1.*\n.*no such setting"):
        await program.answers("http://127.0.0.1:9/", 20)


# A child begins with the memory that its parent held at the fork, and pytest's is large by now: so a small parent.
_MEASURE = """
import asyncio, pathlib, sys
from tests.bench.programs import run_to_end
busy = "held = bytearray(60_000_000)\\nwhile __import__('time').process_time() < 0.3: pass"
work = asyncio.run(run_to_end([sys.executable, "-c", busy], pathlib.Path(sys.argv[1])))
print(work.seconds, work.cpu_seconds, work.peak_bytes)
"""


def test_a_commands_cost_is_its_processor_time_and_its_greatest_memory(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _MEASURE, str(tmp_path / "log")]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    seconds, cpu_seconds, peak_bytes = map(float, said.split())
    assert 0.3 <= cpu_seconds < 3
    assert seconds >= 0.3
    assert 60_000_000 < peak_bytes < 300_000_000


async def test_a_command_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(BenchFailed, match="out of luck"):
        await run_to_end([sys.executable, "-c", "raise SystemExit('out of luck')"], tmp_path / "log")


async def test_memory_is_told_for_each_process_by_what_it_runs(tmp_path: Path) -> None:
    program = Program.start("bot", [sys.executable, "-c", "import time; time.sleep(60)"], tmp_path / "log")
    try:
        (weight,) = program.weights()
    finally:
        await program.stop()
    assert weight.role.startswith("bot: python")
    assert weight.resident >= weight.proportional >= weight.unique > 0


def test_our_patch_does_not_reach_the_untouched_rasa(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    script = "import bot.understanding, jsonschema; print(jsonschema.validate.__module__)"
    environment = {
        "PYTHONPATH": str(ROOT / "tests" / "bench" / "rasa_side" / "untouched"),
        "BENCH_WITNESS": str(witness),
        "PATH": "/usr/bin:/bin",
    }
    told = subprocess.run([RASA_PYTHON, "-c", script], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert told.stdout.strip() == "jsonschema.validators", told.stderr
    assert "kept out: bot.understanding.schema_cache.validate" in witness.read_text()
