"""A message comes in, is stored and is answered."""

import asyncio
import logging
from collections.abc import Sequence

import pytest

from bot.conversation.model import EventType, Status
from bot.dialogue import parts
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Choice, Part
from bot.dialogue.scripted import ScriptedDialogue
from bot.errors import CardNumberRefused, ChoiceExpired, ConversationNotFound, InvalidInput
from tests.conversation.house import House, choice_ids, house, words


async def test_a_message_is_answered_under_the_id_minted_for_the_reply(home: House, dialogue: ScriptedDialogue) -> None:
    conversation = await home.begin()
    reply = await home.ask(conversation, "hello there")
    assert words(reply.parts) == "hello there"
    assert reply.status is Status.BOT
    said = await home.store.history(conversation.id)
    assert [message.author.value for message in said] == ["shopper", "bot"]
    assert said[1].id == dialogue.turns[0].reply_id


async def test_an_unknown_conversation_is_named(home: House) -> None:
    with pytest.raises(ConversationNotFound, match="c_none"):
        await home.intake.receive("c_none", text="hello")


async def test_the_language_follows_the_shopper(home: House, dialogue: ScriptedDialogue) -> None:
    conversation = await home.begin()
    for text in ("where is my order", "我的订单到哪了", "W10234"):
        await home.ask(conversation, text)
    assert [turn.language for turn in dialogue.turns] == ["en", "zh", "zh"]
    assert (await home.store.conversation(conversation.id)).language == "zh"
    updates = [
        event.payload
        for event in await home.store.events_after(conversation.id, 0)
        if event.type is EventType.CONVERSATION_UPDATED
    ]
    assert updates == [{"status": "bot", "language": "zh"}]


async def test_messages_of_one_conversation_are_answered_in_their_order(store_url: str) -> None:
    async def slowly(turn: Turn) -> Sequence[Part]:
        await asyncio.sleep(0.05 if turn.text == "1" else 0)
        return [parts.text(f"re {turn.text}")]

    async with house(store_url, ScriptedDialogue(slowly)) as home:
        conversation = await home.begin()
        ids = [await home.intake.receive(conversation.id, text=str(n)) for n in range(1, 6)]
        replies = [await home.intake.reply_to(conversation.id, message_id, 40) for message_id in ids]
        assert [words(reply.parts) for reply in replies] == [f"re {n}" for n in range(1, 6)]
        said = [text for author, text in await home.said(conversation) if author == "bot"]
        assert said == [f"re {n}" for n in range(1, 6)]


async def test_two_tabs_that_send_at_once_get_every_message_answered_once(
    home: House, dialogue: ScriptedDialogue
) -> None:
    conversation = await home.begin()

    async def tab(name: str) -> None:
        for n in range(10):
            await home.ask(conversation, f"{name}{n}")

    await asyncio.gather(tab("a"), tab("b"))
    sent = [turn.text for turn in dialogue.turns]
    assert sorted(sent) == sorted([f"{name}{n}" for name in "ab" for n in range(10)])
    talk = await home.said(conversation)
    assert [text for author, text in talk if author == "bot"] == [text for author, text in talk if author == "shopper"]
    ids = [event.id for event in await home.store.events_after(conversation.id, 0)]
    assert ids == list(range(1, 41))


async def test_conversations_do_not_wait_for_each_other(store_url: str) -> None:
    gate = asyncio.Event()

    async def first_waits(turn: Turn) -> Sequence[Part]:
        if turn.text == "slow":
            await gate.wait()
        return [parts.text(turn.text)]

    async with house(store_url, ScriptedDialogue(first_waits)) as home:
        slow, quick = await home.begin(), await home.begin()
        waiting = asyncio.create_task(home.ask(slow, "slow"))
        assert words((await home.ask(quick, "quick")).parts) == "quick"
        gate.set()
        assert words((await waiting).parts) == "slow"


async def test_the_same_key_and_body_is_one_message(home: House, dialogue: ScriptedDialogue) -> None:
    conversation = await home.begin()
    receive = home.intake.receive
    ids = await asyncio.gather(*(receive(conversation.id, text="hi", idempotency_key="k1") for _ in range(8)))
    assert len(set(ids)) == 1
    await home.intake.reply_to(conversation.id, ids[0], 40)
    assert len(dialogue.turns) == 1
    assert await home.said(conversation) == [("shopper", "hi"), ("bot", "hi")]


async def test_the_same_key_with_another_body_is_refused(home: House) -> None:
    conversation, other = await home.begin(), await home.begin()
    await home.intake.receive(conversation.id, text="hi", idempotency_key="k1")
    with pytest.raises(InvalidInput, match="another body"):
        await home.intake.receive(conversation.id, text="ho", idempotency_key="k1")
    await home.intake.receive(other.id, text="ho", idempotency_key="k1")


