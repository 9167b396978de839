"""How the deletion of a shopper's data is spoken of: what goes, what stays, and who sees to the rest."""

from actions.base import Reply
from bot.commerce.model import Customer
from bot.dialogue import parts
from bot.dialogue.parts import Change, Choice, Part
from bot.orders.erasing import Held
from bot.orders.proposals import Proposal


class ErasureWords:
    """In one reply; `at_the_shop` where the shop's system erases its own record by itself."""

    def __init__(self, reply: Reply, *, at_the_shop: bool) -> None:
        self._reply, self._at_the_shop = reply, at_the_shop

    @property
    def rest(self) -> str:
        """The phrase of what becomes of the shop's own record and of this conversation."""
        return "erased_at_shop" if self._at_the_shop else "erased_by_person"

    def confirmation(self, proposal: Proposal, customer: Customer, held: Held, orders: int) -> Part:
        say = self._reply.words
        goes = say("erase_goes")
        rows = [
            Change(say("field_conversations"), say("how_many_kept", count=held.conversations), goes),
            Change(say("field_account"), say("account_holds"), goes if self._at_the_shop else say("erase_by_person")),
        ]
        if held.pictures:
            rows.insert(1, Change(say("field_pictures"), say("how_many_kept", count=held.pictures), goes))
        for card in customer.payments:
            if card.balance is not None and card.balance.amount > 0:
                rows.append(
                    Change(
                        self._reply.paid_with(card.label), card.balance.spoken(self._reply.language), say("erase_keeps")
                    )
                )
        if orders:
            rows.append(Change(say("field_orders"), say("how_many_kept", count=orders), say("erase_stays")))
        return parts.confirmation(
            say("summary_erase_customer", id=customer.customer_id),
            rows,
            Choice(say("choice_erase_yes"), "/affirm", proposal.id),
            Choice(say("choice_erase_no"), "/deny", proposal.id),
        )
