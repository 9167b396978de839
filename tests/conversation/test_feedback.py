"""Marks of shoppers: on answers of the bot and for a person's help, on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation.feedback import CHANGE_WITHIN, RATE_WITHIN, Asked, Feedback, Rating
from bot.conversation.model import Conversation
from bot.dialogue import parts
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Choice, Part
from bot.dialogue.scripted import ScriptedDialogue
from bot.errors import CardNumberRefused, HandoffNotFound, InvalidInput, MessageNotFound, RatingClosed
from bot.storage.migrate import migrate
from tests.conversation.house import House, house
from tests.servers import PostgresServer


def _script(turn: Turn) -> Sequence[Part]:
    if "person" in turn.text:
        return [parts.text("A person will reply here."), parts.handoff("queued")]
    if "cancel" in turn.text:
        return [parts.confirmation("Cancel?", [], Choice("Yes", "/yes"), Choice("No", "/no"))]
    return [parts.text(f"bot: {turn.text}")]


@pytest.fixture(params=["sqlite", "postgresql"])
async def home(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    url = f"sqlite+aiosqlite:///{tmp_path}/store.db"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.new_database()
    await migrate(url)
    async with house(url, ScriptedDialogue(_script)) as opened:
        yield opened


@pytest.fixture
def feedback(home: House) -> Feedback:
    return Feedback(home.database)


async def _answered(home: House, conversation: Conversation, agent: str = "Ana") -> str:
    """Asks for a person, who answers and gives the conversation back; the handoff's id."""
    await home.ask(conversation, "a person please")
    handoff = await home.desk.handoff(conversation.id)
    await home.desk.answer(handoff.id, agent, "Hello, here I am.")
    await home.desk.return_to_bot(handoff.id)
    return handoff.id


async def _last(home: House, conversation: Conversation) -> str:
    return (await home.store.history(conversation.id))[-1].id


async def test_a_thumb_is_kept_once_changed_and_taken_back(home: House, feedback: Feedback) -> None:
    conversation = await home.begin()
    await home.ask(conversation, "hello")
    message_id = await _last(home, conversation)
    await asyncio.gather(*(feedback.judge(conversation.id, message_id, True) for _ in range(5)))
    assert (await feedback.given(conversation.id)).thumbs == {message_id: True}
    await feedback.judge(conversation.id, message_id, False)
    assert (await feedback.given(conversation.id)).thumbs == {message_id: False}
    await feedback.judge(conversation.id, message_id, None)
    await feedback.judge(conversation.id, message_id, None)
    assert (await feedback.given(conversation.id)).thumbs == {}


async def test_only_answers_of_the_bot_in_ones_own_conversation_are_marked(home: House, feedback: Feedback) -> None:
    conversation, other = await home.begin(), await home.begin()
    await home.ask(conversation, "hello")
    own = await _last(home, conversation)
    with pytest.raises(MessageNotFound):
        await feedback.judge(other.id, own, True)
    shopper = (await home.store.history(conversation.id))[0].id
    await home.ask(conversation, "cancel it")
    confirmation = await _last(home, conversation)
    await home.ask(conversation, "a person please")
    queued = await _last(home, conversation)
    await home.desk.answer(conversation.id, "Ana", "Hello.")
    agent = await _last(home, conversation)
    for message_id in (shopper, confirmation, queued, agent):
        with pytest.raises(InvalidInput, match="only the assistant's answers"):
            await feedback.judge(conversation.id, message_id, True)


async def test_a_persons_help_is_rated_once_it_is_over(home: House, feedback: Feedback) -> None:
    conversation = await home.begin()
    assert (await feedback.given(conversation.id)).asked is None
    await home.ask(conversation, "a person please")
    handoff = await home.desk.handoff(conversation.id)
    await home.desk.answer(handoff.id, "Ana", "Hello.")
    assert (await feedback.given(conversation.id)).asked is None
    with pytest.raises(RatingClosed, match="once a person of the shop has answered"):
        await feedback.rate(conversation.id, handoff.id, 5)
    await home.desk.close(handoff.id)
    asked = (await feedback.given(conversation.id)).asked
    assert asked is not None
    assert (asked.handoff_id, asked.is_open, asked.rating) == (handoff.id, True, None)
    await asyncio.gather(*(feedback.rate(conversation.id, handoff.id, 4, " kind ") for _ in range(5)))
    rated = _rating(await feedback.rate(conversation.id, handoff.id, 2, "too slow"))
    assert (rated.score, rated.comment) == (2, "too slow")
    found = (await feedback.given(conversation.id)).asked
    assert found is not None
    assert _rating(found) == rated
    assert (await home.ask(conversation, "hello")).parts


