"""What the figures were made on."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import psutil


def circumstances() -> str:
    """Day, processor, cores, memory and system in one sentence."""
    memory = psutil.virtual_memory().total / 1_000_000_000
    busy = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores of {_processor()}, {memory:.0f} GB, "
        f"{platform.system()} {platform.release().partition('-')[0]}; load average at the start {busy:.1f}."
    )


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
