"""What every action is made of: the message as it came, the reply as it grows, and what errors are told as."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.failing import Failed, Failing
from bot.commerce.payment_names import payment_name
from bot.dialogue import parts
from bot.dialogue.parts import Choice, Part
from bot.dialogue.phrases import Phrases
from bot.errors import (
    AwaitsApproval,
    ChangeRefused,
    CommerceUnavailable,
    GeneratorUnavailable,
    HalfDone,
    MailUnavailable,
    NotVerified,
    OrderNotFound,
    OutcomeUnknown,
    ProductNotFound,
    ProposalNotFound,
    ProposalVoid,
    ShoptalkError,
    StoreUnavailable,
    TooManyTries,
)
from bot.language import Language

log = logging.getLogger(__name__)

Events = list[dict[str, Any]]
"""What an action hands back to Rasa: slots set, loops ended."""

TOLD: Final[Mapping[type[ShoptalkError], str]] = {
    AwaitsApproval: "awaits_approval",
    ChangeRefused: "refused",
    CommerceUnavailable: "shop_unavailable",
    GeneratorUnavailable: "answer_unavailable",
    HalfDone: "half_done",
    MailUnavailable: "mail_unavailable",
    NotVerified: "not_verified",
    OrderNotFound: "order_not_found",
    OutcomeUnknown: "outcome_unknown",
    ProductNotFound: "product_not_found",
    ProposalNotFound: "nothing_to_confirm",
    ProposalVoid: "proposal_void",
    StoreUnavailable: "trouble",
    TooManyTries: "too_many_tries",
}
"""What the shopper is told of an error, as a phrase's name."""

# Typed text that starts with a slash comes with an invisible mark before it, so that Rasa takes it as plain words.
_ESCAPE_MARKS: Final = "\u200b\u2060\ufeff \t"


@dataclass(frozen=True)
class Context:
    """The message that an action answers.

    Nothing here proves who is talking: services find that out from `conversation_id` alone.
    """

    conversation_id: str
    language: Language
    message_id: str
    reply_id: str
    text: str
    """What the shopper wrote; for a choice that carries an earlier question, that question; else empty."""
    intent: str
    confidence: float
    is_command: bool
    """Whether the server sent it for an issued choice, so that nothing had to be understood."""
    entities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranking: tuple[tuple[str, float], ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)
    page: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    """Ids of pictures that came with the message."""
    active_form: str | None = None
    intents: tuple[str, ...] = ()
    """What each message meant so far, this one last."""
    actions_in_turn: tuple[str, ...] = ()
    """What has run since the message came, the oldest first."""
    actions_before: tuple[str, ...] = ()
    """What ran in the turn before this one."""
    choices_before: tuple[Choice, ...] = ()
    """The choices that the bot offered in the turn before this one."""
    parts_before: tuple[Part, ...] = ()
    """What the bot said in the turn before this one."""
    message_before: str = ""
    """The id of the message before this one."""
    text_before: str = ""
    """What the shopper wrote in it."""
    apologies: int = 0
    """To how many messages right before this one the shopper got an apology in place of an answer."""

    @classmethod
    def read(cls, tracker: Tracker) -> "Context":
        message: Mapping[str, Any] = tracker.latest_message or {}
        metadata: Mapping[str, Any] = message.get("metadata") or {}
        intent: Mapping[str, Any] = message.get("intent") or {}
        typed = str(message.get("text") or "")
        entities = _entities(message)
        is_command = typed.startswith("/")
        before, now = _turns(tracker.events)
        return cls(
            conversation_id=str(tracker.sender_id),
            language="zh" if metadata.get("language") == "zh" else "en",
            message_id=str(metadata.get("message_id") or message.get("message_id") or ""),
            reply_id=str(metadata.get("reply_id") or ""),
            text=" ".join(entities.get("question", ())) if is_command else typed.strip(_ESCAPE_MARKS),
            intent=str(intent.get("name") or ""),
            confidence=float(intent.get("confidence") or 0.0),
            is_command=is_command,
            entities=entities,
            ranking=tuple((str(i["name"]), float(i["confidence"])) for i in message.get("intent_ranking") or ()),
            slots=dict(tracker.slots),
            page={str(k): str(v) for k, v in (metadata.get("page") or {}).items() if v},
            attachments=tuple(map(str, metadata.get("attachments") or ())),
            active_form=(tracker.active_loop or {}).get("name"),
            intents=tuple(_intents(tracker.events)),
            actions_in_turn=tuple(_actions(now)),
            actions_before=tuple(_actions(before)),
            choices_before=tuple(_offered(before)),
            parts_before=tuple(_said(before)),
            message_before=str((_first(before).get("metadata") or {}).get("message_id") or ""),
            text_before=_typed(_first(before)),
            apologies=int(metadata.get("apologies") or 0),
        )

    def likelihood(self, intent: str) -> float:
        """How likely the message means this, 0 to 1."""
        return dict(self.ranking).get(intent, 0.0)

    def slot(self, name: str) -> str | None:
        value = self.slots.get(name)
        return None if value is None else str(value)


