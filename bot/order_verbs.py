"""The command line's verbs on changes of orders: what awaits a person, and what was done."""

import json
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape

from bot.commerce.changes import to_json
from bot.errors import InvalidInput
from bot.orders.approvals import Approvals, Request
from bot.orders.erasing import Erasing
from bot.orders.proposals import Proposal, ProposalState
from bot.storage.audit import AuditLog, Entry

_ENDS = {
    ProposalState.DONE: "Done, and the shopper is told.",
    ProposalState.TURNED_DOWN: "Turned down, and the shopper is told.",
    ProposalState.SEEN_TO: "Seen to, and the shopper is told.",
    ProposalState.REFUSED: "Not done: things have changed since the shopper asked. The shopper is told.",
}


async def list_approvals(approvals: Approvals, console: Console) -> None:
    """What awaits a person, the oldest first."""
    requests = await approvals.list()
    for request in requests:
        console.print(escape(_request(request)))
    if not requests:
        console.print("Nothing awaits approval.")


async def decide(
    approvals: Approvals, console: Console, request_id: str, person: str, word: str, *, approve: bool
) -> None:
    """Takes a person's word on a request."""
    take = approvals.approve if approve else approvals.refuse
    console.print(_end(await take(request_id, person, word)))


async def list_erasures(erasing: Erasing, console: Console) -> None:
    """Customers whose account at the shop a person has yet to delete, the oldest first."""
    left = await erasing.for_a_person()
    for erasure in left:
        asked = f"{erasure.asked_at:%Y-%m-%d %H:%M} UTC"
        console.print(escape(f"{erasure.id}  customer {erasure.customer_id}, asked {asked}"))
    if not left:
        console.print("Nobody's account waits to be deleted.")


async def close_erasure(erasing: Erasing, console: Console, erasure_id: str, person: str) -> None:
    """Takes a person's word that the account is deleted at the shop."""
    erasure = await erasing.close(erasure_id, person)
    console.print(escape(f"Noted: {erasure.customer_id} is deleted at the shop."))


async def show_audit(audit: AuditLog, console: Console, order_id: str | None, conversation_id: str | None) -> None:
    """Every line of the log on an order or a conversation, the oldest first."""
    if (order_id is None) == (conversation_id is None):
        raise InvalidInput("an order or a conversation is wanted; accepted: --order X or --conversation Y")
    entries = await audit.entries(order_id=order_id, conversation_id=conversation_id)
    for entry in entries:
        console.print(escape(_line(entry)))
    if not entries:
        console.print("Nothing was written down.")


def _request(request: Request) -> str:
    proposal, settlement = request.proposal, request.settlement
    at = proposal.decided_at or proposal.created_at
    amount = settlement.amount.spoken("en")
    lines = [
        f"{proposal.id}  {proposal.action} {proposal.order_id}, asked {at:%Y-%m-%d %H:%M} UTC",
        f"    {_why(proposal)}; money that goes back (paid, if negative): {amount} {settlement.label}",
        f"    {_spelled(to_json(request.change, None)['change'])}",
        f"    conversation {proposal.conversation_id}",
    ]
    return "\n".join(lines)


def _why(proposal: Proposal) -> str:
    if proposal.state is ProposalState.HALF_DONE:
        return "HALF DONE: end it in the shop's system, then approve (it is looked up) or refuse (the word is told)"
    return f"over the limit: {proposal.limits}"


def _end(proposal: Proposal) -> str:
    return _ENDS.get(proposal.state, f"It is {proposal.state.value} now.")


def _line(entry: Entry) -> str:
    facts = [
        f"{name}: {_spelled(value)}" for name, value in (("before", entry.before), ("after", entry.after)) if value
    ]
    at = f"{entry.at:%Y-%m-%d %H:%M:%S}" if entry.at else ""
    about = " ".join(filter(None, (entry.order_id, entry.proposal_id, entry.conversation_id)))
    head = f"{at}  {entry.event.value}  {entry.actor}  {about}  {entry.reason}".rstrip()
    return "\n    ".join([head, *facts])


def _spelled(facts: Mapping[str, Any]) -> str:
    """What is empty is left out."""
    return "; ".join(f"{name} {_value(value)}" for name, value in facts.items() if value not in (None, "", [], {}))


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
