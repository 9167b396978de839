"""Tells a command (`/affirm{...}`) from words: no component of ours reads meaning into one."""

import re

from bot.understanding.fold import fold

_COMMAND = re.compile(r"\s*/\s*[a-z_]{2,}")


def is_command(text: str) -> bool:
    """Whether a text is shaped like a command: the server's own, which Rasa obeys, or one that somebody typed."""
    return _COMMAND.match(fold(text).text) is not None