class Reply:
    """The reply to one message as it grows, in the shopper's language."""

    def __init__(self, dispatcher: CollectingDispatcher, phrases: Phrases, language: Language) -> None:
        self._dispatcher, self.phrases, self.language = dispatcher, phrases, language
        self.failed: Failed | None = None

    def words(self, name: str, **gaps: object) -> str:
        """The phrase `utter_<name>`, not yet said."""
        return self.phrases.say(name, self.language, **gaps)

    def paid_with(self, label: str) -> str:
        """A way to pay by its label, as it is called in the reply's language."""
        return payment_name(label, self.language)

    def join(self, sentences: Iterable[str]) -> str:
        """Sentences one after the other: Chinese puts no space between them."""
        return ("" if self.language == "zh" else " ").join(sentences)

    def say(self, name: str, **gaps: object) -> None:
        self.show(parts.text(self.words(name, **gaps)))

    def show(self, part: Part) -> None:
        self._dispatcher.utter_message(json_message=part)

    def choice(self, name: str, command: str, **gaps: object) -> Choice:
        """A choice titled `utter_choice_<name>`."""
        return Choice(self.words(f"choice_{name}", **gaps), command)

    def offer(self, *choices: Choice) -> None:
        self.show(parts.choices(choices))

    def fails(self, how: Failing, told: str = "") -> None:
        """Says that the message was not helped with."""
        self.failed = Failed(how, told)

    @property
    def parts(self) -> list[Part]:
        """What has been said so far."""
        return [message["custom"] for message in self._dispatcher.messages if message.get("custom")]

    @property
    def offered_last(self) -> list[str]:
        """The commands of the choices at the end."""
        last: Part = self.parts[-1] if self.parts else {"kind": ""}
        return [item["command"] for item in last["items"]] if last["kind"] == "choices" else []

    def rename_choice(self, command: str, title: str) -> None:
        """Calls the choices of a command something else."""
        self._change_choices(lambda items: [{**i, "title": title} if i["command"] == command else i for i in items])

    def drop_choice(self, command: str) -> None:
        """Takes the choices of a command back."""
        self._change_choices(lambda items: [item for item in items if item["command"] != command])

    def _change_choices(self, change: Callable[[list[Any]], list[Any]]) -> None:
        kept = []
        for message in self._dispatcher.messages:
            part = message.get("custom") or {}
            if part.get("kind") == "choices":
                message = {**message, "custom": {**part, "items": change(part["items"])}}
            if part.get("kind") != "choices" or message["custom"]["items"]:
                kept.append(message)
        self._dispatcher.messages[:] = kept

    def person(self) -> Choice:
        """The choice that asks for a person."""
        return self.choice("person", "/ask_person")


