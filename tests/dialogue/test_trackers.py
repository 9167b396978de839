"""What the dialogue manager keeps of a conversation is forgotten, and nobody else's."""

from pathlib import Path

from sqlalchemy import text

from bot.dialogue.trackers import RasaTrackers
from bot.storage.database import Database


async def test_only_the_named_conversations_are_forgotten(tmp_path: Path) -> None:
    database = Database.open(f"sqlite+aiosqlite:///{tmp_path / 'rasa.db'}")
    async with database.transaction() as connection:
        await connection.exec_driver_sql("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, data TEXT)")
        for sender in ("c_1", "c_1", "c_2", "c_3"):
            await connection.execute(text("INSERT INTO events (sender_id, data) VALUES (:s, '{}')"), {"s": sender})
    await RasaTrackers(database).forget(["c_1", "c_3", "c_4"])
    async with database.reading() as connection:
        assert list(await connection.scalars(text("SELECT sender_id FROM events"))) == ["c_2"]
    await database.close()


async def test_before_the_first_start_there_is_nothing_to_forget(tmp_path: Path) -> None:
    database = Database.open(f"sqlite+aiosqlite:///{tmp_path / 'rasa.db'}")
    await RasaTrackers(database).forget(["c_1"])
    await database.close()
