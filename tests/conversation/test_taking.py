"""Somebody who watches takes a conversation from the bot, at whatever the bot is."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.conversation.model import Conversation, EventType, HandoffState, Origin, Status
from bot.conversation.stream import ReplyStream
from bot.dialogue import parts
from bot.dialogue.manager import Meanwhile, Turn
from bot.dialogue.parts import Part
from bot.dialogue.scripted import ScriptedDialogue
from bot.errors import ChoiceExpired, ConversationNotFound, HandoffTaken, StatusChangeRefused
from tests.conversation.house import House, choice_ids, house, words

_DONE = [
    parts.text("Order W1 is cancelled."),
    {"kind": "order", "order_id": "W1", "status": "cancelled"},
    parts.text("Next: which lamp?"),
    parts.choices([parts.Choice("More", "/more")]),
]


@dataclass
class SlowBot:
    """Says what it is told to, when it is let."""

    says: Sequence[Part] = field(default_factory=lambda: [parts.text("the bot's words")])
    began: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, turn: Turn) -> Sequence[Part]:
        self.began.set()
        await self.gate.wait()
        return self.says


@asynccontextmanager
async def at_work(store_url: str, bot: SlowBot, text: str) -> AsyncIterator[tuple[House, Conversation, str]]:
    """The bot is at a shopper's first words; gives the conversation and the id of that message."""
    async with house(store_url, ScriptedDialogue(bot)) as home:
        conversation = await home.begin()
        asked = await home.intake.receive(conversation.id, text=text)
        await bot.began.wait()
        yield home, conversation, asked


async def test_what_the_bot_says_after_the_taking_is_dropped(store_url: str) -> None:
    bot = SlowBot()
    async with at_work(store_url, bot, "my lamp is broken") as (home, conversation, first):
        second = await home.intake.receive(conversation.id, text="hello?")
        taken = await home.desk.take_from_bot(conversation.id, "Ana")
        assert taken.conversation.status is Status.ASSIGNED
        assert (await home.intake.reply_to(conversation.id, second, 40)).parts == (), "it is for the person"
        bot.gate.set()
        assert (await home.intake.reply_to(conversation.id, first, 40)).parts == ()
        assert [author for author, _ in await home.said(conversation)] == ["shopper", "shopper", "system"]
        [handoff] = await home.desk.list()
        assert (handoff.origin, handoff.state, handoff.agent) == (Origin.TAKEN, HandoffState.TAKEN, "Ana")
        assert (handoff.reason, handoff.taken_at) == ("hello?", handoff.asked_at)


@pytest.mark.parametrize("again", [False, True])
async def test_a_write_that_had_begun_is_told_to_both_and_nothing_else_is(store_url: str, again: bool) -> None:
    bot = SlowBot(_DONE)
    async with at_work(store_url, bot, "yes") as (home, conversation, late):
        home.writes.begun.add(late)
        await home.desk.take_from_bot(conversation.id, "Ana")
        if again:
            await home.desk.return_to_bot(conversation.id, "Ana")
        bot.gate.set()
        reply = await home.intake.reply_to(conversation.id, late, 40)
        assert list(reply.parts) == _DONE[:2]
        told = [(author, words) for author, words in await home.said(conversation) if words]
        assert told == [("shopper", "yes"), ("system", "Order W1 is cancelled.")]


async def test_what_the_bot_says_after_a_short_taking_is_dropped_too(store_url: str) -> None:
    bot = SlowBot()
    async with at_work(store_url, bot, "my lamp is broken") as (home, conversation, late):
        await home.desk.take_from_bot(conversation.id, "Ana")
        await home.desk.return_to_bot(conversation.id, "Ana")
        bot.gate.set()
        await home.intake.reply_to(conversation.id, late, 40)
        assert [author for author, _ in await home.said(conversation)] == ["shopper", "system", "system"]
        await home.ask(conversation, "and now?")
        assert (await home.said(conversation))[-1] == ("bot", "the bot's words")


async def test_a_write_whose_process_died_is_taken_to_its_end_by_the_next(store_url: str) -> None:
    bot = SlowBot()
    async with at_work(store_url, bot, "yes") as (home, conversation, late):
        home.writes.begun.add(late)
        await home.desk.take_from_bot(conversation.id, "Ana")
    dialogue = ScriptedDialogue(lambda turn: _DONE)
    async with house(store_url, dialogue) as home:
        home.writes.begun.add(late)
        assert list((await home.intake.reply_to(conversation.id, late, 40)).parts) == _DONE[:2]
        assert dialogue.left == [], "in the dialogue that it was begun in"


