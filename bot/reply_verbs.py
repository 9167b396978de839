"""The command line's verbs on ready-made replies: written to a file, and brought in from one."""

import asyncio
import sys
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markup import escape

from bot.assist.canned import CannedReplies, Plan
from bot.assist.canned_files import FileFormat, read, written
from bot.errors import InvalidInput

_STANDARD: Final = "-"


async def export(replies: CannedReplies, console: Console, path: str, given: FileFormat | None, person: str) -> None:
    """Writes all of them; `-` is standard output."""
    format_ = _format(path, given)
    text = written(await replies.export(format_.value, person), format_)
    if path == _STANDARD:
        console.file.write(text)
        return
    # Without its mark Excel takes UTF-8 for something else, and Chinese replies for noise.
    encoded = text.encode("utf-8-sig" if format_ is FileFormat.CSV else "utf-8")
    await asyncio.to_thread(Path(path).write_bytes, encoded)
    console.print(escape(f"Written to {path}."))


async def bring_in(
    replies: CannedReplies, console: Console, path: str, given: FileFormat | None, person: str, *, keep: bool
) -> None:
    """Shows what would become of the replies; with `keep` they become so."""
    format_ = _format(path, given)
    brought = read(await asyncio.to_thread(_text, path), format_)
    plan = await replies.take_in(brought, person)
    _show(console, plan)
    if not (plan.added or plan.changed):
        return
    if not keep:
        console.print("Nothing was kept: say it again with --keep to have it so.")
        return
    await replies.take_in(brought, person, plan.id)
    console.print("Kept.")


def _show(console: Console, plan: Plan) -> None:
    for reply in plan.added:
        console.print(escape(f"new      /{reply.shortcut}"))
    for before, after in plan.changed:
        console.print(escape(f"changed  /{after.shortcut}"))
        for language, was, is_ in (("en", before.en, after.en), ("zh", before.zh, after.zh)):
            if was != is_:
                console.print(escape(f"    {language}: {was!r} -> {is_!r}"))
    console.print(f"{len(plan.added)} new, {len(plan.changed)} changed, {plan.same} the same.")


def _text(path: str) -> str:
    try:
        return sys.stdin.read() if path == _STANDARD else Path(path).read_bytes().decode("utf-8")
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror}; accepted is a file that can be read") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path}: it is not UTF-8; accepted is UTF-8 text") from error


def _format(path: str, given: FileFormat | None) -> FileFormat:
    if given is not None:
        return given
    suffix = Path(path).suffix.removeprefix(".").lower()
    if suffix in tuple(FileFormat):
        return FileFormat(suffix)
    raise InvalidInput(f"{path}: accepted are files that end in .json or .csv, or --format")