class ShopAction(Action):  # type: ignore[misc, unused-ignore]  # rasa_sdk ships no types
    """An action named `named`, built with its services; `act` tells its story."""

    named: str

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases

    def name(self) -> str:
        return self.named

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]) -> Events:
        context = Context.read(tracker)
        return await self.answer(context, Reply(dispatcher, self.phrases, context.language))

    async def answer(self, context: Context, reply: Reply) -> Events:
        """What it does; what went wrong is told."""
        return await self.guarded(context, reply, self.act)

    async def guarded(
        self, context: Context, reply: Reply, act: Callable[[Context, Reply], Awaitable[Events]]
    ) -> Events:
        """Does a part of it so."""
        try:
            return await act(context, reply)
        except ShoptalkError as error:
            return self._tell(context, reply, error)
        except Exception:
            # The edge: Rasa would swallow it and answer nothing at all.
            log.exception("%s failed in conversation %s", self.named, context.conversation_id)
            return self._apologise(context, reply)

    async def act(self, context: Context, reply: Reply) -> Events:
        raise NotImplementedError

    def after_error(self, context: Context) -> Events:
        """What becomes of the dialogue when `act` failed."""
        return []

    def _tell(self, context: Context, reply: Reply, error: ShoptalkError) -> Events:
        told = TOLD.get(type(error))
        if told is None:
            log.error("%s failed in conversation %s", self.named, context.conversation_id, exc_info=error)
            return self._apologise(context, reply)
        log.warning("%s in conversation %s: %s: %s", self.named, context.conversation_id, type(error).__name__, error)
        reply.say(told)
        reply.offer(reply.person())
        unproven = isinstance(error, TooManyTries)
        reply.fails(Failing.UNPROVEN if unproven else Failing.FAILED, reply.words(told) if unproven else "")
        return self.after_error(context)

    def _apologise(self, context: Context, reply: Reply) -> Events:
        reply.say("trouble")
        reply.offer(reply.person())
        reply.fails(Failing.FAILED)
        return self.after_error(context)


def _entities(message: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entity in message.get("entities") or ():
        value = str(entity.get("value") or "").strip()
        if value and value not in found.get(entity["entity"], ()):
            found[entity["entity"]] = (*found.get(entity["entity"], ()), value)
    return found


def _turns(events: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The events of the turn before this one, and of this one."""
    users = [n for n, event in enumerate(events) if event.get("event") == "user"]
    if not users:
        return [], events
    begun = users[-2] if len(users) > 1 else 0
    return events[begun : users[-1]], events[users[-1] :]


def _intents(events: list[dict[str, Any]]) -> Iterator[str]:
    for event in events:
        if event.get("event") == "user":
            yield str(((event.get("parse_data") or {}).get("intent") or {}).get("name") or "")


def _first(events: list[dict[str, Any]]) -> dict[str, Any]:
    return next((event for event in events if event.get("event") == "user"), {})


def _typed(event: dict[str, Any]) -> str:
    text = str(event.get("text") or "")
    return "" if text.startswith("/") else text.strip(_ESCAPE_MARKS)


def _actions(events: list[dict[str, Any]]) -> Iterator[str]:
    for event in events:
        if event.get("event") == "action" and event.get("name") not in (None, "action_listen"):
            yield str(event["name"])


def _said(events: list[dict[str, Any]]) -> Iterator[Part]:
    for event in events:
        custom = ((event.get("data") or {}).get("custom") or {}) if event.get("event") == "bot" else {}
        if custom:
            yield custom


def _offered(events: list[dict[str, Any]]) -> Iterator[Choice]:
    for event in events:
        custom = ((event.get("data") or {}).get("custom") or {}) if event.get("event") == "bot" else {}
        if custom.get("kind") == "choices":
            yield from (Choice(str(item["title"]), str(item["command"])) for item in custom["items"])
