"""What shoppers say, as regular expressions over plain text: read once from phrases.yml and reasons.yml."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def patterns(section: str) -> Mapping[str, re.Pattern[str]]:
    """The patterns of a part of phrases.yml by name, in the order in which they are to be tried."""
    return _read(_content("phrases.yml")[section])


@cache
def reason_patterns() -> Mapping[str, re.Pattern[str]]:
    """Common reasons by name."""
    return _read(_content("reasons.yml"))


@cache
def _content(file: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_name(file).read_text("utf-8"))
    return content


def expression(pattern: str) -> re.Pattern[str]:
    """A pattern for texts that mix languages: the edge of an English word is one beside Chinese too (退回PayPal)."""
    return re.compile(pattern, re.ASCII | re.IGNORECASE)


def _read(section: Mapping[str, Mapping[str, list[str]]]) -> dict[str, re.Pattern[str]]:
    return {name: expression("|".join([*both.get("en", ()), *both.get("zh", ())])) for name, both in section.items()}
