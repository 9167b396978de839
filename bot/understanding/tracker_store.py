"""Where Rasa keeps its trackers: its own SQL store, with the last turns of recent conversations at hand.

Rasa's store reads and replays all events of a conversation at each message, and hands all of them to each action, so a
turn costs the more the longer the conversation is; and it opens and closes the database at each access. Here the
database stays open, holds the rows that Rasa would write, and is read for a conversation only when that is not at hand.
The tracker begins some turns back, with the slots as they stood then, which is how Rasa itself carries slots into a new
session. Nothing that decides a turn looks further back: the memory policy sees five states, rules and actions see the
turn before.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa  # type: ignore[import-untyped]  # 1.4, as Rasa wants it, ships no types
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

_KEPT_TURNS: Final = 6
_MOST_TURNS: Final = 12
"""A tracker that has grown to more turns is cut to `_KEPT_TURNS`."""
_MOST_CONVERSATIONS: Final = 200
"""Each takes about 150 KB; others are read from the database again, as Rasa's own store reads each."""
# On a tracker of ours: how many of its events are stored.
_STORED: Final = "shoptalk_stored"

_EVENTS: Final = SQLTrackerStore.SQLEvent.__table__
_ADD: Final = _EVENTS.insert()
_NEWEST: Final = sa.select(sa.func.max(_EVENTS.c.id)).where(_EVENTS.c.sender_id == sa.bindparam("sender"))


@dataclass(frozen=True)
class AtHand:
    """A conversation's last events; `newest` numbers its last row, which shows whether somebody else has added one."""

    newest: int
    events: Sequence[Event]


class RecentTrackerStore(SQLTrackerStore):
    """Takes the settings of Rasa's SQL tracker store in endpoints.yml."""

    engine: Any

    def __init__(self, domain: Domain | None = None, **settings: Any) -> None:
        super().__init__(domain, **settings)
        self._at_hand: OrderedDict[str, AtHand] = OrderedDict()
        if self.engine.dialect.name == "sqlite":
            self._stay_open()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        held, newest = self._at_hand.get(sender_id), self._newest(sender_id)
        if held is None or held.newest != newest:
            tracker = await super().retrieve(sender_id)
            if tracker is None:
                return None
            held = self._keep(sender_id, newest, tracker.events)
        # Built anew each time: what a turn that failed did to its tracker is gone with it.
        return _all_stored(DialogueStateTracker.from_events(sender_id, held.events, self.domain.slots))

    async def save(self, tracker: DialogueStateTracker) -> None:
        stored = self._count_stored(tracker)
        if stored is None:
            self._at_hand.pop(tracker.sender_id, None)
            await super().save(tracker)
        elif fresh := list(islice(tracker.events, stored, None)):
            await self.stream_events(tracker)
            self._keep(tracker.sender_id, self._add(tracker.sender_id, fresh), tracker.events)
            _all_stored(tracker)

    def _count_stored(self, tracker: DialogueStateTracker) -> int | None:
        """How many of its events are stored; None when only Rasa's way to compare all of them can tell."""
        known: int | None = getattr(tracker, _STORED, None)
        return 0 if known is None and not self._newest(tracker.sender_id) else known

    def _newest(self, sender_id: str) -> int:
        with self.session_scope() as session:
            return session.execute(_NEWEST, {"sender": sender_id}).scalar() or 0

    def _add(self, sender_id: str, events: Iterable[Event]) -> int:
        """Returns the number of the last row."""
        with self.session_scope() as session:
            session.execute(_ADD, [_row(sender_id, event) for event in events])
            newest: int = session.execute(_NEWEST, {"sender": sender_id}).scalar()
            session.commit()
        return newest

    def _keep(self, sender_id: str, newest: int, events: Iterable[Event]) -> AtHand:
        held = self._at_hand[sender_id] = AtHand(newest, last_turns(list(events), self.domain.slots))
        self._at_hand.move_to_end(sender_id)
        if len(self._at_hand) > _MOST_CONVERSATIONS:
            self._at_hand.popitem(last=False)
        return held

    def _stay_open(self) -> None:
        """Closing the last connection writes the whole journal back and removes it: so one is held."""
        shared = {"check_same_thread": False}
        self.engine = sa.create_engine(self.engine.url, poolclass=sa.pool.QueuePool, connect_args=shared)
        self.sessionmaker = sa.orm.sessionmaker(bind=self.engine)


def last_turns(events: Sequence[Event], slots: Iterable[Slot]) -> list[Event]:
    """The events of the session, cut to its last turns when there are many, the slots set first as they stood then.

    Turns of a form that is over count as one, as Rasa sees them, and no form is cut in two.
    """
    session = list(events[_session_start(events) :])
    if sum(map(_is_wait, session)) <= _MOST_TURNS:
        return session
    seen = DialogueStateTracker.from_events("", session, slots).applied_events()
    waits = [event for event in seen if _is_wait(event)]
    if len(waits) <= _KEPT_TURNS:
        return session
    cut = next(n for n, event in enumerate(session) if event is waits[-1 - _KEPT_TURNS])
    before = DialogueStateTracker.from_events("", session[:cut], slots)
    if before.active_loop_name:
        return session
    return [*_as_set(before, session[cut].timestamp), *session[cut:]]


def _session_start(events: Sequence[Event]) -> int:
    starts = (n for n in range(len(events) - 1, -1, -1) if isinstance(events[n], SessionStarted))
    return next(starts, 0)


def _is_wait(event: Event) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME


def _as_set(tracker: DialogueStateTracker, timestamp: float) -> list[Event]:
    changed = [slot for slot in tracker.slots.values() if slot.value != slot.initial_value]
    return [SlotSet(slot.name, slot.value, timestamp) for slot in changed]


def _all_stored(tracker: DialogueStateTracker) -> DialogueStateTracker:
    setattr(tracker, _STORED, len(tracker.events))
    return tracker


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    """As Rasa's store writes an event."""
    described = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": described.get("timestamp"),
        "intent_name": described.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": described.get("name"),
        "data": json.dumps(described),
    }
