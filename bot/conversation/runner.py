"""Takes turns to their reply: in order within a conversation, side by side across conversations."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from bot.conversation.announcing import announce
from bot.conversation.apology import apology
from bot.conversation.bus import MessageBus
from bot.conversation.ids import new_id
from bot.conversation.model import Event, EventType
from bot.conversation.recall import Forgetful, Recall
from bot.conversation.store import TurnStore
from bot.conversation.turn import Ended, OpenTurn, Received, Reply
from bot.conversation.writes import Writes
from bot.dialogue.manager import DialogueManager, Turn
from bot.dialogue.parts import Part
from bot.errors import BusUnavailable, DialogueSilent, DialogueUnavailable, StoreUnavailable

_log = logging.getLogger(__name__)
_LEASE: Final = timedelta(seconds=5)
_BACK_OFF: Final = (0.25, 0.5, 1.0, 2.0, 3.0)
"""Seconds between tries; the last one again and again."""
_LOOK_SECONDS: Final = 0.1
_SILENCES: Final = 2
"""An action that failed this often fails for a reason that waiting does not mend."""

Observer = Callable[[str, float], None]
"""Hears how each turn ended (`replied`, `given up`, `failed`) and after how many seconds."""


@dataclass
class _Worker:
    """One conversation's open turns, answered one after the other; `woken` when there may be others to claim."""

    given: deque[OpenTurn] = field(default_factory=deque)
    woken: bool = False
    task: asyncio.Task[None] | None = None


