"""Other words over HTTP: messages in the reader's language, kept with them, and drafts in another tone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import func, select

from bot.answering.generator import Purpose
from bot.answering.prompt import messages as prompt
from bot.assist.rewording import Rewording
from bot.assist.translating import Translator
from bot.assist.translations import Translations
from bot.conversation.model import Author
from bot.conversation.tables import translations
from bot.dialogue import parts
from bot.errors import GeneratorUnavailable
from bot.people.model import Role
from bot.people.second_factor import SecondFactor
from bot.people.sign_in import SignIn
from bot.web.desk_wording import WordingRoutes
from bot.web.errors import add_error_handlers
from bot.web.listen import Listener
from bot.web.signed_in import SignedIn
from tests.people.conftest import quick_passwords
from tests.web.office import DESK, Office, Seat
from tests.web.told_model import Model

_names = count(1)
LATE = "我的订单 W10001 三十天还没到"


@dataclass
class Words:
    """Ann's seat at a desk with other words."""

    office: Office
    ann: Seat
    url: str
    model: Model

    async def get(self, path: str, seat: Seat | None = None) -> httpx.Response:
        return await (seat or self.ann).client.get(f"{self.url}{DESK}/conversations/{path}")

    async def post(self, path: str, body: dict[str, Any], seat: Seat | None = None) -> httpx.Response:
        seat = seat or self.ann
        where = f"{self.url}{DESK}/conversations/{path}"
        return await seat.client.post(where, json=body, headers={"X-Shoptalk-CSRF": seat.csrf})

    async def reworded(self, talk: str, draft: str, says: str, style: str = "friendlier") -> dict[str, Any]:
        self.model.says = says
        answered = await self.post(f"{talk}/rewording", {"text": draft, "style": style})
        assert answered.status_code == 200, answered.text
        made: dict[str, Any] = answered.json()
        return made


@pytest.fixture(params=[True])
def with_model(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
async def words(office: Office, ann: Seat, with_model: bool) -> AsyncIterator[Words]:
    world, model = office.world, Model()
    sign_in = SignIn(world.store, quick_passwords(), SecondFactor(b"k" * 32), world.tries, world.audit)
    used = model if with_model else None
    made = Translations(world.store, world.conversations, Translator(used))
    signed_in = SignedIn(sign_in, b"csrf", https=False)
    app: Sanic[Any, Any] = Sanic(f"wording-{next(_names)}", configure_logging=False)
    add_error_handlers(app)
    app.blueprint(WordingRoutes(made, Rewording(used), world.conversations, world.audit, signed_in).blueprint())
    listener = await Listener.open(app, "127.0.0.1", 0)
    yield Words(office, ann, f"http://127.0.0.1:{listener.port}", model)
    await listener.close(grace_seconds=0.2)


async def first_message(office: Office, talk: str) -> str:
    return (await office.world.conversations.history(talk))[0].id


async def test_a_message_is_translated_once_and_the_translation_is_kept_with_it(words: Words) -> None:
    talk = await words.office.waiting(LATE)
    message = await first_message(words.office, talk)
    words.model.says = "My order W10001 has not come in 30 days"
    made = await words.post(f"{talk}/messages/{message}/translation", {"into": "en"})
    assert made.json() == {"text": words.model.says, "differs": []}
    assert (await words.get(f"{talk}/translations?language=en")).json() == {"translations": {message: words.model.says}}
    assert (await words.get(f"{talk}/translations?language=zh")).json() == {"translations": {}}
    log = [entry for entry in await words.office.world.audit.entries() if entry.event == "translated"]
    assert [(entry.actor, entry.reason) for entry in log] == [("staff:ann@shop.example", "into en")]
    words.model.says = GeneratorUnavailable("away")
    again = await words.post(f"{talk}/messages/{message}/translation", {"into": "en"})
    assert again.json()["text"] == "My order W10001 has not come in 30 days", "the model is not asked again"
    history = await words.office.world.conversations.history(talk)
    assert history[0].parts == (parts.text(LATE),), "the original stands as it was written"


async def test_a_translation_with_another_figure_is_named_and_not_kept(words: Words) -> None:
    talk = await words.office.waiting(LATE)
    message = await first_message(words.office, talk)
    words.model.says = "My order W10001 has not come in 13 days"
    made = await words.post(f"{talk}/messages/{message}/translation", {"into": "en"})
    assert made.json() == {"text": None, "differs": ["30 day", "13 day"]}
    async with words.office.world.store.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(translations)) == 0
    words.model.says = "My order W10001 has not come in thirty days"
    assert (await words.post(f"{talk}/messages/{message}/translation", {"into": "en"})).json()["text"], "tried again"


async def test_what_the_model_does_not_answer_is_an_error_that_may_pass(words: Words) -> None:
    talk = await words.office.waiting(LATE)
    message = await first_message(words.office, talk)
    words.model.says = GeneratorUnavailable("away")
    gone = await words.post(f"{talk}/messages/{message}/translation", {"into": "en"})
    assert (gone.status_code, gone.headers["retry-after"]) == (503, "5")
    draft = await words.post(f"{talk}/rewording", {"text": "It comes soon.", "style": "shorter"})
    assert draft.status_code == 503


