"""What a Chatwoot tells its agent bot: the shapes of its webhooks, read into what they mean for us."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import InvalidInput, NotAllowed

_NOT_OTHERS: Final = frozenset({"image", "fallback"})
"""A fallback is the preview of a link that stands in the words."""
_SYSTEMS_ONLY: Final = frozenset({"activity", "template"})


class Standing(StrEnum):
    """Who has a conversation, in Chatwoot's words."""

    PENDING = "pending"  # the bot
    OPEN = "open"  # a person, or the queue for one
    SNOOZED = "snoozed"  # a person, later
    RESOLVED = "resolved"  # nobody any more

    @property
    def is_with_people(self) -> bool:
        return self in (Standing.OPEN, Standing.SNOOZED)


@dataclass(frozen=True)
class Place:
    """The conversation that something is told of, as it stood then."""

    chatwoot_id: int
    standing: Standing
    at: float
    """When it last changed, in seconds; 0 where it is not told."""
    channel: str = ""
    assignee: str | None = None
    """The agent's name."""
    customer_id: str | None = None
    """Whom the shop has signed in, in its own word that Chatwoot has verified."""
    page: str | None = None


@dataclass(frozen=True)
class ShopperSaid:
    """A contact wrote, sent pictures, or picked one of the choices that we offered."""

    place: Place
    message_id: int
    text: str
    pictures: Sequence[str] = ()
    """Where Chatwoot keeps them."""
    others: int = 0
    """How many files of other kinds came with it."""
    choice_id: str | None = None


@dataclass(frozen=True)
class AgentSaid:
    """A person answered at Chatwoot's desk."""

    place: Place
    message_id: int
    agent: str
    text: str
    files: Sequence[str] = ()
    """Where Chatwoot keeps what came with it, of whatever kind."""


@dataclass(frozen=True)
class Echo:
    """Chatwoot has what we sent it, under our mark."""

    place: Place
    message_id: int
    mark: str


@dataclass(frozen=True)
class StandingChanged:
    """Opened, resolved or given back to the bot."""

    place: Place


News = ShopperSaid | AgentSaid | Echo | StandingChanged
MARK: Final = "shoptalk"
"""The content attribute in which what we send is marked."""


class _Shape(BaseModel):
    """Of a webhook no more is read than is used: newer versions may tell more."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Sender(_Shape):
    id: int | None = None
    name: str | None = None
    type: str | None = None
    identifier: str | None = None


class _Meta(_Shape):
    sender: _Sender = _Sender()
    assignee: _Sender | None = None
    hmac_verified: bool | None = None


class _ContactInbox(_Shape):
    hmac_verified: bool | None = None


class _Conversation(_Shape):
    id: int
    status: Standing
    channel: str | None = None
    meta: _Meta = _Meta()
    contact_inbox: _ContactInbox | None = None
    additional_attributes: Mapping[str, Any] | None = None
    updated_at: float | None = None


class _Attachment(_Shape):
    file_type: str | None = None
    data_url: str | None = None


class _Message(_Shape):
    event: str
    id: int
    content: str | None = None
    message_type: str = ""
    private: bool = False
    content_attributes: Mapping[str, Any] | None = None
    sender: _Sender | None = None
    conversation: _Conversation
    attachments: tuple[_Attachment, ...] = ()


class _Account(_Shape):
    id: int | None = None


class _Newest(_Shape):
    account_id: int | None = None


class _Event(_Shape):
    event: str = ""
    account: _Account | None = None
    """Of what is told of a message."""
    messages: tuple[_Newest, ...] | None = None
    """Of what is told of a conversation: the newest, which names the account."""

    def must_be_of(self, account: int) -> None:
        named = [self.account.id if self.account else None, *(one.account_id for one in self.messages or ())]
        if others := [id_ for id_ in named if id_ not in (None, account)]:
            raise NotAllowed(f"this is of Chatwoot's account {others[0]}; accepted: account {account} alone")


def read_news(body: bytes, account: int) -> News | None:
    """What a webhook means, None where that is nothing to us.

    Raises `InvalidInput` on what is none of a Chatwoot, and `NotAllowed` on what is of another account of it: a bot may
    serve several, and each numbers its conversations by itself.
    """
    try:
        told = _Event.model_validate_json(body)
        told.must_be_of(account)
        match told.event:
            case "message_created":
                return _created(_Message.model_validate_json(body))
            case "message_updated":
                return _picked(_Message.model_validate_json(body))
            case "conversation_opened" | "conversation_resolved" | "conversation_status_changed":
                return StandingChanged(_place(_Conversation.model_validate_json(body)))
            case _:
                return None
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False)]
        raise InvalidInput(f"this is no webhook of a Chatwoot: {'; '.join(problems)}") from None


def _created(told: _Message) -> News | None:
    place, sender = _place(told.conversation), told.sender or _Sender()
    if told.private or told.message_type in _SYSTEMS_ONLY:
        return None
    if told.message_type == "incoming":
        pictures = [one.data_url for one in told.attachments if one.file_type == "image" and one.data_url]
        others = [one for one in told.attachments if one.file_type not in _NOT_OTHERS]
        return ShopperSaid(place, told.id, told.content or "", pictures, len(others))
    if mark := (told.content_attributes or {}).get(MARK):
        return Echo(place, told.id, str(mark))
    # What another bot or an automation says is nobody's word.
    files = [one.data_url for one in told.attachments if one.data_url]
    if sender.type != "user" or not (told.content or files):
        return None
    return AgentSaid(place, told.id, sender.name or str(sender.id), told.content or "", files)


def _picked(told: _Message) -> News | None:
    """The pick of a choice comes as a change of the message that offered it."""
    attributes = told.content_attributes or {}
    picked = attributes.get("submitted_values")
    if MARK not in attributes or not isinstance(picked, list) or not picked or not isinstance(picked[0], dict):
        return None
    title, value = picked[0].get("title", ""), picked[0].get("value")
    return ShopperSaid(_place(told.conversation), told.id, str(title), choice_id=str(value)) if value else None


def _place(told: _Conversation) -> Place:
    verified = told.meta.hmac_verified or (told.contact_inbox is not None and told.contact_inbox.hmac_verified)
    assignee = told.meta.assignee
    return Place(
        chatwoot_id=told.id,
        standing=told.status,
        at=told.updated_at or 0.0,
        channel=told.channel or "",
        assignee=assignee.name if assignee is not None and assignee.type != "agent_bot" else None,
        customer_id=told.meta.sender.identifier if verified else None,
        page=(told.additional_attributes or {}).get("referer"),
    )
