"""What is written to standard error: one line a record, with nobody's e-mail, telephone or card number in it."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Final, TextIO

from bot.conversation.screening import card_numbers
from bot.settings import LogSettings

_EMAIL: Final = re.compile(r"[^\s@<>()\[\]{}'\"=,;:]+@[^\s@<>()\[\]{}'\"=,;:/]+\.\w{2,}")
_PHONE: Final = re.compile(r"(?<![A-Za-z0-9_.:/-])\+?\(?[0-9](?:[ ().-]{0,2}[0-9]){6,14}(?![A-Za-z0-9_:-])")
# Dates and network addresses are no telephone numbers.
_NO_PHONE: Final = re.compile(r"\d{4}-\d{2}-\d{2}.*|\d{1,3}(?:\.\d{1,3}){3}")
# They tell every request, which our own metrics do, or how they were loaded.
_TALKATIVE: Final = ("alembic", "asyncio", "faiss", "httpcore", "httpx", "rasa_sdk", "sanic.root", "sanic.server")


def configure(settings: LogSettings, stream: TextIO | None = None) -> None:
    """Sets up logging for the whole process."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if settings.format == "json" else TextLines())
    logging.basicConfig(level=settings.level, handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(settings.level)))


def mask(text: str) -> str:
    """The text without card numbers, e-mail addresses and telephone numbers."""
    for start, end in reversed(list(card_numbers(text))):
        text = f"{text[:start]}[card]{text[end:]}"
    text = _EMAIL.sub("[e-mail]", text)
    return _PHONE.sub(lambda found: found.group() if _NO_PHONE.fullmatch(found.group()) else "[phone]", text)


class TextLines(logging.Formatter):
    """For people: time, level, room, message; a traceback follows on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        head = f"{_at(record)} {record.levelname:<7} {record.name}: "
        return head + "\n".join([mask(record.getMessage()), *_trace(self, record)])


class JsonLines(logging.Formatter):
    """For machines: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": _at(record),
            "level": record.levelname,
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        if trace := _trace(self, record):
            line["error"] = trace[0]
        return json.dumps(line, ensure_ascii=False)


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> list[str]:
    return [mask(formatter.formatException(record.exc_info))] if record.exc_info else []
