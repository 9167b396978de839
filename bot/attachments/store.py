"""Where pictures and documents are kept: a file each, outside the web root, and a row that says whose it is."""

import asyncio
import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, and_, column, func, or_, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.attachments.document import SIGN, Document
from bot.attachments.naming import clean_name
from bot.attachments.picture import ACCEPTED, Picture
from bot.attachments.tables import attachments
from bot.errors import AttachmentNotFound, FileTooLarge, PictureRefused, TooManyFiles
from bot.storage.database import Database

_ENDINGS: Final = {"image/jpeg": ".jpg", "application/pdf": ".pdf"}
# Of the room above this one, only what a file belongs to.
_conversations = table("conversations", column("id"))


class Sender(StrEnum):
    """Whose side a file comes from."""

    SHOPPER = "shopper"  # pictures alone
    AGENT = "agent"  # pictures and PDFs


@dataclass(frozen=True)
class Attachment:
    """A picture or document of one conversation."""

    id: str
    conversation_id: str
    media_type: str
    width: int
    height: int
    """Of a picture, in pixels; 0 of a document."""
    bytes: int = 0
    sender: Sender = Sender.SHOPPER
    name: str | None = None
    """What a document is called; a picture has none."""

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


class AttachmentStore:
    """Keeps files; each belongs to the conversation it was sent in and is not found from any other."""

    def __init__(self, database: Database, folder: Path, *, largest_bytes: int, most: int) -> None:
        """`most` of each side for each conversation."""
        self._database, self._folder = database, folder
        self.largest_bytes, self._most = largest_bytes, most
        self._under_way: Counter[tuple[str, Sender]] = Counter()
        # One at a time, since each may take 250 MB. A thread of its own sees to that, as a semaphore would not: whoever
        # hangs up while a file is read leaves the reading behind.
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="attachments")

    async def keep(
        self, conversation_id: str, sent: bytes, *, sender: Sender = Sender.SHOPPER, name: str = ""
    ) -> Attachment:
        """Keeps a file; the same one again, of the same side, is the same attachment.

        Raises `PictureRefused`: `FileTooLarge`, `TooManyFiles`, and `DocumentRefused` for a PDF.
        """
        if len(sent) > self.largest_bytes:
            raise FileTooLarge(len(sent), self.largest_bytes)
        called = clean_name(name, ".pdf") if sender is Sender.AGENT and sent.startswith(SIGN) else None
        digest = hashlib.sha256(sent).hexdigest()
        side = _of_side(conversation_id, sender)
        if (known := await self._known(and_(side, attachments.c.digest == digest), called)) is not None:
            return known
        with self._one_under_way(conversation_id, sender):
            async with self._database.reading() as connection:
                await self._must_have_room(connection, side)
            read = await asyncio.get_running_loop().run_in_executor(self._reader, _read, sent, sender)
            id_, size = f"at_{uuid4().hex}", len(read.body)
            new = Attachment(id_, conversation_id, read.media_type, read.width, read.height, size, sender, called)
            await self._add(new, read.body, digest)
            return new

    async def find(
        self, conversation_id: str, ids: Iterable[str], sender: Sender | None = None
    ) -> Sequence[Attachment]:
        """In the order of `ids`; raises `AttachmentNotFound` for the first that is not this conversation's.

        With a `sender`, those of one side alone.
        """
        wanted = list(ids)
        of_talk = attachments.c.conversation_id == conversation_id
        mine = of_talk if sender is None else _of_side(conversation_id, sender)
        query = select(attachments).where(mine, attachments.c.id.in_(wanted))
        async with self._database.reading() as connection:
            found = {row.id: _attachment(row) for row in await connection.execute(query)}
        if missing := next((id_ for id_ in wanted if id_ not in found), None):
            raise AttachmentNotFound(missing)
        return [found[id_] for id_ in wanted]

    async def body(self, attachment: Attachment) -> bytes:
        """The file's bytes; raises `AttachmentNotFound` when it is gone."""
        try:
            return await asyncio.to_thread(self._path(attachment.id, attachment.media_type).read_bytes)
        except FileNotFoundError as error:
            raise AttachmentNotFound(attachment.id) from error

    async def forget(self, conversation_id: str) -> None:
        """Removes every file of a conversation; one that is gone already is no error."""
        mine = attachments.c.conversation_id == conversation_id
        async with self._database.reading() as connection:
            rows = list(await connection.execute(select(attachments.c.id, attachments.c.media_type).where(mine)))
        for row in rows:  # the file first: without its row nobody would find it any more
            await asyncio.to_thread(self._path(row.id, row.media_type).unlink, missing_ok=True)
        async with self._database.transaction() as connection:
            await connection.execute(attachments.delete().where(mine, attachments.c.id.in_([row.id for row in rows])))

    async def _known(self, same: ColumnElement[bool], name: str | None) -> Attachment | None:
        query = select(attachments).where(same, attachments.c.name == name).limit(1)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _attachment(row)

    @contextmanager
    def _one_under_way(self, conversation_id: str, sender: Sender) -> Iterator[None]:
        """As many as a side may have are read or wait for it at once; one more is refused, not made to wait."""
        side = conversation_id, sender
        if self._under_way[side] >= self._most:
            raise TooManyFiles(self._most)
        self._under_way[side] += 1
        try:
            yield
        finally:
            self._under_way[side] -= 1
            if not self._under_way[side]:
                del self._under_way[side]

    async def _add(self, new: Attachment, body: bytes, digest: str) -> None:
        """The file first: a row always has its picture, and a file without a row is found by nobody."""
        path = self._path(new.id, new.media_type)
        await asyncio.to_thread(self._write, path, body)
        row = {**vars(new), "sender": new.sender.value, "digest": digest, "at": datetime.now(UTC)}
        mine = select(_conversations).where(_conversations.c.id == new.conversation_id)
        try:
            async with self._database.transaction() as connection:
                # In turn, so that what came at the same time is counted, whichever process read it.
                await connection.execute(mine.with_for_update(key_share=True))
                await self._must_have_room(connection, _of_side(new.conversation_id, new.sender))
                await connection.execute(attachments.insert().values(**row))
        except TooManyFiles:
            await asyncio.to_thread(path.unlink)
            raise

    async def _must_have_room(self, connection: AsyncConnection, side: ColumnElement[bool]) -> None:
        held = await connection.scalar(select(func.count()).where(side)) or 0
        if held >= self._most:
            raise TooManyFiles(self._most)

    def _path(self, id_: str, media_type: str) -> Path:
        return self._folder / id_[3:5] / f"{id_}{_ENDINGS[media_type]}"

    def _write(self, path: Path, body: bytes) -> None:
        """On the disk, whole, before anybody is told of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".new")
        with half.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)


def _read(sent: bytes, sender: Sender) -> Picture | Document:
    """By what the bytes are, whatever their sender calls them. Raises `PictureRefused`."""
    if sender is Sender.SHOPPER:
        return Picture.read(sent)
    if sent.startswith(SIGN):
        return Document.read(sent)
    try:
        return Picture.read(sent)
    except PictureRefused as refused:
        kinds = ", ".join(ACCEPTED)
        raise PictureRefused(str(refused).replace(f"accepted: {kinds}", f"accepted: {kinds}, PDF")) from refused


def _of_side(conversation_id: str, sender: Sender) -> ColumnElement[bool]:
    """Before sides were told apart, all were shoppers'."""
    side = attachments.c.sender == sender.value
    told = or_(side, attachments.c.sender.is_(None)) if sender is Sender.SHOPPER else side
    return and_(attachments.c.conversation_id == conversation_id, told)


def _attachment(row: Row[tuple[object, ...]]) -> Attachment:
    kept = dict(row._mapping)
    kept["sender"] = Sender(kept["sender"] or Sender.SHOPPER)
    return Attachment(**{name: kept[name] for name in Attachment.__dataclass_fields__})
