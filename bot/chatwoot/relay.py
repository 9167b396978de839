"""What happens in our conversation is told to Chatwoot, in order, and each message once."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.chatwoot.client import ChatwootClient, Outgoing, Refused
from bot.chatwoot.links import Link, Links
from bot.chatwoot.news import Standing
from bot.chatwoot.refusals import Refusals
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
_GIVE_UP_AFTER: Final = 10
"""Tries; with the rests between them some seven minutes at the least."""
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
    then its echo is waited for, half a minute. What is refused waits in its place; left out is only what Chatwoot will
    never take, and what it refuses of one conversation while it goes on taking others.
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
        give_up_after: int = _GIVE_UP_AFTER,
    ) -> None:
        self._links, self._conversations, self._client, self._words = links, conversations, client, words
        self._look_seconds, self._echo = look_seconds, echo
        self._refusals = Refusals(rest_seconds, give_up_after)
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

    def state(self) -> str:
        """What Chatwoot refuses to be told and how much was left out, or "ok"."""
        return self._refusals.state()

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
                await asyncio.sleep(self._refusals.rest(chatwoot_id))
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
            self._refusals.settled(chatwoot_id)
            return True
        except _NotYet:
            _log.info("conversation %s of Chatwoot waits: the end of a message to it was not seen", chatwoot_id)
        except Refused as error:
            self._refusals.refused(chatwoot_id, error)
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
        """How ours stands after it, as far as Chatwoot knows."""
        try:
            return await self._pass_on(link, event)
        except Rejected as error:
            # Told again it would be refused again: what comes after must not wait for it.
            self._refusals.left_out(_named(link, event), error)
        except Refused as error:
            if not self._refusals.is_given_up(link.chatwoot_id):
                raise
            self._refusals.left_out(_named(link, event), error)
        return link.status

    async def _pass_on(self, link: Link, event: Event) -> Status:
        if event.type is EventType.CONVERSATION_UPDATED:
            status = Status(event.payload["status"])
            if status is not link.status:
                await self._stand(link, status)
            return status
        if event.payload["author"] in _TOLD:
            await self._say(link, event.payload)
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
        no_note = await self._note_handover(link) if status is Status.QUEUED else None
        stands_at = await self._client.stand(link.chatwoot_id, wanted)
        self._refusals.took(link.chatwoot_id)
        await self._links.note(link.chatwoot_id, wanted, stands_at)
        if no_note is not None:
            self._refusals.left_out(f"the note of a handoff in its conversation {link.chatwoot_id}", no_note)

    async def _note_handover(self, link: Link) -> Exception | None:
        """Why the note was refused, if it was: the talk is opened whether or not it has one."""
        try:
            await self._send(link, self._words.handed_over(), f"{link.conversation_id} {link.passed_on}")
        except (Rejected, Refused) as error:
            return error
        return None

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
            if before is None:  # else what was sent before this may still have arrived
                await self._links.never_sent(mark)
            raise
        self._refusals.took(link.chatwoot_id)
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


def _named(link: Link, event: Event) -> str:
    what = f"event {event.id} of {link.conversation_id} for its conversation {link.chatwoot_id}"
    if event.type is EventType.CONVERSATION_UPDATED:
        return f"{what} (nobody at Chatwoot sees that it is {event.payload['status']})"
    return what
