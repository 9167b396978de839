"""Where pictures are kept: a file each, outside the web root, and a row that says whose it is."""

import asyncio
import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Row, func, select

from bot.attachments.picture import Picture
from bot.attachments.tables import attachments
from bot.errors import AttachmentNotFound, PictureRefused
from bot.storage.database import Database


@dataclass(frozen=True)
class Attachment:
    """A picture of one conversation."""

    id: str
    conversation_id: str
    media_type: str
    width: int
    height: int


class AttachmentStore:
    """Keeps pictures; each belongs to the conversation it was sent in and is not found from any other."""

    def __init__(self, database: Database, folder: Path, *, largest_bytes: int, most: int) -> None:
        self._database, self._folder = database, folder
        self.largest_bytes, self._most = largest_bytes, most

    async def keep(self, conversation_id: str, sent: bytes) -> Attachment:
        """Keeps a picture; the same one again is the same attachment. Raises `PictureRefused`."""
        if len(sent) > self.largest_bytes:
            raise PictureRefused(f"the picture has {len(sent):,} bytes; accepted: at most {self.largest_bytes:,}")
        digest = hashlib.sha256(sent).hexdigest()
        if (known := await self._known(conversation_id, digest)) is not None:
            return known
        await self._must_have_room(conversation_id)
        picture = await asyncio.to_thread(Picture.read, sent)
        new = Attachment(f"at_{uuid4().hex}", conversation_id, picture.media_type, picture.width, picture.height)
        # The file first: a row always has its picture, and a file without a row is found by nobody.
        await asyncio.to_thread(self._write, new.id, picture.body)
        row = {**vars(new), "bytes": len(picture.body), "digest": digest, "at": datetime.now(UTC)}
        async with self._database.transaction() as connection:
            await connection.execute(attachments.insert().values(**row))
        return new

    async def find(self, conversation_id: str, ids: Iterable[str]) -> Sequence[Attachment]:
        """In the order of `ids`; raises `AttachmentNotFound` for the first that is not this conversation's."""
        wanted = list(ids)
        mine = (attachments.c.conversation_id == conversation_id) & attachments.c.id.in_(wanted)
        async with self._database.reading() as connection:
            found = {row.id: _attachment(row) for row in await connection.execute(select(attachments).where(mine))}
        if missing := next((id_ for id_ in wanted if id_ not in found), None):
            raise AttachmentNotFound(missing)
        return [found[id_] for id_ in wanted]

    async def body(self, attachment: Attachment) -> bytes:
        """The picture's bytes; raises `AttachmentNotFound` when its file is gone."""
        try:
            return await asyncio.to_thread(self._path(attachment.id).read_bytes)
        except FileNotFoundError as error:
            raise AttachmentNotFound(attachment.id) from error

    async def forget(self, conversation_id: str) -> None:
        """Removes every picture of a conversation; a picture that is gone already is no error."""
        mine = attachments.c.conversation_id == conversation_id
        async with self._database.reading() as connection:
            ids = list(await connection.scalars(select(attachments.c.id).where(mine)))
        for id_ in ids:  # the file first: without its row nobody would find it any more
            await asyncio.to_thread(self._path(id_).unlink, missing_ok=True)
        async with self._database.transaction() as connection:
            await connection.execute(attachments.delete().where(mine, attachments.c.id.in_(ids)))

    async def _known(self, conversation_id: str, digest: str) -> Attachment | None:
        same = (attachments.c.conversation_id == conversation_id) & (attachments.c.digest == digest)
        async with self._database.reading() as connection:
            row = (await connection.execute(select(attachments).where(same).limit(1))).one_or_none()
        return None if row is None else _attachment(row)

    async def _must_have_room(self, conversation_id: str) -> None:
        query = select(func.count()).where(attachments.c.conversation_id == conversation_id)
        async with self._database.reading() as connection:
            held = await connection.scalar(query) or 0
        if held >= self._most:
            raise PictureRefused(f"this conversation holds {held} pictures; accepted: at most {self._most}")

    def _path(self, id_: str) -> Path:
        return self._folder / id_[3:5] / f"{id_}.jpg"

    def _write(self, id_: str, body: bytes) -> None:
        """On the disk, whole, before anybody is told of it."""
        path = self._path(id_)
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".new")
        with half.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)


def _attachment(row: Row[tuple[object, ...]]) -> Attachment:
    kept = row._mapping
    return Attachment(**{name: kept[name] for name in Attachment.__dataclass_fields__})
