"""A form is sent once, by the shopper it was shown to, and only while nobody has said anything after it."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.conversation.intake import Filled
from bot.conversation.model import Conversation
from bot.dialogue import parts
from bot.dialogue.forms import FieldKind, FormField, form
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Choice, Part
from bot.dialogue.scripted import ScriptedDialogue
from bot.errors import CardNumberRefused, ChoiceExpired, FormRefused, InvalidInput
from tests.conversation.house import House, choice_ids, words

SENT = '/choose{"value": "{\\"line1\\": \\"12 Alder St\\", \\"form\\": \\"note\\", \\"about\\": \\"W1\\"}"}'


@pytest.fixture
def dialogue() -> ScriptedDialogue:
    def script(turn: Turn) -> Sequence[Part]:
        if turn.command:
            return [parts.text(f"did {turn.command}")]
        asks = form(
            "note",
            "Where to",
            [FormField("line1", FieldKind.TEXT, "Street")],
            submit="Send",
            cancel=Choice("Leave it", "/never_mind"),
            bound={"about": "W1"},
        )
        return [parts.text("where to?"), asks, parts.choices([Choice("Home", '/choose{"value": "home"}')])]

    return ScriptedDialogue(script)


async def asked(home: House) -> tuple[Conversation, Part]:
    conversation = await home.begin()
    reply = await home.ask(conversation, "elsewhere, please")
    return conversation, reply.parts[1]


def filled(shown: Part, street: str = "12 Alder St") -> Filled:
    return Filled(shown["id"], {"line1": street})


async def send(home: House, conversation: Conversation, form: Filled, key: str | None = None) -> str:
    return await home.intake.receive(conversation.id, form=form, idempotency_key=key)


async def test_a_form_is_one_message_of_the_shopper_and_tells_the_dialogue_what_was_filled_in(home: House) -> None:
    conversation, shown = await asked(home)
    message_id = await send(home, conversation, filled(shown))
    reply = await home.intake.reply_to(conversation.id, message_id, 40)
    assert words(reply.parts) == f"did {SENT}"
    assert (await home.said(conversation))[2] == ("shopper", "Where to\nStreet: 12 Alder St")


async def test_a_client_never_sees_what_a_form_is_about(home: House) -> None:
    conversation, shown = await asked(home)
    assert shown["submit"] == "Send"
    assert shown["cancel"].keys() == {"id", "title"}
    stored = str([message.to_json() for message in await home.store.history(conversation.id)])
    assert "W1" not in stored
    assert "/form" not in stored


async def test_a_form_is_taken_once_however_often_it_is_sent(home: House, dialogue: ScriptedDialogue) -> None:
    conversation, shown = await asked(home)
    sent = [send(home, conversation, filled(shown)) for _ in range(4)]
    outcomes = await asyncio.gather(*sent, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ChoiceExpired"] * 3 + ["str"]
    message_id = next(outcome for outcome in outcomes if isinstance(outcome, str))
    await home.intake.reply_to(conversation.id, message_id, 40)
    assert [turn.command for turn in dialogue.turns] == [None, SENT]


async def test_the_same_key_again_is_the_same_message_and_another_street_under_it_is_refused(home: House) -> None:
    conversation, shown = await asked(home)
    first = await send(home, conversation, filled(shown), "k")
    assert await send(home, conversation, filled(shown), "k") == first
    with pytest.raises(InvalidInput, match="Idempotency-Key"):
        await send(home, conversation, filled(shown, "1 Elm St"), "k")


async def test_what_is_refused_may_be_corrected(home: House) -> None:
    conversation, shown = await asked(home)
    with pytest.raises(FormRefused) as refused:
        await send(home, conversation, filled(shown, " "))
    assert [trouble.field for trouble in refused.value.troubles] == ["line1"]
    with pytest.raises(CardNumberRefused):
        await send(home, conversation, filled(shown, "4111 1111 1111 1111"))
    assert len(await home.store.history(conversation.id)) == 2
    await send(home, conversation, filled(shown))


@pytest.mark.parametrize("how", ["typed", "chosen", "cancelled", "taken over", "taken over and given back"])
async def test_a_form_is_shut_once_the_talk_has_gone_on(home: House, how: str) -> None:
    conversation, shown = await asked(home)
    match how:
        case "typed":
            await home.ask(conversation, "how long does delivery take?")
        case "chosen":
            history = await home.store.history(conversation.id)
            await home.ask(conversation, choice=choice_ids(history[-1])["Home"])
        case "cancelled":
            await home.ask(conversation, choice=shown["cancel"]["id"])
        case _:
            await home.handoffs.take_from_bot(conversation.id, "Ann")
            if how.endswith("back"):
                (handoff,) = await home.handoffs.open_handoffs()
                await home.handoffs.return_to_bot(handoff.id, "Ann")
    before = len(await home.store.history(conversation.id))
    with pytest.raises(ChoiceExpired, match="no longer open"):
        await send(home, conversation, filled(shown))
    assert len(await home.store.history(conversation.id)) == before


async def test_a_form_is_no_choice_and_a_choice_is_no_form(home: House) -> None:
    conversation, shown = await asked(home)
    with pytest.raises(InvalidInput, match="this is a form"):
        await home.intake.receive(conversation.id, choice_id=shown["id"])
    home_id = choice_ids((await home.store.history(conversation.id))[-1])["Home"]
    with pytest.raises(InvalidInput, match="this is a choice"):
        await send(home, conversation, Filled(home_id, {"line1": "x"}))
    with pytest.raises(InvalidInput, match="a message is either"):
        await home.intake.receive(conversation.id, text="hi", form=filled(shown))


async def test_another_conversations_form_is_refused(home: House) -> None:
    _, shown = await asked(home)
    other, _ = await asked(home)
    with pytest.raises(ChoiceExpired):
        await send(home, other, filled(shown))