def _rating(asked: Asked) -> Rating:
    assert asked.rating is not None
    return asked.rating


async def test_who_was_never_answered_is_not_asked(home: House, feedback: Feedback) -> None:
    conversation = await home.begin()
    await home.ask(conversation, "a person please")
    handoff = await home.desk.handoff(conversation.id)
    await home.desk.return_to_bot(handoff.id)
    assert (await feedback.given(conversation.id)).asked is None
    with pytest.raises(RatingClosed):
        await feedback.rate(conversation.id, handoff.id, 1)


async def test_nobody_rates_anothers_handoff(home: House, feedback: Feedback) -> None:
    conversation, other = await home.begin(), await home.begin()
    handoff_id = await _answered(home, conversation)
    with pytest.raises(HandoffNotFound):
        await feedback.rate(other.id, handoff_id, 1)


async def test_a_mark_can_be_given_for_a_week_and_changed_for_a_day(home: House) -> None:
    clock = [datetime.now(UTC)]
    feedback = Feedback(home.database, lambda: clock[0])
    late, early = await home.begin(), await home.begin()
    late_id, early_id = await _answered(home, late), await _answered(home, early)
    await feedback.rate(early.id, early_id, 5)
    clock[0] += CHANGE_WITHIN - timedelta(minutes=1)
    await feedback.rate(early.id, early_id, 4)
    clock[0] += timedelta(minutes=2)
    with pytest.raises(RatingClosed, match="24 hours"):
        await feedback.rate(early.id, early_id, 1)
    given = (await feedback.given(early.id)).asked
    assert given is not None
    assert (given.is_open, _rating(given).score) == (False, 4)
    clock[0] += RATE_WITHIN
    with pytest.raises(RatingClosed, match="7 days"):
        await feedback.rate(late.id, late_id, 1)


@pytest.mark.parametrize(
    ("score", "comment", "problem"),
    [(0, "", "1 to 5"), (6, "", "1 to 5"), (None, "words", "with a score"), (3, "x" * 1001, "at most 1000")],
)
async def test_what_is_no_mark_is_refused(
    home: House, feedback: Feedback, score: int | None, comment: str, problem: str
) -> None:
    conversation = await home.begin()
    handoff_id = await _answered(home, conversation)
    with pytest.raises(InvalidInput, match=problem):
        await feedback.rate(conversation.id, handoff_id, score, comment)


async def test_a_card_number_in_a_comment_is_not_kept(home: House, feedback: Feedback) -> None:
    conversation = await home.begin()
    handoff_id = await _answered(home, conversation)
    with pytest.raises(CardNumberRefused):
        await feedback.rate(conversation.id, handoff_id, 3, "refund 4111 1111 1111 1111 please")


async def test_marks_are_counted_in_all_and_by_agent(home: House, feedback: Feedback) -> None:
    since = datetime.now(UTC)
    for score, agent in ((5, "Ana"), (4, "Ana"), (4, "Bo"), (None, "Bo"), ("none", "Bo")):
        conversation = await home.begin()
        await home.ask(conversation, "hello")
        await feedback.judge(conversation.id, await _last(home, conversation), agent == "Ana")
        handoff_id = await _answered(home, conversation, agent)
        if score != "none":
            assert not isinstance(score, str)
            await feedback.rate(conversation.id, handoff_id, score)
    until = datetime.now(UTC) + timedelta(seconds=1)
    everybody = await feedback.tally(since, until)
    assert (everybody.helpful, everybody.unhelpful) == (2, 3)
    assert everybody.scores == {1: 0, 2: 0, 3: 0, 4: 2, 5: 1}
    assert (everybody.declined, everybody.ended) == (1, 5)
    bos = await feedback.tally(since, until, "Bo")
    assert (bos.scores[4], bos.scores[5], bos.declined, bos.ended) == (1, 0, 1, 3)
    nothing = await feedback.tally(until, until + timedelta(days=1))
    assert (nothing.helpful, sum(nothing.scores.values()), nothing.ended) == (0, 0, 0)
