"""Where a shopper's message comes in."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.attachments.store import Attachment, Sender
from bot.conversation.announcing import announce
from bot.conversation.bus import MessageBus
from bot.conversation.offered import Decisions, NoDecisions
from bot.conversation.runner import TurnRunner
from bot.conversation.screening import checked_key, screen
from bot.conversation.store import TurnStore
from bot.conversation.turn import Received, Reply, Said
from bot.conversation.writes import Writes
from bot.dialogue.forms import Values
from bot.errors import ChoiceExpired, FormRefused, InvalidInput


@dataclass(frozen=True)
class Filled:
    """A form's id as it was issued, and what was filled in."""

    form_id: str
    values: Values


class Pictures(Protocol):
    """What was uploaded to a conversation."""

    async def find(
        self, conversation_id: str, ids: Sequence[str], sender: Sender | None = None
    ) -> Sequence[Attachment]:
        """Raises `AttachmentNotFound`; with a `sender`, for those of the other side as well."""
        ...


OnRefusal = Callable[[str, str], Awaitable[None]]
"""Hears of a message that was refused: the conversation's id, and why."""


async def _unheard(conversation_id: str, reason: str) -> None:
    """Nobody keeps a record."""


class Intake:
    """Takes messages in: once it has returned a message's id, the message is stored and will be answered."""

    def __init__(
        self,
        turns: TurnStore,
        bus: MessageBus,
        runner: TurnRunner,
        writes: Writes,
        pictures: Pictures,
        *,
        longest_message: int = 2000,
        on_refusal: OnRefusal = _unheard,
        decisions: Decisions | None = None,
    ) -> None:
        self._decisions = decisions or NoDecisions()
        self._on_refusal = on_refusal
        self._turns, self._bus, self._runner, self._writes = turns, bus, runner, writes
        self._pictures = pictures
        self._longest = longest_message

    async def receive(
        self,
        conversation_id: str,
        *,
        text: str | None = None,
        choice_id: str | None = None,
        form: Filled | None = None,
        attachments: Sequence[str] = (),
        idempotency_key: str | None = None,
        address: str = "",
        by_link: bool = False,
    ) -> str:
        """Stores a text, pictures, both, the choice with an offered id, or a form; returns the message's id.

        Raises `ConversationNotFound`, `AttachmentNotFound`, `InvalidInput`, `CardNumberRefused`
        (nothing of the text is kept or logged), `FormRefused`, `ChoiceExpired`, `StoreUnavailable`.
        The same `idempotency_key` again returns the same id.
        """
        said = Said(
            text=self._screened(text, choice_id, form, attachments),
            choice_id=form.form_id if form else choice_id,
            filled=None if form is None else self._clean(form.values),
            idempotency_key=checked_key(idempotency_key),
            address=address,
            by_link=by_link,
            attachments=await self._shoppers(conversation_id, attachments),
            proposal_closed=choice_id is not None and await self._is_closed(choice_id),
        )
        received = await self._receive(conversation_id, said)
        self._runner.take(conversation_id, received)
        await announce(self._bus, received.events)
        if received.decided is not None:
            self._decisions.begin(conversation_id, received.decided)
        return received.message_id

    async def _shoppers(self, conversation_id: str, ids: Sequence[str]) -> tuple[Attachment, ...]:
        """What a person of the shop has uploaded is nothing that a shopper could send, or learn of so."""
        return tuple(await self._pictures.find(conversation_id, ids, Sender.SHOPPER)) if ids else ()

    async def _receive(self, conversation_id: str, said: Said) -> Received:
        try:
            return await self._turns.receive(conversation_id, said, self._runner.owner, self._runner.lease)
        except FormRefused as refusal:
            # Whoever mistypes a postcode has done nothing that is to be written down.
            if any(trouble.forged for trouble in refusal.troubles):
                await self._on_refusal(conversation_id, str(refusal))
            raise
        except (ChoiceExpired, InvalidInput) as refusal:
            await self._on_refusal(conversation_id, str(refusal))
            raise

    async def reply_to(self, conversation_id: str, message_id: str, within_seconds: float) -> Reply:
        """Waits until the turn is over; raises `TimeoutError` when it is not yet, and the turn goes on all the same."""
        async with asyncio.timeout(within_seconds):
            return await self._runner.wait_for(conversation_id, message_id)

    def _screened(
        self, text: str | None, choice_id: str | None, form: Filled | None, attachments: Sequence[str]
    ) -> str | None:
        said = text is not None or bool(attachments)
        if [said, choice_id is not None, form is not None].count(True) != 1:
            raise InvalidInput(
                'a message is either {"text": "..."}, {"attachments": ["<id>"]} or both of these, '
                'or {"choice": "<id of an offered choice>"}, or {"form": {"id": "<id of a form>", "values": {...}}}'
            )
        return None if text is None else screen(text, self._longest)

    def _clean(self, values: Values) -> Values:
        """The values, whose words are screened as everything that is typed; what is empty stays so."""
        return {name: self._clean_one(value) for name, value in values.items()}

    def _clean_one(self, value: Any) -> Any:
        return screen(value, self._longest) if isinstance(value, str) and value.strip() else value

    async def _is_closed(self, choice_id: str) -> bool:
        """Whether the choice would confirm or decline a proposal that is no longer open."""
        proposal_id = await self._turns.proposal_of(choice_id)
        return proposal_id is not None and not await self._writes.is_open(proposal_id)
