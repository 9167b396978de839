"""The shop's people in front of claims that shoppers have asked for, over the rooms of a `World`."""

from dataclasses import dataclass, field
from itertools import count

from bot.commerce.changes import OrderChange, Picked, ReturnItems
from bot.commerce.claim_deeds import ClaimDeed, ReceiveClaim
from bot.commerce.model import Claim, ClaimLine
from bot.commerce.rules import RuleBook
from bot.conversation.memory_bus import MemoryBus
from bot.conversation.model import Author
from bot.conversation.notices import Notices
from bot.conversation.sql_turns import SqlTurnStore
from bot.orders.claim_cases import ClaimCases
from bot.orders.claim_writes import ClaimWrites
from bot.orders.limits import NO_LIMITS, Limits
from bot.orders.proposals import Proposal
from bot.orders.telling import Teller
from bot.orders.writer import Writer
from tests.shop_world import ALL_ALLOWED, World

_keys = count(1)


@dataclass
class ClaimDesk:
    """What is asked of the claims' room, and what the shopper then reads."""

    world: World
    cases: ClaimCases
    writes: ClaimWrites
    _asked: "count[int]" = field(default_factory=lambda: count(1))

    async def asked(self, talk: str, change: OrderChange) -> Claim:
        """What a shopper has asked for and said yes to."""
        await self.world.writes.propose(talk, change)
        await self.world.writes.confirm(talk, f"m_{next(self._asked)}_{talk}"[:40])
        return (await self.world.commerce.order(change.order_id)).claims[-1]

    async def returned(self, talk: str, order_id: str = "W10003", pieces: int = 2, line: str = "2") -> Claim:
        return await self.asked(talk, ReturnItems(order_id, (Picked(line, pieces),), "too small"))

    async def received(self, claim: Claim, order_id: str = "W10003", line: str = "2") -> None:
        await self.do(ReceiveClaim(order_id, claim.claim_id, (ClaimLine(line, claim.lines[0].quantity),)))

    async def do(
        self, deed: ClaimDeed, *, login: str = "ann@shop.example", key: str = "", version: int | None = None
    ) -> Proposal:
        self.world.clock.forward(seconds=1)
        if version is None:
            version = (await self.world.commerce.order(deed.order_id)).version
        return await self.writes.do(deed, version=version, login=login, key=key or f"k{next(_keys)}")

    async def notices(self, talk: str) -> list[str]:
        history = await self.world.conversations.history(talk)
        return [str(message.parts[0]["text"]) for message in history if message.author is Author.SYSTEM]


def claim_desk(world: World, limits: Limits = NO_LIMITS, rules: RuleBook = ALL_ALLOWED) -> ClaimDesk:
    """As `bot.services` wires it."""
    notices = Notices(world.store, MemoryBus())
    teller = Teller(world.proposals, notices, SqlTurnStore(world.store), world.commerce, world.phrases)
    cases = ClaimCases(world.commerce, world.proposals, world.store, rules, world.clock)
    writer = Writer(world.commerce, world.proposals, world.audit, world.erasing)
    return ClaimDesk(world, cases, ClaimWrites(cases, world.commerce, world.proposals, writer, limits, teller))
