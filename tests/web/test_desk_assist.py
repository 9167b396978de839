"""The desk's aids over HTTP: a summary of data and quotes, replies with their sources, other words."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
import pytest
from sanic import Sanic

from bot.answering.generator import Generator, Purpose
from bot.answering.grounding import Grounding
from bot.assist.suggestions import Suggestions
from bot.assist.summary import Summaries
from bot.assist.translating import Translator
from bot.assist.wording import Wording
from bot.commerce.changes import CancelOrder
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author
from bot.dialogue import parts
from bot.errors import ChangeRefused, GeneratorUnavailable
from bot.people.model import Role
from bot.people.second_factor import SecondFactor
from bot.people.sign_in import SignIn
from bot.web.desk_assist import AssistRooms, AssistRoutes
from bot.web.errors import add_error_handlers
from bot.web.listen import Listener
from bot.web.signed_in import SignedIn
from knowledge_base.vocabulary import shop_vocabulary
from tests.library import carried_encoder, demo_answerer
from tests.people.conftest import quick_passwords
from tests.web.office import DESK, Office, Seat
from tests.web.told_model import Model

_names = count(1)


@dataclass
class Aids:
    """A seat at a desk with its aids."""

    office: Office
    seat: Seat
    url: str
    model: Model
    summaries: Summaries

    async def get(self, path: str, **query: str) -> Any:
        found = await self.seat.client.get(f"{self.url}{DESK}{path}", params=query)
        assert found.status_code == 200, found.text
        return found.json()

    async def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        sent = {"X-Shoptalk-CSRF": self.seat.csrf}
        return await self.seat.client.post(f"{self.url}{DESK}{path}", json=body, headers=sent)

    async def lines(self, talk: str, language: str = "en") -> dict[str, list[str]]:
        """What the summary says, under its headings."""
        said: dict[str, list[str]] = {}
        for line in (await self.get(f"/conversations/{talk}/summary", language=language))["lines"]:
            said.setdefault(line["heading"], []).append(line["words"] or line["quote"])
        return said


def _app(office: Office, model: Generator | None, summaries: Summaries, key: bytes) -> Sanic[Any, Any]:
    world = office.world
    sign_in = SignIn(world.store, quick_passwords(), SecondFactor(b"k" * 32), world.tries, world.audit)
    rooms = AssistRooms(
        world.conversations,
        summaries,
        Suggestions(world.conversations, demo_answerer(), world.commerce),
        Translator(model),
        world.audit,
        Wording(model, Grounding(carried_encoder(), shop_vocabulary())) if model else None,
    )
    app: Sanic[Any, Any] = Sanic(f"assist-{next(_names)}", configure_logging=False)
    add_error_handlers(app)
    app.blueprint(AssistRoutes(rooms, SignedIn(sign_in, key, https=False)).blueprint())
    return app


@pytest.fixture(params=[True])
def with_model(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
async def aids(office: Office, with_model: bool) -> AsyncIterator[Aids]:
    world, model = office.world, Model()
    summaries = Summaries(world.conversations, world.store, world.proposals, world.audit, world.commerce, world.phrases)
    app = _app(office, model if with_model else None, summaries, b"csrf")
    listener = await Listener.open(app, "127.0.0.1", 0)
    seat = await office.seat("ann", Role.AGENT)
    yield Aids(office, seat, f"http://127.0.0.1:{listener.port}", model, summaries)
    await seat.client.aclose()
    await listener.close(grace_seconds=0.2)


async def say(office: Office, talk: str, author: Author, *said: parts.Part) -> str:
    async with office.world.store.transaction() as connection:
        held = await LockedConversation.take(connection, talk)
        message = await held.say(author, list(said))
        await held.save()
    return message.id


# The summary


async def test_a_summary_tells_what_was_asked_done_and_refused_with_the_money_of_the_data(aids: Aids) -> None:
    world = aids.office.world
    talk = await aids.office.waiting("please cancel everything", customer="C-1")
    await world.writes.propose(talk, CancelOrder("W10001"))
    await world.writes.decline(talk, "m-no")
    with pytest.raises(ChangeRefused):
        await world.writes.check(talk, CancelOrder("W10002"))
    told = await aids.lines(talk)
    assert told["unanswered"] == ["please cancel everything"]
    assert told["failed"] == [
        "The customer said no: cancel order W10001; $120.00 back to Visa ending 4242",
        "Refused: cancel order W10002; the order’s status does not allow it",
    ]
    assert told["order"] == ["Order W10001: placed, $120.00"]
    chinese = await aids.lines(talk, "zh")
    assert chinese["unanswered"] == ["please cancel everything"], "a quote keeps its language"
    assert chinese["failed"][0] == "顾客未同意：取消订单 W10001；退回 US$120.00 至尾号 4242 的 Visa 卡"


async def test_what_the_bot_could_not_answer_stands_first_and_small_talk_nowhere(aids: Aids) -> None:
    office, phrases = aids.office, aids.office.world.phrases
    talk = await office.waiting("how long do I have to return shoes?")
    await say(office, talk, Author.BOT, parts.answer("45 days [1]", []))
    await say(office, talk, Author.SHOPPER, parts.text("do you sell to penguins?"))
    await say(office, talk, Author.BOT, parts.text(phrases.say("unanswered", "en")))
    await say(office, talk, Author.SHOPPER, parts.text("Thank you!"))
    seen = await aids.get(f"/conversations/{talk}/summary", language="en")
    assert [(line["heading"], line["quote"]) for line in seen["lines"]] == [
        ("unanswered", "do you sell to penguins?"),
        ("asked", "how long do I have to return shoes?"),
    ]
    assert seen["worded"] is None, "nobody asked for a model's words"


async def test_a_long_talk_is_told_by_how_it_began_and_its_newest_words(aids: Aids) -> None:
    talk = await aids.office.waiting("my first wish")
    for number in range(12):
        await say(aids.office, talk, Author.SHOPPER, parts.text(f"wish {number}"))
    seen = await aids.get(f"/conversations/{talk}/summary", language="en")
    quotes = [line["quote"] for line in seen["lines"]]
    assert (quotes[0], quotes[-1], len(quotes), seen["left_out"]) == ("my first wish", "wish 11", 8, True)


async def test_a_model_words_the_summary_only_where_every_sentence_stands_on_its_lines(aids: Aids) -> None:
    talk = await aids.office.waiting("please cancel order W10001", customer="C-1")
    await aids.office.world.writes.propose(talk, CancelOrder("W10001"))
    await aids.office.world.writes.decline(talk, "m-no")
    asked = f"/conversations/{talk}/summary"

    async def worded(says: str | Exception) -> str | None:
        aids.model.says = says
        told: str | None = (await aids.get(asked, language="en", worded="true"))["worded"]
        return told

    true = "The customer said no to cancel order W10001, $120.00 back to Visa ending 4242 [1]."
    assert await worded(true) == "The customer said no to cancel order W10001, $120.00 back to Visa ending 4242."
    assert aids.model.tasks[-1].purpose is Purpose.SUMMARY
    assert await worded(true.replace("$120.00", "$220.00")) is None, "an amount that no line holds"
    assert await worded(true.replace(" [1]", "")) is None, "a sentence without a source"
    assert await worded("Order W10001 is to be cancelled please [2].") is None, "the shopper's words told as a fact"
    assert await worded(GeneratorUnavailable("away")) is None


# Replies with their sources


async def test_the_documents_answer_is_offered_with_its_passages_and_looked_up_once(aids: Aids) -> None:
    talk = await aids.office.waiting("how long do I have to return shoes?")
    asked = f"/conversations/{talk}/suggestion"
    found = (await aids.get(asked))["suggestion"]
    assert "45 days" in found["draft"]
    assert "[" not in found["draft"], "a reply has no numbers of sources"
    assert found["answer"]["citations"][0]["quote"]
    assert await aids.get(asked) == {"suggestion": found}
    history = (await aids.office.world.conversations.history(talk))[0]
    assert found["message_id"] == history.id
    assert [message.author for message in await aids.office.world.conversations.history(talk)] == [Author.SHOPPER]


async def test_nothing_is_offered_that_the_documents_do_not_hold(aids: Aids) -> None:
    talk = await aids.office.waiting("who will win the world cup?")
    found = (await aids.get(f"/conversations/{talk}/suggestion"))["suggestion"]
    assert (found["answer"], found["draft"]) == (None, "")
    greeted = await aids.office.waiting("hello")
    assert (await aids.get(f"/conversations/{greeted}/suggestion"))["suggestion"] is None


async def test_the_call_for_a_person_does_not_hide_the_question_before_it(aids: Aids) -> None:
    talk = await aids.office.waiting("how long do I have to return shoes?")
    await say(aids.office, talk, Author.SHOPPER, parts.text("I want to talk to a person"))
    await say(aids.office, talk, Author.BOT, parts.handoff("queued"))
    assert "45 days" in (await aids.get(f"/conversations/{talk}/suggestion"))["suggestion"]["draft"]
    alone = await aids.office.waiting("I want to talk to a person")
    await say(aids.office, alone, Author.BOT, parts.handoff("queued"))
    assert (await aids.get(f"/conversations/{alone}/suggestion"))["suggestion"] is None, "a person is there now"


async def test_a_message_of_another_conversation_is_not_looked_up(aids: Aids) -> None:
    talk, other = await aids.office.waiting("hello"), await aids.office.waiting("can I return shoes?")
    foreign = (await aids.office.world.conversations.history(other))[0].id
    asked = f"{aids.url}{DESK}/conversations/{talk}/suggestion"
    assert (await aids.seat.client.get(asked, params={"message": foreign})).status_code == 404


# Other words


async def test_a_translation_keeps_every_number_or_is_not_shown(aids: Aids) -> None:
    talk = await aids.office.waiting("我的订单 W10001 三十天还没到")
    asked = f"/conversations/{talk}/translation"
    body = {"text": "我的订单 W10001 三十天还没到", "into": "en"}
    aids.model.says = "My order W10001 has not come in 13 days"
    changed = (await aids.post(asked, body)).json()
    assert (changed["text"], changed["differs"]) == (None, ["30 day", "13 day"])
    body["text"] += "！"
    aids.model.says = "My order W10001 has not come in thirty days!"
    assert (await aids.post(asked, body)).json() == {"text": aids.model.says, "differs": []}
    calls = len(aids.model.tasks)
    await aids.post(asked, body)
    assert len(aids.model.tasks) == calls, "the same words are translated once"
    log = await aids.office.world.audit.entries(conversation_id=talk)
    told = {(entry.event.value, entry.actor, entry.reason, repr(entry.after)) for entry in log}
    assert told == {("translated", "staff:ann@shop.example", "into en", "None")}, "and no word of it"
    assert (await aids.post(asked, {"text": "x" * 1501, "into": "en"})).status_code == 422
    assert (await aids.post(asked, {"text": "x", "into": "de"})).status_code == 422


@pytest.mark.parametrize("with_model", [False], indirect=True)
async def test_without_a_model_nothing_is_worded_or_translated_and_that_is_said(aids: Aids) -> None:
    talk = await aids.office.waiting("please cancel order W10001", customer="C-1")
    assert (await aids.get("/aids"))["model"] is False
    assert (await aids.get(f"/conversations/{talk}/summary", language="en", worded="true"))["worded"] is None
    refused = await aids.post(f"/conversations/{talk}/translation", {"text": "hi", "into": "zh"})
    assert refused.status_code == 422
    assert "GENERATOR_URL" in refused.json()["detail"]


# Who may


async def test_aids_are_for_those_who_may_see_the_conversation_and_for_nobody_else(aids: Aids) -> None:
    talk = await aids.office.waiting("a person please")
    merchants = (await aids.office.world.conversations.begin("en", {}, "merchant")).id
    merchant = await aids.office.seat("mia", Role.MERCHANT)
    paths = ("summary", "suggestion")
    async with httpx.AsyncClient(base_url=aids.url, trust_env=False) as stranger:
        for path in paths:
            assert (await stranger.get(f"{DESK}/conversations/{talk}/{path}")).status_code == 401
            shut = await merchant.client.get(f"{aids.url}{DESK}/conversations/{talk}/{path}")
            assert shut.status_code == 403
            unseen = await aids.seat.client.get(f"{aids.url}{DESK}/conversations/{merchants}/{path}")
            assert unseen.status_code == 404, "what merchants ask is nobody's here"
    body = {"text": "hi", "into": "zh"}
    forged = await aids.seat.client.post(f"{aids.url}{DESK}/conversations/{talk}/translation", json=body)
    assert forged.status_code == 401, "without the page's own token"
    await merchant.client.aclose()
    wrong = await aids.seat.client.get(f"{aids.url}{DESK}/conversations/{talk}/summary", params={"language": "fr"})
    assert wrong.status_code == 422
