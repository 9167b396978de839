"""A Chatwoot in small: its API and webhooks in the shapes that its public documentation and source show."""

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

import httpx
from sanic import HTTPResponse, Request, Sanic
from sanic import json as as_json

from bot.web.listen import Listener

ACCOUNT = 3
BOT_TOKEN, AGENT_TOKEN = "a bot's token", "an agent's token"
_names = itertools.count(1)


@dataclass
class Talk:
    """A conversation there."""

    id: int
    status: str = "pending"
    channel: str = "Channel::WebWidget"
    identifier: str | None = None
    hmac_verified: bool = False
    assignee: str | None = None
    messages: list[dict[str, Any]] = field(default_factory=list)
    updated_at: float = field(default_factory=time.time)

    def to_json(self) -> dict[str, Any]:
        assignee = None if self.assignee is None else {"id": 9, "name": self.assignee, "type": "user"}
        return {
            "id": self.id,
            "inbox_id": 1,
            "status": self.status,
            "channel": self.channel,
            "can_reply": True,
            "labels": [],
            "additional_attributes": {"referer": "https://shop.example/products/lamp"},
            "contact_inbox": {"id": 5, "contact_id": 7, "inbox_id": 1, "hmac_verified": self.hmac_verified},
            "meta": {
                "sender": {"id": 7, "name": "Kim", "identifier": self.identifier, "type": "contact"},
                "assignee": assignee,
                "hmac_verified": self.hmac_verified,
            },
            "updated_at": self.updated_at,
        }

    def said(self, kind: str = "outgoing") -> list[str]:
        """What was said there, of one kind, in order; notes are left out."""
        return [m["content"] for m in self.messages if m["message_type"] == kind and not m["private"]]


