"""What a reply is made of: the parts of the public interface, built here and nowhere else.

A part travels as JSON (through Rasa, the store and the event stream), so it is a dict at every edge; these functions
are the only place that knows the fields, and `parse_parts` is the only way in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.commerce.model import Claim, Order, Product, Variant
from bot.commerce.money import Money
from bot.commerce.payment_names import payment_name
from bot.dialogue.timeline import timeline
from bot.errors import DialogueUnavailable
from bot.language import Language

Part = dict[str, Any]
"""A reply part as JSON; `kind` says which."""

KINDS = frozenset({"text", "answer", "order", "products", "choices", "confirmation", "form", "handoff", "insight"})
"""What the bot may say; a shopper says `text` and `image`, a person of the shop `file` as well."""


MOST_VARIANTS = 30
"""Of one product on a card; whoever wants another goes to its page."""


MOST_OF_ONE = 10
"""That a card puts into the cart at once; how many more are in stock is told to nobody."""


@dataclass(frozen=True)
class Citation:
    """Where a sentence of an answer comes from, `quote` word for word."""

    n: int
    document_id: str
    title: str
    quote: str
    url: str | None = None

    def to_json(self) -> Part:
        url = {} if self.url is None else {"url": self.url}
        return {"n": self.n, "document_id": self.document_id, "title": self.title, "quote": self.quote, **url}


@dataclass(frozen=True)
class Choice:
    """Something the shopper may pick: `command` is what the server will tell the dialogue manager when it is picked.

    `proposal_id` binds a yes or no to one proposal. The id that the client sees is issued when the reply is stored.
    """

    title: str
    command: str
    proposal_id: str | None = None

    def to_json(self) -> Part:
        bound = {} if self.proposal_id is None else {"proposal_id": self.proposal_id}
        return {"title": self.title, "command": self.command, **bound}


@dataclass(frozen=True)
class Change:
    """One line of what a confirmed write will change."""

    field: str
    before: str
    after: str

    def to_json(self) -> Part:
        return {"field": self.field, "from": self.before, "to": self.after}


def text(words: str) -> Part:
    """Plain words, in a subset of Markdown."""
    return {"kind": "text", "text": words}


def image(attachment_id: str, width: int, height: int) -> Part:
    """A picture that was sent; its bytes are fetched by its id."""
    return {"kind": "image", "attachment_id": attachment_id, "width": width, "height": height}


def file(attachment_id: str, name: str, media_type: str, size: int) -> Part:
    """A document that a person of the shop sent, of `size` bytes, which are fetched by its id."""
    return {"kind": "file", "attachment_id": attachment_id, "name": name, "media_type": media_type, "bytes": size}


def answer(words: str, citations: Sequence[Citation]) -> Part:
    """A grounded answer; `[n]` in the words points to a citation."""
    return {"kind": "answer", "text": words, "citations": [c.to_json() for c in citations], "grounded": True}


def choices(items: Iterable[Choice]) -> Part:
    """Quick replies."""
    return {"kind": "choices", "items": [item.to_json() for item in items]}


def confirmation(summary: str, changes: Iterable[Change], confirm: Choice, decline: Choice) -> Part:
    """A proposal to be confirmed, with everything that it would change."""
    return {
        "kind": "confirmation",
        "summary": summary,
        "changes": [change.to_json() for change in changes],
        "confirm": confirm.to_json(),
        "decline": decline.to_json(),
    }


def money(amount: Money) -> Part:
    return {"amount": amount.amount, "currency": amount.currency}


def order(shown: Order, language: Language) -> Part:
    """An order card: only what the asker may see, so never an address, an e-mail or a phone number."""
    return {
        "kind": "order",
        "order_id": shown.order_id,
        "status": shown.status.value,
        "placed_at": shown.placed_at.isoformat(),
        "lines": [
            {
                "title": line.title.in_language(language),
                "sku": line.sku,
                "quantity": line.quantity,
                "unit_price": money(line.unit_price),
            }
            for line in shown.lines
        ],
        "total": money(shown.total),
        "shipments": [
            {
                "carrier": shipment.carrier,
                "tracking": shipment.tracking,
                **({"eta": shipment.eta.isoformat()} if shipment.eta else {}),
                **({"delivered_at": shipment.delivered_at.isoformat()} if shipment.delivered_at else {}),
            }
            for shipment in shown.shipments
        ],
        "refunds": [
            {
                "amount": money(r.amount),
                "method": payment_name(r.method, language),
                "status": r.status.value,
                "at": r.at.isoformat(),
            }
            for r in shown.refunds
        ],
        "charges": [
            {"amount": money(c.amount), "method": payment_name(c.method, language), "at": c.at.isoformat()}
            for c in shown.charges
        ],
        "claims": [_claim(claim, language) for claim in shown.claims],
        "timeline": timeline(shown),
    }


def _claim(claim: Claim, language: Language) -> Part:
    """A return, an exchange or a problem; without an amount a person is still to decide it."""
    method = payment_name(claim.method, language)
    moved = {} if claim.amount is None else {"amount": money(claim.amount), "method": method}
    sent = {"carrier": claim.carrier, "tracking": claim.tracking} if claim.tracking else {}
    said = {"word": claim.word} if claim.word else {}
    return {"claim_id": claim.claim_id, "kind": claim.kind.value, "status": claim.status.value, **moved, **sent, **said}


def masked_order(shown: Order) -> Part:
    """What a postcode alone may open: the number and the status."""
    return {"kind": "order", "order_id": shown.order_id, "status": shown.status.value, "masked": True}


def products(items: Iterable[tuple[Product, str]], language: Language) -> Part:
    """Product cards, each with the reason it is shown (empty: none)."""
    return {"kind": "products", "items": [_card(product, why, language) for product, why in items]}


def _card(product: Product, why: str, language: Language) -> Part:
    optional = {"image": product.image, "url": product.url, "why": why}
    return {
        "product_id": product.product_id,
        "title": product.title.in_language(language),
        "price": money(product.lowest_price),
        "in_stock": product.in_stock,
        "variants": [_variant(variant, language) for variant in product.variants[:MOST_VARIANTS]],
        **{key: value for key, value in optional.items() if value},
    }


def _variant(variant: Variant, language: Language) -> Part:
    options = ", ".join(value.in_language(language) for value in variant.options.values())
    return {
        "variant_id": variant.sku,
        "title": options or variant.sku,
        "price": money(variant.price),
        "in_stock": variant.stock > 0,
        "most": max(0, min(variant.stock, MOST_OF_ONE)),
    }


def handoff(
    status: str,
    *,
    position: int | None = None,
    hours: str | None = None,
    agent: str | None = None,
    why: str | None = None,
    topic: str | None = None,
    upset: bool | None = None,
    origin: str | None = None,
    reason: str | None = None,
) -> Part:
    """Where a handover to a person stands: queued, assigned, transferred, returned or left_message.

    `agent` is the name by which shoppers know whoever has it, and no login. `why` is what brought it there, where that
    is not what the shopper asked for: `unanswered`, `vanished`, `offered`. `origin` and `reason`, `topic`, and that the
    shopper is `upset`, are for the desk and are not shown.
    """
    for_the_desk = {"topic": topic, "upset": upset, "origin": origin, "reason": reason}
    optional = {"position": position, "hours": hours, "agent": agent, "why": why, **for_the_desk}
    return {"kind": "handoff", "status": status, **{k: v for k, v in optional.items() if v is not None}}


@dataclass(frozen=True)
class Evidence:
    """A quote that an insight stands on."""

    quote: str
    source: str
    stance: str = ""
    """`for` or `against` where the insight weighs opinions."""

    def to_json(self) -> Part:
        return {"quote": self.quote, "source": self.source, **({"stance": self.stance} if self.stance else {})}


def insight(title: str, words: str, evidence: Iterable[Evidence], table: Part | None = None) -> Part:
    """Something learned from many reviews or figures, with quotes."""
    shown = {} if table is None else {"table": table}
    return {"kind": "insight", "title": title, "text": words, **shown, "evidence": [e.to_json() for e in evidence]}


def parse_parts(messages: Iterable[Mapping[str, Any]], language: Language) -> list[Part]:
    """Reads Rasa's reply messages; a response of the domain holds both languages, of which one is taken.

    Raises `DialogueUnavailable` on anything that is not one of our parts, since Rasa answers 200 even after a failure.
    """
    return [_parse(message, language) for message in messages]


def _parse(message: Mapping[str, Any], language: Language) -> Part:
    part = message.get("custom")
    if not isinstance(part, dict) or part.get("kind") not in KINDS:
        raise DialogueUnavailable(f"the dialogue manager answered something that is no reply part: {dict(message)!r}")
    return {key: _localised(value, language) for key, value in part.items()}


def _localised(value: Any, language: Language) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"en", "zh"}:
            return value[language]
        return {key: _localised(inner, language) for key, inner in value.items()}
    return [_localised(inner, language) for inner in value] if isinstance(value, list) else value
