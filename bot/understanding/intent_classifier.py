"""The intent classifier of the pipeline, with the decision that a message was not understood."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.commands import is_command
from bot.understanding.decision import FALLBACK, Guess, Thresholds
from bot.understanding.encoders import CARRIED, encoder
from bot.understanding.families import families, member
from bot.understanding.intent_model import Example, IntentModel
from bot.understanding.origin import origin


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Ranks the intents of a message; puts `nlu_fallback` before them when none is sure enough."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "encoder": CARRIED,
            "penalty": 0.1,
            "confidence": 0.22,
            "margin": 0.02,
            "foreign": 0.4,
            "affirm": 0.5,
            "member": 0.5,
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        # When Rasa takes a component from its cache, it asks with the config of what stands in its place.
        return origin(config.get("encoder", CARRIED))

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._storage, self._resource, self._model = model_storage, resource, model
        self._penalty, self._share = float(config["penalty"]), float(config["member"])
        self._encoder = encoder(config["encoder"])
        self._thresholds = Thresholds(
            **{name: float(config[name]) for name in ("confidence", "margin", "foreign", "affirm")}
        )

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "IntentClassifier":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "IntentClassifier":
        with model_storage.read_from(resource) as folder:
            classifier = cls(config, model_storage, resource, IntentModel.load(folder))
        classifier._check_encoder()
        return classifier

    def _check_encoder(self) -> None:
        """The folder of an exported encoder may hold another one by now."""
        if self._model is not None and self._model.encoder != self._encoder.name:
            raise InvalidConfigException(
                f"the dialogue model was trained with the encoder {self._model.encoder!r}, but the one there now is"
                f" {self._encoder.name!r}; train it again"
            )

    def train(self, training_data: TrainingData) -> Resource:
        examples = [Example(message.get(TEXT), message.get(INTENT)) for message in training_data.intent_examples]
        self._model = IntentModel.train(examples, self._encoder, self._penalty)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if text and self._model is not None:
                self._understand(message, text, self._model)
        return messages

    def _understand(self, message: Message, text: str, model: IntentModel) -> None:
        # A genuine command is resolved by Rasa after the pipeline; what only looks like one stays not understood.
        ranking = [] if is_command(text) else model.rank(text, self._encoder)
        best = self._best(ranking)
        ranking = [best, *(guess for guess in ranking if guess.intent != best.intent)]
        described = [{INTENT_NAME_KEY: guess.intent, PREDICTED_CONFIDENCE_KEY: guess.confidence} for guess in ranking]
        message.set(INTENT, described[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, described, add_to_output=True)

    def _best(self, ranking: list[Guess]) -> Guess:
        """What the message means: families are weighed against each other, then the members of the likeliest."""
        likeliest = families(ranking)
        if likeliest and self._thresholds.understood(likeliest):
            return Guess(member(ranking, likeliest[0].intent, self._share), likeliest[0].confidence)
        others = [guess for guess in likeliest if guess.intent != FALLBACK]
        return Guess(FALLBACK, 1.0 - others[0].confidence if others else 1.0)
