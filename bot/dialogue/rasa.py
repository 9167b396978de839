"""Rasa as the dialogue manager, spoken to over HTTP."""

import asyncio
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

import httpx

from bot.dialogue.manager import NOTHING, Meanwhile, Turn
from bot.dialogue.parts import Part, parse_parts
from bot.errors import DialogueSilent, DialogueUnavailable

_COMMAND: Final = "/"
_ZERO_WIDTH_SPACE: Final = "\u200b"
_INVISIBLE: Final = {"Cc", "Cf", "Zs", "Zl", "Zp"}
_LOCK_SECONDS: Final = 60.0
"""How long Rasa lets a message wait for its turn and be worked on."""
_KEEP_ALIVE_SECONDS: Final = 4.0
"""Rasa closes idle connections after five."""
_CONNECT_SECONDS: Final = 2.0
_LOOK_SECONDS: Final = 10.0
# As Rasa itself begins a session: slots and forms are gone, but for those that are set in between.
_NEW_SESSION: Final = ({"event": "action", "name": "action_session_start"}, {"event": "session_started"})
_LISTEN: Final = {"event": "action", "name": "action_listen"}
_LONGEST_WORDS: Final = 500


def as_plain_words(text: str) -> str:
    """A text that Rasa cannot take for a command, however it begins.

    Rasa strips white space and then reads `/intent{"entity": "value"}` as an intent of confidence 1. A zero-width space
    is not white space to Python's `strip`, and no normalisation of Unicode removes it.
    """
    visible = unicodedata.normalize("NFKC", text)
    first = next((c for c in visible if unicodedata.category(c) not in _INVISIBLE), "")
    return _ZERO_WIDTH_SPACE + text if first == _COMMAND else text


class RasaDialogue:
    """A `DialogueManager` over Rasa's REST channel, with its HTTP API for looking back."""

    def __init__(self, client: httpx.AsyncClient, token: str, timeout_seconds: float = 30.0) -> None:
        self._client, self._token, self._timeout = client, token, timeout_seconds
        self._on_their_way: dict[str, asyncio.Task[list[Mapping[str, Any]]]] = {}

    @classmethod
    def open(cls, url: str, token: str, timeout_seconds: float = 30.0) -> Self:
        """Connects when first used."""
        client = httpx.AsyncClient(
            base_url=url,
            timeout=httpx.Timeout(_LOCK_SECONDS, connect=_CONNECT_SECONDS),
            limits=httpx.Limits(max_keepalive_connections=50, keepalive_expiry=_KEEP_ALIVE_SECONDS),
            trust_env=False,  # nothing on loopback goes through a proxy
        )
        return cls(client, token, timeout_seconds)

    async def close(self) -> None:
        for task in self._on_their_way.values():
            task.cancel()
        await self._client.aclose()

    async def respond(self, turn: Turn) -> Sequence[Part]:
        # A turn that took too long is still with Rasa, and would be worked on twice if it were sent again.
        task = self._on_their_way.get(turn.message_id)
        if task is None:
            task = asyncio.create_task(self._send(turn))
            self._on_their_way[turn.message_id] = task
            task.add_done_callback(lambda _: self._on_their_way.pop(turn.message_id, None))
        try:
            messages = await asyncio.wait_for(asyncio.shield(task), self._timeout)
        except TimeoutError as error:
            raise DialogueUnavailable(f"no reply to {turn.message_id} within {self._timeout:g} s") from error
        if not messages:
            raise DialogueSilent(f"nothing was answered to {turn.message_id}: see the log for the action that failed")
        return parse_parts(messages, turn.language)

    async def find_reply(self, turn: Turn) -> Sequence[Part] | None:
        if turn.message_id in self._on_their_way:
            return None
        path = f"/conversations/{turn.conversation_id}/tracker"
        tracker = await self._call("GET", path, params={"include_events": "ALL"}, timeout=_LOOK_SECONDS)
        replies = _replies_to(turn.message_id, tracker.get("events") or [])
        return parse_parts(replies, turn.language) if replies else None

    async def leave_task(self, conversation_id: str, meanwhile: Meanwhile = NOTHING) -> None:
        path = f"/conversations/{conversation_id}/tracker/events"
        known = [{"event": "slot", "name": name, "value": value} for name, value in _slots(meanwhile).items()]
        await self._call("POST", path, json=[*_NEW_SESSION, *known, _LISTEN], timeout=_LOOK_SECONDS)

    async def understand(self, text: str) -> str:
        parsed = await self._call("POST", "/model/parse", json={"text": as_plain_words(text)}, timeout=_LOOK_SECONDS)
        return str((parsed.get("intent") or {}).get("name") or "")

    async def ping(self) -> None:
        await self._call("GET", "/status", timeout=_CONNECT_SECONDS)

    async def _send(self, turn: Turn) -> list[Mapping[str, Any]]:
        message = {
            "sender": turn.conversation_id,
            "message": turn.command or as_plain_words(turn.text),
            "metadata": {
                "message_id": turn.message_id,
                "reply_id": turn.reply_id,
                "language": turn.language,
                "audience": turn.audience,
                "page": turn.page,
                "attachments": list(turn.attachments),
                "apologies": turn.apologies,
            },
        }
        messages: list[Mapping[str, Any]] = await self._call("POST", "/webhooks/rest/webhook", json=message)
        return messages

    async def _call(self, method: str, path: str, *, params: Mapping[str, str] | None = None, **options: Any) -> Any:
        query = {**(params or {}), "token": self._token}
        try:
            response = await self._client.request(method, path, params=query, **options)
            response.raise_for_status()
            return response.json()
        except httpx.HTTPStatusError as error:
            # Rasa's URL carries the token, so it is not repeated.
            raise DialogueUnavailable(f"Rasa answered {method} {path} with {error.response.status_code}") from None
        except (httpx.HTTPError, ValueError) as error:
            raise DialogueUnavailable(f"Rasa: {method} {path}: {type(error).__name__}") from error


def _slots(meanwhile: Meanwhile) -> Mapping[str, str]:
    """As data/domain names what was last spoken of."""
    known: dict[str, str] = {}
    if meanwhile.words:
        known |= {"topic": "policy", "previous_question": meanwhile.words[:_LONGEST_WORDS]}
    if meanwhile.order_id:
        known |= {"topic": "order", "order_number": meanwhile.order_id}
    return known


def _replies_to(message_id: str, events: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What the bot said after the last time it saw a message, up to the next message."""
    seen = [n for n, e in enumerate(events) if e["event"] == "user" and _message_id(e) == message_id]
    if not seen:
        return []
    replies = []
    for event in events[seen[-1] + 1 :]:
        if event["event"] == "user":
            break
        if event["event"] == "bot":
            replies.append(event.get("data") or {})
    return replies


def _message_id(event: Mapping[str, Any]) -> object:
    return (event.get("metadata") or {}).get("message_id")
