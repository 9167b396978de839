"""Telling a shopper how a change ended when no reply could: a person decided it later, or its end was not seen."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final, Protocol

from bot.commerce.backend import CommerceBackend
from bot.commerce.changes import CustomerChange, from_json
from bot.commerce.claim_deeds import ClaimDeed, Deed
from bot.commerce.model import Bilingual, Order
from bot.conversation.notices import Notices
from bot.conversation.turn import Reply
from bot.dialogue import parts
from bot.dialogue.parts import Part
from bot.dialogue.phrases import Phrases
from bot.errors import MessageNotFound, OrderNotFound
from bot.language import Language
from bot.orders.claim_words import DeedWords
from bot.orders.proposals import BY_A_PERSON, Proposal, Proposals, ProposalState

_AGREED: Final = Bilingual("Done, as you agreed: {what}.", "已按您的确认办理：{what}。")
_ACTED: Final = Bilingual("A person of the shop has done this for you: {what}.", "店里的工作人员已为您办理：{what}。")


class Turns(Protocol):
    """What this room asks of the turns of conversations."""

    async def reply(self, conversation_id: str, message_id: str) -> Reply | None: ...


class Teller:
    """Tells the ends that are owed, each once: the notice bears the proposal's id."""

    def __init__(
        self, proposals: Proposals, notices: Notices, turns: Turns, commerce: CommerceBackend, phrases: Phrases
    ) -> None:
        self._proposals, self._notices, self._turns = proposals, notices, turns
        self._commerce, self._phrases = commerce, phrases

    async def tell(self, conversation_id: str | None = None) -> int:
        """Tells all that is owed, in one conversation or everywhere; returns how many notices were said."""
        said = 0
        for proposal in await self._proposals.owed(conversation_id):
            order = await self._order(proposal)
            words = self._words(proposal, order)
            if words is not None:
                by_mail = proposal.action in set(Deed)
                where, id_ = proposal.conversation_id, _notice_id(proposal)
                said += await self._notices.say(where, id_, words.parts, by_mail=by_mail)
            await self._proposals.owe(proposal.id, False)
        return said

    def _words(self, proposal: Proposal, order: Order | None) -> "_Words | DeedWords | None":
        """None where there is nothing for the shopper in it: a deed of the shop's people that came to nothing."""
        change, _ = from_json(proposal.details)
        if not isinstance(change, ClaimDeed):
            return _Words(self._phrases, proposal, order)
        if proposal.state is not ProposalState.DONE or order is None:
            return None
        return DeedWords(change, order, proposal.word or "")

    async def is_answered(self, proposal: Proposal) -> bool | None:
        """Whether the message that decided a proposal has its reply; None when it is no message of a conversation."""
        try:
            reply = await self._turns.reply(proposal.conversation_id, proposal.decided_by or "")
        except MessageNotFound:
            return None
        return reply is not None

    async def _order(self, proposal: Proposal) -> Order | None:
        """The order as it is now: a notice tells the shop's facts. None when the shop no longer has it."""
        change, _ = from_json(proposal.details)
        if isinstance(change, CustomerChange):
            return None
        with suppress(OrderNotFound):
            return await self._commerce.order(change.order_id)
        return None


class _Words:
    """One notice."""

    def __init__(self, phrases: Phrases, proposal: Proposal, order: Order | None) -> None:
        self._phrases, self._proposal, self._order = phrases, proposal, order

    def parts(self, language: Language) -> Sequence[Part]:
        proposal, say = self._proposal, self._phrases.say
        what = say(f"kind_{proposal.action}", language, subject_id=proposal.order_id)
        if proposal.state is ProposalState.HALF_DONE:
            return [parts.text(self._half(what, language)), *self._as_it_is(language)]
        sentences = [self._of_the_desk(what, language) or say(f"notice_{self._end}", language, what=what)]
        if proposal.word:
            sentences.append(say("notice_word", language, word=proposal.word))
        said = parts.text(("" if language == "zh" else " ").join(sentences))
        return [said, *self._as_it_is(language)] if proposal.state is ProposalState.DONE else [said]

    def _of_the_desk(self, what: str, language: Language) -> str | None:
        """What a person proposed, and the shopper agreed to or the person did, and no limit held up."""
        proposal = self._proposal
        if proposal.proposed_by is None or proposal.approved_by or proposal.state is not ProposalState.DONE:
            return None
        words = _ACTED if (proposal.decided_by or "").startswith(BY_A_PERSON) else _AGREED
        return words.in_language(language).format(what=what)

    def _as_it_is(self, language: Language) -> Sequence[Part]:
        return [] if self._order is None else [parts.order(self._order, language)]

    def _half(self, what: str, language: Language) -> str:
        """What shows of it is told by the order itself; here, what is missing, and that a person sees to it."""
        _, settlement = from_json(self._proposal.details)
        back = settlement.refund if settlement else None
        if back is None or not back.amount:
            return self._phrases.say("notice_half_done", language, what=what)
        return self._phrases.say("notice_half_paid", language, what=what, amount=back.spoken(language))

    @property
    def _end(self) -> str:
        decided = self._proposal.approved_by is not None
        match self._proposal.state:
            case ProposalState.DONE:
                return "approved" if decided else "found_done"
            case ProposalState.TURNED_DOWN:
                return "turned_down"
            case ProposalState.SEEN_TO:
                return "seen_to"
            case ProposalState.REFUSED:
                return "approved_outrun" if decided else "outrun"
            case _:
                return "not_written"


def _notice_id(proposal: Proposal) -> str:
    """What is half done is told once, and its end once more."""
    return f"h_{proposal.id}" if proposal.state is ProposalState.HALF_DONE else f"m_{proposal.id}"
