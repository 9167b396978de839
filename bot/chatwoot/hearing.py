"""What happens in a Chatwoot happens in our conversation: its contacts talk with us, its agents take over."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from bot.attachments.store import Attachment, AttachmentStore, Sender
from bot.chatwoot import untaken
from bot.chatwoot.client import ChatwootClient
from bot.chatwoot.files import Files
from bot.chatwoot.links import Link, Links, key_of
from bot.chatwoot.news import AgentSaid, Echo, News, Place, ShopperSaid, Standing, StandingChanged
from bot.chatwoot.relay import Relay
from bot.conversation.attached import attached
from bot.conversation.desk import Desk
from bot.conversation.ids import answer_id
from bot.conversation.intake import Intake
from bot.conversation.model import WITH_A_PERSON, Conversation, Status
from bot.conversation.notices import Notices
from bot.conversation.screening import screen
from bot.conversation.store import ConversationStore
from bot.dialogue.parts import text
from bot.errors import (
    ChoiceExpired,
    CustomerConflict,
    HandoffNotFound,
    HandoffTaken,
    PictureRefused,
    ShoptalkError,
    StatusChangeRefused,
)
from bot.language import Language, detect

_log = logging.getLogger(__name__)
_FILE_SECONDS: Final = 3.0
"""Chatwoot waits five for our answer."""
_LONGEST_AGENT: Final = 80
_LONGEST_ANSWER: Final = 10_000
_MOST_FILES: Final = 5


class Hearing:
    """Takes each piece of news once, whatever is told twice; what is raised makes Chatwoot give the talk to its people.

    The talk goes on in Chatwoot as it does at our own desk, by the same acts of the same state machine.
    """

    def __init__(
        self,
        links: Links,
        conversations: ConversationStore,
        intake: Intake,
        desk: Desk,
        attachments: AttachmentStore,
        notices: Notices,
        client: ChatwootClient,
        relay: Relay,
        *,
        file_seconds: float = _FILE_SECONDS,
        longest_message: int = 2000,
    ) -> None:
        self._links, self._conversations, self._intake, self._desk = links, conversations, intake, desk
        self._notices, self._relay, self._longest = notices, relay, longest_message
        self._files = Files(client, attachments, file_seconds)
        self._beginning = asyncio.Lock()

    async def hear(self, news: News) -> None:
        """Raises what the intake and the desk raise."""
        match news:
            case ShopperSaid():
                await self._shopper(news)
            case AgentSaid():
                await self._agent(news)
            case Echo():
                await self._links.arrived(news.mark, news.message_id)
            case StandingChanged():
                if (link := await self._links.of(news.place.chatwoot_id)) is not None:
                    await self._follow(link, news.place)

    async def _shopper(self, said: ShopperSaid) -> None:
        link = await self._link(said.place, said.text)
        await self._follow(link, said.place)
        pictures = await self._files.fetch(link.conversation_id, said.pictures, Sender.SHOPPER)
        missing = len(said.pictures) - len(pictures) + said.others
        ours = await self._conversations.conversation(link.conversation_id)
        if ours.status in WITH_A_PERSON:
            await self._tell_people(ours, said, pictures, missing)
        else:
            await self._tell_bot(ours, said, pictures, missing)
        self._relay.wake()

    async def _tell_bot(
        self, ours: Conversation, said: ShopperSaid, pictures: Sequence[Attachment], missing: int
    ) -> None:
        """The shopper hears what could not be taken."""
        try:
            if not (said.choice_id or said.text or pictures):
                raise PictureRefused("nothing that can be shown came with the message")
            await self._receive(ours, said, said.text, pictures, said.choice_id)
        except untaken.NOT_TAKEN as refusal:
            await self._refuse(ours, said, refusal)
            return
        if missing:
            await self._notice(ours.id, f"chatwoot {said.message_id}", partial(untaken.missing, missing))

    async def _tell_people(
        self, ours: Conversation, said: ShopperSaid, pictures: Sequence[Attachment], missing: int
    ) -> None:
        """Nothing is said into the talk of people: what could not be taken is a line of the shopper's message."""
        is_empty = not (said.text or pictures)
        files = max(missing, 1) if is_empty else missing
        words = untaken.for_people(said.text, files, detect(said.text, ours.language), self._longest)
        try:
            await self._receive(ours, said, words, pictures, said.choice_id)
        except ChoiceExpired as refusal:
            if ours.status is Status.ASSIGNED:
                await self._receive(ours, said, words, pictures, None)
            else:  # nobody is there yet to say that what was pressed has done nothing
                await self._refuse(ours, said, refusal)

    async def _receive(
        self, ours: Conversation, said: ShopperSaid, words: str, pictures: Sequence[Attachment], picked: str | None
    ) -> None:
        await self._intake.receive(
            ours.id,
            text=None if picked else words or None,
            choice_id=picked,
            attachments=[picture.id for picture in pictures],
            idempotency_key=key_of(said.message_id, said.choice_id),
            address=f"chatwoot {said.place.chatwoot_id}",
        )

    async def _refuse(self, ours: Conversation, said: ShopperSaid, refusal: ShoptalkError) -> None:
        await self._notice(ours.id, f"chatwoot {said.message_id}", partial(untaken.refusal, refusal))

    async def _notice(self, conversation_id: str, notice: str, words: Callable[[Language], str]) -> None:
        await self._notices.say(conversation_id, notice, lambda language: [text(words(language))])

    async def _agent(self, said: AgentSaid) -> None:
        known = await self._links.of(said.place.chatwoot_id)
        if known is not None and await self._comes_late(known, said.place):
            await self._agents_word(known, said, takes=False)
        elif known is None and said.place.standing is Standing.RESOLVED:
            _log.info("an agent's word in conversation %s, which is over and was never ours", said.place.chatwoot_id)
        else:
            await self._agents_word(await self._link(said.place, said.text), said, takes=True)

    async def _agents_word(self, link: Link, said: AgentSaid, *, takes: bool) -> None:
        """Answered by whoever has taken the conversation with it; else kept all the same."""
        id_, agent, key = link.conversation_id, _agent(said.agent), f"chatwoot {said.message_id}"
        mark = answer_id(id_, agent, key)
        # First ours to know that it came from there, then to say.
        await self._links.expect(mark, said.message_id)
        has = takes and await self._take(id_, agent)
        files = await self._files.fetch(id_, said.files[:_MOST_FILES], Sender.AGENT)
        if said.text or files:
            answered = has and await self._answer(id_, agent, said.text, key, files)
            if not answered:
                words = [text(screen(said.text, _LONGEST_ANSWER))] if said.text else []
                await self._links.keep_word(id_, mark, [*words, *attached(files)])
        if len(files) < len(said.files):
            await self._notice(id_, f"chatwoot file {said.message_id}", untaken.agents_file)
            self._relay.wake()

    async def _comes_late(self, link: Link, place: Place) -> bool:
        """Whether an agent's word was their last of a talk that is over: nothing is begun or taken by it."""
        is_resolved = place.standing is Standing.RESOLVED
        match (await self._conversations.conversation(link.conversation_id)).status:
            case Status.CLOSED:
                return is_resolved or 0 < place.at <= link.standing_at
            case Status.BOT:
                return is_resolved
            case _:
                return False

    async def _take(self, conversation_id: str, agent: str) -> bool:
        """Whoever speaks at Chatwoot's desk has taken the conversation there; False where it ended meanwhile."""
        try:
            if (await self._conversations.conversation(conversation_id)).status is Status.BOT:
                await self._desk.take_from_bot(conversation_id, agent)
            else:
                await self._desk.take(conversation_id, agent, over=True)
        except (HandoffNotFound, StatusChangeRefused):
            return False
        return True

    async def _answer(
        self, conversation_id: str, agent: str, words: str, key: str, files: Sequence[Attachment]
    ) -> bool:
        """False where the conversation ended, or a colleague took it, while the files were fetched.

        Variables that nothing stands for are left in the words: the contact has read them so.
        """
        try:
            await self._desk.answer(conversation_id, agent, words or None, key, attachments=files)
        except (HandoffNotFound, HandoffTaken):
            return False
        return True

    async def _follow(self, link: Link, place: Place) -> None:
        """Ours comes to stand as theirs does, when that has changed; an older word than the last is not followed."""
        before = link.standing
        if not await self._links.note(place.chatwoot_id, place.standing, place.at):
            return
        status = (await self._conversations.conversation(link.conversation_id)).status
        with_person = status in (Status.QUEUED, Status.ASSIGNED)
        try:
            if place.standing.is_with_people and status is Status.BOT and not before.is_with_people:
                await self._desk.take_from_bot(link.conversation_id, _agent(place.assignee or ""))
            elif place.standing is Standing.PENDING and with_person and before.is_with_people:
                await self._desk.return_to_bot(link.conversation_id)
            elif place.standing is Standing.RESOLVED and with_person:
                await self._desk.close(link.conversation_id)
        except HandoffNotFound:
            _log.info("the handoff of %s had ended when Chatwoot told of it", link.conversation_id)
        self._relay.wake()

    async def _link(self, place: Place, words: str) -> Link:
        """The tie of a conversation, made with its first message; one that is over begins afresh."""
        async with self._beginning:
            link = await self._links.of(place.chatwoot_id)
            if link is None or await self._is_over(link):
                page = {"url": place.page} if place.page else {}
                begun = await self._conversations.begin(detect(words, "en"), page)
                link = await self._links.tie(place, begun.id)
        if place.customer_id:
            await self._bind(link, place.customer_id)
        return link

    async def _bind(self, link: Link, customer_id: str) -> None:
        try:
            await self._conversations.bind_customer(link.conversation_id, customer_id)
        except CustomerConflict:
            # The contact has signed in as somebody else since: this talk stays the first one's, and nothing is shown.
            _log.warning("conversation %s of Chatwoot has changed its customer", link.chatwoot_id)
            raise

    async def _is_over(self, link: Link) -> bool:
        return (await self._conversations.conversation(link.conversation_id)).status is Status.CLOSED


def _agent(name: str) -> str:
    return f"{name[:_LONGEST_AGENT]} (Chatwoot)".strip()
