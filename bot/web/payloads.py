"""What the shopper's routes take and give: requests are parsed by these models, OpenAPI is written from them."""

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError
from sanic import Request

from bot.conversation.feedback import LONGEST_COMMENT
from bot.conversation.model import Author, Status
from bot.errors import InvalidInput
from bot.language import Language
from bot.web.part_models import FormField, ReplyPart


class Payload(BaseModel):
    """A request's body; a field that nobody knows is an error, since it would silently do nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Page(Payload):
    """Where in the shop the shopper is."""

    url: Annotated[HttpUrl, Field(max_length=2000)]
    product_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None


class NewConversation(Payload):
    """How a conversation begins."""

    language: Language | None = None
    """Until the shopper has written; the browser's own (Accept-Language) if absent."""
    identity: Annotated[str, Field(max_length=4096)] | None = None
    """A JWT signed by the shop, for a shopper who is signed in."""
    page: Page | None = None


class Identity(Payload):
    """Who the shopper is, in the shop's signed word."""

    identity: Annotated[str, Field(min_length=1, max_length=4096)]


class PickedItem(Payload):
    """One of the goods that a form offers, and how many of it."""

    value: Annotated[str, Field(min_length=1, max_length=128)]
    quantity: Annotated[int, Field(ge=1, le=100_000, strict=True)]


class FilledForm(Payload):
    """A form of the newest message, by its id; values by the names of its fields."""

    id: Annotated[str, Field(min_length=1, max_length=64)]
    values: Annotated[
        dict[Annotated[str, Field(max_length=64)], Annotated[str, Field(max_length=500)] | list[PickedItem]],
        Field(max_length=20),
    ]


class NewMessage(Payload):
    """What the shopper says: words, pictures that were uploaded before, both, an offered choice's id, or a form."""

    text: str | None = None
    attachments: Annotated[list[Annotated[str, Field(min_length=1, max_length=64)]], Field(max_length=5)] = []
    choice: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    form: FilledForm | None = None


class SuggestionWish(Payload):
    """Who asks where, and in which language; the identity is looked at and not used up."""

    language: Language = "en"
    identity: Annotated[str, Field(max_length=4096)] | None = None
    page: Page | None = None


class Suggested(BaseModel):
    """Questions, the best first."""

    suggestions: list[str]


class ProactiveWish(SuggestionWish):
    """The same, with how many goods lie in the shop's cart."""

    cart: Annotated[int, Field(ge=0, le=100_000)] = 0


class DueWord(BaseModel):
    """A word of the widget's own, to be said after so many seconds; `ask` is what the shopper may say to it."""

    id: str
    seconds: int
    text: str
    ask: str | None


class WordsDue(BaseModel):
    """In the shop's order; each is shown once a visit at most."""

    due: list[DueWord]


class NewIntroduction(Payload):
    """What a shopper says to what the shop asks first; values by the names of its fields."""

    language: Language = "en"
    values: Annotated[
        dict[Annotated[str, Field(max_length=64)], Annotated[str, Field(max_length=500)]], Field(max_length=20)
    ]


class AskedFirst(BaseModel):
    """What the shop asks: before the first message (`always`, `closed`), or once a `person` is waited for."""

    when: Literal["always", "closed", "person"]
    may_skip: bool
    intro: str
    fields: list[FormField]
    links: dict[str, str]


class WhatIsAsked(BaseModel):
    """Null where nothing is asked: by this shop, now, or of a customer whom it knows."""

    asked: AskedFirst | None


class IntroductionGiven(BaseModel):
    """Whether the shopper has said anything to it."""

    given: bool


class Thumb(Payload):
    """Whether an answer helped; `null` takes the mark back."""

    helpful: bool | None


class NewRating(Payload):
    """A mark for a person's help, 1 to 5; `null` when the shopper would rather not say."""

    handoff_id: Annotated[str, Field(min_length=1, max_length=64)]
    score: Annotated[int, Field(ge=1, le=5)] | None
    comment: Annotated[str, Field(max_length=LONGEST_COMMENT)] = ""


class TranscriptLetter(Payload):
    """Where the conversation is to be sent; times are written in `zone` (IANA)."""

    email: Annotated[str, Field(min_length=3, max_length=254)]
    language: Language = "en"
    zone: Annotated[str, Field(min_length=1, max_length=64)] = "UTC"


class RatingAsked(BaseModel):
    """The handoff that may be rated, and how it was; `open` while the mark may be given or changed."""

    handoff_id: str
    ended_at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    open: bool
    state: Literal["asked", "given", "declined"]
    score: int | None
    comment: str


class FeedbackGiven(BaseModel):
    """The shopper's marks: thumbs by the message's id, and the rating that is asked for or was given."""

    thumbs: dict[str, bool]
    rating: RatingAsked | None


class Typing(Payload):
    """Whether the shopper is writing just now; told to the person who has the conversation, and kept nowhere."""

    active: bool


class SeenMessage(Payload):
    """The newest message that was before the shopper's eyes."""

    message_id: Annotated[str, Field(min_length=1, max_length=64)]


class ConversationBegun(BaseModel):
    """The token (Bearer on every further call) names the conversation."""

    conversation_id: str
    token: str
    language: Language
    status: Status


class AttachmentKept(BaseModel):
    """A picture as it is kept: a JPEG made anew, without what the camera wrote into it."""

    attachment_id: str
    media_type: str
    width: int
    height: int


class MessageTaken(BaseModel):
    """The message is stored and will be answered."""

    message_id: str


class TurnOver(BaseModel):
    """What was replied: nothing where a person has the conversation."""

    message_id: str
    replies: list[ReplyPart]
    status: Status


class MessageShown(BaseModel):
    """Something said."""

    id: str
    author: Author
    at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    parts: list[ReplyPart]
    language: Language


class History(BaseModel):
    """The whole talk, in order."""

    messages: list[MessageShown]


class SeenSoFar(BaseModel):
    """The newest message that each side has seen; null before the first."""

    shopper: str | None
    agent: str | None


class FieldError(BaseModel):
    """What is wrong with one field of a form."""

    field: str
    detail: str


class Problem(BaseModel):
    """RFC 9457; `detail` says what was wrong and what is accepted."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldError] = []
    """Of a form: which fields are wrong, and what is accepted there."""
    limit: int | None = None
    """What is accepted at most, where a picture or file was too large or one too many."""


class Health(BaseModel):
    """How the service is."""

    status: Literal["alive", "ready", "not ready"]


P = TypeVar("P", bound=Payload)


def parse(model: type[P], request: Request) -> P:
    """The body of a request; raises `InvalidInput` naming every field that is wrong. Values are never repeated."""
    try:
        return model.model_validate_json(request.body or b"{}")
    except ValidationError as error:
        problems = [f"{_field(e['loc'])}: {e['msg']}" for e in error.errors(include_input=False, include_url=False)]
        fields = ", ".join(model.model_fields)
        raise InvalidInput(f"{'; '.join(problems)} (accepted is a JSON object of {fields})") from None


def flag(request: Request, name: str) -> bool:
    """A query parameter that is true or false; false when absent. Raises `InvalidInput`."""
    value = request.args.get(name, "false")
    if value not in {"true", "false"}:
        raise InvalidInput(f"{name}: accepted are true and false")
    return bool(value == "true")


def _field(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location)) or "body"
