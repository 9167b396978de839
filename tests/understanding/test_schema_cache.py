"""Tests that the cached check refuses what jsonschema refuses, also where Rasa uses it."""

from typing import Any

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig

from bot.understanding import schema_cache

SCHEMA = {"type": "object", "properties": {"count": {"type": "integer"}}, "required": ["count"]}


def test_loading_the_components_puts_it_in_place() -> None:
    assert jsonschema.validate is schema_cache.validate


def test_good_instances_pass_and_bad_ones_are_refused_every_time() -> None:
    for _ in range(3):
        schema_cache.validate({"count": 1}, SCHEMA)
        with pytest.raises(jsonschema.ValidationError, match="'count' is a required property"):
            schema_cache.validate({}, SCHEMA)
        with pytest.raises(jsonschema.ValidationError, match="is not of type 'integer'"):
            schema_cache.validate({"count": "1"}, SCHEMA)


def test_a_bad_schema_is_refused() -> None:
    with pytest.raises(jsonschema.SchemaError):
        schema_cache.validate({}, {"type": "no such type"})


@pytest.mark.parametrize(
    "result", [{"events": "none"}, {"responses": [1], "events": []}, {"events": [{"no": "event"}]}, []]
)
def test_rasa_refuses_a_bad_result_of_an_action(result: Any) -> None:
    action = RemoteAction("action_anything", EndpointConfig("http://127.0.0.1:1"))
    with pytest.raises(jsonschema.ValidationError, match="Failed to validate Action server response"):
        action._validate_action_result(result)


def test_rasa_takes_a_good_result_of_an_action() -> None:
    action = RemoteAction("action_anything", EndpointConfig("http://127.0.0.1:1"))
    result = {"events": [{"event": "slot", "name": "need", "value": {}}], "responses": [{"custom": {"kind": "text"}}]}
    assert action._validate_action_result(result)