async def test_a_draft_is_reworded_in_its_own_language_and_style(words: Words) -> None:
    talk = await words.office.waiting()
    draft = "Order W10001 arrives on 12 May, the refund of $20.00 follows."
    said = "Good news: W10001 reaches you on 12 May, and $20.00 is refunded after that!"
    assert await words.reworded(talk, draft, said) == {"text": said, "added": [], "left_out": []}
    task = words.model.tasks[-1]
    assert (task.purpose, task.question.language) == (Purpose.FRIENDLIER, "en")
    asked = prompt(task)
    assert "warm and friendly" in asked[0]["content"]
    assert asked[1]["content"] == f'{{"text": "{draft}"}}', "the draft is data"
    for style, told in (("shorter", "as few words"), ("formal", "polite and formal")):
        await words.reworded(talk, draft, said, style)
        assert told in prompt(words.model.tasks[-1])[0]["content"]
    await words.reworded(talk, "订单很快就到。", "您的订单很快就会送到！")
    assert words.model.tasks[-1].question.language == "zh"
    assert "语气更亲切友好" in prompt(words.model.tasks[-1])[0]["content"]


@pytest.mark.parametrize(
    ("draft", "says", "added"),
    [
        ("It arrives on 12 May.", "It arrives on 13 May.", ["13 5"]),
        ("I will look into it.", "I will look into it, and refund you.", ["refund"]),
        ("我会去查。", "我会去查，并给您补偿。", ["补偿"]),
        ("I will look into it.", "I will look into {order}.", ["{order}"]),
        ("I will look into it.", "我会去查。", []),
        ("I will look into it.", "", []),
    ],
)
async def test_what_the_draft_does_not_say_is_not_shown(words: Words, draft: str, says: str, added: list[str]) -> None:
    made = await words.reworded(await words.office.waiting(), draft, says)
    assert (made["text"], made["added"]) == (None, added)


async def test_figures_that_are_gone_are_named_for_the_agent_to_decide(words: Words) -> None:
    draft = "Dear {customer}, order W10001 comes on 12 May."
    made = await words.reworded(await words.office.waiting(), draft, "It comes on 12 May.", "shorter")
    assert made == {"text": "It comes on 12 May.", "added": [], "left_out": ["w10001", "{customer}"]}


async def test_bad_input_is_named_with_what_is_accepted(words: Words) -> None:
    talk = await words.office.waiting(LATE)
    message = await first_message(words.office, talk)
    assert (await words.post(f"{talk}/rewording", {"text": "x", "style": "rude"})).status_code == 422
    assert (await words.post(f"{talk}/rewording", {"text": "x" * 1501, "style": "shorter"})).status_code == 422
    assert (await words.post(f"{talk}/messages/{message}/translation", {"into": "fr"})).status_code == 422
    assert (await words.post(f"{talk}/messages/m_none/translation", {"into": "en"})).status_code == 404
    other = await words.office.waiting("hello")
    foreign = await words.post(f"{other}/messages/{message}/translation", {"into": "en"})
    assert foreign.status_code == 404, "a message of another conversation"


@pytest.mark.parametrize("with_model", [False], indirect=True)
async def test_without_a_model_it_is_said_which_setting_is_missing(words: Words) -> None:
    talk = await words.office.waiting(LATE)
    message = await first_message(words.office, talk)
    for path, body in (
        (f"messages/{message}/translation", {"into": "en"}),
        ("rewording", {"text": "x", "style": "shorter"}),
    ):
        refused = await words.post(f"{talk}/{path}", body)
        assert (refused.status_code, "GENERATOR_URL" in refused.json()["detail"]) == (422, True)


async def test_other_words_are_for_those_who_may_see_the_conversation(words: Words) -> None:
    talk = await words.office.waiting(LATE)
    merchants = (await words.office.world.conversations.begin("en", {}, "merchant")).id
    assert (await words.get(f"{merchants}/translations")).status_code == 404
    merchant = await words.office.seat("mia", Role.MERCHANT)
    assert (await words.get(f"{talk}/translations", merchant)).status_code == 403
    body = {"text": "x", "style": "shorter"}
    assert (await words.post(f"{talk}/rewording", body, merchant)).status_code == 403
    await merchant.client.aclose()
    async with httpx.AsyncClient(trust_env=False) as stranger:
        assert (await stranger.get(f"{words.url}{DESK}/conversations/{talk}/translations")).status_code == 401
    forged = await words.ann.client.post(f"{words.url}{DESK}/conversations/{talk}/rewording", json=body)
    assert forged.status_code == 401, "without the page's own token"


async def test_a_notice_has_no_words_to_translate(words: Words) -> None:
    talk = await words.office.waiting(LATE)
    await words.ann.post(f"/conversations/{talk}/take")
    notice = next(m for m in await words.office.world.conversations.history(talk) if m.author is Author.SYSTEM)
    refused = await words.post(f"{talk}/messages/{notice.id}/translation", {"into": "en"})
    assert (refused.status_code, "no words" in refused.json()["detail"]) == (422, True)
