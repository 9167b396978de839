"""A bridge between a house and a Chatwoot, over real HTTP both ways."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from sanic import Sanic

from bot.chatwoot.client import ChatwootClient
from bot.chatwoot.hearing import Hearing
from bot.chatwoot.links import Links
from bot.chatwoot.relay import Relay
from bot.chatwoot.words import Words
from bot.conversation.model import Conversation
from bot.conversation.notices import Notices
from bot.dialogue.manager import DialogueManager
from bot.web.chatwoot import PATH, ChatwootRoute
from bot.web.errors import add_error_handlers
from bot.web.listen import Listener
from tests.chatwoot.chatwoot_server import ACCOUNT, BOT_TOKEN, Chatwoot, Talk, chatwoot_server
from tests.conversation.house import House, house

SECRET = "the agent bot's own secret"
_names = itertools.count(1)


@dataclass
class Bridge:
    """Both sides, and what lies between."""

    home: House
    chatwoot: Chatwoot
    links: Links
    relay: Relay

    async def ours(self, talk: Talk) -> Conversation:
        link = await self.links.of(talk.id)
        assert link is not None
        return await self.home.store.conversation(link.conversation_id)

    async def said(self, talk: Talk) -> list[tuple[str, str]]:
        return await self.home.said(await self.ours(talk))

    async def until(self, is_so: Callable[[], Any | Awaitable[Any]], seconds: float = 30.0) -> None:
        """Waits for what another part does in its own time."""
        deadline = time.monotonic() + seconds
        while True:
            found = is_so()
            if await found if isinstance(found, Awaitable) else found:
                return
            assert time.monotonic() < deadline, "it did not come to be"
            await asyncio.sleep(0.02)

    async def answered(self, talk: Talk) -> None:
        """Until every message of the shopper's has its turn behind it, and Chatwoot knows."""
        ours = await self.ours(talk)
        shown = [m for m in await self.home.store.history(ours.id) if m.author == "shopper"]
        for message in shown:
            await self.home.intake.reply_to(ours.id, message.id, 40)
        await self.quiet()

    async def quiet(self) -> None:
        """Until Chatwoot has been told everything."""
        await self.until(self._is_told)

    async def _is_told(self) -> bool:
        return not await self.links.waiting()


@asynccontextmanager
async def bridge(
    store_url: str,
    dialogue: DialogueManager,
    *,
    token: str = BOT_TOKEN,
    echo: timedelta = timedelta(seconds=3),
) -> AsyncIterator[Bridge]:
    async with chatwoot_server() as chatwoot, house(store_url, dialogue) as home:
        links, client = Links(home.database), ChatwootClient.open(chatwoot.origin, ACCOUNT, token, 10.0)
        relay = Relay(
            links, home.store, client, Words(UTC), look_seconds=0.05, rest_seconds=0.05, echo=echo, give_up_after=3
        )
        notices = Notices(home.database, home.bus)
        hearing = Hearing(
            links, home.store, home.intake, home.desk, home.attachments, notices, client, relay, file_seconds=2.5
        )
        app = Sanic[Any, Any](f"bridge-{next(_names)}", configure_logging=False)
        add_error_handlers(app)
        ChatwootRoute(SECRET, ACCOUNT, hearing.hear).add_to(app)
        listener = await Listener.open(app, "127.0.0.1", 0)
        chatwoot.webhook, chatwoot.secret = f"http://127.0.0.1:{listener.port}{PATH}", SECRET
        await relay.start()
        try:
            yield Bridge(home, chatwoot, links, relay)
        finally:
            await relay.stop()
            await listener.close(grace_seconds=0.2)
            await client.close()
