"""One conversation with actions, as Rasa holds it: slots, the active form, the events of each turn."""

import json
from collections.abc import Mapping
from itertools import count
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import ShopAction
from actions.progress import FORM
from bot.dialogue.parts import Part
from bot.language import Language
from tests.shop_world import World
from tests.stories.cast import Cast

_ids = count(1)


def form(world: World, cast: Cast | None = None) -> ShopAction:
    """The order form of the product, with somebody who answers in place of the documents."""
    return (cast or Cast()).action(world, f"validate_{FORM}")


class Talk:
    """Says things and hears the parts of each reply; `form` says that the message reached the order form."""

    def __init__(self, world: World, conversation_id: str, language: Language = "en", cast: Cast | None = None) -> None:
        self.policy = 0.02  # how likely a message is a question on how the shop works
        self._form = form(world, cast)
        self._id, self._language = conversation_id, language
        self.slots: dict[str, Any] = {}
        self.active: str | None = None
        self.events: list[dict[str, Any]] = []
        self.page: dict[str, str] = {}
        self.attachments: list[str] = []
        self.apologies = 0
        self.returned: list[dict[str, Any]] = []

    async def form(
        self, text: str, intent: str, confidence: float = 0.95, message_id: str | None = None, **entities: str
    ) -> list[Part]:
        """A message to the form, or one that begins it; an empty reply means that the form left it to a rule."""
        self._hear(text, intent, confidence, message_id, entities)
        parts = await self._run(self._form)
        if any(event.get("name") == "requested_slot" for event in self.returned):
            self.active = FORM if self.slots.get("requested_slot") else None
        return parts

    async def back_to_form(self) -> list[Part]:
        """The form again, after a rule's action has answered an interruption."""
        return await self._run(self._form)

    async def act(self, action: ShopAction, text: str, intent: str, **entities: str) -> list[Part]:
        """A message that a rule gives to an action."""
        self._hear(text, intent, 0.95, None, entities)
        return await self._run(action)

    async def then(self, action: ShopAction) -> list[Part]:
        """Another action in the same turn."""
        return await self._run(action)

    @property
    def asked(self) -> str | None:
        return self.slots.get("requested_slot")

    def _hear(
        self, text: str, intent: str, confidence: float, message_id: str | None, entities: Mapping[str, str]
    ) -> None:
        heard = {
            "event": "user",
            "text": text,
            "intent": {"name": intent, "confidence": confidence},
            "intent_ranking": [
                {"name": intent, "confidence": confidence},
                {"name": "ask_policy", "confidence": self.policy},
            ],
            "parse_data": {"intent": {"name": intent, "confidence": confidence}},
            "entities": [{"entity": name, "value": value} for name, value in entities.items()],
            "metadata": {
                "message_id": message_id or f"m-{next(_ids)}",
                "reply_id": f"r-{next(_ids)}",
                "language": self._language,
                "page": self.page,
                "attachments": self.attachments,
                "apologies": self.apologies,
            },
        }
        self.events.append(heard)

    async def _run(self, action: ShopAction) -> list[Part]:
        latest = next(event for event in reversed(self.events) if event["event"] == "user")
        # Rasa sends everything as JSON, so that is what an action sees.
        state = json.loads(json.dumps([self.slots, latest, self.events]))
        loop = {"name": self.active} if self.active else {}
        tracker = Tracker(self._id, state[0], state[1], state[2], False, None, loop, "action_listen")
        dispatcher = CollectingDispatcher()
        self.returned = await action.run(dispatcher, tracker, {})
        self.events.append({"event": "action", "name": FORM if action.name() == f"validate_{FORM}" else action.name()})
        parts = [message["custom"] for message in dispatcher.messages]
        self.events += [{"event": "bot", "data": {"custom": part}} for part in parts]
        for event in self.returned:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "active_loop":
                self.active = event["name"]
        return parts


async def mei(shop: World, language: str = "en") -> Talk:
    """A talk with the customer who has most of the orders."""
    return Talk(shop, await shop.talk("C-1"), "zh" if language == "zh" else "en")


def kinds(parts: list[Part]) -> list[str]:
    return [part["kind"] for part in parts]


def words(parts: list[Part]) -> str:
    return "\n".join(str(part["text"]) for part in parts if "text" in part)


def commands(parts: list[Part]) -> list[str]:
    return [item["command"] for part in parts if part["kind"] == "choices" for item in part["items"]]
