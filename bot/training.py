"""Trains the dialogue model when what it is made of has changed."""

import asyncio
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from bot.errors import ConfigurationError

_INGREDIENTS = (
    "config.yml",
    "data/nlu/*.yml",
    "data/rules/*.yml",
    "data/stories/*.yml",
    "data/domain/*.yml",
    "bot/understanding/*.py",
    "bot/understanding/*.txt",
    "knowledge_base/carried_encoder.py",
    "knowledge_base/onnx_encoder.py",
)


class DialogueModel:
    """The trained model of the dialogue manager: one archive in `folder`, named by what it was made of."""

    def __init__(self, root: Path, folder: Path, rasa_python: Path, log: Path) -> None:
        self._root, self._folder, self._python, self._log = root, folder, rasa_python, log

    @property
    def archive(self) -> Path:
        return self._folder / f"{self._fingerprint()}.tar.gz"

    def is_current(self) -> bool:
        """Whether there is nothing to train."""
        return self.archive.is_file()

    def choose(self) -> None:
        """Makes an archive that is wanted again the newest, which is the one that is served."""
        self.archive.touch()

    async def train(self) -> Path:
        """Trains and puts the archive in place whole; raises `ConfigurationError` with the end of Rasa's own words."""
        new = self.archive
        self._folder.mkdir(parents=True, exist_ok=True)
        self._log.parent.mkdir(parents=True, exist_ok=True)
        workshop = self._folder / ".training"
        # fmt: off
        command = [
            str(self._python), "-m", "rasa", "train", "--config", "config.yml", "--domain", "data/domain",
            "--data", "data/nlu", "data/rules", "data/stories", "--out", str(workshop), "--fixed-model-name", new.stem,
        ]
        # fmt: on
        environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
        with self._log.open("wb") as log:
            trainer = await asyncio.create_subprocess_exec(
                *command, cwd=self._root, stdout=log, stderr=log, stdin=asyncio.subprocess.DEVNULL, env=environment
            )
            try:
                code = await trainer.wait()
            finally:
                if trainer.returncode is None:
                    trainer.kill()
        if code != 0:
            raise ConfigurationError(f"the dialogue model could not be trained ({self._log}):\n{_tail(self._log)}")
        # rasa names the file <stem>.tar.gz; a stem with dots would lose its end, ours has none
        (workshop / new.name).replace(new)
        self._drop_old(new)
        return new

    def _drop_old(self, newest: Path) -> None:
        """Keeps the newest and the one before it, which may still be serving."""
        older = sorted((p for p in self._folder.glob("*.tar.gz") if p != newest), key=lambda p: p.stat().st_mtime)
        for path in older[:-1]:
            path.unlink()

    def _fingerprint(self) -> str:
        digest = hashlib.sha256()
        for path in self._ingredients():
            digest.update(path.relative_to(self._root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
        return f"dialogue-{digest.hexdigest()[:16]}"

    def _ingredients(self) -> Iterable[Path]:
        return sorted(path for pattern in _INGREDIENTS for path in self._root.glob(pattern))


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text("utf-8", errors="replace").splitlines()[-lines:])
