"""What happens in a Chatwoot happens in our conversation: its contacts talk with us, its agents take over."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

from bot.attachments.store import Attachment, AttachmentStore, Sender
from bot.chatwoot.client import ChatwootClient
from bot.chatwoot.links import Link, Links
from bot.chatwoot.news import AgentSaid, Echo, News, Place, ShopperSaid, Standing, StandingChanged
from bot.chatwoot.relay import Relay
from bot.commerce.model import Bilingual
from bot.conversation.desk import Desk
from bot.conversation.ids import answer_id
from bot.conversation.intake import Intake
from bot.conversation.model import Status
from bot.conversation.notices import Notices
from bot.conversation.store import ConversationStore
from bot.dialogue.parts import text
from bot.errors import (
    CardNumberRefused,
    ChoiceExpired,
    CustomerConflict,
    HandoffNotFound,
    InvalidInput,
    PictureRefused,
    ShoptalkError,
    Unavailable,
)
from bot.language import detect

_log = logging.getLogger(__name__)
_PICTURE_SECONDS: Final = 3.0
"""Chatwoot waits five for our answer."""
_LONGEST_AGENT: Final = 80
_MOST_FILES: Final = 5
_NOT_SHOWN: Final = Bilingual(
    "The support team sent a file that cannot be shown here. Shown are pictures (JPEG, PNG, WebP, GIF) and PDFs of "
    "pages alone.",
    "人工客服发送了一个无法在此显示的文件。可显示：图片（JPEG、PNG、WebP、GIF）和仅含页面的 PDF。",
)
"""Both hear it: it is told in Chatwoot as well."""
_REFUSALS: Final[Mapping[type[ShoptalkError], Bilingual]] = {
    CardNumberRefused: Bilingual(
        "Card numbers are not taken here, so I have not kept your message: please send it again without the number.",
        "这里不接受银行卡号，您的消息未被保存，请删去卡号后再发送。",
    ),
    PictureRefused: Bilingual(
        "I could not take what you sent. I can take words and pictures; you can also ask for a person.",
        "您发送的内容未能接收。这里可以接收文字和图片，您也可以要求转人工客服。",
    ),
    ChoiceExpired: Bilingual(
        "This choice is no longer open: please choose from the newest message.",
        "该选项已失效，请从最新的消息中选择。",
    ),
    InvalidInput: Bilingual(
        "I could not take this message as it is: please write it in fewer words.",
        "这条消息无法照原样接收，请写得简短一些再发送。",
    ),
}
"""What the shopper is told, the most particular first."""
_NOT_TAKEN: Final = tuple(_REFUSALS)


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
    ) -> None:
        self._links, self._conversations, self._intake, self._desk = links, conversations, intake, desk
        self._attachments, self._notices, self._client, self._relay = attachments, notices, client, relay
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
        try:
            await self._receive(link, said)
        except _NOT_TAKEN as refusal:
            words = next(words for kind, words in _REFUSALS.items() if isinstance(refusal, kind))
            notice = f"chatwoot {said.message_id}"
            await self._notices.say(link.conversation_id, notice, lambda language: [text(words.in_language(language))])
        self._relay.wake()

    async def _receive(self, link: Link, said: ShopperSaid) -> None:
        picked = said.choice_id
        pictures = await self._pictures(link, said)
        if not (picked or said.text or pictures):
            raise PictureRefused("nothing that can be shown came with the message")
        await self._intake.receive(
            link.conversation_id,
            text=None if picked else said.text or None,
            choice_id=picked,
            attachments=pictures,
            idempotency_key=f"chatwoot {said.message_id} {picked or ''}".strip(),
            address=f"chatwoot {said.place.chatwoot_id}",
        )

    async def _agent(self, said: AgentSaid) -> None:
        link = await self._link(said.place, said.text)
        agent, key = _agent(said.agent), f"chatwoot {said.message_id}"
        # First ours to know that it came from there, then to say.
        await self._links.expect(answer_id(link.conversation_id, agent, key), said.message_id)
        # Whoever speaks at Chatwoot's desk has taken the conversation there.
        if (await self._conversations.conversation(link.conversation_id)).status is Status.BOT:
            await self._desk.take_from_bot(link.conversation_id, agent)
        else:
            await self._desk.take(link.conversation_id, agent, over=True)
        files = await self._files(link, said)
        if said.text or files:
            await self._desk.answer(link.conversation_id, agent, said.text or None, key, attachments=files)
        if len(files) < len(said.files):
            notice = f"chatwoot file {said.message_id}"
            await self._notices.say(link.conversation_id, notice, lambda told: [text(_NOT_SHOWN.in_language(told))])
            self._relay.wake()

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

    async def _pictures(self, link: Link, said: ShopperSaid) -> list[str]:
        """Those that can be had in time. Raises `PictureRefused` on what is none."""
        kept: list[str] = []
        try:
            async with asyncio.timeout(_PICTURE_SECONDS):
                for url in said.pictures:
                    body = await self._client.file(url, self._attachments.largest_bytes)
                    if body is not None:
                        kept.append((await self._attachments.keep(link.conversation_id, body)).id)
        except (TimeoutError, Unavailable) as error:
            _log.warning("a picture of %s could not be had from Chatwoot: %s", link.conversation_id, error)
        return kept

    async def _files(self, link: Link, said: AgentSaid) -> list[Attachment]:
        """Those that can be had in time and shown; a refused one takes nothing from the others."""
        kept: list[Attachment] = []
        try:
            async with asyncio.timeout(_PICTURE_SECONDS):
                for url in said.files[:_MOST_FILES]:
                    if (one := await self._file(link, url)) is not None:
                        kept.append(one)
        except (TimeoutError, Unavailable) as error:
            _log.warning("a file for %s could not be had from Chatwoot: %s", link.conversation_id, error)
        return kept

    async def _file(self, link: Link, url: str) -> Attachment | None:
        if (body := await self._client.file(url, self._attachments.largest_bytes)) is None:
            return None
        name = unquote(urlsplit(url).path)
        try:
            return await self._attachments.keep(link.conversation_id, body, sender=Sender.AGENT, name=name)
        except PictureRefused as refused:
            _log.info("a file for %s from Chatwoot is not shown: %s", link.conversation_id, refused)
            return None


def _agent(name: str) -> str:
    return f"{name[:_LONGEST_AGENT]} (Chatwoot)".strip()
