"""Pictures and documents as parts of a message."""

from collections.abc import Sequence

from bot.attachments.store import Attachment
from bot.dialogue import parts
from bot.dialogue.parts import Part


def attached(kept: Sequence[Attachment]) -> list[Part]:
    """One part for each, in order."""
    return [
        parts.image(one.id, one.width, one.height)
        if one.is_picture
        else parts.file(one.id, one.name or "", one.media_type, one.bytes)
        for one in kept
    ]


def ids_in(shown: Sequence[Part]) -> set[str]:
    """Which attachments a message shows."""
    return {part["attachment_id"] for part in shown if part["kind"] in ("image", "file")}
