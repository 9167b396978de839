"""A plain Rasa project on the same data: the default pipeline and policies (DIET, TED), as they come."""

import os
import shutil
from pathlib import Path
from typing import Any, Final

import yaml

from tests.bench.figures import megabytes, times
from tests.bench.product import NAME as OURS
from tests.bench.programs import APP_PYTHON, RASA_PYTHON, ROOT, Work, run_to_end
from tests.bench.table import Table

NAME: Final = "Plain Rasa"
_DEFAULT_CONFIG: Final = "lib/python3.10/site-packages/rasa/engine/recipes/config_files/default_config.yml"
"""What Rasa takes where nothing is configured, as after `rasa init`; in its environment."""
_DEFAULT_EPOCHS: Final = 100
_FEW, _SOME = 2, 6
"""Epochs of two short trainings. A hundred take hours, and each costs the same: from the two the default's cost is
reckoned. Batches grow from the first epoch to the last, so that their mean size is the same in each training."""
_NICE: Final[list[str | Path]] = ["nice", "-n", "10"]


def lay_out(folder: Path) -> None:
    """Makes the project: our training data and domain under Rasa's default configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in ("nlu", "rules", "stories"):
        source = ROOT / "data" / part
        if source.exists():
            shutil.copytree(source, folder / "data" / part, ignore=shutil.ignore_patterns("*.md"))
    shutil.copytree(ROOT / "data" / "domain", folder / "domain")


async def train_plain(folder: Path) -> tuple[Path, Work, Work]:
    """Trains the project twice: the longer training's model and cost, and what the default's epochs would cost."""
    few, some = await _train(folder, _FEW), await _train(folder, _SOME)
    return folder / "models" / f"plain-{_SOME}.tar.gz", some, reckoned(few, some, _DEFAULT_EPOCHS)


def reckoned(few: Work, some: Work, epochs: int) -> Work:
    """What so many epochs would cost, if each costs as much as those by which the two trainings differ."""
    more = (epochs - _SOME) / (_SOME - _FEW)
    return Work(
        seconds=some.seconds + more * (some.seconds - few.seconds),
        cpu_seconds=some.cpu_seconds + more * (some.cpu_seconds - few.cpu_seconds),
        peak_bytes=some.peak_bytes,
    )


async def _train(folder: Path, epochs: int) -> Work:
    name = f"plain-{epochs}"
    (folder / f"{name}.yml").write_text(_config(epochs), "utf-8")
    options = ("--config", f"{name}.yml", "--data", "data", "--domain", "domain", "--fixed-model-name", name)
    command = [*_NICE, RASA_PYTHON, "-m", "rasa", "train", "--force", *options]
    # Nothing from an earlier training, and as many threads as TensorFlow likes.
    environment = {"RASA_CACHE_DIRECTORY": str(folder / f"cache-{epochs}"), "OMP_NUM_THREADS": str(os.cpu_count() or 1)}
    return await run_to_end(command, folder / "train.log", environment=environment, folder=folder)


def _config(epochs: int) -> str:
    """Rasa's default configuration, with these epochs wherever it names any."""
    config: dict[str, Any] = yaml.safe_load((RASA_PYTHON.parents[1] / _DEFAULT_CONFIG).read_text("utf-8"))
    for component in [*config["pipeline"], *config["policies"]]:
        if "epochs" in component:
            component["epochs"] = epochs
    return yaml.safe_dump({**config, "assistant_id": "plain_rasa"})


async def train_ours(folder: Path) -> Work:
    """Trains the product's dialogue model anew, into a folder of its own."""
    command = [*_NICE, APP_PYTHON, "-m", "bot", "train"]
    # Rasa would take what it knows from earlier trainings out of the project's cache.
    environment = {"MODELS": str(folder / "models"), "VAR": str(folder), "RASA_CACHE_DIRECTORY": str(folder / "cache")}
    return await run_to_end(command, folder / "train.log", environment=environment)


def training_table(ours: Work, plain: Work, whole: Work) -> Table:
    """What the trainings cost; `whole` is the plain project's at the default epochs."""
    named = (
        (f"{NAME}, {_SOME} epochs", plain),
        (f"{NAME}, {_DEFAULT_EPOCHS} epochs (its default, reckoned)", whole),
        (OURS, ours),
    )
    columns = ("Training", "seconds", "CPU seconds", "most memory MB", "CPU against the default")
    note = (
        "Same examples, rules, stories and domain, nothing cached, both at `nice -n 10`. Reckoned: from trainings of "
        f"{_FEW} and of {_SOME} epochs of DIET, TED and the like, since each epoch costs the same."
    )
    return Table("Training the dialogue model", columns, tuple(_row(*one, whole) for one in named), notes=(note,))


def _row(name: str, work: Work, whole: Work) -> tuple[str, ...]:
    against = times(work.cpu_seconds, whole.cpu_seconds)
    return (name, f"{work.seconds:.0f}", f"{work.cpu_seconds:.0f}", megabytes(work.peak_bytes), against)
