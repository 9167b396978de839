"""The service's own description (OpenAPI 3.1), written from the models that parse its requests."""

from typing import Any, Final

from pydantic.json_schema import models_json_schema
from sanic import HTTPResponse, Request, Sanic
from sanic import json as as_json

from bot.web.news import LARGEST_BYTES, ShopNews
from bot.web.news import PATH as NEWS_PATH
from bot.web.payloads import (
    AttachmentKept,
    ConversationBegun,
    FeedbackGiven,
    Health,
    History,
    Identity,
    IntroductionGiven,
    MessageTaken,
    NewConversation,
    NewIntroduction,
    NewMessage,
    NewRating,
    ProactiveWish,
    Problem,
    RatingAsked,
    SeenMessage,
    SeenSoFar,
    Suggested,
    SuggestionWish,
    Thumb,
    TranscriptLetter,
    TurnOver,
    Typing,
    WhatIsAsked,
    WordsDue,
)

_MODELS: Final = (
    AttachmentKept,
    ConversationBegun,
    FeedbackGiven,
    Health,
    History,
    Identity,
    IntroductionGiven,
    MessageTaken,
    NewConversation,
    NewIntroduction,
    NewMessage,
    NewRating,
    ProactiveWish,
    Problem,
    RatingAsked,
    Suggested,
    SuggestionWish,
    SeenMessage,
    SeenSoFar,
    Thumb,
    TranscriptLetter,
    Typing,
    TurnOver,
    WhatIsAsked,
    WordsDue,
)
_REF: Final = "#/components/schemas/{model}"
_CONVERSATIONS: Final = "/api/v1/conversations"
_ONE: Final = _CONVERSATIONS + "/{conversation_id}"
_ID: Final = {"name": "conversation_id", "in": "path", "required": True, "schema": {"type": "string"}}
_EVENTS: Final = """Server-Sent Events. Stored ones carry an `id` and are resumed without loss or repetition after
`Last-Event-ID`: `message.added` and `message.replaced` (a message), `message.changed` (an earlier message, which says
something else now: a place in the queue), `conversation.updated` (`status`, `language`).
Passing ones do not: `message.started` (`message_id`), `message.delta` (`message_id`, `text`), `message.withdrawn`
(`message_id`: what was streamed of it will not come, a person has the conversation), `typing` (`active`,
and the `author` where it is not the bot), `seen` (`by`, `message_id`).
Without `Last-Event-ID` the stream begins with a `conversation.updated` that tells how things stand and where to resume;
`Last-Event-ID: 0` begins with the first event of all. A comment comes at least every 20 seconds."""


def add_document(app: Sanic[Any, Any], public_origin: str, *, news: ShopNews | None = None) -> None:
    """Serves the document at `/api/v1/openapi.json`."""
    written = document(public_origin, news=news)

    async def openapi(request: Request) -> HTTPResponse:
        return as_json(written)

    app.add_route(openapi, "/api/v1/openapi.json", methods=["GET"], name="openapi")