@pytest.mark.parametrize("key", ["", "k" * 201, "clé", "a\nb"])
async def test_a_bad_key_is_refused(home: House, key: str) -> None:
    conversation = await home.begin()
    with pytest.raises(InvalidInput, match="Idempotency-Key"):
        await home.intake.receive(conversation.id, text="hi", idempotency_key=key)


async def test_a_card_number_is_neither_stored_nor_logged(home: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    conversation = await home.begin()
    with pytest.raises(CardNumberRefused) as refused:
        await home.intake.receive(conversation.id, text="pay with 4111-1111 1111 1111 please")
    assert await home.store.history(conversation.id) == []
    assert "1111" not in str(refused.value)
    assert "1111 1111" not in caplog.text


@pytest.mark.parametrize(("text", "choice"), [(None, None), ("hi", "ch_1")])
async def test_a_message_is_a_text_or_a_choice(home: House, text: str | None, choice: str | None) -> None:
    conversation = await home.begin()
    with pytest.raises(InvalidInput, match="either"):
        await home.intake.receive(conversation.id, text=text, choice_id=choice)


class TestChoices:
    """What the shopper may pick is an id; what it means stays on the server."""

    @pytest.fixture
    def dialogue(self) -> ScriptedDialogue:
        def script(turn: Turn) -> Sequence[Part]:
            if turn.text == "cancel it":
                yes = Choice("Yes, cancel", '/confirm{"x":"1"}', "pr_1")
                no = Choice("No, keep it", "/decline", "pr_1")
                return [parts.confirmation("Cancel W1?", [parts.Change("status", "paid", "cancelled")], yes, no)]
            if turn.command:
                return [parts.text(f"did {turn.command}")]
            return [parts.text("what now?"), parts.choices([Choice("Track", "/track"), Choice("Return", "/return")])]

        return ScriptedDialogue(script)

    async def test_a_choice_is_said_with_its_title_and_meant_with_its_command(self, home: House) -> None:
        conversation = await home.begin()
        offered = choice_ids(await home.ask(conversation, "hello"))
        reply = await home.ask(conversation, choice=offered["Track"])
        assert words(reply.parts) == "did /track"
        assert ("shopper", "Track") in await home.said(conversation)

    async def test_a_client_never_sees_a_command(self, home: House) -> None:
        conversation = await home.begin()
        await home.ask(conversation, "hello")
        await home.ask(conversation, "cancel it")
        stored = [message.to_json() for message in await home.store.history(conversation.id)]
        assert "/track" not in str(stored)
        assert "/confirm" not in str(stored)
        assert "pr_1" not in str(stored)

    async def test_a_choice_is_good_once(self, home: House, dialogue: ScriptedDialogue) -> None:
        conversation = await home.begin()
        offered = choice_ids(await home.ask(conversation, "hello"))
        picks = [home.intake.receive(conversation.id, choice_id=offered["Track"]) for _ in range(4)]
        outcomes = await asyncio.gather(*picks, return_exceptions=True)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ChoiceExpired"] * 3 + ["str"]
        await home.ask(conversation, choice=offered["Return"])
        assert [turn.command for turn in dialogue.turns] == [None, "/track", "/return"]

    async def test_a_repeated_click_under_the_same_key_is_the_same_message(self, home: House) -> None:
        conversation = await home.begin()
        home.writes.open.add("pr_1")
        confirm = (await home.ask(conversation, "cancel it")).parts[0]["confirm"]
        first = await home.intake.receive(conversation.id, choice_id=confirm, idempotency_key="k")
        home.writes.open.clear()
        assert await home.intake.receive(conversation.id, choice_id=confirm, idempotency_key="k") == first

    async def test_another_conversations_choice_is_refused(self, home: House) -> None:
        conversation, other = await home.begin(), await home.begin()
        offered = choice_ids(await home.ask(conversation, "hello"))
        with pytest.raises(ChoiceExpired):
            await home.intake.receive(other.id, choice_id=offered["Track"])

    async def test_a_yes_uses_up_the_no(self, home: House) -> None:
        conversation = await home.begin()
        home.writes.open.add("pr_1")
        card = (await home.ask(conversation, "cancel it")).parts[0]
        assert words((await home.ask(conversation, choice=card["confirm"])).parts) == 'did /confirm{"x":"1"}'
        with pytest.raises(ChoiceExpired):
            await home.intake.receive(conversation.id, choice_id=card["decline"])

    async def test_a_yes_to_a_closed_proposal_is_refused_and_stores_nothing(self, home: House) -> None:
        conversation = await home.begin()
        card = (await home.ask(conversation, "cancel it")).parts[0]
        with pytest.raises(ChoiceExpired, match="no longer open"):
            await home.intake.receive(conversation.id, choice_id=card["confirm"])
        assert len(await home.store.history(conversation.id)) == 2
