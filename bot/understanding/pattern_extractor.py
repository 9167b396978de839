"""The extractor of what can be read without learning: numbers, addresses, amounts, days."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.understanding.commands import is_command
from bot.understanding.mention import Mention
from bot.understanding.order_numbers import OrderNumbers
from bot.understanding.patterns import mentions


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PatternExtractor(GraphComponent):
    """Adds order_number, email, phone, postcode, date, money and a bare quantity, each with its normal form."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"order_number": ""}

    def __init__(self, config: dict[str, Any]) -> None:
        self._orders = OrderNumbers(config["order_number"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "PatternExtractor":
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if text and not is_command(text):
                # The server's own day: a message's date is read as of the moment at which it is parsed.
                today = date.today()  # noqa: DTZ011
                add(message, mentions(text, self._orders, today), type(self).__name__)
        return messages


def add(message: Message, found: Sequence[Mention], extractor: str) -> None:
    """Add mentions to a message's entities, but those that overlap what an earlier extractor found."""
    known: list[dict[str, Any]] = message.get(ENTITIES, [])
    taken = [
        Mention("", entity[ENTITY_ATTRIBUTE_START], entity[ENTITY_ATTRIBUTE_END], "")
        for entity in known
        if ENTITY_ATTRIBUTE_START in entity
    ]
    new = [
        {
            ENTITY_ATTRIBUTE_TYPE: mention.entity,
            ENTITY_ATTRIBUTE_START: mention.start,
            ENTITY_ATTRIBUTE_END: mention.end,
            ENTITY_ATTRIBUTE_VALUE: mention.value,
            EXTRACTOR: extractor,
        }
        for mention in found
        if not any(mention.overlaps(other) for other in taken)
    ]
    message.set(ENTITIES, known + new, add_to_output=True)
