"""Tests that a long conversation's tracker tells what Rasa's own would, and that the same rows are written."""

import itertools
import random
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.understanding import tracker_store
from bot.understanding.tracker_store import RecentTrackerStore, last_turns


@pytest.fixture(scope="module")
def domain() -> Domain:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Rasa reads YAML with warns of its own age
        return Domain.load("data/domain")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rasa.db"


@pytest.fixture
def store(domain: Domain, path: Path) -> RecentTrackerStore:
    return RecentTrackerStore(domain, dialect="sqlite", db=str(path))


def begin() -> list[Event]:
    return [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


def turn(n: int, *events: Event, intent: str = "greet", action: str = "utter_greet") -> list[Event]:
    """A whole turn: a message, what the bot did and said, and waiting for the next."""
    parsed = {"text": f"message {n}", "intent": {"name": intent, "confidence": 1.0}, "entities": []}
    said = UserUttered(f"message {n}", parsed["intent"], [], parsed, metadata={"message_id": f"m{n}"})
    answered = BotUttered(None, {"custom": {"kind": "text", "text": f"answer {n}"}})
    return [said, ActionExecuted(action), answered, *events, ActionExecuted("action_listen")]


async def take(store: SQLTrackerStore, *events: Event, sender: str = "c") -> None:
    """As Rasa takes a turn: it fetches the tracker, adds what happened and saves it."""
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    tracker.model_id = "a model"
    tracker.update_with_events(deepcopy(list(events)), store.domain, override_timestamp=False)
    await store.save(tracker)


def told(tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    """All that a policy, a form or an action takes from a tracker for its next step."""
    state = tracker.current_state()
    return {**state, "states": tracker.past_states(domain)[-10:], "events": [e.as_dict() for e in tracker.events][-20:]}


def stories(seed: int, turns: int) -> Iterator[list[Event]]:
    """Turns as they come: slots set and emptied, the form opened, interrupted and left."""
    chance, is_open = random.Random(seed), False
    slots = ["topic", "order_number", "order_task", "focus", "need", "shown", "unanswered", "previous_question"]
    for n in range(turns):
        value = chance.choice([None, f"value {n}", [n, {"price": n}]])
        events: list[Event] = [SlotSet(name, value) for name in chance.sample(slots, chance.randrange(3))]
        if is_open or chance.random() < 0.2:
            stays = chance.random() < 0.6
            if not is_open:
                events.append(ActiveLoop("order_form"))
            events.append(SlotSet("requested_slot", "contact" if stays else None))
            events += [] if stays else [ActiveLoop(None)]
            is_open = stays
            yield turn(n, *events, intent="track_order", action="order_form")
        else:
            yield turn(n, *events)


@pytest.mark.parametrize("seed", range(3))
async def test_a_long_conversation_is_told_as_rasas_own_store_tells_it(
    seed: int, domain: Domain, store: RecentTrackerStore, tmp_path: Path
) -> None:
    whole = SQLTrackerStore(domain, dialect="sqlite", db=str(tmp_path / "whole.db"))
    longest = 0
    for events in [begin(), *stories(seed, 60)]:
        await take(store, *events)
        await take(whole, *events)
        ours, theirs = await store.retrieve("c"), await whole.retrieve("c")
        assert told(ours, domain) == told(theirs, domain)
        assert told(ours.copy(), domain) == told(theirs, domain), "actions are given a copy"
        longest = max(longest, len(ours.events))
    assert longest < len(theirs.events) / 2


async def test_the_rows_are_those_that_rasas_own_store_writes(
    domain: Domain, store: RecentTrackerStore, path: Path, tmp_path: Path
) -> None:
    whole = SQLTrackerStore(domain, dialect="sqlite", db=str(tmp_path / "whole.db"))
    for events in [begin(), *stories(1, 30)]:
        await take(store, *events)
        await take(whole, *events)
    assert rows(path) == rows(tmp_path / "whole.db")


def rows(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT sender_id, type_name, timestamp, intent_name, action_name, data FROM events ORDER BY id"
        return connection.execute(query).fetchall()


async def test_the_whole_conversation_can_still_be_looked_up(store: RecentTrackerStore) -> None:
    for events in [begin(), *stories(2, 40)]:
        await take(store, *events)
    full = await store.retrieve_full_tracker("c")
    assert [e.metadata["message_id"] for e in full.events if isinstance(e, UserUttered)] == [f"m{n}" for n in range(40)]


async def test_a_store_that_starts_anew_goes_on_where_the_other_ended(
    domain: Domain, store: RecentTrackerStore, path: Path
) -> None:
    for events in [begin(), *stories(3, 40)]:
        await take(store, *events)
    anew = RecentTrackerStore(domain, dialect="sqlite", db=str(path))
    assert told(await anew.retrieve("c"), domain) == told(await store.retrieve("c"), domain)


async def test_what_another_rasa_has_added_is_seen(domain: Domain, store: RecentTrackerStore, path: Path) -> None:
    other = RecentTrackerStore(domain, dialect="sqlite", db=str(path))
    for n, one in zip(range(30), itertools.cycle([store, other]), strict=False):
        await take(one, *(begin() if n == 0 else turn(n, SlotSet("topic", f"topic {n}"))))
    for one in (store, other):
        tracker = await one.retrieve("c")
        assert tracker.get_slot("topic") == "topic 29"
        assert tracker.latest_message.text == "message 29"
    assert len(await all_messages(store)) == 29


async def all_messages(store: SQLTrackerStore) -> list[str]:
    full = await store.retrieve_full_tracker("c")
    return [event.text for event in full.events if isinstance(event, UserUttered)]


async def test_a_turn_that_failed_leaves_nothing_behind(store: RecentTrackerStore) -> None:
    await take(store, *begin(), *turn(1))
    failed = await store.retrieve("c")
    failed.update_with_events(turn(2, SlotSet("topic", "order")), store.domain)
    assert (await store.retrieve("c")).latest_message.text == "message 1"
    await take(store, *turn(3))
    assert await all_messages(store) == ["message 1", "message 3"]
    assert (await store.retrieve("c")).get_slot("topic") is None


async def test_a_tracker_that_is_saved_twice_is_stored_once(store: RecentTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("c", append_action_listen=False)
    for n in range(20):
        tracker.update_with_events(turn(n), store.domain)
        await store.save(tracker)
        await store.save(tracker)
    assert await all_messages(store) == [f"message {n}" for n in range(20)]


async def test_a_tracker_built_by_somebody_else_is_saved_as_rasa_saves_it(
    domain: Domain, store: RecentTrackerStore
) -> None:
    await take(store, *begin(), *turn(1))
    foreign = DialogueStateTracker.from_events("c", list((await store.retrieve("c")).events), domain.slots)
    foreign.update_with_events(turn(2), domain)
    await store.save(foreign)
    assert await all_messages(store) == ["message 1", "message 2"]
    assert (await store.retrieve("c")).latest_message.text == "message 2"


async def test_a_new_session_begins_with_nothing_of_the_old(store: RecentTrackerStore) -> None:
    for events in [begin(), *stories(4, 20)]:
        await take(store, *events)
    await take(store, *turn(20, SlotSet("topic", "order"), ActiveLoop("order_form")))
    await take(store, *begin())
    tracker = await store.retrieve("c")
    assert tracker.get_slot("topic") is None
    assert tracker.active_loop_name is None
    assert not [event for event in tracker.events if isinstance(event, UserUttered)]
    assert len(await all_messages(store)) == 21


def test_a_form_is_never_cut_in_two(domain: Domain) -> None:
    events = [*begin(), *turn(0, ActiveLoop("order_form"), action="order_form")]
    for n in range(1, 30):
        events += turn(n, action="order_form")
        assert last_turns(events, domain.slots)[0] is events[1]
    events += turn(30, ActiveLoop(None), action="order_form")
    for n in range(31, 38):
        events += turn(n)
    assert len([e for e in last_turns(events, domain.slots) if isinstance(e, UserUttered)]) == 6


async def test_only_so_many_conversations_are_at_hand(
    store: RecentTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracker_store, "_MOST_CONVERSATIONS", 3)
    for n in range(5):
        await take(store, *begin(), *turn(n), sender=f"c{n}")
    assert list(store._at_hand) == ["c2", "c3", "c4"]
    assert (await store.retrieve("c0")).latest_message.text == "message 0"


async def test_the_database_stays_open_and_each_turn_is_on_the_disk_at_once(
    store: RecentTrackerStore, path: Path
) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode=WAL")
    for n in range(3):
        await take(store, *turn(n))
        assert path.with_name("rasa.db-wal").stat().st_size > 0, "the journal of a file that is closed is removed"
        assert len(rows(path)) == 4 * (n + 1)
    with store.session_scope() as session:
        assert session.execute("PRAGMA synchronous").scalar() == 2
