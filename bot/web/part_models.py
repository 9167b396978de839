"""Reply parts as the public interface describes them; `bot.dialogue.parts` builds them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Shown(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Money(Shown):
    """An integer of minor units."""

    amount: int
    currency: Annotated[str, Field(description="ISO 4217")]


class Citation(Shown):
    n: int
    document_id: str
    title: str
    quote: str
    url: str | None = None


class OrderLine(Shown):
    title: str
    sku: str
    quantity: int
    unit_price: Money


class Shipment(Shown):
    carrier: str
    tracking: str
    eta: str | None = None
    delivered_at: str | None = None


class Refund(Shown):
    amount: Money
    method: str
    status: str
    at: str


class Charge(Shown):
    """What a change cost on top of the order's first total."""

    amount: Money
    method: str
    at: str


class Claim(Shown):
    """A return, an exchange or a problem; `amount` goes back to the customer, or is paid by them when negative."""

    claim_id: str
    kind: Literal["return", "exchange", "problem"]
    status: Literal["requested", "accepted", "received", "settled", "refused"]
    amount: Annotated[Money | None, Field(description="Absent while a person is still to decide it")] = None
    method: str | None = None
    carrier: Annotated[str | None, Field(description="With whom other goods were sent for it")] = None
    tracking: str | None = None
    word: Annotated[str | None, Field(description="What the shop's people last had to say about it")] = None


class TimelineStep(Shown):
    """How far an order has come; without a time where the shop's data hold none, or where it is yet to come."""

    step: Literal["placed", "paid", "shipped", "delivered", "cancelled"]
    done: bool
    at: str | None = None


class ProductVariant(Shown):
    """What is really bought: one choice of a product's options."""

    variant_id: str
    title: str
    price: Money
    in_stock: bool
    most: Annotated[int, Field(description="That can be put into the cart at once: up to 10")] = 0


class ProductItem(Shown):
    product_id: str
    title: str
    price: Money
    in_stock: bool
    variants: list[ProductVariant] = []
    image: str | None = None
    url: str | None = None
    why: str | None = None


class ChoiceItem(Shown):
    id: str
    title: str


class Change(Shown):
    field: str
    before: Annotated[str, Field(alias="from")]
    after: Annotated[str, Field(alias="to")]


class Evidence(Shown):
    quote: str
    source: str
    stance: Literal["for", "against"] | None = None


class TextPart(Shown):
    """A subset of Markdown."""

    kind: Literal["text"]
    text: str


class ImagePart(Shown):
    """A picture that a shopper or a person of the shop sent; `GET .../attachments/{attachment_id}` gives its bytes."""

    kind: Literal["image"]
    attachment_id: str
    width: int
    height: int


class FilePart(Shown):
    """A document of so many `bytes` that a person of the shop sent; its bytes are fetched like a picture's."""

    kind: Literal["file"]
    attachment_id: str
    name: str
    media_type: Literal["application/pdf"]
    bytes: int


class AnswerPart(Shown):
    """Grounded: every sentence stands on a citation."""

    kind: Literal["answer"]
    text: str
    citations: list[Citation]
    grounded: Literal[True]


class OrderPart(Shown):
    """With `masked` there is nothing but the number and the status."""

    kind: Literal["order"]
    order_id: str
    status: str
    placed_at: str | None = None
    lines: list[OrderLine] = []
    total: Money | None = None
    shipments: list[Shipment] = []
    refunds: list[Refund] = []
    charges: list[Charge] = []
    claims: list[Claim] = []
    timeline: list[TimelineStep] = []
    masked: bool = False


class ProductsPart(Shown):
    kind: Literal["products"]
    items: list[ProductItem]


class ChoicesPart(Shown):
    """Quick replies."""

    kind: Literal["choices"]
    items: list[ChoiceItem]


class ConfirmationPart(Shown):
    """What a write would change; `confirm` and `decline` are ids of choices."""

    kind: Literal["confirmation"]
    summary: str
    changes: list[Change]
    confirm: str
    decline: str


class FormOption(Shown):
    """What may be picked; of goods at most `most`."""

    value: str
    title: str
    most: int | None = None


class FieldPattern(Shown):
    """A regular expression for the whole value, whatever its case, and an example of what fits."""

    pattern: str
    example: str


class FormField(Shown):
    """One thing to fill in; `select`, `radio` and `check` take a value of their options, `items` a list of goods."""

    name: str
    type: Literal["text", "select", "radio", "check", "items"]
    label: str
    required: bool
    value: Annotated[str, Field(description="What stands there at first")] = ""
    autocomplete: str = ""
    options: list[FormOption] = []
    needed_in: Annotated[list[str], Field(description="Countries in which it is wanted all the same")] = []
    patterns: Annotated[dict[str, FieldPattern], Field(description="By country (ISO 3166-1 alpha-2)")] = {}


class FormPart(Shown):
    """To be filled in and sent as `{"form": {"id", "values"}}`, as long as nobody has said anything after it."""

    kind: Literal["form"]
    id: str
    form: Literal["address", "return"]
    title: str
    fields: list[FormField]
    submit: Annotated[str, Field(description="What is written on the button that sends it")]
    cancel: ChoiceItem
    instead_of_choices: bool
    """Whether it asks for what the choices beside it do, so that a face which shows it leaves them out."""


class HandoffPart(Shown):
    kind: Literal["handoff"]
    status: Literal["queued", "assigned", "transferred", "returned", "left_message"]
    position: int | None = None
    """How many come first, this one counted; it changes (`message.changed`)."""
    wait: tuple[int, int] | None = None
    """About how many minutes it takes, from and to, as measured; absent where too little is known."""
    is_free: bool | None = None
    """Whether somebody who can answer is there and free now."""
    hours: str | None = None
    agent: str | None = None
    why: str | None = None
    """Where that is not what the shopper asked for: `unanswered`, `vanished`, `offered`."""


class InsightPart(Shown):
    kind: Literal["insight"]
    title: str
    text: str | None = None
    table: dict[str, Any] | None = None
    chart: dict[str, Any] | None = None
    evidence: list[Evidence] = []


ReplyPart = Annotated[
    TextPart
    | ImagePart
    | FilePart
    | AnswerPart
    | OrderPart
    | ProductsPart
    | ChoicesPart
    | ConfirmationPart
    | FormPart
    | HandoffPart
    | InsightPart,
    Field(discriminator="kind"),
]
