"""Whose order it is: what a conversation may see and change, decided on the server and nowhere else."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy import select

from bot.commerce.backend import CommerceBackend
from bot.commerce.model import Order
from bot.conversation.model import Conversation
from bot.errors import NotVerified, OrderNotFound, TooManyTries
from bot.orders.contact import Contact, ContactKind
from bot.orders.tables import verifications
from bot.storage.audit import AuditEvent, AuditLog, Entry
from bot.storage.database import Database
from bot.storage.refusals import Refusals
from bot.storage.tries import TryCounter
from bot.storage.upsert import insert_into


class Proof(StrEnum):
    """How far a conversation has proved that an order is its shopper's, from weak to strong."""

    POSTCODE = "postcode"  # order number and postcode: the masked status and no more
    CONTACT = "contact"  # order number and its e-mail or phone: that order may be seen
    CODE = "code"  # and the one-time code sent to its e-mail: that order may be changed
    OWNER = "owner"  # signed in by the shop as the order's customer


_STRENGTH = list(Proof)


class Conversations(Protocol):
    """What this room asks of the conversation store."""

    async def conversation(self, conversation_id: str) -> Conversation: ...

    async def last_address(self, conversation_id: str) -> str: ...


class OrderAccess:
    """Answers what a conversation may see and do.

    An unknown order, another customer's order and a wrong contact are all told alike: `OrderNotFound`.
    """

    def __init__(
        self,
        conversations: Conversations,
        commerce: CommerceBackend,
        database: Database,
        tries: TryCounter,
        audit: AuditLog,
        *,
        contact_may_write: bool,
    ) -> None:
        self._conversations, self._commerce, self._database = conversations, commerce, database
        self._tries, self._audit = tries, audit
        self._contact_may_write = contact_may_write
        self._refusals = Refusals(database)

    async def actor(self, conversation_id: str) -> str:
        """Who the audit log says is acting."""
        customer_id = await self.customer_id(conversation_id)
        return f"customer:{customer_id}" if customer_id else "guest"

    async def customer_id(self, conversation_id: str) -> str | None:
        """The customer whom the shop has signed in here, if any."""
        return (await self._conversations.conversation(conversation_id)).customer_id

    async def own_orders(self, conversation_id: str, limit: int = 10) -> Sequence[Order]:
        """The signed-in customer's orders, or those that a guest has proved here; the newest first."""
        customer_id = await self.customer_id(conversation_id)
        if customer_id:
            return await self._commerce.orders_of(customer_id, limit)
        proved = await self._proved(conversation_id)
        orders = [
            await self._commerce.order(order_id)
            for order_id, proof in proved.items()
            if _at_least(proof, Proof.CONTACT)
        ]
        return sorted(orders, key=lambda order: order.placed_at, reverse=True)[:limit]

    async def visible(self, conversation_id: str, order_number: str) -> Order:
        """The order in full. Raises `NotVerified` when a guest must first prove it, `OrderNotFound` otherwise."""
        customer_id = await self.customer_id(conversation_id)
        if customer_id is None and not _at_least(
            await self._proof_of_number(conversation_id, order_number), Proof.CONTACT
        ):
            raise NotVerified(order_number)
        try:
            order = await self._commerce.order(order_number)
            if await self.proof(conversation_id, order) in (None, Proof.POSTCODE):
                raise OrderNotFound(order_number)
        except OrderNotFound:
            await self._log(AuditEvent.ACCESS_REFUSED, conversation_id, order_number, "not theirs, or no such order")
            raise
        return order

    async def proof(self, conversation_id: str, order: Order) -> Proof | None:
        """How far this conversation has proved this order."""
        customer_id = await self.customer_id(conversation_id)
        if customer_id and order.customer_id == customer_id:
            return Proof.OWNER
        if customer_id and order.customer_id is not None:
            return None
        return (await self._proved(conversation_id)).get(order.order_id)

    async def may_write(self, conversation_id: str, order: Order) -> bool:
        """Whether this conversation may change this order."""
        wanted = Proof.CONTACT if self._contact_may_write else Proof.CODE
        return _at_least(await self.proof(conversation_id, order), wanted)

    async def prove(self, conversation_id: str, order_number: str, contact: Contact) -> Proof:
        """Takes a guest's contact for an order.

        Raises `OrderNotFound` when it does not fit, `TooManyTries` over the limit.
        """
        begun = await self._begin_try(conversation_id, order_number, contact)
        order = await self._fitting_order(conversation_id, order_number, contact)
        if order is None:
            await self._log(AuditEvent.PROOF_REFUSED, conversation_id, order_number, "wrong contact or unknown order")
            raise OrderNotFound(order_number)
        await self._tries.forget(begun)
        proof = Proof.POSTCODE if contact.kind is ContactKind.POSTCODE else Proof.CONTACT
        await self.record(conversation_id, order.order_id, proof)
        return proof

    async def record(self, conversation_id: str, order_id: str, proof: Proof) -> None:
        """Keeps a proof unless a stronger one is held."""
        held = (await self._proved(conversation_id)).get(order_id)
        if _at_least(held, proof):
            return
        values = {
            "conversation_id": conversation_id,
            "order_id": order_id,
            "proof": proof.value,
            "at": datetime.now(UTC),
        }
        async with self._database.transaction() as connection:
            upsert = insert_into(connection, verifications).values(**values)
            keys = [verifications.c.conversation_id, verifications.c.order_id]
            await connection.execute(upsert.on_conflict_do_update(index_elements=keys, set_={"proof": proof.value}))
        await self._log(AuditEvent.PROOF_GIVEN, conversation_id, order_id, proof.value)

    async def refuse_account(self, conversation_id: str, named: str) -> None:
        """Writes down that somebody else's account was asked for; what names a person is left out, an id is kept."""
        id_ = named if named.isascii() and "@" not in named and " " not in named else ""
        await self._log(AuditEvent.ACCESS_REFUSED, conversation_id, id_, "another's account was named")

    async def masked(self, conversation_id: str, order_number: str) -> Order:
        """An order of which only number and status may be told. Raises `NotVerified`."""
        if await self._proof_of_number(conversation_id, order_number) is None:
            raise NotVerified(order_number)
        return await self._commerce.order(order_number)

    async def _begin_try(self, conversation_id: str, order_number: str, contact: Contact) -> tuple[int, ...]:
        subjects = {
            "order": _normal(order_number),
            "contact": contact.value,
            "address": await self._conversations.last_address(conversation_id),
        }
        try:
            return await self._tries.begin(subjects)
        except TooManyTries:
            actor, reason = await self.actor(conversation_id), "too many tries"
            refused = Entry(AuditEvent.PROOF_REFUSED, conversation_id, actor, order_number[:64], reason=reason)
            await self._refusals.note(refused, conversation_id)
            raise

    async def _fitting_order(self, conversation_id: str, order_number: str, contact: Contact) -> Order | None:
        """The order if the contact proves it and it belongs to whom this conversation already speaks with."""
        try:
            order = await self._commerce.order(order_number)
        except OrderNotFound:
            return None
        if not contact.proves(order):
            return None
        customer_id = await self.customer_id(conversation_id)
        if customer_id:
            return order if order.customer_id in (None, customer_id) else None
        known = [await self._commerce.order(order_id) for order_id in await self._proved(conversation_id)]
        return order if all(_same_person(order, other) for other in known) else None

    async def _proof_of_number(self, conversation_id: str, order_number: str) -> Proof | None:
        proved = await self._proved(conversation_id)
        return next((proof for order_id, proof in proved.items() if _normal(order_id) == _normal(order_number)), None)

    async def _proved(self, conversation_id: str) -> dict[str, Proof]:
        query = select(verifications).where(verifications.c.conversation_id == conversation_id)
        async with self._database.reading() as connection:
            return {row.order_id: Proof(row.proof) for row in await connection.execute(query)}

    async def _log(self, event: AuditEvent, conversation_id: str, order_id: str, reason: str) -> None:
        actor = await self.actor(conversation_id)
        # What a shopper typed for an order's number may be longer than any number is.
        await self._audit.write(Entry(event, conversation_id, actor, order_id=order_id[:64], reason=reason))


def _at_least(held: Proof | None, wanted: Proof) -> bool:
    return held is not None and _STRENGTH.index(held) >= _STRENGTH.index(wanted)


def _normal(order_number: str) -> str:
    return order_number.strip().lstrip("#").casefold()


def _same_person(one: Order, other: Order) -> bool:
    if one.customer_id or other.customer_id:
        return one.customer_id == other.customer_id
    return (one.email is not None and one.email == other.email) or (one.phone is not None and one.phone == other.phone)
