"""Tests of the intent model by itself, and of what Rasa keeps of it."""

from dataclasses import replace
from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException

from bot.understanding.encoders import CARRIED, encoder
from bot.understanding.features import masked, shown
from bot.understanding.intent_classifier import IntentClassifier
from bot.understanding.intent_model import Example, IntentModel
from bot.understanding.origin import origin

EXAMPLES = [
    Example(text, intent)
    for intent, texts in {
        "greet": ["hello there", "hello you", "你好", "您好啊"],
        "cancel_order": ["cancel my order", "cancel order W10234", "取消订单", "帮我取消订单"],
    }.items()
    for text in texts
]


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return IntentModel.train(EXAMPLES, encoder(CARRIED), penalty=0.1)


@pytest.mark.parametrize(
    ("text", "intent"), [("Hello", "greet"), ("取消我的訂單", "cancel_order"), ("cancel W99999", "cancel_order")]
)
def test_the_likeliest_intent_comes_first(model: IntentModel, text: str, intent: str) -> None:
    ranking = model.rank(text, encoder(CARRIED))
    assert ranking[0].intent == intent
    assert sum(guess.confidence for guess in ranking) == pytest.approx(1.0, abs=1e-5)


def test_what_was_saved_ranks_the_same(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    loaded = IntentModel.load(tmp_path)
    for text in ("hello", "取消", ""):
        assert loaded.rank(text, encoder(CARRIED)) == model.rank(text, encoder(CARRIED))


def test_addresses_and_order_numbers_look_alike() -> None:
    assert masked("w10234 and #2291 for a@b.example, code 482913, 3 pieces") == "№ and № for ∎, code ⑥, 0 pieces"
    assert shown("w10234 for a.b@c.example") == "w12345 for mail@example.com"


def test_a_model_of_another_encoder_is_refused(model: IntentModel, tmp_path: Path) -> None:
    storage, resource = LocalModelStorage(tmp_path), Resource("intents")
    with storage.write_to(resource) as folder:
        replace(model, encoder="another").save(folder)
    context = ExecutionContext(GraphSchema({}))
    with pytest.raises(InvalidConfigException, match=r"the encoder 'another'.*train it again"):
        IntentClassifier.load(IntentClassifier.get_default_config(), storage, resource, context)


def test_an_encoders_folder_has_its_say_in_what_rasa_may_bring_back(tmp_path: Path) -> None:
    (tmp_path / "encoder.json").write_text("{}")
    before = origin(str(tmp_path))
    (tmp_path / "encoder.json").write_text('{"name": "another"}')
    assert len({origin(), before, origin(str(tmp_path))}) == 3
