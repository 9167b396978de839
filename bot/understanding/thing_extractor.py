"""The learned extractor of the pipeline: products as shoppers call them, and how many of them."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.commands import is_command
from bot.understanding.mention import Mention
from bot.understanding.origin import origin
from bot.understanding.pattern_extractor import add
from bot.understanding.thing_model import ENTITIES as LEARNED
from bot.understanding.thing_model import Marked, ThingModel
from bot.understanding.tokenizer import MixedTokenizer
from bot.understanding.tokens import Piece


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ThingExtractor(GraphComponent):
    """Learns from the marks in the training data and from its `lookup: product` tables; adds what patterns left."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [MixedTokenizer]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return origin()

    def __init__(self, model_storage: ModelStorage, resource: Resource, model: ThingModel | None = None) -> None:
        self._storage, self._resource, self._model = model_storage, resource, model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ThingExtractor":
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "ThingExtractor":
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, ThingModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        names = [
            str(name)
            for table in training_data.lookup_tables
            if table["name"] == "product"
            for name in (table["elements"] if isinstance(table["elements"], list) else [])
        ]
        examples = [_marked(message) for message in training_data.nlu_examples if message.get(TEXT)]
        with self._storage.write_to(self._resource) as folder:
            self._model = ThingModel.train(examples, names, folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if text and self._model is not None and not is_command(text):
                add(message, self._model.find(text, _pieces(message)), type(self).__name__)
        return messages


def _marked(message: Message) -> Marked:
    marks = tuple(
        Mention(
            entity[ENTITY_ATTRIBUTE_TYPE],
            entity[ENTITY_ATTRIBUTE_START],
            entity[ENTITY_ATTRIBUTE_END],
            entity[ENTITY_ATTRIBUTE_VALUE],
        )
        for entity in message.get(ENTITIES, [])
        if entity[ENTITY_ATTRIBUTE_TYPE] in LEARNED
    )
    return Marked(tuple(_pieces(message)), marks)


def _pieces(message: Message) -> list[Piece]:
    text = message.get(TEXT)
    tokens = message.get(TOKENS_NAMES[TEXT])
    return [Piece(token.lemma, token.start, token.end, text[token.start].isupper()) for token in tokens]
