"""Checks the action server's answers with one validator a schema, where Rasa builds a new one for every answer.

`rasa.core.actions.action.RemoteAction._validate_action_result` calls `jsonschema.validate`, which first checks the
schema against its own meta-schema: four fifths of a turn with an action. The schema never changes, so it is checked
once; every answer is still validated. Rasa imports the function at each call, so replacing it in its module suffices.
"""

import json
from functools import lru_cache
from typing import Any

import jsonschema
from jsonschema.exceptions import best_match
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for

_original = jsonschema.validate


def validate(
    instance: object, schema: dict[str, Any], cls: type[Validator] | None = None, *args: Any, **kwargs: Any
) -> None:
    """As `jsonschema.validate`: raises `ValidationError` for a bad instance and `SchemaError` for a bad schema."""
    if cls is not None or args or kwargs:
        _original(instance, schema, cls, *args, **kwargs)
        return
    error = best_match(_validator(json.dumps(schema, sort_keys=True)).iter_errors(instance))
    if error is not None:
        raise error


def install() -> None:
    """Put the cached check in the place of jsonschema's own."""
    jsonschema.validate = validate


@lru_cache(maxsize=64)
def _validator(schema: str) -> Validator:
    parsed = json.loads(schema)
    kind = validator_for(parsed)
    kind.check_schema(parsed)
    return kind(parsed)
