"""Pictures lie in files outside the web root, each found from its own conversation alone."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.attachments.picture import Picture
from bot.attachments.store import Attachment, AttachmentStore, Sender
from bot.attachments.tables import attachments
from bot.conversation.sql_store import SqlConversationStore
from bot.errors import AttachmentNotFound, PictureRefused, TooManyFiles
from bot.storage.database import Database
from tests.attachments.documents import pdf
from tests.attachments.pictures import picture


@pytest.fixture
async def database(store_url: str) -> AsyncIterator[Database]:
    database = Database.open(store_url)
    yield database
    await database.close()


@pytest.fixture
def store(database: Database, tmp_path: Path) -> AttachmentStore:
    return AttachmentStore(database, tmp_path / "pictures", largest_bytes=20_000, most=2)


async def begin(database: Database) -> str:
    return (await SqlConversationStore(database).begin("en", {})).id


async def test_a_picture_is_kept_and_read_back(database: Database, store: AttachmentStore, tmp_path: Path) -> None:
    talk = await begin(database)
    kept = await store.keep(talk, picture())
    assert await store.find(talk, [kept.id]) == [kept]
    body = await store.body(kept)
    (file,) = (tmp_path / "pictures").rglob("*.*")
    assert (file.name, file.read_bytes()) == (f"{kept.id}.jpg", body)


async def test_the_same_picture_again_is_the_same(database: Database, store: AttachmentStore) -> None:
    talk, other = await begin(database), await begin(database)
    first = await store.keep(talk, picture())
    assert await store.keep(talk, picture()) == first
    assert (await store.keep(other, picture())).id != first.id


async def test_another_conversation_does_not_find_it(database: Database, store: AttachmentStore) -> None:
    kept = await store.keep(await begin(database), picture())
    other = await begin(database)
    for wanted in ([kept.id], ["at_unknown"], ["../../etc/passwd"]):
        with pytest.raises(AttachmentNotFound):
            await store.find(other, wanted)


async def test_size_and_number_are_bounded(database: Database, store: AttachmentStore) -> None:
    talk = await begin(database)
    with pytest.raises(PictureRefused, match="at most 20,000"):
        await store.keep(talk, b"x" * 20_001)
    for colour in ("red", "green"):
        await store.keep(talk, picture(colour=colour))
    with pytest.raises(PictureRefused, match="at most 2"):
        await store.keep(talk, picture(colour="blue"))


async def _kept_at_once(stores: Sequence[AttachmentStore], talk: str, most: int) -> None:
    """Sends six pictures at the same time, to one store after the other."""
    colours = ("red", "green", "blue", "white", "black", "grey")
    sent = (stores[n % len(stores)].keep(talk, picture(colour=colour)) for n, colour in enumerate(colours))
    told = await asyncio.gather(*sent, return_exceptions=True)
    assert [type(one) for one in told].count(TooManyFiles) == len(colours) - most, told
    kept = [one.id for one in told if isinstance(one, Attachment)]
    assert len(await stores[0].find(talk, kept)) == most


async def test_pictures_that_are_sent_at_once_are_counted_too(
    database: Database, store: AttachmentStore, tmp_path: Path
) -> None:
    talk = await begin(database)
    await _kept_at_once([store], talk, most=2)
    assert len(list((tmp_path / "pictures").rglob("*.*"))) == 2
    with pytest.raises(TooManyFiles):
        await store.keep(talk, picture(colour="yellow"))
    await store.keep(await begin(database), picture())


async def test_they_are_counted_over_all_processes(database: Database, store_url: str, tmp_path: Path) -> None:
    folder, others = tmp_path / "pictures", [Database.open(store_url) for _ in range(2)]
    stores = [AttachmentStore(one, folder, largest_bytes=20_000, most=2) for one in (database, *others)]
    await _kept_at_once(stores, await begin(database), most=2)
    assert len(list(folder.rglob("*.*"))) == 2, "of those that came too late nothing stays"
    for other in others:
        await other.close()


async def test_one_is_decoded_at_a_time_even_when_who_sent_them_hangs_up(
    database: Database, store: AttachmentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once, most, read = 0, 0, Picture.read

    def counted(sent: bytes) -> Picture:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        threading.Event().wait(0.1)
        at_once -= 1
        return read(sent)

    monkeypatch.setattr(Picture, "read", counted)
    for colour in ("red", "green", "blue", "white"):
        with suppress(TimeoutError):
            await asyncio.wait_for(store.keep(await begin(database), picture(colour=colour)), 0.05)
    talk = await begin(database)
    kept = await store.keep(talk, picture())
    assert (most, await store.find(talk, [kept.id])) == (1, [kept])


async def test_a_refused_picture_leaves_nothing(database: Database, store: AttachmentStore, tmp_path: Path) -> None:
    with pytest.raises(PictureRefused):
        await store.keep(await begin(database), b"no picture")
    assert not (tmp_path / "pictures").exists()


async def test_one_whose_file_is_gone_is_not_found(database: Database, store: AttachmentStore, tmp_path: Path) -> None:
    talk = await begin(database)
    kept = await store.keep(talk, picture())
    for file in (tmp_path / "pictures").rglob("*.jpg"):
        file.unlink()
    with pytest.raises(AttachmentNotFound):
        await store.body(kept)


async def test_people_of_the_shop_send_documents_too_and_shoppers_do_not(
    database: Database, store: AttachmentStore, tmp_path: Path
) -> None:
    talk = await begin(database)
    label = await store.keep(talk, pdf(), sender=Sender.AGENT, name="../Return label.pdf")
    assert (label.name, label.media_type, label.is_picture) == ("Return label.pdf", "application/pdf", False)
    assert await store.find(talk, [label.id], Sender.AGENT) == [label]
    assert await store.body(label) == pdf()
    (file,) = (tmp_path / "pictures").rglob("*.*")
    assert file.name == f"{label.id}.pdf", "never by the name that somebody gave"
    with pytest.raises(PictureRefused, match=r"accepted: JPEG, PNG, WEBP, GIF$"):
        await store.keep(talk, pdf())
    with pytest.raises(PictureRefused, match="accepted: JPEG, PNG, WEBP, GIF, PDF"):
        await store.keep(talk, b"<svg xmlns='http://www.w3.org/2000/svg'/>", sender=Sender.AGENT)


async def test_each_side_has_its_own_files_and_room(database: Database, store: AttachmentStore) -> None:
    talk = await begin(database)
    shoppers = [await store.keep(talk, picture(colour=colour)) for colour in ("red", "green")]
    agents = await store.keep(talk, picture(colour="red"), sender=Sender.AGENT)
    assert agents.id != shoppers[0].id
    assert await store.keep(talk, picture(colour="red"), sender=Sender.AGENT) == agents
    for id_, side in ((agents.id, Sender.SHOPPER), (shoppers[0].id, Sender.AGENT)):
        with pytest.raises(AttachmentNotFound):
            await store.find(talk, [id_], side)
    await store.keep(talk, pdf(), sender=Sender.AGENT, name="a.pdf")
    with pytest.raises(TooManyFiles) as refused:
        await store.keep(talk, pdf(), sender=Sender.AGENT, name="b.pdf")
    assert refused.value.limit == 2


async def test_what_was_kept_before_sides_were_told_apart_is_the_shoppers(
    database: Database, store: AttachmentStore
) -> None:
    talk = await begin(database)
    kept = await store.keep(talk, picture())
    async with database.transaction() as connection:
        await connection.execute(update(attachments).where(attachments.c.id == kept.id).values(sender=None))
    assert await store.find(talk, [kept.id], Sender.SHOPPER) == [kept]
    assert await store.keep(talk, picture()) == kept


async def test_a_forgotten_conversation_leaves_no_file(
    database: Database, store: AttachmentStore, tmp_path: Path
) -> None:
    talk = await begin(database)
    await store.keep(talk, picture())
    await store.keep(talk, pdf(), sender=Sender.AGENT)
    await store.forget(talk)
    assert list((tmp_path / "pictures").rglob("*.*")) == []
