"""The route by which Rasa runs our actions in this process; rasa-sdk's executor behind a secret."""

import hmac
import json
import logging
from collections.abc import Sequence
from typing import Any, Final

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionMissingDomainException, ActionNotFoundException
from sanic import HTTPResponse, Request, Sanic
from sanic import json as as_json

_log = logging.getLogger(__name__)
SECRET_HEADER: Final = "X-Shoptalk-Secret"  # endpoints.yml names it too
_DOMAIN_WANTED: Final = 449


class ActionsRoute:
    """Serves an explicit list of actions; each is an instance built with its services."""

    def __init__(self, actions: Sequence[Any], secret: str) -> None:
        self._secret = secret.encode()
        self._executor = ActionExecutor()
        for action in actions:
            self._executor.register_action(action)

    def add_to(self, app: Sanic[Any, Any]) -> None:
        app.add_route(self.run, "/webhook", methods=["POST"], name="actions")

    async def run(self, request: Request) -> HTTPResponse:
        """Runs the action that Rasa names; the answers are those of rasa-sdk's own server."""
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret):
            return as_json({"error": "the secret is missing or wrong"}, 403)
        try:
            call = json.loads(request.body)
        except ValueError:
            return as_json({"error": "a JSON object is wanted"}, 400)
        return await self._run(call)

    async def _run(self, call: dict[str, Any]) -> HTTPResponse:
        name, conversation_id = call.get("next_action"), call.get("sender_id")
        # endpoints.yml tells Rasa to leave it out; the executor would ask for it.
        call.setdefault("domain", {})
        try:
            result = await self._executor.run(call)
        except ActionExecutionRejection as rejection:
            return as_json({"error": rejection.message, "action_name": rejection.action_name}, 400)
        except ActionNotFoundException as error:
            return as_json({"error": error.message, "action_name": error.action_name}, 404)
        except ActionMissingDomainException as error:
            return as_json({"error": error.message, "action_name": error.action_name}, _DOMAIN_WANTED)
        except Exception:
            _log.exception("action %s failed in conversation %s", name, conversation_id)
            return as_json({"error": "the action failed", "action_name": name}, 500)
        return as_json(None if result is None else result.model_dump())
