"""A conversation room put together for tests, on a real database."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.attachments.store import AttachmentStore
from bot.conversation.bus import MessageBus
from bot.conversation.desk import Desk
from bot.conversation.feed import EventFeed
from bot.conversation.intake import Intake
from bot.conversation.memory_bus import MemoryBus
from bot.conversation.model import Conversation, Message
from bot.conversation.recall import Recall
from bot.conversation.runner import TurnRunner
from bot.conversation.sql_handoffs import SqlHandoffStore
from bot.conversation.sql_store import SqlConversationStore
from bot.conversation.sql_turns import SqlTurnStore
from bot.conversation.turn import Reply
from bot.dialogue.manager import DialogueManager
from bot.dialogue.parts import Part
from bot.dialogue.scripted import ScriptedDialogue
from bot.mail.outbox import OutboxMailer
from bot.storage.database import Database

QUICK_LEASE = timedelta(seconds=0.3)


class KnownWrites:
    """`Writes` told by the test."""

    def __init__(self) -> None:
        self.open: set[str] = set()
        self.begun: set[str] = set()

    async def is_open(self, proposal_id: str) -> bool:
        return proposal_id in self.open

    async def begun_by(self, message_id: str) -> bool:
        return message_id in self.begun


@dataclass
class House:
    """Everything a conversation needs."""

    database: Database
    store: SqlConversationStore
    turns: SqlTurnStore
    handoffs: SqlHandoffStore
    bus: MessageBus
    dialogue: DialogueManager
    writes: KnownWrites
    runner: TurnRunner
    intake: Intake
    desk: Desk
    feed: EventFeed
    outbox: OutboxMailer
    attachments: AttachmentStore

    async def begin(self) -> Conversation:
        return await self.store.begin("en", {})

    async def ask(self, conversation: Conversation, text: str | None = None, choice: str | None = None) -> Reply:
        message_id = await self.intake.receive(conversation.id, text=text, choice_id=choice)
        return await self.intake.reply_to(conversation.id, message_id, 40)

    async def said(self, conversation: Conversation) -> list[tuple[str, str]]:
        """The whole talk as (author, words)."""
        return [(message.author.value, words(message.parts)) for message in await self.store.history(conversation.id)]


def words(parts: Sequence[Part]) -> str:
    return " ".join(part["text"] for part in parts if "text" in part)


def choice_ids(message: Message | Reply) -> dict[str, str]:
    """Title -> id of the quick replies of a message."""
    return {c["title"]: c["id"] for part in message.parts if part["kind"] == "choices" for c in part["items"]}


@asynccontextmanager
async def house(
    url: str,
    dialogue: DialogueManager | None = None,
    *,
    bus: MessageBus | None = None,
    patience_seconds: float = 20.0,
    lease: timedelta = QUICK_LEASE,
    writes: KnownWrites | None = None,
    recall: Recall | None = None,
) -> AsyncIterator[House]:
    """The room with its runner going, on a migrated database."""
    database, writes = Database.open(url), writes or KnownWrites()
    store, turns, handoffs = SqlConversationStore(database), SqlTurnStore(database), SqlHandoffStore(database)
    bus, dialogue, outbox = bus or MemoryBus(), dialogue or ScriptedDialogue(), OutboxMailer(database)
    runner = TurnRunner(turns, bus, dialogue, writes, patience_seconds=patience_seconds, lease=lease, recall=recall)
    folder = TemporaryDirectory()
    attachments = AttachmentStore(database, Path(folder.name), largest_bytes=100_000, most=3)
    intake, desk = Intake(turns, bus, runner, writes, attachments), Desk(handoffs, bus)
    feed = EventFeed(store, bus, look_seconds=0.1)
    await runner.start()
    await feed.start()
    try:
        yield House(
            database, store, turns, handoffs, bus, dialogue, writes, runner, intake, desk, feed, outbox, attachments
        )
    finally:
        await feed.stop()
        await runner.stop()
        await database.close()
        folder.cleanup()
