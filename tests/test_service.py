"""The whole product over real processes: killed, stopped, started again, and seen from outside."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Final

import psutil
import pytest

from tests.running import ROOT, Place, Running, Talk, wait_for

# The first start of a checkout builds the index and trains the dialogue model.
pytestmark = pytest.mark.timeout(1500)

KILLS: Final = 12 if os.environ.get("RACES") == "full" else 2
MOMENTS: Final = (0.0, 0.015, 0.005, 0.03, 0.01, 0.06)
"""Seconds after a message was taken in; a turn takes some tens of milliseconds."""
QUESTION: Final = "How long do I have to return shoes?"

Victim = Callable[[Running], psutil.Process]
VICTIMS: Final[dict[str, Victim]] = {"the app": lambda service: service.app, "Rasa": lambda service: service.rasa}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running.start(Place(tmp_path_factory.mktemp("service")))
    yield running
    family = running.family
    assert running.stop() == 0
    assert [process for process in family if _lives(process)] == []


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _kill(service: Running, victim: Victim, moment: float) -> None:
    """Kills a process of it a moment from now, and returns when the whole service is there again."""
    process = victim(service)
    time.sleep(moment)
    process.kill()
    wait_for(lambda: not _lives(process), 20, "the end of the killed process")
    service.wait_until_ready()


def test_every_socket_that_listens_is_on_loopback(service: Running) -> None:
    connections = [connection for process in service.family for connection in process.net_connections("inet")]
    listening = {(c.laddr.ip, c.laddr.port) for c in connections if c.status == psutil.CONN_LISTEN}
    assert {port for _, port in listening} == service.place.ports
    assert {address for address, _ in listening} == {"127.0.0.1"}


@pytest.mark.race
@pytest.mark.parametrize("name", VICTIMS)
def test_killing_a_process_in_the_middle_of_a_turn_loses_and_repeats_nothing(service: Running, name: str) -> None:
    talk = service.begin()
    texts: list[str] = []
    for number, moment in enumerate(islice(cycle(MOMENTS), KILLS)):
        texts.append(f"{QUESTION} {'Please! ' * number}".strip())
        key = f"question {number}"
        message_id = talk.post({"text": texts[-1]}, key)
        _kill(service, VICTIMS[name], moment)
        # As the widget does when it did not hear that its message was taken in.
        assert talk.post({"text": texts[-1]}, key) == message_id
        (answer,) = talk.reply_to(message_id)
        assert answer["kind"] == "answer"
        assert "45 days" in answer["text"]
    # Turns of a conversation are answered in order: once this one is, none before it is open any more.
    talk.say("hello")
    assert talk.authors == ["shopper", "bot"] * (KILLS + 1)
    said = [m["parts"][0]["text"] for m in talk.messages() if m["author"] == "shopper"]
    assert said == [*texts, "hello"]


@pytest.mark.race
@pytest.mark.parametrize("name", VICTIMS)
def test_killing_a_process_in_the_middle_of_a_cancellation_cancels_once(service: Running, name: str) -> None:
    for moment in islice(cycle(MOMENTS), KILLS):
        order_id, customer_id, total = _cancellable(service.place)
        talk = service.begin(customer_id)
        asked = talk.say(f"please cancel {order_id}")[-1]
        assert asked["kind"] == "confirmation"
        choice = {"choice": asked["confirm"]}
        key = f"yes to {order_id}"
        message_id = talk.post(choice, key)
        _kill(service, VICTIMS[name], moment)
        assert talk.post(choice, key) == message_id
        told = talk.reply_to(message_id)
        assert f"order {order_id} is cancelled" in told[0]["text"]
        _assert_cancelled_once(service.place, order_id, total, talk)


def _cancellable(place: Place) -> tuple[str, str, int]:
    """A paid order that may be cancelled, its customer and its total."""
    query = """
        SELECT order_id, customer_id, total FROM orders
        WHERE status IN ('pending', 'processing') AND payment_status = 'paid' AND customer_id IS NOT NULL
        ORDER BY placed_at LIMIT 1
    """
    ((order_id, customer_id, total),) = place.shop(query)
    return order_id, customer_id, total


def _assert_cancelled_once(place: Place, order_id: str, total: int, talk: Talk) -> None:
    talk.say("thanks")
    assert talk.authors == ["shopper", "bot"] * 3
    assert place.shop("SELECT status FROM orders WHERE order_id = ?", order_id) == [("cancelled",)]
    assert place.shop("SELECT amount FROM refunds WHERE order_id = ?", order_id) == [(total,)]
    log = place.store("SELECT event, proposal_id FROM audit_log WHERE order_id = ? ORDER BY id", order_id)
    assert [event for event, _ in log] == ["proposed", "confirmed", "written"]
    assert len({proposal for _, proposal in log}) == 1
    states = place.store("SELECT state FROM turns WHERE conversation_id = ?", talk.conversation_id)
    assert set(states) == {("replied",)}


def test_what_is_prepared_is_not_prepared_again(service: Running) -> None:
    models = {path: _print(path) for path in (ROOT / "models").rglob("*") if path.is_file()}
    orders = service.place.shop("SELECT * FROM orders ORDER BY order_id")
    said = {verb: _bot(service.place, verb) for verb in ("demo", "index", "train")}
    assert "up to date" in said["train"]
    assert {path: _print(path) for path in (ROOT / "models").rglob("*") if path.is_file()} == models
    assert service.place.shop("SELECT * FROM orders ORDER BY order_id") == orders


def _print(path: Path) -> tuple[int, int]:
    """Which file it is: one that is written again is another."""
    stat = path.stat()
    return stat.st_ino, stat.st_size


def _bot(place: Place, verb: str) -> str:
    """One verb on what a service keeps."""
    command = [sys.executable, "-m", "bot", verb]
    done = subprocess.run(command, cwd=ROOT, env=place.environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_ctrl_c_stops_it_and_a_second_run_keeps_what_people_did(tmp_path: Path) -> None:
    place = Place(tmp_path / "service")
    first = Running.start(place)
    talk = first.begin()
    talk.say("hello")
    family = first.family
    assert len(family) == 3
    assert first.stop(signal.SIGINT) == 0
    assert [process for process in family if _lives(process)] == []

    second = Running.start(place)
    again = Talk(second, talk.conversation_id, talk.token)
    assert again.authors == ["shopper", "bot"]
    assert again.say(QUESTION)[0]["kind"] == "answer"
    family = second.family
    assert second.stop(signal.SIGTERM) == 0
    assert [process for process in family if _lives(process)] == []
