"""Links in letters: they bring a shopper back to the talk with a person, wherever the letter is read."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import jwt
from sqlalchemy import func, select, update

from bot.conversation import rows
from bot.conversation.model import Author, Event, EventType, Message, Origin, Status
from bot.conversation.tables import conversations, handoffs
from bot.dialogue.parts import Part
from bot.errors import TokenRejected
from bot.storage.database import Database
from bot.storage.tables import as_utc

_ALGORITHM: Final = "HS256"
_PURPOSE: Final = "shoptalk-link"
_CLAIMS: Final = ["sub", "aud", "exp", "since", "epoch"]
_KINDS: Final = {
    Author.AGENT: frozenset({"text", "image", "file"}),
    Author.SHOPPER: frozenset({"text", "image"}),
    Author.SYSTEM: frozenset({"handoff"}),
}
"""What is shown to whoever has a link, by who said it: no order, no proposal, nothing of the bot's."""
_MESSAGES: Final = frozenset({EventType.MESSAGE_ADDED, EventType.MESSAGE_REPLACED, EventType.MESSAGE_CHANGED})
_PASSED_ON: Final = frozenset({EventType.CONVERSATION_UPDATED, EventType.TYPING})


class ResumeLinks:
    """Signed, each for one conversation and the request for a person that was answered.

    A letter may be read by others than the customer: a link proves nothing of who they are. It shows what was said
    with the person since the request, and takes words to a person, never to the bot. It is good no longer once it has
    expired, the shopper has started again, or the conversation has gone on without it.
    """

    def __init__(self, database: Database, key: bytes, origin: str, lifetime: timedelta | None) -> None:
        self._database, self._key, self._origin, self._lifetime = database, key, origin, lifetime

    async def address(self, conversation_id: str, at: datetime) -> str | None:
        """For a letter about what was answered then; None where the shop wants no links."""
        if self._lifetime is None:
            return None
        asked = select(func.max(handoffs.c.asked_at)).where(handoffs.c.conversation_id == conversation_id)
        epoch = select(conversations.c.link_epoch).where(conversations.c.id == conversation_id)
        async with self._database.reading() as connection:
            since = as_utc(await connection.scalar(asked.where(handoffs.c.asked_at <= at)))
            kept = await connection.scalar(epoch)
        if since is None or kept is None:
            return None
        expires = datetime.now(UTC) + self._lifetime
        claims = {"sub": conversation_id, "aud": _PURPOSE, "exp": expires, "since": since.isoformat(), "epoch": kept}
        token = jwt.encode(claims, self._key, _ALGORITHM)
        return f"{self._origin}/panel#conversation={conversation_id}&token={token}"

    def is_link(self, token: str) -> bool:
        """Whether a token is of a link rather than of a session; it may be a bad one all the same."""
        try:
            return bool(jwt.decode(token, options={"verify_signature": False}).get("aud") == _PURPOSE)
        except jwt.InvalidTokenError:
            return False

    def conversation_id(self, token: str) -> str:
        """The conversation that a link was signed for; whether it still brings there is not looked up.

        Raises `TokenRejected`.
        """
        return str(self._read(token)["sub"])

    async def admit(self, token: str, conversation_id: str) -> datetime:
        """Since when the conversation is shown; raises `TokenRejected`."""
        claims = self._read(token)
        if claims["sub"] != conversation_id:
            raise TokenRejected("the link is of another conversation")
        since = datetime.fromisoformat(str(claims["since"]))
        later = select(func.count()).where(
            handoffs.c.conversation_id == conversation_id,
            handoffs.c.asked_at > since,
            handoffs.c.origin != Origin.LINK.value,
        )
        query = select(conversations).where(conversations.c.id == conversation_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
            gone_on = bool(await connection.scalar(later))
        if row is None or row.link_epoch != claims["epoch"]:
            raise TokenRejected("the link is good no longer: the conversation was started again; begin a new one")
        if gone_on or rows.conversation(row).status is Status.BOT:
            raise TokenRejected("the link is good no longer: the conversation has gone on without it; begin a new one")
        return since

    async def revoke(self, conversation_id: str) -> None:
        """No link of the conversation that was sent so far is good any more."""
        own = update(conversations).where(conversations.c.id == conversation_id)
        async with self._database.transaction() as connection:
            await connection.execute(own.values(link_epoch=conversations.c.link_epoch + 1))

    def shown(self, said: Sequence[Message], since: datetime) -> Sequence[Message]:
        """What whoever has the link may read."""
        seen = (_shown(message, since) for message in said)
        return [message for message in seen if message is not None]

    async def follow(
        self, events: AsyncGenerator[Event, None], token: str, conversation_id: str
    ) -> AsyncGenerator[Event, None]:
        """The same of what happens; it ends when the link is good no longer."""
        async for event in events:
            try:
                since = await self.admit(token, conversation_id)
            except TokenRejected:
                return
            if event.type in _PASSED_ON:
                yield event
            elif event.type in _MESSAGES and (payload := _shown_payload(event.payload, since)) is not None:
                yield replace(event, payload=payload)

    def _read(self, token: str) -> dict[str, Any]:
        try:
            return dict(jwt.decode(token, self._key, [_ALGORITHM], audience=_PURPOSE, options={"require": _CLAIMS}))
        except jwt.ExpiredSignatureError as error:
            raise TokenRejected("the link has expired; begin a new conversation") from error
        except jwt.InvalidTokenError as error:
            raise TokenRejected("the link is not one of ours") from error


def _shown(message: Message, since: datetime) -> Message | None:
    parts = _parts(message.author, message.parts)
    return replace(message, parts=tuple(parts)) if parts and message.at >= since else None


def _shown_payload(payload: Any, since: datetime) -> dict[str, Any] | None:
    parts = _parts(Author(payload["author"]), payload["parts"])
    return {**payload, "parts": parts} if parts and datetime.fromisoformat(payload["at"]) >= since else None


def _parts(author: Author, parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part["kind"] in _KINDS.get(author, ())]