def document(public_origin: str, *, news: ShopNews | None = None) -> dict[str, Any]:
    """The whole document; `news` is in it where it is taken."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Shoptalk",
            "version": "1",
            "description": "Answers a shop's customers. Errors are problem+json (RFC 9457).",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": public_origin}],
        "security": [],
        "paths": _paths() | ({} if news is None else {NEWS_PATH: {"post": _news(news)}}),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "session": {"type": "http", "scheme": "bearer", "description": "The token of one conversation."}
            },
        },
    }


def _schemas() -> dict[str, Any]:
    _, definitions = models_json_schema([(model, "validation") for model in _MODELS], ref_template=_REF)
    schemas: dict[str, Any] = definitions["$defs"]
    return schemas


def _paths() -> dict[str, Any]:
    return {
        _CONVERSATIONS: {"post": _begin()},
        f"{_CONVERSATIONS}/mine": {"post": _mine()},
        f"{_ONE}/identity": {"post": _identify()},
        f"{_ONE}/messages": {"post": _say(), "get": _history()},
        f"{_ONE}/events": {"get": _events()},
        f"{_ONE}/links/revoke": {"post": _revoke()},
        f"{_ONE}/attachments": {"post": _attach()},
        f"{_ONE}/attachments/{{attachment_id}}": {"get": _attachment()},
        f"{_ONE}/feedback": {"get": _given()},
        f"{_ONE}/typing": {"post": _typing()},
        f"{_ONE}/seen": {"post": _see(), "get": _seen()},
        f"{_ONE}/messages/{{message_id}}/thumb": {"post": _judge()},
        f"{_ONE}/rating": {"post": _rate()},
        f"{_ONE}/transcript": {"get": _transcript()},
        f"{_ONE}/transcript/mail": {"post": _mail()},
        f"{_ONE}/introduction": {"post": _introduce(), "get": _introduced()},
        "/api/v1/introduction": {"post": _asked_first()},
        "/api/v1/suggestions": {"post": _suggest()},
        "/api/v1/proactive": {"post": _proactive()},
        "/api/v1/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": "This document",
                "responses": {"200": _json("OpenAPI 3.1", {"type": "object"})},
            }
        },
        "/healthz": {"get": _health("healthz", "Whether the process is alive", "200")},
        "/readyz": {"get": _health("readyz", "Whether everything it needs answers", "200", "503")},
    }


def _begin() -> dict[str, Any]:
    return {
        "operationId": "beginConversation",
        "summary": "Begin a conversation",
        "requestBody": _body("NewConversation", required=False),
        "responses": {"201": _model("ConversationBegun"), **_problems("400", "403", "413", "422", "429", "503")},
    }


def _mine() -> dict[str, Any]:
    described = (
        "The newest open conversation of the customer whom the shop's signed word names, with a token of its own, so "
        "that it goes on at another device. A signed word for which there is none is not used up."
    )
    return {
        "operationId": "findConversation",
        "summary": "A signed-in customer's conversation, at another device",
        "description": described,
        "requestBody": _body("Identity"),
        "responses": {
            "200": _model("ConversationBegun"),
            "204": {"description": "There is none"},
            **_problems("403", "422", "429", "503"),
        },
    }


def _identify() -> dict[str, Any]:
    described = "The shop's signed word; 409 when the conversation belongs to another customer."
    return _with_session(
        {
            "operationId": "identify",
            "summary": "Sign the shopper in",
            "description": described,
            "requestBody": _body("Identity"),
            "responses": {
                "204": {"description": "The customer is bound"},
                **_problems("403", "404", "409", "422", "429"),
            },
        }
    )


def _say() -> dict[str, Any]:
    key = "The same key with the same body sends nothing twice and gives the same message_id."
    waits = "true: answer when the turn is over; 504 when it takes too long, and the turn goes on."
    parameters = [
        _parameter("Idempotency-Key", "header", key, {"type": "string", "minLength": 1, "maxLength": 200}),
        _parameter("wait", "query", waits, {"type": "boolean", "default": False}),
    ]
    return _with_session(
        {
            "operationId": "say",
            "summary": "Say something, or pick an offered choice",
            "description": "`text`, `attachments` (ids of pictures uploaded before) or both; or a `choice` alone.",
            "parameters": parameters,
            "requestBody": _body("NewMessage"),
            "responses": {
                "200": _model("TurnOver", "The turn is over (wait=true)"),
                "202": _model("MessageTaken"),
                **_problems("404", "409", "413", "422", "429", "503", "504"),
            },
        }
    )


def _attach() -> dict[str, Any]:
    described = (
        "JPEG, PNG, WebP or GIF, told by what the bytes are. It is kept as a JPEG of at most 2,048 pixels a side, made "
        "anew without what the camera wrote into it. A message then names it in `attachments`."
    )
    picture = {"schema": {"type": "string", "format": "binary"}}
    return _with_session(
        {
            "operationId": "attach",
            "summary": "Upload a picture",
            "description": described,
            "requestBody": {"required": True, "content": {"image/*": picture}},
            "responses": {"201": _model("AttachmentKept"), **_problems("404", "422", "429", "503")},
        }
    )


def _attachment() -> dict[str, Any]:
    named = {"name": "attachment_id", "in": "path", "required": True, "schema": {"type": "string"}}
    picture = {"schema": {"type": "string", "format": "binary"}}
    return _with_session(
        {
            "operationId": "attachment",
            "summary": "A picture or document that a message of this conversation shows",
            "description": "A document comes as an attachment that a browser saves and does not show.",
            "parameters": [named],
            "responses": {
                "200": {
                    "description": "The picture or document",
                    "content": {"image/jpeg": picture, "application/pdf": picture},
                },
                **_problems("404"),
            },
        }
    )


def _history() -> dict[str, Any]:
    after = _parameter("after", "query", "Only messages after the one with this id.", {"type": "string"})
    return _with_session(
        {
            "operationId": "history",
            "summary": "Everything that was said, in order",
            "parameters": [after],
            "responses": {"200": _model("History"), **_problems("404", "429", "503")},
        }
    )


def _events() -> dict[str, Any]:
    last = _parameter("Last-Event-ID", "header", "Go on after this event.", {"type": "integer", "minimum": 0})
    stream = {"description": "The events", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
    return _with_session(
        {
            "operationId": "events",
            "summary": "What happens in the conversation, as it happens",
            "description": " ".join(_EVENTS.split()),
            "parameters": [last],
            "responses": {"200": stream, **_problems("404", "422", "429", "503")},
        }
    )


def _typing() -> dict[str, Any]:
    return _with_session(
        {
            "operationId": "typing",
            "summary": "Say that the shopper is writing, or no longer",
            "description": "Told only to a person of the shop who has the conversation or is waited for; kept nowhere.",
            "requestBody": _body("Typing"),
            "responses": {"204": {"description": "Told"}, **_problems("404", "422", "429", "503")},
        }
    )


def _revoke() -> dict[str, Any]:
    return _with_session(
        {
            "operationId": "revokeLinks",
            "summary": "Make the links that letters brought good no longer, when the shopper starts again",
            "responses": {"204": {"description": "None of them is good any more"}, **_problems("503")},
        }
    )


def _see() -> dict[str, Any]:
    return _with_session(
        {
            "operationId": "see",
            "summary": "Say how far the shopper has seen",
            "requestBody": _body("SeenMessage"),
            "responses": {"204": {"description": "Kept"}, **_problems("404", "422", "429", "503")},
        }
    )


def _seen() -> dict[str, Any]:
    return _with_session(
        {
            "operationId": "seen",
            "summary": "How far each side has seen",
            "responses": {"200": _model("SeenSoFar"), **_problems("404", "429", "503")},
        }
    )


def _given() -> dict[str, Any]:
    return _with_session(
        {
            "operationId": "feedback",
            "summary": "Which answers the shopper has marked, and the rating that is asked for",
            "responses": {"200": _model("FeedbackGiven"), **_problems("429", "503")},
        }
    )


def _judge() -> dict[str, Any]:
    named = {"name": "message_id", "in": "path", "required": True, "schema": {"type": "string"}}
    return _with_session(
        {
            "operationId": "judge",
            "summary": "Say whether an answer of the assistant helped",
            "description": "The last word counts. Notices and confirmations are not marked (422).",
            "parameters": [named],
            "requestBody": _body("Thumb"),
            "responses": {
                "204": {"description": "The mark is kept"},
                **_problems("404", "422", "429", "503"),
            },
        }
    )


def _rate() -> dict[str, Any]:
    described = (
        "Once a person has answered and the conversation has left them, for 7 days; a mark can be changed for "
        "24 hours. 409 before and after."
    )
    return _with_session(
        {
            "operationId": "rate",
            "summary": "Say what a person's help was worth",
            "description": described,
            "requestBody": _body("NewRating"),
            "responses": {"200": _model("RatingAsked"), **_problems("404", "409", "422", "429", "503")},
        }
    )


def _suggest() -> dict[str, Any]:
    return {
        "operationId": "suggest",
        "summary": "Questions to begin with, by the page and the customer",
        "description": "An identity is looked at and stays good; one that is not acceptable is a guest's.",
        "requestBody": _body("SuggestionWish", required=False),
        "responses": {"200": _model("Suggested"), **_problems("422", "429", "503")},
    }


def _asked_first() -> dict[str, Any]:
    return {
        "operationId": "askedFirst",
        "summary": "What the shop asks before the talk, if anything",
        "description": "An identity is looked at and stays good: what the shop knows of a customer is not asked.",
        "requestBody": _body("SuggestionWish", required=False),
        "responses": {"200": _model("WhatIsAsked"), **_problems("422", "429", "503")},
    }


def _introduce() -> dict[str, Any]:
    description = (
        "Kept with the conversation and shown to the shop's people as not verified; said again, the newer counts."
    )
    return _with_session(
        {
            "operationId": "introduce",
            "summary": "Answer what the shop asks before the talk",
            "description": description,
            "requestBody": _body("NewIntroduction"),
            "responses": {"204": {"description": "Kept"}, **_problems("404", "422", "429", "503")},
        }
    )


def _introduced() -> dict[str, Any]:
    return _with_session(
        {
            "operationId": "introduced",
            "summary": "Whether that was answered",
            "responses": {"200": _model("IntroductionGiven"), **_problems("429", "503")},
        }
    )


def _proactive() -> dict[str, Any]:
    return {
        "operationId": "proactive",
        "summary": "What the widget may say by itself, by the shop's rules",
        "description": "An identity is looked at and stays good; the time on the page is the widget's to measure.",
        "requestBody": _body("ProactiveWish", required=False),
        "responses": {"200": _model("WordsDue"), **_problems("422", "429", "503")},
    }


def _transcript() -> dict[str, Any]:
    zone = "Times are written in this IANA zone, such as Asia/Shanghai."
    parameters = [
        _parameter("format", "query", "A text or a page.", {"enum": ["text", "html"], "default": "text"}),
        _parameter("language", "query", "Of the words around what was said.", {"enum": ["en", "zh"], "default": "en"}),
        _parameter("zone", "query", zone, {"type": "string", "default": "UTC"}),
    ]
    kinds = {kind: {"schema": {"type": "string"}} for kind in ("text/plain", "text/html")}
    return _with_session(
        {
            "operationId": "transcript",
            "summary": "The whole conversation as a file",
            "parameters": parameters,
            "responses": {
                "200": {"description": "The file", "content": kinds},
                **_problems("404", "422", "429", "503"),
            },
        }
    )


def _mail() -> dict[str, Any]:
    return _with_session(
        {
            "operationId": "mailTranscript",
            "summary": "Send the whole conversation to an address",
            "description": "Three letters an hour for a conversation and for an address; the address is not kept.",
            "requestBody": _body("TranscriptLetter"),
            "responses": {
                "204": {"description": "The letter is on its way"},
                **_problems("404", "422", "429", "503"),
            },
        }
    )


def _news(news: ShopNews) -> dict[str, Any]:
    head = news.letterhead
    signed = "Base64 of the HMAC-SHA256 over the raw body, with the secret of COMMERCE_WEBHOOK_SECRET."
    parameters = [
        {**_parameter(head.signature, "header", signed, {"type": "string"}), "required": True},
        _parameter(head.topic, "header", "What has changed, as in `product.updated`.", {"type": "string"}),
        _parameter(head.delivery, "header", "The same again is taken once.", {"type": "string", "maxLength": 128}),
    ]
    told = {"type": "object", "properties": {"news": {"enum": ["taken", "ignored", "known", "ping"]}}}
    return {
        "operationId": "news",
        "summary": "A webhook of the shop's system: something has changed",
        "description": f"At most {LARGEST_BYTES:,} bytes; nothing of them is believed but that something changed.",
        "parameters": parameters,
        "requestBody": {"required": True, "content": {"application/json": {"schema": {}}}},
        "responses": {"200": _json("It has arrived", told), **_problems("401", "413", "429")},
    }


def _with_session(operation: dict[str, Any]) -> dict[str, Any]:
    """A route of one conversation, which wants its token."""
    operation["parameters"] = [_ID, *operation.get("parameters", [])]
    operation["responses"] = {**operation["responses"], **_problems("401")}
    return {**operation, "security": [{"session": []}]}


def _health(name: str, summary: str, *statuses: str) -> dict[str, Any]:
    return {"operationId": name, "summary": summary, "responses": {status: _model("Health") for status in statuses}}


def _parameter(name: str, place: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": place, "description": description, "schema": schema}


def _body(model: str, *, required: bool = True) -> dict[str, Any]:
    return {"required": required, "content": {"application/json": {"schema": {"$ref": _REF.format(model=model)}}}}


def _model(name: str, description: str = "") -> dict[str, Any]:
    model = next(model for model in _MODELS if model.__name__ == name)
    return _json(description or (model.__doc__ or name), {"$ref": _REF.format(model=name)})


def _json(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _problems(*statuses: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}}
    return {status: {"description": "What was wrong and what is accepted", "content": content} for status in statuses}
