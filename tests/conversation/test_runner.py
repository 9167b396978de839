"""Turns reach their end through every failure."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.conversation.model import EventType
from bot.conversation.stream import ReplyStream
from bot.conversation.turn import Said
from bot.dialogue import parts
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Part
from bot.dialogue.scripted import ScriptedDialogue
from bot.errors import DialogueSilent
from tests.conversation.house import choice_ids, house, words


async def test_a_turn_waits_while_the_dialogue_manager_is_away(store_url: str) -> None:
    dialogue = ScriptedDialogue(failures=2)
    async with house(store_url, dialogue) as home:
        conversation = await home.begin()
        assert words((await home.ask(conversation, "hello")).parts) == "hello"
        assert len(dialogue.turns) == 1


async def test_an_answer_lost_on_its_way_back_is_looked_up_and_not_asked_for_again(store_url: str) -> None:
    dialogue = ScriptedDialogue(failures=1, fails_after=True)
    async with house(store_url, dialogue) as home:
        conversation = await home.begin()
        assert words((await home.ask(conversation, "hello")).parts) == "hello"
        assert len(dialogue.turns) == 1


async def test_a_turn_that_is_given_up_ends_in_an_apology_and_the_offer_of_a_person(store_url: str) -> None:
    dialogue = ScriptedDialogue(failures=1000)
    async with house(store_url, dialogue, patience_seconds=0.6) as home:
        conversation = await home.begin()
        reply = await home.ask(conversation, "你好")
        assert "抱歉" in words(reply.parts)
    dialogue.failures = 0
    async with house(store_url, dialogue) as home:
        person = choice_ids(reply)["转人工客服"]
        assert words((await home.ask(conversation, choice=person)).parts) == "/ask_person"


async def test_the_dialogue_is_told_how_many_messages_before_got_an_apology_alone(store_url: str) -> None:
    told: list[tuple[str, int]] = []

    def script(turn: Turn) -> Sequence[Part]:
        told.append((turn.text, turn.apologies))
        if turn.text == "broken":
            raise KeyError("a bug")
        return [parts.text("well")]

    async with house(store_url, ScriptedDialogue(script)) as home:
        conversation = await home.begin()
        for text in ("hello", "broken", "broken", "hello", "hello"):
            await home.ask(conversation, text)
    assert told == [("hello", 0), ("broken", 0), ("broken", 1), ("hello", 2), ("hello", 0)]


async def test_an_action_that_fails_for_good_is_asked_twice_only(store_url: str) -> None:
    asked = []

    def silent(turn: Turn) -> Sequence[Part]:
        asked.append(turn.message_id)
        raise DialogueSilent("nothing")

    async with house(store_url, ScriptedDialogue(silent), patience_seconds=30) as home:
        reply = await home.ask(await home.begin(), "hello")
        assert "sorry" in words(reply.parts)
        assert len(asked) == 2


async def test_a_fault_of_our_own_ends_in_an_apology_too(store_url: str) -> None:
    def broken(turn: Turn) -> Sequence[Part]:
        raise KeyError("a bug")

    async with house(store_url, ScriptedDialogue(broken)) as home:
        assert "sorry" in words((await home.ask(await home.begin(), "hello")).parts)


async def test_the_next_process_takes_up_what_was_left_and_finds_what_was_answered(store_url: str) -> None:
    began, reached = asyncio.Event(), asyncio.Event()

    async def hangs(turn: Turn) -> Sequence[Part]:
        began.set()
        await reached.wait()
        return [parts.text("too late")]

    async with house(store_url, ScriptedDialogue(hangs)) as home:
        conversation = await home.begin()
        first = await home.intake.receive(conversation.id, text="one")
        second = await home.intake.receive(conversation.id, text="two")
        await began.wait()

    dialogue = ScriptedDialogue()
    turn = Turn(conversation.id, first, "", "one", "en")
    await dialogue.respond(turn)  # it had been answered before the end came
    async with house(store_url, dialogue) as home:
        replies = [await home.intake.reply_to(conversation.id, message_id, 40) for message_id in (first, second)]
        assert [words(reply.parts) for reply in replies] == ["one", "two"]
        assert [turn.text for turn in dialogue.turns] == ["one", "two"]
        assert len(await home.store.history(conversation.id)) == 4


async def test_two_processes_never_answer_the_same_turn(store_url: str) -> None:
    async def slowly(turn: Turn) -> Sequence[Part]:
        if turn.text == "1":
            await asyncio.sleep(1.3 * lease.total_seconds())
        return [parts.text(turn.text)]

    # Long enough to be renewed in time on a machine that has much else to do.
    lease = timedelta(seconds=3)
    one, two = ScriptedDialogue(slowly), ScriptedDialogue(slowly)
    async with house(store_url, one, lease=lease) as home, house(store_url, two, lease=lease) as other:
        conversation = await home.begin()
        first = await home.intake.receive(conversation.id, text="1")
        second = await other.intake.receive(conversation.id, text="2")
        replies = [await other.intake.reply_to(conversation.id, message_id, 40) for message_id in (first, second)]
        assert [words(reply.parts) for reply in replies] == ["1", "2"]
    assert [turn.text for turn in one.turns] + [turn.text for turn in two.turns] == ["1", "2"]


async def _streamed(store_url: str, *sentences: str, final: str) -> list[tuple[EventType, str]]:
    async with house(store_url) as home:

        async def streaming(turn: Turn) -> Sequence[Part]:
            stream = ReplyStream(home.bus, turn.conversation_id, turn.reply_id)
            for sentence in sentences:
                await stream.sentence(sentence)
            return [parts.text(final)]

        assert isinstance(home.dialogue, ScriptedDialogue)
        home.dialogue.script = streaming
        conversation = await home.begin()
        async with home.bus.subscribe(conversation.id) as live:
            await home.ask(conversation, "hello")
            heard = []
            async for event in live:
                heard.append((event.type, event.payload.get("text", "")))
                if event.type is EventType.TYPING and not event.payload["active"]:
                    return heard
        raise AssertionError("the bus ended")


async def test_checked_sentences_are_heard_before_the_reply_is_stored(store_url: str) -> None:
    heard = await _streamed(store_url, "You have ", "30 days.", final="You have 30 days.")
    assert [kind for kind, _ in heard] == [
        EventType.MESSAGE_ADDED,
        EventType.TYPING,
        EventType.MESSAGE_STARTED,
        EventType.MESSAGE_DELTA,
        EventType.MESSAGE_DELTA,
        EventType.MESSAGE_ADDED,
        EventType.TYPING,
    ]


async def test_a_reply_that_takes_back_what_was_heard_says_so(store_url: str) -> None:
    heard = await _streamed(store_url, "You have 90 days.", final="I do not know.")
    assert EventType.MESSAGE_REPLACED in [kind for kind, _ in heard]


async def test_the_sweep_goes_on_after_what_nobody_thought_of(
    store_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with house(store_url) as home:
        failed, unheld = asyncio.Event(), home.turns.unheld

        async def fails_once() -> Sequence[str]:
            if not failed.is_set():
                failed.set()
                raise RuntimeError("nobody thought of this")
            return await unheld()

        monkeypatch.setattr(home.turns, "unheld", fails_once)
        async with asyncio.timeout(20):
            await failed.wait()
        conversation = await home.begin()
        # As a process that died left it: the sweep alone finds it.
        received = await home.turns.receive(conversation.id, Said("hello"), "p_dead", home.runner.lease)
        reply = await home.intake.reply_to(conversation.id, received.message_id, 40)
        assert words(reply.parts) == "hello"
        assert "nobody thought of this" in caplog.text
