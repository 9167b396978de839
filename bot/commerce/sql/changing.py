"""Changing an order or a customer: key, version, agreed money and all that is written, in one transaction."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commerce.changes import Change, CustomerChange, EraseCustomer, Settlement, WithinOrder
from bot.commerce.claim_deeds import ClaimDeed
from bot.commerce.claim_outcome import deed_outcome
from bot.commerce.claim_reckoning import deed_settlement
from bot.commerce.model import Customer, Order
from bot.commerce.outcome import Outcome, outcome_of
from bot.commerce.reckoning import settlement_of
from bot.commerce.rules import RuleBook
from bot.commerce.sql.customers import read_customer
from bot.commerce.sql.imported import ORDER_PARTS
from bot.commerce.sql.orders import read_order
from bot.commerce.sql.standings import lock_customer, lock_order, read_standing
from bot.commerce.sql.tables import customer_payments, customers, orders, variants, writes
from bot.commerce.sql.values import address_values, order_values
from bot.commerce.standing import Standing
from bot.errors import ChangeRefused, InvalidInput, ProposalVoid, Why

_NOBODY: Final[dict[str, Any]] = {
    "name": "", "email": None, "phone": None, "language": None, "address": None, "joined_at": None, "tags": [],
}  # fmt: skip
"""What is left of a customer who was erased: the id, by which orders and the money on gift cards are kept."""


async def change_order(
    connection: AsyncConnection,
    change: WithinOrder,
    rules: RuleBook,
    *,
    version: int,
    agreed: Settlement,
    key: str,
    at: datetime,
) -> Order:
    """As `CommerceBackend.change_order`, within a transaction."""
    order = await lock_order(connection, change.order_id)
    if await _is_written(connection, key, change, order.order_id):
        return order
    if order.version != version:
        raise ProposalVoid(f"order {order.order_id} is at version {order.version}, not {version}")
    now = await read_standing(connection, change, order, rules, lock=True)
    if money_of(change, now) != agreed:
        raise ProposalVoid(f"the money of order {order.order_id} is no longer as agreed")
    await _write(connection, now, _outcome(change, now, agreed, at))
    await _keep_key(connection, key, change, at, order_id=order.order_id)
    return await read_order(connection, order.order_id)


def money_of(change: WithinOrder, now: Standing) -> Settlement:
    """The money that is moved; raises `ChangeRefused`."""
    return deed_settlement(change, now) if isinstance(change, ClaimDeed) else settlement_of(change, now)


def _outcome(change: WithinOrder, now: Standing, agreed: Settlement, at: datetime) -> Outcome:
    if isinstance(change, ClaimDeed):
        return deed_outcome(change, now, agreed, at)
    return outcome_of(change, now, agreed, at)


async def change_customer(
    connection: AsyncConnection, change: CustomerChange, *, version: int, key: str, at: datetime
) -> Customer:
    """As `CommerceBackend.change_customer`, within a transaction."""
    await lock_customer(connection, change.customer_id)
    customer = await read_customer(connection, change.customer_id)
    if await _is_written(connection, key, change, change.customer_id):
        return customer
    if customer.version != version:
        raise ProposalVoid(f"customer {customer.customer_id} is at version {customer.version}, not {version}")
    values = new_values(change, customer)
    mine = customers.c.customer_id == customer.customer_id
    await connection.execute(update(customers).where(mine).values({**values, "version": customer.version + 1}))
    if isinstance(change, EraseCustomer):
        await _forget_payments(connection, change.customer_id)
    await _keep_key(connection, key, change, at, customer_id=customer.customer_id)
    return await read_customer(connection, customer.customer_id)


async def _forget_payments(connection: AsyncConnection, customer_id: str) -> None:
    """All but what still holds money of the customer's."""
    columns = customer_payments.c
    empty = columns.balance.is_(None) | (columns.balance == 0)
    await connection.execute(delete(customer_payments).where(columns.customer_id == customer_id, empty))


def new_values(change: CustomerChange, customer: Customer) -> dict[str, Any]:
    """What a change writes into a customer's row; raises `ChangeRefused` when that is nothing."""
    if isinstance(change, EraseCustomer):
        return {**_NOBODY}
    wanted = {name: getattr(change, name) for name in ("address", "email", "phone", "language")}
    different = {name: value for name, value in wanted.items() if value not in (None, getattr(customer, name))}
    if not different:
        raise ChangeRefused(customer.customer_id, Why.SAME)
    if change.address and not (change.address.line1 and change.address.city and len(change.address.country) == 2):
        raise ChangeRefused(customer.customer_id, Why.ADDRESS, "line1, city and country are wanted")
    return {name: address_values(value) if name == "address" else value for name, value in different.items()}


async def _is_written(connection: AsyncConnection, key: str, change: Change, id_: str) -> bool:
    columns = writes.c
    query = select(columns.order_id, columns.customer_id, columns.action).where(columns.key == key)
    seen = (await connection.execute(query)).one_or_none()
    if seen is None:
        return False
    of = seen.customer_id if isinstance(change, CustomerChange) else seen.order_id
    if (of, seen.action) != (id_, change.kind.value):
        of = seen.order_id or seen.customer_id
        raise InvalidInput(f"key {key!r} was used to {seen.action} {of}; each write wants a key of its own")
    return True


async def _keep_key(connection: AsyncConnection, key: str, change: Change, at: datetime, **subject: str) -> None:
    entry = {"key": key, "action": change.kind.value, "reason": "", "at": at, **subject}
    try:
        await connection.execute(insert(writes).values(entry))
    except IntegrityError as error:  # between our look and our write, for another subject: this one is held by us
        raise InvalidInput(f"key {key!r} is used for another write; each write wants a key of its own") from error


async def _write(connection: AsyncConnection, now: Standing, outcome: Outcome) -> None:
    before, after = now.order, outcome.order
    paid = outcome.held.amount + sum(refund.amount.amount for refund in after.refunds)
    values = {**order_values(after), "paid": paid, "version": before.version + 1}
    await connection.execute(update(orders).where(orders.c.order_id == before.order_id).values(values))
    for table, values_of in ORDER_PARTS:
        if (rows := values_of(after)) != values_of(before):
            await connection.execute(delete(table).where(table.c.order_id == before.order_id))
            await connection.execute(insert(table), rows)
    for sku, pieces in sorted(outcome.stock.items()):
        moved = {"stock": variants.c.stock + pieces}
        await connection.execute(update(variants).where(variants.c.sku == sku).values(moved))
    for payment_id, amount in sorted(outcome.balances.items()):
        columns = customer_payments.c
        mine = (columns.customer_id == before.customer_id) & (columns.payment_id == payment_id)
        held = {"balance": columns.balance + amount}
        await connection.execute(update(customer_payments).where(mine).values(held))
