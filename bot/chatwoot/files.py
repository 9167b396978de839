"""Files that lie in a Chatwoot, kept as our own."""

import asyncio
import logging
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from bot.attachments.store import Attachment, AttachmentStore, Sender
from bot.chatwoot.client import ChatwootClient
from bot.errors import PictureRefused, Unavailable

_log = logging.getLogger(__name__)


class Files:
    """Fetches what one message brings; `seconds` are for all of it."""

    def __init__(self, client: ChatwootClient, attachments: AttachmentStore, seconds: float) -> None:
        self._client, self._attachments, self._seconds = client, attachments, seconds

    async def fetch(self, conversation_id: str, urls: Sequence[str], sender: Sender) -> list[Attachment]:
        """Those that can be had in time and shown; a refused one takes nothing from the others."""
        kept: list[Attachment] = []
        try:
            async with asyncio.timeout(self._seconds):
                for url in urls:
                    if (one := await self._one(conversation_id, url, sender)) is not None:
                        kept.append(one)
        except (TimeoutError, Unavailable) as error:
            _log.warning("a file for %s could not be had from Chatwoot: %s", conversation_id, str(error) or "too late")
        return kept

    async def _one(self, conversation_id: str, url: str, sender: Sender) -> Attachment | None:
        if (body := await self._client.file(url, self._attachments.largest_bytes)) is None:
            return None
        name = unquote(urlsplit(url).path)
        try:
            return await self._attachments.keep(conversation_id, body, sender=sender, name=name)
        except PictureRefused as refused:
            _log.info("a file for %s from Chatwoot is not shown: %s", conversation_id, refused)
            return None