async def test_a_turn_whose_process_died_without_a_write_is_ended_without_asking_the_bot(store_url: str) -> None:
    bot = SlowBot()
    async with at_work(store_url, bot, "hello") as (home, conversation, late):
        await home.desk.take_from_bot(conversation.id, "Ana")
    dialogue = ScriptedDialogue()
    async with house(store_url, dialogue) as home:
        assert (await home.intake.reply_to(conversation.id, late, 40)).parts == ()
        assert dialogue.turns == []


async def until(is_so: Callable[[], bool]) -> None:
    """Waits for what another task does in its own time."""
    for _ in range(2000):
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to be")


async def test_a_half_written_answer_ends_on_every_screen(store_url: str) -> None:
    began, gate = asyncio.Event(), asyncio.Event()
    async with house(store_url) as home:

        async def streaming(turn: Turn) -> Sequence[Part]:
            stream = ReplyStream(home.bus, turn.conversation_id, turn.reply_id)
            await stream.sentence("Half an ")
            began.set()
            await gate.wait()
            await stream.sentence("answer.")
            return [parts.text("Half an answer.")]

        assert isinstance(home.dialogue, ScriptedDialogue)
        home.dialogue.script = streaming
        conversation = await home.begin()
        heard: list[EventType] = []
        resumed: list[EventType] = []

        async def follow(into: list[EventType], after: int | None) -> None:
            async for event in home.feed.follow(conversation.id, after):
                into.append(event.type)

        listening = asyncio.create_task(follow(heard, None))
        late = await home.intake.receive(conversation.id, text="how?")
        await began.wait()
        await home.desk.take_from_bot(conversation.id, "Ana")
        second = asyncio.create_task(follow(resumed, 0))
        await until(lambda: EventType.CONVERSATION_UPDATED in resumed)
        gate.set()
        await home.intake.reply_to(conversation.id, late, 40)
        await until(lambda: all(EventType.MESSAGE_WITHDRAWN in one for one in (heard, resumed)))
        for task in (listening, second):
            task.cancel()
        taken = heard.index(EventType.CONVERSATION_UPDATED, 1)
        assert EventType.MESSAGE_DELTA in heard[:taken]
        assert EventType.MESSAGE_DELTA not in heard[taken:], "no word after it was told who has it"
        assert EventType.MESSAGE_WITHDRAWN in heard[taken:]
        assert EventType.MESSAGE_STARTED not in resumed, "nor to one who comes back meanwhile"
        assert await home.bus.streamed_so_far(conversation.id) == [], "nor to one who comes later"


async def test_offers_of_the_bot_are_over_when_it_is_taken(home: House, dialogue: ScriptedDialogue) -> None:
    dialogue.script = lambda turn: [parts.text("?"), parts.choices([parts.Choice("Track it", "/track_order")])]
    conversation = await home.begin()
    offered = choice_ids(await home.ask(conversation, "hello"))
    await home.desk.take_from_bot(conversation.id, "Ana")
    with pytest.raises(ChoiceExpired):
        await home.ask(conversation, choice=offered["Track it"])


async def test_what_is_waiting_closed_or_anothers_is_not_taken_from_the_bot(home: House) -> None:
    conversation = await home.begin()
    await home.desk.take_from_bot(conversation.id, "Ana")
    again = await home.desk.take_from_bot(conversation.id, "Ana")
    assert not again.events, "the same once more changes nothing"
    with pytest.raises(HandoffTaken):
        await home.desk.take_from_bot(conversation.id, "Bo")
    await home.desk.put_back(conversation.id, "Ana")
    await home.desk.take_from_bot(conversation.id, "Bo")
    [handoff] = await home.desk.list()
    assert (handoff.agent, handoff.origin) == ("Bo", Origin.TAKEN)
    await home.desk.close(conversation.id, "Bo")
    with pytest.raises(StatusChangeRefused, match="closed"):
        await home.desk.take_from_bot(conversation.id, "Bo")
    with pytest.raises(ConversationNotFound):
        await home.desk.take_from_bot("c_nowhere", "Bo")


async def test_the_dialogue_is_told_of_the_time_when_a_person_had_the_conversation_and_only_once(
    store_url: str,
) -> None:
    class LooksBack:
        async def meanwhile(self, conversation_id: str, message_id: str) -> Meanwhile:
            said = await home.store.history(conversation_id)
            assert said[-1].id == message_id
            return Meanwhile("W1", words(said[-3].parts))

    dialogue = ScriptedDialogue()
    async with house(store_url, dialogue, recall=LooksBack()) as home:
        conversation = await home.begin()
        await home.ask(conversation, "hello")
        await home.desk.take_from_bot(conversation.id, "Ana")
        await home.desk.answer(conversation.id, "Ana", "W1 is cancelled.")
        await home.desk.return_to_bot(conversation.id, "Ana")
        await home.ask(conversation, "and when does it arrive?")
        await home.ask(conversation, "thanks")
        assert dialogue.learned == [Meanwhile("W1", "W1 is cancelled.")]
