"""A shopper who writes by the link in a letter: to a person, whatever became of the talk meanwhile."""

import hashlib
from typing import Final

from bot.commerce.model import Bilingual
from bot.conversation.locked import LockedConversation
from bot.conversation.model import LONGEST_REASON, Author, HandoffState, Origin, Status
from bot.conversation.turn import Said
from bot.dialogue import parts
from bot.errors import InvalidInput, TokenRejected

_UNPROVED: Final = Bilingual(
    "Written by the link in an e-mail: who writes has not been proved.", "通过邮件中的链接发送：尚未核实发送者的身份。"
)


async def come_back(held: LockedConversation, said: Said) -> None:
    """Queues a conversation that was closed.

    Raises `TokenRejected` where the bot has it, which knows a customer, and `InvalidInput` on the pick of a choice.
    """
    if said.choice_id is not None:
        raise InvalidInput("by the link in an e-mail, words and pictures alone are taken")
    if held.status is Status.BOT:
        raise TokenRejected("the link is good no longer: the conversation has gone on without it; begin a new one")
    if held.status is Status.CLOSED:
        await _ask_again(held, said.text or "")
    notice = f"m_{hashlib.sha256(f'link {held.id} {(await held.asked_at()).isoformat()}'.encode()).hexdigest()[:22]}"
    if await held.message(notice) is None:
        await held.say(Author.SYSTEM, [parts.text(_UNPROVED.in_language(held.language))], message_id=notice)


async def _ask_again(held: LockedConversation, words: str) -> None:
    held.move_to(Status.BOT)
    held.move_to(Status.QUEUED)
    await held.open_handoff_with(
        state=HandoffState.WAITING.value,
        origin=Origin.LINK.value,
        reason=words[:LONGEST_REASON],
        contact=await held.last_contact(),
    )
    await held.say(Author.SYSTEM, [parts.handoff("queued")])
