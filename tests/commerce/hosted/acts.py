"""What is asked of the order 1001 of Mei's, whichever system holds it."""

from typing import Final

from bot.commerce.backend import CommerceBackend
from bot.commerce.changes import AddNote, CancelLines, CancelOrder, ChangeAddress, OrderChange, Picked
from bot.commerce.model import Address, Order
from bot.commerce.money import Money

ELSEWHERE: Final = Address("4410 SE Hawthorne Blvd", "Portland", "US", "Apt 6", "OR", "97215")
CANCEL: Final = CancelOrder("1001", "ordered twice")
LINES: Final = CancelLines("1001", (Picked("11", 1),), "one is enough")
MOVE: Final = ChangeAddress("1001", ELSEWHERE)
NOTE: Final = AddNote("1001", "Ring twice.\nThe dog is friendly.")


def usd(text: str) -> Money:
    return Money.parse(text, "USD")


async def make(shop: CommerceBackend, change: OrderChange, key: str = "key-1") -> Order:
    """As somebody does who saw the order and the money a moment ago."""
    order, agreed = await shop.order(change.order_id), await shop.settlement(change)
    return await shop.change_order(change, version=order.version, agreed=agreed, key=key)
