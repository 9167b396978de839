"""A person is asked for, answers, and gives the conversation back."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.conversation.model import HandoffState, Status
from bot.dialogue import parts
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Part
from bot.dialogue.scripted import ScriptedDialogue
from bot.errors import ChoiceExpired, HandoffNotFound, InvalidInput
from tests.conversation.house import House, choice_ids, house, words

WAIT = "Never mind, back to the assistant"


def _script(turn: Turn) -> Sequence[Part]:
    if "person" in turn.text or "人工" in turn.text:
        return [parts.text("A person will reply here."), parts.handoff("queued")]
    return [parts.text(f"bot: {turn.text}")]


@pytest.fixture
def dialogue() -> ScriptedDialogue:
    return ScriptedDialogue(_script)


async def test_asking_for_a_person_queues_the_conversation_and_silences_the_bot(home: House) -> None:
    conversation = await home.begin()
    reply = await home.ask(conversation, "a person please")
    assert reply.status is Status.QUEUED
    assert [part for part in reply.parts if part["kind"] == "handoff"] == [
        {"kind": "handoff", "status": "queued", "position": 1}
    ]
    [handoff] = await home.desk.list()
    assert (handoff.conversation_id, handoff.state) == (conversation.id, HandoffState.WAITING)
    assert handoff.reason == "a person please"
    silent = await home.ask(conversation, "my lamp is broken")
    assert silent.parts == ()
    assert (await home.said(conversation))[-1] == ("shopper", "my lamp is broken")


async def test_those_who_wait_know_their_place(home: House) -> None:
    places = [(await home.ask(await home.begin(), "a person")).parts[1]["position"] for _ in range(3)]
    assert places == [1, 2, 3]


@pytest.mark.parametrize("text", ["never mind", "Never mind!", "ok, forget it", "算了", "那算了。", "不用了谢谢"])
async def test_never_mind_brings_the_bot_back(home: House, dialogue: ScriptedDialogue, text: str) -> None:
    conversation = await home.begin()
    await home.ask(conversation, "a person please")
    back = await home.ask(conversation, text)
    assert back.status is Status.BOT
    assert back.parts
    assert await home.desk.list() == []
    assert words((await home.ask(conversation, "hello")).parts) == "bot: hello"
    assert dialogue.left == [conversation.id]


async def test_the_choice_brings_the_bot_back_once(home: House) -> None:
    conversation = await home.begin()
    offered = choice_ids(await home.ask(conversation, "a person please"))
    assert (await home.ask(conversation, choice=offered[WAIT])).status is Status.BOT
    with pytest.raises(ChoiceExpired):
        await home.ask(conversation, choice=offered[WAIT])


async def test_a_longer_sentence_is_said_to_the_person(home: House) -> None:
    conversation = await home.begin()
    await home.ask(conversation, "转人工")
    assert (await home.ask(conversation, "算了我还是想问下退款的事")).status is Status.QUEUED


async def test_an_address_left_while_waiting_is_kept_and_written_to(home: House) -> None:
    conversation = await home.begin()
    await home.ask(conversation, "a person please")
    await home.ask(conversation, "please write to Mei.Lin@example.com，thanks")
    [handoff] = await home.desk.list()
    assert handoff.contact == "Mei.Lin@example.com"
    await home.desk.answer(handoff.id, "Ana", "Your lamp is on its way.")
    [letter] = await home.outbox.letters()
    assert (letter.letter.to, letter.letter.text) == ("Mei.Lin@example.com", "Your lamp is on its way.")


async def test_a_person_answers_and_gives_back(home: House, dialogue: ScriptedDialogue) -> None:
    conversation = await home.begin()
    offered = choice_ids(await home.ask(conversation, "a person please"))
    spoken = await home.desk.answer(conversation.id, "Ana", "Hello, Ana here.")
    assert spoken.conversation.status is Status.ASSIGNED
    assert (await home.ask(conversation, "thank you Ana")).parts == ()
    assert (await home.ask(conversation, "never mind")).parts == ()
    with pytest.raises(ChoiceExpired):
        await home.ask(conversation, choice=offered[WAIT])
    await home.desk.return_to_bot(conversation.id)
    assert words((await home.ask(conversation, "hello")).parts) == "bot: hello"
    assert dialogue.left == [conversation.id]
    authors = [message.author.value for message in await home.store.history(conversation.id)]
    assert authors == ["shopper", "bot", "system", "agent", "shopper", "shopper", "system", "shopper", "bot"]


async def test_a_closed_conversation_opens_again_with_the_bot(home: House) -> None:
    conversation = await home.begin()
    await home.ask(conversation, "a person please")
    await home.desk.close(conversation.id)
    assert (await home.store.conversation(conversation.id)).status is Status.CLOSED
    with pytest.raises(HandoffNotFound):
        await home.desk.answer(conversation.id, "Ana", "too late")
    assert (await home.ask(conversation, "hello again")).status is Status.BOT


async def test_an_empty_answer_is_refused(home: House) -> None:
    conversation = await home.begin()
    await home.ask(conversation, "a person please")
    with pytest.raises(InvalidInput, match="empty"):
        await home.desk.answer(conversation.id, "Ana", "  ")


@pytest.mark.parametrize("wrote", [False, True])
async def test_the_bots_late_words_are_dropped_unless_they_tell_of_a_write(store_url: str, wrote: bool) -> None:
    gate = asyncio.Event()

    async def script(turn: Turn) -> Sequence[Part]:
        if turn.text == "yes":
            await gate.wait()
            return [parts.text("Order W1 is cancelled."), parts.choices([parts.Choice("More", "/more")])]
        return [parts.text("?")]

    async with house(store_url, ScriptedDialogue(script)) as home:
        conversation = await home.begin()
        late = await home.intake.receive(conversation.id, text="yes")
        # A person takes over from the desk while the turn is under way.
        async with home.database.transaction() as connection:
            from bot.conversation.locked import LockedConversation

            held = await LockedConversation.take(connection, conversation.id)
            held.move_to(Status.ASSIGNED)
            await held.save()
        if wrote:
            home.writes.begun.add(late)
        gate.set()
        await home.intake.reply_to(conversation.id, late, 5)
        told = [("system", "Order W1 is cancelled.")] if wrote else []
        assert await home.said(conversation) == [("shopper", "yes"), *told]


async def test_what_was_typed_before_the_bot_answered_is_left_for_the_person(store_url: str) -> None:
    gate = asyncio.Event()

    async def script(turn: Turn) -> Sequence[Part]:
        await gate.wait()
        return _script(turn)

    async with house(store_url, ScriptedDialogue(script)) as home:
        conversation = await home.begin()
        first = await home.intake.receive(conversation.id, text="a person")
        second = await home.intake.receive(conversation.id, text="it is about my lamp")
        gate.set()
        assert (await home.intake.reply_to(conversation.id, first, 5)).status is Status.QUEUED
        assert (await home.intake.reply_to(conversation.id, second, 5)).parts == ()
