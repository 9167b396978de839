"""A plain Rasa project on the same data: the default pipeline and policies (DIET, TED), as they come."""

import shutil
from pathlib import Path
from typing import Final

from tests.bench.figures import megabytes, times
from tests.bench.product import NAME as OURS
from tests.bench.programs import APP_PYTHON, RASA_PYTHON, ROOT, Work, run_to_end
from tests.bench.table import Table

NAME: Final = "Plain Rasa"
_CONFIG: Final = """\
recipe: default.v1
assistant_id: plain_rasa
language: en
pipeline:
policies:
"""
"""As `rasa init` writes it: nothing configured, so Rasa takes its own default."""
_NICE: Final[list[str | Path]] = ["nice", "-n", "10"]


def lay_out(folder: Path) -> None:
    """Makes the project: our training data and domain under Rasa's default configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in ("nlu", "rules", "stories"):
        source = ROOT / "data" / part
        if source.exists():
            shutil.copytree(source, folder / "data" / part, ignore=shutil.ignore_patterns("*.md"))
    shutil.copytree(ROOT / "data" / "domain", folder / "domain")
    (folder / "config.yml").write_text(_CONFIG, "utf-8")


async def train_plain(folder: Path) -> tuple[Path, Work]:
    """Trains the project; its model and what it cost."""
    options = ("--data", "data", "--domain", "domain", "--fixed-model-name", "plain")
    work = await run_to_end([*_NICE, RASA_PYTHON, "-m", "rasa", "train", *options], folder / "train.log", folder=folder)
    return folder / "models" / "plain.tar.gz", work


async def train_ours(folder: Path) -> Work:
    """Trains the product's dialogue model anew, into a folder of its own."""
    command = [*_NICE, APP_PYTHON, "-m", "bot", "train"]
    # Rasa would take what it knows from earlier trainings out of the project's cache.
    environment = {"MODELS": str(folder / "models"), "VAR": str(folder), "RASA_CACHE_DIRECTORY": str(folder / "cache")}
    return await run_to_end(command, folder / "train.log", environment=environment)


def training_table(ours: Work, plain: Work) -> Table:
    """What both trainings cost."""
    rows = tuple(_row(name, work, plain) for name, work in ((NAME, plain), (OURS, ours)))
    columns = ("Training", "seconds", "CPU seconds", "most memory MB", "CPU against plain")
    note = (
        "Same examples, rules, stories and domain. The plain project is what `rasa init` configures: 100 epochs of "
        "DIET and of TED. Both at `nice -n 10`."
    )
    return Table("Training the dialogue model", columns, rows, notes=(note,))


def _row(name: str, work: Work, plain: Work) -> tuple[str, ...]:
    against = times(work.cpu_seconds, plain.cpu_seconds)
    return (name, f"{work.seconds:.0f}", f"{work.cpu_seconds:.0f}", megabytes(work.peak_bytes), against)
