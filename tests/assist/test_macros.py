"""Macros on both databases: each step as by hand, in order, until one fails, and once for each key."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.assist.canned import CannedReplies
from bot.assist.macro_runs import Asked, MacroRooms, MacroRunner, Outcome
from bot.assist.macros import Macro, Macros, Step, StepKind
from bot.attachments.store import Attachment
from bot.conversation.case_file import CaseFiles
from bot.conversation.desk import Desk
from bot.conversation.ids import new_id
from bot.conversation.locked import LockedConversation
from bot.conversation.memory_bus import MemoryBus
from bot.conversation.model import Author, Status
from bot.conversation.sql_handoffs import SqlHandoffStore
from bot.conversation.sql_store import SqlConversationStore
from bot.conversation.tables import handoffs
from bot.conversation.transfers import Transfers
from bot.conversation.turn import Spoken
from bot.dialogue import parts
from bot.errors import HandoffNotFound, HandoffTaken, InvalidInput, MacroNotFound, StoreUnavailable
from bot.people.teams import Teams
from bot.storage.audit import AuditLog
from bot.storage.database import Database

REPLY, TAG, NOTE = StepKind.REPLY, StepKind.TAG, StepKind.NOTE
ANN = "p_ann"


class LosingDesk(Desk):
    """A desk whose store goes away: before an answer is said, or after a conversation was closed."""

    answers_lost = 0
    is_away = False

    async def answer(
        self,
        handoff_id: str,
        agent: str,
        text: str | None,
        key: str | None = None,
        *,
        attachments: Sequence[Attachment] = (),
    ) -> Spoken:
        if self.is_away:
            raise StoreUnavailable("the line is dead")
        return await super().answer(handoff_id, agent, text, key, attachments=attachments)

    async def close(
        self, handoff_id: str, agent: str | None = None, reason: str | None = None, *, seen: str | None = None
    ) -> Spoken:
        spoken = await super().close(handoff_id, agent, reason, seen=seen)
        if self.answers_lost:
            self.answers_lost -= 1
            raise StoreUnavailable("the line went dead")
        return spoken


@dataclass
class House:
    """A desk with macros."""

    database: Database
    audit: AuditLog
    conversations: SqlConversationStore
    desk: LosingDesk
    files: CaseFiles
    macros: Macros
    runner: MacroRunner
    reply_id: str

    async def waiting(self, agent: str | None = ANN) -> str:
        talk = (await self.conversations.begin("en", {})).id
        async with self.database.transaction() as connection:
            held = await LockedConversation.take(connection, talk)
            await held.say(Author.SHOPPER, [parts.text("a person please")])
            held.move_to(Status.QUEUED)
            row = {"id": new_id("h"), "conversation_id": talk, "state": "waiting", "reason": "a person please"}
            await connection.execute(handoffs.insert().values(**row, asked_at=held.now))
            await held.save()
        if agent is not None:
            await self.desk.take(talk, agent)
        return talk

    async def macro(self, *steps: Step, shortcut: str = "bye") -> Macro:
        return await self.macros.add(shortcut, "Good bye", steps, "bob@shop.example")

    async def run(self, macro: Macro, talk: str, text: str = "Good bye!", key: str = "k1") -> Sequence[Outcome]:
        return await self.runner.run(macro.id, macro.version, Asked(talk, ANN, text, key))

    async def said(self, talk: str) -> list[str]:
        history = await self.conversations.history(talk)
        return [str(m.parts[0]["text"]) for m in history if m.author is Author.AGENT]

    async def runs_in_log(self) -> list[str]:
        return [entry.reason for entry in await self.audit.entries() if entry.event == "macro_run"]


@pytest.fixture
async def house(database: Database) -> House:
    bus, audit = MemoryBus(), AuditLog(database)
    conversations, desk = SqlConversationStore(database), LosingDesk(SqlHandoffStore(database), bus)
    files, macros = CaseFiles(database, bus), Macros(database, audit)
    rooms = MacroRooms(database, bus, conversations, desk, files, Transfers(database, bus))
    await Teams(database, bus).make("Warehouse", "staff:bob")
    reply = await CannedReplies(database, audit).add("bye", "Good bye {customer}!", "再见", "bob")
    return House(database, audit, conversations, desk, files, macros, MacroRunner(rooms, macros), reply.id)


def states(outcomes: Sequence[Outcome]) -> list[str]:
    return [one.state.value for one in outcomes]


async def test_every_step_is_done_in_order_and_written_down(house: House) -> None:
    close = Step(StepKind.CLOSE, "solved")
    macro = await house.macro(Step(REPLY, house.reply_id), Step(TAG, "  Late  PARCEL "), Step(NOTE, "told them"), close)
    talk = await house.waiting()
    assert states(await house.run(macro, talk, "Good bye, Mei!")) == ["done"] * 4
    file = await house.files.of(talk)
    assert (await house.said(talk), list(file.tags)) == (["Good bye, Mei!"], ["late parcel"])
    assert [note.text for note in file.notes] == ["told them"]
    assert (await house.conversations.conversation(talk)).status is Status.CLOSED
    async with house.database.reading() as connection:
        assert await connection.scalar(select(handoffs.c.close_reason)) == "solved"
    assert await house.runs_in_log() == ["reply done, tag done, note done, close done"]


@pytest.mark.parametrize(
    ("ending", "status"),
    [(Step(StepKind.RETURN), Status.BOT), (Step(StepKind.TEAM, "warehouse"), Status.QUEUED)],
)
async def test_it_ends_with_the_assistant_or_a_team(house: House, ending: Step, status: Status) -> None:
    macro, talk = await house.macro(Step(TAG, "x"), ending), await house.waiting()
    assert states(await house.run(macro, talk, "")) == ["done", "done"]
    assert (await house.conversations.conversation(talk)).status is status


async def test_under_one_key_it_is_run_once_however_often_and_at_the_same_time(house: House) -> None:
    macro = await house.macro(Step(REPLY, house.reply_id), Step(NOTE, "told them"))
    talk = await house.waiting()
    ends = await asyncio.gather(*(house.run(macro, talk) for _ in range(5)))
    assert {tuple(states(end)) for end in ends} == {("done", "done")}
    assert (await house.said(talk), len((await house.files.of(talk)).notes)) == (["Good bye!"], 1)
    assert len(await house.runs_in_log()) == 1
    await house.run(macro, talk, key="k2")
    assert len(await house.said(talk)) == 2, "another press is another run"


async def test_a_step_that_fails_stops_the_rest_and_says_what_was_done(house: House) -> None:
    macro = await house.macro(Step(REPLY, house.reply_id), Step(TAG, "eleventh"), Step(StepKind.CLOSE))
    talk = await house.waiting()
    for number in range(10):
        await house.files.tag(talk, f"tag {number}", ANN)
    ended = await house.run(macro, talk)
    assert states(ended) == ["done", "failed", "left"]
    assert (ended[1].kind, "10 tags" in ended[1].detail) == ("InvalidInput", True)
    assert (await house.conversations.conversation(talk)).status is Status.ASSIGNED, "it was not closed"
    assert await house.run(macro, talk) == ended, "the same key tells the same"
    assert await house.runs_in_log() == ["reply done, tag failed, close left"]


async def test_what_is_refused_before_it_begins_has_done_nothing(house: House) -> None:
    macro = await house.macro(Step(TAG, "seen"), Step(REPLY, house.reply_id))
    talk, colleagues = await house.waiting(), await house.waiting("p_bo")
    with pytest.raises(InvalidInput, match=r"\{customer\} has no value"):
        await house.run(macro, talk, "Good bye {customer}!")
    with pytest.raises(InvalidInput, match="empty"):
        await house.run(macro, talk, "  ")
    with pytest.raises(HandoffTaken):
        await house.run(macro, colleagues)
    with pytest.raises(HandoffNotFound):
        await house.run(macro, (await house.conversations.begin("en", {})).id)
    shown = macro
    await house.macros.change(macro.id, "bye", "Good bye", [Step(StepKind.CLOSE)], "bob")
    with pytest.raises(InvalidInput, match="changed meanwhile"):
        await house.run(shown, talk)
    await house.macros.remove(macro.id, "bob")
    with pytest.raises(MacroNotFound):
        await house.run(shown, talk)
    for one in (talk, colleagues):
        assert (await house.said(one), list((await house.files.of(one)).tags)) == ([], [])
    assert await house.runs_in_log() == []


async def test_a_run_that_the_store_broke_off_is_ended_under_its_key_with_nothing_done_twice(house: House) -> None:
    macro = await house.macro(Step(REPLY, house.reply_id), Step(NOTE, "told them"), Step(StepKind.CLOSE, "solved"))
    talk = await house.waiting()
    house.desk.answers_lost = 1
    with pytest.raises(StoreUnavailable):
        await house.run(macro, talk)
    assert states(await house.run(macro, talk)) == ["done"] * 3, "it was closed, only nobody had heard of it"
    assert (await house.said(talk), len((await house.files.of(talk)).notes)) == (["Good bye!"], 1)
    assert await house.runs_in_log() == ["reply done, note done, close done"]


async def test_a_run_that_is_taken_up_with_other_words_says_none_with_a_hole(house: House) -> None:
    macro = await house.macro(Step(REPLY, house.reply_id), Step(StepKind.CLOSE, "solved"))
    talk = await house.waiting()
    house.desk.is_away = True
    with pytest.raises(StoreUnavailable):
        await house.run(macro, talk)
    house.desk.is_away = False
    ended = await house.run(macro, talk, "Good bye {customer}!")
    assert (states(ended), ended[0].detail) == (
        ["failed", "left"],
        "text: {customer} has no value; accepted is a reply with what it stands for",
    )
    assert await house.said(talk) == []


async def test_what_cannot_be_kept_is_refused_with_what_is_accepted(house: House) -> None:
    reply, close = Step(REPLY, house.reply_id), Step(StepKind.CLOSE)
    for steps, told in (
        ((), "accepted are 1 to 12"),
        ((reply, reply), "several replies"),
        ((close, Step(TAG, "x")), "as the last step"),
        ((Step(StepKind.CLOSE, "bored"),), "solved, no_answer"),
        ((Step(StepKind.TEAM, " "),), "team's name"),
        ((Step(TAG, "x" * 41),), "1 to 40"),
        ((Step(REPLY, "cr_none"),), "the id of a ready-made reply"),
    ):
        with pytest.raises(InvalidInput, match=told):
            await house.macro(*steps)
    await house.macro(close)
    with pytest.raises(InvalidInput, match="another macro has 'bye'"):
        await house.macro(close, shortcut="/BYE")
    assert len(await house.macros.list()) == 1


async def test_a_team_that_there_is_not_is_a_step_that_fails(house: House) -> None:
    macro, talk = await house.macro(Step(TAG, "x"), Step(StepKind.TEAM, "nobody")), await house.waiting()
    ended = await house.run(macro, talk, "")
    assert states(ended) == ["done", "failed"]
    assert "accepted: Warehouse" in ended[1].detail
