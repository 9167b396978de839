"""What happens in our conversation is told to Chatwoot, in order, and each message once."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.chatwoot.client import ChatwootClient, Outgoing
from bot.chatwoot.links import Link, Links
from bot.chatwoot.news import Standing
from bot.chatwoot.words import Words
from bot.commerce.remote.line import Rejected
from bot.conversation.ids import new_id
from bot.conversation.model import Author, Event, EventType, Status
from bot.conversation.store import ConversationStore
from bot.errors import NotAllowed, OutcomeUnknown, ShoptalkError, Unavailable

_log = logging.getLogger(__name__)
_LEASE: Final = timedelta(seconds=60)
_LOOK_SECONDS: Final = 1.0
_REST_SECONDS: Final = 5.0
"""Before a conversation that could not be told is tried again."""
_ECHO: Final = timedelta(seconds=30)
"""How long an echo is waited for before what may have been lost is sent again."""
_TOLD: Final = frozenset({Author.BOT.value, Author.AGENT.value, Author.SYSTEM.value})
_STANDINGS: Final = {
    Status.BOT: Standing.PENDING,
    Status.QUEUED: Standing.OPEN,
    Status.ASSIGNED: Standing.OPEN,
    Status.CLOSED: Standing.RESOLVED,
}


class _NotYet(Exception):
    """Something before must be known first."""


class Relay:
    """Tells Chatwoot what we said and who has the conversation; looks every second for what was not told.

    A message whose end was not seen is looked for under its mark before it is sent again; a bot's token may not look,
    then its echo is waited for, half a minute.
    """

    def __init__(
        self,
        links: Links,
        conversations: ConversationStore,
        client: ChatwootClient,
        words: Words,
        *,
        look_seconds: float = _LOOK_SECONDS,
        rest_seconds: float = _REST_SECONDS,
        echo: timedelta = _ECHO,
    ) -> None:
        self._links, self._conversations, self._client, self._words = links, conversations, client, words
        self._look_seconds, self._rest_seconds, self._echo = look_seconds, rest_seconds, echo
        self._owner = new_id("p")
        self._woken = asyncio.Event()
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._looking = asyncio.create_task(self._look())

    async def stop(self) -> None:
        tasks = [*self._busy.values(), *([self._looking] if self._looking else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self) -> None:
        """Something is to be told now."""
        self._woken.set()

    async def _look(self) -> None:
        while True:
            try:
                for chatwoot_id in await self._links.waiting():
                    if chatwoot_id not in self._busy:
                        task = asyncio.create_task(self._tell(chatwoot_id), name=f"telling Chatwoot of {chatwoot_id}")
                        self._busy[chatwoot_id] = task
            except Unavailable as error:
                _log.warning("cannot look for what Chatwoot is to be told: %s", error)
            await self._rest()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(self._look_seconds):
                await self._woken.wait()
        except TimeoutError:
            pass
        self._woken.clear()

    async def _tell(self, chatwoot_id: int) -> None:
        try:
            if not await self._tell_in_turn(chatwoot_id):
                await asyncio.sleep(self._rest_seconds)
        finally:
            self._busy.pop(chatwoot_id, None)

    async def _tell_in_turn(self, chatwoot_id: int) -> bool:
        """Whether everything is told, as far as that is ours to do."""
        try:
            if (link := await self._links.hold(chatwoot_id, self._owner, _LEASE)) is None:
                return False
            try:
                await self._tell_all(link)
            finally:
                await self._links.let_go(chatwoot_id, self._owner)
            return True
        except _NotYet:
            _log.info("conversation %s of Chatwoot waits: the end of a message to it was not seen", chatwoot_id)
        except ShoptalkError as error:
            _log.warning("conversation %s of Chatwoot is told later: %s", chatwoot_id, error)
        except Exception:
            _log.exception("conversation %s of Chatwoot could not be told", chatwoot_id)
        return False

    async def _tell_all(self, link: Link) -> None:
        for event in await self._conversations.events_after(link.conversation_id, link.passed_on):
            status = await self._tell_one(link, event)
            link = replace(link, passed_on=event.id or link.passed_on, status=status)
            await self._links.pass_on(link, link.passed_on, status)

    async def _tell_one(self, link: Link, event: Event) -> Status:
        """How ours stands after it."""
        try:
            if event.type is EventType.CONVERSATION_UPDATED:
                status = Status(event.payload["status"])
                if status is not link.status:
                    await self._stand(link, status)
                return status
            if event.payload["author"] in _TOLD:
                await self._say(link, event.payload)
        except Rejected as error:
            # Told again it would be refused again: what comes after must not wait for it.
            _log.error("Chatwoot refused to be told of event %s of %s: %s", event.id, link.conversation_id, error)
        return link.status

    async def _stand(self, link: Link, status: Status) -> None:
        if (await self._conversations.conversation(link.conversation_id)).status is not status:
            return  # it has gone on since, perhaps there: what came after tells how it stands
        wanted, known = _STANDINGS[status], await self._links.of(link.chatwoot_id)
        if known is None or known.conversation_id != link.conversation_id:
            return
        # Theirs is given back or ended by us only while its people have it, and opened only while the bot has it.
        if known.standing.is_with_people is (wanted is Standing.OPEN) or known.standing is Standing.RESOLVED:
            return
        if status is Status.QUEUED:
            await self._send(link, self._words.handed_over(), f"{link.conversation_id} {link.passed_on}")
        await self._links.note(link.chatwoot_id, wanted, await self._client.stand(link.chatwoot_id, wanted))

    async def _say(self, link: Link, message: Mapping[str, Any]) -> None:
        for index, outgoing in enumerate(self._words.of(message["parts"], message["language"], link.channel)):
            await self._send(link, outgoing, message["id"] if index == 0 else f"{message['id']} {index}")

    async def _send(self, link: Link, outgoing: Outgoing, mark: str) -> None:
        before = await self._links.expect(mark)
        if before is not None:
            if before.chatwoot_id is not None or await self._has_arrived(link, mark, before.at):
                return
            await self._links.sent_again(mark)
        try:
            chatwoot_id = await self._client.say(link.chatwoot_id, outgoing, mark)
        except OutcomeUnknown:
            raise
        except (Unavailable, Rejected):
            await self._links.never_sent(mark)
            raise
        await self._links.arrived(mark, chatwoot_id)

    async def _has_arrived(self, link: Link, mark: str, sent_at: datetime) -> bool:
        """Raises `_NotYet` while that cannot be known."""
        try:
            found = await self._client.find(link.chatwoot_id, mark)
        except NotAllowed:
            if datetime.now(UTC) - sent_at < self._echo:
                raise _NotYet from None
            return False
        if found is not None:
            await self._links.arrived(mark, found)
        return found is not None
