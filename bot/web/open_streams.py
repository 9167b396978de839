"""Event streams of the shop's people, each of which ends with the session that opened it."""

import asyncio
import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Protocol

from bot.errors import StoreUnavailable
from bot.people.model import Role, Session

_log = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 1.0


class Lasting(Protocol):
    """Tells which sessions have not ended."""

    async def lasting(self, session_ids: Collection[str]) -> Mapping[str, Session]: ...


@dataclass(eq=False)
class _Open:
    """A stream that somebody reads."""

    session_id: str
    roles: tuple[Role, ...]
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class OpenStreams:
    """Looks into the store once a second, for all streams of this process together.

    A session may be ended by any process, the command line among them, and while the bus is away: the store alone
    always knows. Nothing is asked while no stream is open.
    """

    def __init__(self, sessions: Lasting, look_seconds: float = _LOOK_SECONDS) -> None:
        self._sessions, self._look_seconds = sessions, look_seconds
        self._open: set[_Open] = set()
        self._looking: asyncio.Task[None] | None = None

    @contextmanager
    def of(self, session: Session, *roles: Role) -> Iterator[asyncio.Event]:
        """Set once the session has ended, the account is inactive or has none of the roles any more."""
        stream = _Open(session.id, roles)
        self._open.add(stream)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            yield stream.ended
        finally:
            self._open.discard(stream)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(self._look_seconds)
            if not self._open:
                return
            asked = list(self._open)  # who opens one while the answer is out was not asked for
            try:
                lasting = await self._sessions.lasting({stream.session_id for stream in asked})
            except StoreUnavailable as error:
                _log.warning("cannot look who is still signed in: %s", error)
                continue
            except Exception:  # whatever it is, a stream must not outlive its session for it
                _log.exception("looking who is still signed in failed")
                continue
            for stream in asked:
                session = lasting.get(stream.session_id)
                if session is None or not session.person.may_act_as(*stream.roles):
                    stream.ended.set()
