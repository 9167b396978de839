"""What the bot says, read from `responses:` in data/domain: one place for Rasa's rules and for our actions."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.commerce.model import Bilingual
from bot.errors import ConfigurationError
from bot.language import Language, filled


class Phrases:
    """The bot's sentences by name, in both languages, with `{gaps}` to fill."""

    def __init__(self, sentences: Mapping[str, Bilingual]) -> None:
        self._sentences = sentences

    @classmethod
    def read(cls, folder: Path) -> "Phrases":
        """Reads every domain file in `folder`; raises `ConfigurationError` on a response without both languages."""
        sentences: dict[str, Bilingual] = {}
        for path in sorted(folder.glob("*.yml")):
            sentences.update(_responses(path))
        return cls(sentences)

    def say(self, name: str, language: Language, **gaps: object) -> str:
        """The sentence `utter_<name>` with its gaps filled."""
        return filled(self._sentences[f"utter_{name}"].in_language(language), **gaps)

    def names(self) -> Iterable[str]:
        return self._sentences.keys()


def _responses(path: Path) -> dict[str, Bilingual]:
    document = yaml.safe_load(path.read_text("utf-8")) or {}
    return {name: _sentence(path, name, variants) for name, variants in (document.get("responses") or {}).items()}


def _sentence(path: Path, name: str, variants: Any) -> Bilingual:
    try:
        words = variants[0]["custom"]["text"]
        return Bilingual(words["en"], words["zh"])
    except (KeyError, IndexError, TypeError) as error:
        raise ConfigurationError(
            f"{path.name}: {name} wants one variant `- custom: {{kind: text, text: {{en: ..., zh: ...}}}}`"
        ) from error
