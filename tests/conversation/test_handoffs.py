"""A person is asked for, answers, and gives the conversation back."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.conversation.model import Author, Conversation, HandoffState, Origin, Status
from bot.dialogue import parts
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Part
from bot.dialogue.scripted import ScriptedDialogue
from bot.errors import ChoiceExpired, HandoffNotFound, HandoffTaken, InvalidInput, MessageNotFound, SaidMeanwhile
from bot.mail.tables import letters
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


async def test_what_brought_a_person_in_and_why_is_for_the_desk_alone(store_url: str) -> None:
    def script(turn: Turn) -> Sequence[Part]:
        asked = parts.handoff("left_message", origin="required", reason="Wanted: a refund. Refused: too late.")
        return [parts.text("A person reads it."), asked]

    async with house(store_url, ScriptedDialogue(script)) as home:
        reply = await home.ask(await home.begin(), "yes please")
        assert reply.parts[1] == {"kind": "handoff", "status": "left_message"}
        [handoff] = await home.desk.list()
        assert (handoff.origin, handoff.reason) == (Origin.REQUIRED, "Wanted: a refund. Refused: too late.")


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


@pytest.mark.parametrize(
    "text",
    [
        "forget it. where is my order W10110",
        "Ok, never mind! how long do returns take?",
        "算了，我的订单W10110到哪了",
        "那算了。运费多少",
    ],
)
async def test_never_mind_with_a_question_brings_the_bot_back_and_is_answered(
    home: House, dialogue: ScriptedDialogue, text: str
) -> None:
    conversation = await home.begin()
    await home.ask(conversation, "a person please")
    back = await home.ask(conversation, text)
    assert back.status is Status.BOT
    assert await home.desk.list() == []
    said = [words(message.parts) for message in (await home.store.history(conversation.id))[-2:]]
    assert said[0].startswith(("You are back", "已为您取消转人工"))
    assert said[1] == f"bot: {text}"


@pytest.mark.parametrize(
    "text",
    [
        "算了我还是想问下退款的事", "never mind the lamp, it is the cup that broke", "cancel it. order W10110",
        "取消，订单W10110", "forget it, just get me a human", "算了，快叫你们经理来", "不用人工了。运费多少",
        "I changed my mind, I want a refund",
    ],
)  # fmt: skip
async def test_a_longer_sentence_is_said_to_the_person(home: House, text: str) -> None:
    conversation = await home.begin()
    await home.ask(conversation, "转人工")
    assert (await home.ask(conversation, text)).status is Status.QUEUED


async def test_an_address_left_while_waiting_is_kept_and_written_to(home: House) -> None:
    conversation = await home.begin()
    await home.ask(conversation, "a person please")
    await home.ask(conversation, "please write to Mei.Lin@example.com，thanks")
    [handoff] = await home.desk.list()
    assert handoff.contact == "Mei.Lin@example.com"
    await home.desk.answer(handoff.id, "Ana", "Your lamp is on its way.")
    async with home.database.reading() as connection:
        [letter] = (await connection.execute(letters.select())).all()
    [answer] = [m for m in await home.store.history(conversation.id) if m.author is Author.AGENT]
    assert (letter.to, letter.message_id, letter.sent_at) == ("Mei.Lin@example.com", answer.id, None)


@pytest.mark.parametrize(
    ("asked", "typed", "told"),
    [
        ("a person please", "please write to {}", "Our answers here are also sent to {}."),
        ("转人工", "请回复到 {}，谢谢", "我们在这里的回复也会发送至 {}。"),
    ],
)
async def test_where_answers_are_mailed_is_told_once_and_again_when_it_changes(
    home: House, asked: str, typed: str, told: str
) -> None:
    conversation = await home.begin()
    await home.ask(conversation, asked)
    first, second = "mei.lin@example.com", "her.friend@example.org"
    for address in (first, first, second):
        await home.ask(conversation, typed.format(address))
    said = await home.store.history(conversation.id)
    assert [words(m.parts) for m in said if m.author is Author.SYSTEM] == [told.format(first), told.format(second)]
    [handoff] = await home.desk.list()
    assert handoff.contact == second


async def test_an_address_in_the_request_itself_is_told_as_well(home: House) -> None:
    conversation = await home.begin()
    await home.ask(conversation, "have a person write to mei.lin@example.com")
    told = "Our answers here are also sent to mei.lin@example.com."
    assert (await home.said(conversation))[-1] == ("system", told)
    await home.ask(conversation, "that is mei.lin@example.com")
    assert [said for _, said in await home.said(conversation)].count(told) == 1


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


@pytest.mark.parametrize("how", ["close", "return_to_bot"])
async def test_what_the_shopper_says_at_the_same_moment_is_not_ended_unread(home: House, how: str) -> None:
    conversation = await waiting(home)
    await home.desk.answer(conversation.id, "ana", "Anything else?")
    seen = (await home.store.history(conversation.id))[-1].id
    await home.ask(conversation, "Yes: is it dishwasher safe?")
    end = home.desk.close if how == "close" else home.desk.return_to_bot
    with pytest.raises(SaidMeanwhile, match=conversation.id):
        await end(conversation.id, "ana", seen=seen)
    assert (await home.store.conversation(conversation.id)).status is Status.ASSIGNED
    with pytest.raises(MessageNotFound):
        await end(conversation.id, "ana", seen="m_none")
    question = (await home.store.history(conversation.id))[-1].id
    await home.desk.answer(conversation.id, "ana", "It is.")
    ended = await end(conversation.id, "ana", seen=question)
    assert ended.conversation.status is (Status.CLOSED if how == "close" else Status.BOT)


async def test_an_empty_answer_is_refused(home: House) -> None:
    conversation = await home.begin()
    await home.ask(conversation, "a person please")
    with pytest.raises(InvalidInput, match="empty"):
        await home.desk.answer(conversation.id, "Ana", "  ")


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
        assert (await home.intake.reply_to(conversation.id, first, 40)).status is Status.QUEUED
        assert (await home.intake.reply_to(conversation.id, second, 40)).parts == ()


async def test_the_shopper_is_told_of_each_who_speaks_by_their_name(home: House) -> None:
    conversation = await waiting(home)
    await home.desk.take(conversation.id, "Ana")
    await home.desk.answer(conversation.id, "Ana", "Hello.")
    await home.desk.take(conversation.id, "Bo", over=True)
    told = [message.parts[0] for message in await home.store.history(conversation.id) if message.author == "system"]
    assert told == [parts.handoff("assigned", agent=name) for name in ("Ana", "Bo")]


async def waiting(home: House) -> Conversation:
    conversation = await home.begin()
    await home.ask(conversation, "a person please")
    return conversation


async def test_what_somebody_has_no_other_answers_returns_or_closes(home: House) -> None:
    conversation = await waiting(home)
    await home.desk.take(conversation.id, "ana")
    before = await home.said(conversation)
    for refused in (
        home.desk.take(conversation.id, "bo"),
        home.desk.answer(conversation.id, "bo", "Bo here."),
        home.desk.put_back(conversation.id, "bo"),
        home.desk.return_to_bot(conversation.id, "bo"),
        home.desk.close(conversation.id, "bo"),
    ):
        with pytest.raises(HandoffTaken) as taken:
            await refused
        assert taken.value.agent == "ana"
    assert await home.said(conversation) == before
    assert (await home.store.conversation(conversation.id)).status is Status.ASSIGNED


async def test_a_colleague_takes_over_on_purpose_alone(home: House) -> None:
    conversation = await waiting(home)
    await home.desk.answer(conversation.id, "ana", "Hello.")
    await home.desk.take(conversation.id, "bo", over=True)
    with pytest.raises(HandoffTaken):
        await home.desk.answer(conversation.id, "ana", "Still me?")
    await home.desk.answer(conversation.id, "bo", "Bo here now.")
    assert [words for author, words in await home.said(conversation) if author == "agent"] == ["Hello.", "Bo here now."]


@pytest.mark.race
async def test_two_who_take_at_once_do_not_both_have_it(home: House) -> None:
    for _ in range(20):
        conversation = await waiting(home)
        names = ("ana", "bo", "cy")
        ends = await asyncio.gather(
            *(home.desk.answer(conversation.id, name, f"{name} here.") for name in names), return_exceptions=True
        )
        assert sum(isinstance(end, HandoffTaken) for end in ends) == 2
        assert [author for author, _ in await home.said(conversation)].count("agent") == 1


async def test_what_is_put_back_waits_at_its_old_place(home: House) -> None:
    first, second = await waiting(home), await waiting(home)
    await home.desk.answer(first.id, "ana", "One moment.")
    await home.desk.put_back(first.id, "ana")
    assert [(h.conversation_id, h.state, h.agent) for h in await home.desk.list()] == [
        (first.id, HandoffState.WAITING, None),
        (second.id, HandoffState.WAITING, None),
    ]
    assert (await home.ask(first, "hello?")).parts == (), "the bot stays silent"
    await home.desk.answer(first.id, "bo", "Bo here.")


async def test_an_answer_sent_again_is_said_once(home: House) -> None:
    conversation = await waiting(home)
    spoken = [await home.desk.answer(conversation.id, "ana", "Hello.", "key 1") for _ in range(3)]
    assert len({one.message.id for one in spoken if one.message}) == 1
    assert [author for author, _ in await home.said(conversation)].count("agent") == 1
    with pytest.raises(InvalidInput, match="another text"):
        await home.desk.answer(conversation.id, "ana", "Something else.", "key 1")
    await home.desk.answer(conversation.id, "ana", "Hello.", "key 2")
    assert [author for author, _ in await home.said(conversation)].count("agent") == 2


@pytest.mark.parametrize("by", ["conversation", "handoff"])
async def test_an_answer_sent_again_after_the_end_is_found_said(home: House, by: str) -> None:
    conversation = await home.begin()
    await home.ask(conversation, "a person please")
    [handoff] = await home.desk.list()
    id_ = conversation.id if by == "conversation" else handoff.id
    first = await home.desk.answer(id_, "Ana", "Hello.", "key")
    await home.desk.close(id_, "Ana")
    again = await home.desk.answer(id_, "Ana", "Hello.", "key")
    assert (again.message, again.events) == (first.message, ())
    with pytest.raises(InvalidInput):
        await home.desk.answer(id_, "Ana", "Hello!", "key")
    for agent, key in (("Ana", "another key"), ("Bea", "key"), ("Ana", None)):
        with pytest.raises(HandoffNotFound):
            await home.desk.answer(id_, agent, "Hello.", key)
    said = await home.store.history(conversation.id)
    assert [message.author for message in said].count(Author.AGENT) == 1


async def test_the_desk_sees_each_with_what_was_said_last(home: House) -> None:
    first, second = await waiting(home), await waiting(home)
    await home.ask(first, "it is about my lamp")
    await home.desk.answer(second.id, "ana", "Hello, Ana here.")
    seen = await home.desk.in_view()
    assert [(one.conversation.id, one.last and words(one.last.parts)) for one in seen] == [
        (first.id, "it is about my lamp"),
        (second.id, "Hello, Ana here."),
    ]
    await home.desk.take(first.id, "bo")
    (taken, _) = await home.desk.in_view()
    assert taken.last is not None
    assert words(taken.last.parts) == "it is about my lamp", "the notice of the taking hides nothing"
    await home.desk.close(first.id)
    assert [one.conversation.id for one in await home.desk.in_view()] == [second.id]


async def test_it_is_kept_when_a_shopper_was_first_taken_and_first_answered(home: House) -> None:
    conversation = await waiting(home)
    asked = await home.desk.handoff(conversation.id)
    assert (asked.origin, asked.taken_at, asked.first_answer_at) == (Origin.ASKED, None, None)
    await home.desk.take(conversation.id, "ana")
    taken = await home.desk.handoff(conversation.id)
    assert taken.taken_at is not None
    assert taken.first_answer_at is None
    await home.desk.answer(conversation.id, "ana", "Hello.")
    answered = await home.desk.handoff(conversation.id)
    assert answered.first_answer_at is not None
    assert asked.asked_at <= taken.taken_at <= answered.first_answer_at
    await home.desk.put_back(conversation.id, "ana")
    await home.desk.answer(conversation.id, "bo", "Bo here.")
    later = await home.desk.handoff(conversation.id)
    assert (later.taken_at, later.first_answer_at) == (taken.taken_at, answered.first_answer_at)


async def test_what_is_for_the_desk_is_kept_and_not_shown(store_url: str) -> None:
    def script(turn: Turn) -> Sequence[Part]:
        return [parts.text("A person will reply."), parts.handoff("queued", topic="returns", upset=True)]

    async with house(store_url, ScriptedDialogue(script)) as home:
        conversation = await home.begin()
        reply = await home.ask(conversation, "a person please")
        assert reply.parts[1] == {"kind": "handoff", "status": "queued", "position": 1}
        kept = await home.desk.handoff(conversation.id)
        assert (kept.topic, kept.upset) == ("returns", True)


async def test_an_apology_leaves_it_to_the_next_answer_to_begin_afresh(store_url: str) -> None:
    dialogue = ScriptedDialogue(_script)
    async with house(store_url, dialogue) as home:
        conversation = await home.begin()
        await home.ask(conversation, "a person please")
        await home.desk.return_to_bot(conversation.id)
    dialogue.failures = 1000
    async with house(store_url, dialogue, patience_seconds=0.3) as home:
        assert "sorry" in words((await home.ask(conversation, "hello")).parts)
    dialogue.failures = 0
    dialogue.left.clear()
    async with house(store_url, dialogue) as home:
        for text in ("hello again", "and again"):
            await home.ask(conversation, text)
        assert dialogue.left == [conversation.id], "what was before the person is forgotten, once"