class Chatwoot:
    """Its people and contacts act by methods; everything is told by webhook, as the real one does."""

    def __init__(self) -> None:
        self.talks: dict[int, Talk] = {}
        self.origin = ""
        self.webhook = ""
        self.secret = ""
        self.files: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        self.slow: dict[str, float] = {}
        """Files that take so many seconds to come."""
        self.asked_for: list[str] = []
        """The files that somebody has fetched."""
        self.answers: list[int] = []
        """The statuses that our webhook was answered with."""
        self.lose_answers = 0
        """So many messages are taken, and the answer is lost."""
        self.refuse = 0
        """So many requests are answered 503, and nothing is done."""
        self.refuse_with: int | None = None
        """While it is set, every request is answered so, and nothing is done."""
        self.refuse_words: dict[str, int] = {}
        """A message that holds such words is answered so, as a firewall does, and is not taken."""
        self.gone: set[int] = set()
        """Talks that an administrator has deleted."""
        self.tries: dict[int, int] = {}
        """How often each talk was asked for something over the API."""
        self.echoes = True
        self._clock = time.time()
        self._telling: set[asyncio.Task[None]] = set()
        self._ids = itertools.count(101)
        self._client = httpx.AsyncClient(trust_env=False, timeout=20)

    async def close(self) -> None:
        await asyncio.gather(*self._telling, return_exceptions=True)
        await self._client.aclose()

    def now(self) -> float:
        """People take their time: between any two things that happen lie some seconds."""
        self._clock += 3
        return self._clock

    # Contacts

    async def begin(self, **about: Any) -> Talk:
        talk = Talk(next(self._ids), **about)
        self.talks[talk.id] = talk
        return talk

    async def write(
        self,
        talk: Talk,
        text: str,
        *,
        message_id: int | None = None,
        pictures: list[str] | None = None,
        others: Sequence[str] = (),
    ) -> int:
        """A contact's message; written into a resolved talk it opens it, for the bot where there is one.

        `others` are the kinds of what else comes with it: `file`, `audio`, `location`.
        """
        if talk.status == "resolved":
            await self.change(talk, "pending")
        attachments = [{"id": 1, "file_type": "image", "data_url": self.origin + path} for path in pictures or []]
        attachments += [_attached(kind, self.origin) for kind in others]
        message = self._message(talk, text, "incoming", message_id=message_id)
        await self._tell("message_created", {**self._told(talk, message), "attachments": attachments})
        return int(message["id"])

    async def pick(self, talk: Talk, title: str) -> None:
        """The contact picks an option of the first message that has one."""
        offered = next(m for m in talk.messages if m["content_type"] == "input_select")
        item = next(i for i in offered["content_attributes"]["items"] if i["title"] == title)
        offered["content_attributes"]["submitted_values"] = [item]
        await self._tell("message_updated", self._told(talk, offered))

    # Agents

    async def reply(
        self,
        talk: Talk,
        agent: str,
        text: str,
        *,
        private: bool = False,
        told: int = 1,
        files: Sequence[str] = (),
    ) -> None:
        """An agent writes; `told` so many times by webhook. `files` are addresses, or paths of its own."""
        own = [path if "://" in path else self.origin + path for path in files]
        kinds = ["file" if url.endswith(".pdf") else "image" for url in own]
        attached = [
            {"id": n, "message_id": 1, "file_type": kind, "account_id": ACCOUNT, "data_url": url, "thumb_url": ""}
            for n, (kind, url) in enumerate(zip(kinds, own, strict=True), 1)
        ]
        sender = {"id": 9, "name": agent, "email": "agent@shop.example", "type": "user"}
        message = self._message(talk, text, "outgoing", sender=sender, private=private)
        for _ in range(told):
            await self._tell("message_created", {**self._told(talk, message), "attachments": attached})

    async def change(self, talk: Talk, status: str) -> None:
        talk.status, talk.updated_at = status, self.now()
        await self._tell_change(talk.to_json())

    async def _tell_change(self, told: Mapping[str, Any]) -> None:
        """As it was then, however late it is told: to the bot, and to a webhook of the account."""
        names = {"open": ["conversation_opened"], "resolved": ["conversation_resolved"], "pending": []}
        for event in [*names[told["status"]], "conversation_status_changed"]:
            await self._tell(event, told)

    # The bot, over the API

    async def create_message(self, request: Request, talk_id: int) -> HTTPResponse:
        talk, given = self.talks[talk_id], request.json
        if refused := self._refused(request, talk_id):
            return refused
        if status := next((code for words, code in self.refuse_words.items() if words in given["content"]), None):
            return HTTPResponse("<h1>Refused</h1>", status, content_type="text/html")
        sender = {"id": 2, "name": "Shoptalk", "type": "agent_bot"}
        message = self._message(
            talk,
            given["content"],
            given["message_type"],
            sender=sender,
            private=given["private"],
            content_type=given["content_type"],
            content_attributes=given["content_attributes"],
        )
        if self.echoes:
            self._later(self._tell("message_created", self._told(talk, message)))
        if self.lose_answers:
            self.lose_answers -= 1
            return as_json({"error": "the worker died"}, 502)
        return as_json(message)

    async def list_messages(self, request: Request, talk_id: int) -> HTTPResponse:
        if request.headers.get("api_access_token") != AGENT_TOKEN:
            return as_json({"error": "Access to this endpoint is not authorized for bots"}, 401)
        return as_json({"payload": self.talks[talk_id].messages})

    async def toggle_status(self, request: Request, talk_id: int) -> HTTPResponse:
        if refused := self._refused(request, talk_id):
            return refused
        talk = self.talks[talk_id]
        if talk.status != request.json["status"]:
            talk.status, talk.updated_at = request.json["status"], self.now()
            self._later(self._tell_change(talk.to_json()))
        told = {"payload": {"success": True, "current_status": request.json["status"]}}
        return as_json(told, headers={"Date": formatdate(self._clock, usegmt=True)})

    async def file(self, request: Request, name: str) -> HTTPResponse:
        self.asked_for.append(name)
        await asyncio.sleep(self.slow.get(name, 0))
        if name in self.redirects:
            return HTTPResponse(status=302, headers={"Location": self.redirects[name]})
        return HTTPResponse(self.files[name], content_type="image/png")

    def _refused(self, request: Request, talk_id: int) -> HTTPResponse | None:
        self.tries[talk_id] = self.tries.get(talk_id, 0) + 1
        if self.refuse_with is not None:
            return HTTPResponse("<h1>Not now</h1>", self.refuse_with, content_type="text/html")
        if request.headers.get("api_access_token") not in (BOT_TOKEN, AGENT_TOKEN):
            return as_json({"error": "Invalid Access Token"}, 401)
        if self.refuse:
            self.refuse -= 1
            return as_json({}, 503)
        if talk_id in self.gone:
            return as_json({"error": "Resource could not be found"}, 404)
        return None

    def _message(
        self, talk: Talk, text: str, kind: str, *, message_id: int | None = None, **more: Any
    ) -> dict[str, Any]:
        known = next((m for m in talk.messages if m["id"] == message_id), None)
        if known is not None:
            return known
        plain = {
            "private": False,
            "content_type": "text",
            "content_attributes": {},
            "sender": {"id": 7, "type": "contact"},
        }
        message = {"id": message_id or next(self._ids), "content": text, "message_type": kind, **plain, **more}
        talk.messages.append(message)
        talk.updated_at = self.now()
        return message

    def _later(self, telling: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(telling)
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    @staticmethod
    def _told(talk: Talk, message: Mapping[str, Any]) -> dict[str, Any]:
        return {**message, "conversation": talk.to_json(), "account": {"id": ACCOUNT}, "inbox": {"id": 1}}

    async def _tell(self, event: str, told: Mapping[str, Any]) -> None:
        body = json.dumps({**told, "event": event}).encode()
        stamp = str(int(time.time()))
        signed = hmac.new(self.secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {
            "content-type": "application/json",
            "x-chatwoot-timestamp": stamp,
            "x-chatwoot-signature": f"sha256={signed}",
        }
        response = await self._client.post(self.webhook, content=body, headers=headers)
        self.answers.append(response.status_code)


def _attached(kind: str, origin: str) -> dict[str, Any]:
    """What a contact sends that is no picture."""
    if kind == "location":
        return {"id": 2, "file_type": kind, "coordinates_lat": 52.5, "coordinates_long": 13.4, "fallback_title": "Here"}
    return {"id": 2, "file_type": kind, "data_url": f"{origin}/files/a.bin", "thumb_url": ""}


@asynccontextmanager
async def chatwoot_server() -> AsyncIterator[Chatwoot]:
    """Listens on a port of its own; `webhook` and `secret` are to be set."""
    chatwoot, app = Chatwoot(), Sanic[Any, Any](f"chatwoot-{next(_names)}", configure_logging=False)
    own = f"/api/v1/accounts/{ACCOUNT}/conversations/<talk_id:int>"
    app.add_route(chatwoot.create_message, f"{own}/messages", methods=["POST"], name="create")
    app.add_route(chatwoot.list_messages, f"{own}/messages", methods=["GET"], name="list")
    app.add_route(chatwoot.toggle_status, f"{own}/toggle_status", methods=["POST"], name="toggle")
    app.add_route(chatwoot.file, "/files/<name:str>", methods=["GET"], name="file")
    listener = await Listener.open(app, "127.0.0.1", 0)
    chatwoot.origin = f"http://127.0.0.1:{listener.port}"
    try:
        yield chatwoot
    finally:
        await chatwoot.close()
        await listener.close(grace_seconds=0.2)