class TurnRunner:
    """Answers open turns until each has its reply stored, through failures of the dialogue manager and of ourselves.

    While the dialogue manager is away a turn waits and is tried again, for `patience_seconds`; then the shopper gets
    an apology. A turn that another process left behind is taken up when its lease has run out.
    """

    def __init__(
        self,
        turns: TurnStore,
        bus: MessageBus,
        dialogue: DialogueManager,
        writes: Writes,
        *,
        patience_seconds: float = 40.0,
        lease: timedelta = _LEASE,
        observe: Observer = lambda outcome, seconds: None,
        recall: Recall | None = None,
    ) -> None:
        self._turns, self._bus, self._dialogue, self._writes = turns, bus, dialogue, writes
        self._patience, self.lease, self._observe = patience_seconds, lease, observe
        self._recall = recall or Forgetful()
        self.owner = new_id("p")
        self._workers: dict[str, _Worker] = {}
        self._waiting: dict[str, asyncio.Future[Reply | None]] = {}
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Takes up what was left open, now and from then on."""
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """Lets go of every turn where it stands: the next process takes it up."""
        tasks = [worker.task for worker in self._workers.values() if worker.task is not None]
        if self._sweeper is not None:
            tasks.append(self._sweeper)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def take(self, conversation_id: str, received: Received) -> None:
        """Has a received message answered."""
        if received.turn is not None:
            self._waiting[received.message_id] = asyncio.get_running_loop().create_future()
            self._wake(conversation_id, received.turn)
        elif received.waits:
            self._wake(conversation_id)

    async def wait_for(self, conversation_id: str, message_id: str) -> Reply:
        """How the turn ended; raises `MessageNotFound`."""
        waiting = self._waiting.get(message_id)
        if waiting is not None and (reply := await asyncio.shield(waiting)) is not None:
            return reply
        # Behind another turn, or in the hands of another process: the store says when it is done.
        while True:
            if (reply := await self._turns.reply(conversation_id, message_id)) is not None:
                return reply
            await asyncio.sleep(_LOOK_SECONDS)

    def _wake(self, conversation_id: str, given: OpenTurn | None = None) -> None:
        worker = self._workers.setdefault(conversation_id, _Worker())
        if given is None:
            worker.woken = True
        else:
            worker.given.append(given)
        if worker.task is None:
            worker.task = asyncio.create_task(self._work(conversation_id, worker), name=f"turns of {conversation_id}")

    async def _work(self, conversation_id: str, worker: _Worker) -> None:
        try:
            while (turn := await self._next(conversation_id, worker)) is not None:
                worker.woken |= await self._take_to_its_end(turn)
        except StoreUnavailable as error:
            _log.warning("turns of %s wait for the store: %s", conversation_id, error)
        except Exception:
            _log.exception("turns of %s were left open", conversation_id)
        finally:
            del self._workers[conversation_id]
            for turn in worker.given:
                self._tell_waiting(turn.turn.message_id, None)

    async def _next(self, conversation_id: str, worker: _Worker) -> OpenTurn | None:
        if worker.given:
            return worker.given.popleft()
        if not worker.woken:
            return None
        worker.woken = False
        return await self._turns.claim(conversation_id, self.owner, self.lease, self._writes.begun_by)

    async def _take_to_its_end(self, turn: OpenTurn) -> bool:
        """Returns whether other turns wait."""
        ended: Ended | None = None
        try:
            async with self._held(turn.turn), self._typing(turn.turn):
                ended = await self._end(turn, await self._parts(turn))
        finally:
            self._tell_waiting(turn.turn.message_id, ended.reply if ended else None)
        return ended is None or ended.more

    async def _parts(self, turn: OpenTurn) -> Sequence[Part]:
        started, outcome = time.monotonic(), "failed"
        try:
            async with asyncio.timeout(self._patience):
                parts = await self._answer(turn)
            outcome = "replied"
            return parts
        except (DialogueUnavailable, TimeoutError) as error:
            outcome = "given up"
            _log.error("turn %s of %s was given up: %s", turn.turn.message_id, turn.turn.conversation_id, error)
        except Exception:
            _log.exception("turn %s of %s failed", turn.turn.message_id, turn.turn.conversation_id)
        finally:
            self._observe(outcome, time.monotonic() - started)
        return apology(turn.turn.language)

    async def _answer(self, open_turn: OpenTurn) -> Sequence[Part]:
        """Asks until there is an answer; the caller bounds how long. Raises `DialogueSilent` when asking is no use."""
        silences, failures, look_first = 0, 0, open_turn.resumed
        while True:
            try:
                return await self._ask(open_turn, look_first)
            except DialogueSilent:
                silences += 1
                if silences >= _SILENCES:
                    raise
            except DialogueUnavailable as error:
                _log.warning("turn %s waits for the dialogue manager: %s", open_turn.turn.message_id, error)
            await asyncio.sleep(_BACK_OFF[min(failures, len(_BACK_OFF) - 1)])
            failures, look_first = failures + 1, True

    async def _ask(self, open_turn: OpenTurn, look_first: bool) -> Sequence[Part]:
        turn = open_turn.turn
        if look_first and (found := await self._dialogue.find_reply(turn)) is not None:
            return found
        if open_turn.fresh_start:
            meanwhile = await self._recall.meanwhile(turn.conversation_id, turn.message_id)
            await self._dialogue.leave_task(turn.conversation_id, meanwhile)
        return await self._dialogue.respond(turn)

    async def _end(self, open_turn: OpenTurn, parts: Sequence[Part]) -> Ended | None:
        turn = open_turn.turn
        replaced = await self._takes_back(turn, parts)
        ended = await self._turns.finish(open_turn, parts, self._writes.begun_by, replaces_stream=replaced)
        if ended is None:
            return None
        await announce(self._bus, ended.events)
        if ended.dropped:
            _log.info("the reply to %s came too late: a person has the conversation", turn.message_id)
            await announce(self._bus, [_withdrawn(turn)])
        return ended

    async def _takes_back(self, turn: Turn, parts: Sequence[Part]) -> bool:
        """Whether the shopper has read words that the reply does not begin with."""
        try:
            streamed = await self._bus.streamed_so_far(turn.conversation_id)
        except BusUnavailable:
            return False
        heard = "".join(e.payload.get("text", "") for e in streamed if e.payload["message_id"] == turn.reply_id)
        said = "".join(part["text"] for part in parts if part["kind"] in {"text", "answer"})
        return not _squeezed(said).startswith(_squeezed(heard))

    def _tell_waiting(self, message_id: str, reply: Reply | None) -> None:
        """Without a reply whoever waits asks the store."""
        waiting = self._waiting.pop(message_id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(reply)

    @asynccontextmanager
    async def _held(self, turn: Turn) -> AsyncIterator[None]:
        """Renews the lease for as long as the turn takes."""
        renewing = asyncio.create_task(self._renew(turn))
        try:
            yield
        finally:
            renewing.cancel()

    async def _renew(self, turn: Turn) -> None:
        while True:
            await asyncio.sleep(self.lease.total_seconds() / 3)
            with suppress(StoreUnavailable):
                await self._turns.renew(turn.message_id, self.owner, self.lease)

    @asynccontextmanager
    async def _typing(self, turn: Turn) -> AsyncIterator[None]:
        await announce(self._bus, [_typing(turn, True)])
        try:
            yield
        finally:
            await announce(self._bus, [_typing(turn, False)])

    async def _sweep(self) -> None:
        while True:
            try:
                for conversation_id in await self._turns.unheld():
                    self._wake(conversation_id)
            except StoreUnavailable as error:
                _log.warning("cannot look for open turns: %s", error)
            except Exception:  # what was left open would stay so for ever
                _log.exception("looking for open turns failed")
            await asyncio.sleep(self.lease.total_seconds() / 2)


def _withdrawn(turn: Turn) -> Event:
    return Event(turn.conversation_id, EventType.MESSAGE_WITHDRAWN, {"message_id": turn.reply_id})


def _typing(turn: Turn, active: bool) -> Event:
    return Event(turn.conversation_id, EventType.TYPING, {"active": active})


def _squeezed(text: str) -> str:
    return "".join(text.split())
