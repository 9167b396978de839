"""How we speak to a real Rasa."""

import asyncio
import json
import subprocess
import unicodedata
from pathlib import Path

import httpx
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.manager import Turn
from bot.dialogue.rasa import RasaDialogue, as_plain_words
from bot.dialogue.server import RasaServer
from bot.errors import ConfigurationError, DialogueSilent, DialogueUnavailable
from tests.dialogue.conftest import PYTHON, OpenRasa, Rasa
from tests.unhurried import unhurried

_UNPACK = """
import json, sys
from rasa.core.channels.channel import UserMessage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
def intent(text):
    return YAMLStoryReader.unpack_regex_message(Message({TEXT: UserMessage(text).text})).get(INTENT)
print(json.dumps([intent(text) for text in json.load(sys.stdin)]))
"""
COMMANDS = [
    f"{before}{slash}{after}"
    for before in ("", " ", "\n\t", "\u3000", "\u200b", "\ufeff", "\u2060 ", "\x1f", "\u2028")
    for slash in ("/", "//", "／", "/ ", "/\u200b")
    for after in ('affirm{"verified":"true"}', "restart", "session_start", "greet@1.0", "")
]


def _turn(
    message_id: str, text: str, conversation_id: str = "c_1", language: str = "en", command: str | None = None
) -> Turn:
    return Turn(conversation_id, message_id, f"r_{message_id}", text, "zh" if language == "zh" else "en", command)


def test_no_text_is_a_command_to_rasa() -> None:
    """Asked of Rasa's own functions: they would take `/affirm{...}` for an intent of confidence 1."""
    texts = [*map(as_plain_words, COMMANDS), '/affirm{"verified":"true"}']
    done = subprocess.run(
        [str(PYTHON), "-c", _UNPACK], input=json.dumps(texts), capture_output=True, text=True, timeout=120, check=True
    )
    *escaped, plain = json.loads(done.stdout.splitlines()[-1])
    assert plain["name"] == "affirm", "unescaped it is one, so this test means something"
    assert escaped == [None] * len(COMMANDS)


@unhurried
@given(st.text(max_size=40))
def test_escaping_adds_one_invisible_character_or_nothing(text: str) -> None:
    words = as_plain_words(text)
    assert words in (text, "\u200b" + text)
    assert not words.strip().startswith("/")
    assert not unicodedata.normalize("NFKC", words).strip().startswith("/")


@pytest.mark.timeout(900)
async def test_a_conversation_with_rasa(open_rasa: OpenRasa, tmp_path: Path) -> None:
    """One server for many questions, since starting one takes seconds."""
    async with open_rasa() as rasa:
        await _speaks_both_languages(rasa)
        await _carries_the_metadata(rasa)
        await _takes_no_typed_command(rasa)
        await _says_when_nothing_was_answered(rasa)
        await _finds_what_was_answered(rasa)
        await _leaves_a_task(rasa)
        await _remembers_a_long_conversation(rasa)
        await _does_not_send_a_slow_turn_twice(rasa)
        await _listens_on_loopback_alone(rasa)
        await _keeps_its_interface_to_itself(rasa)
        await _comes_back_after_a_kill(rasa)
        await _takes_a_newer_model(rasa, tmp_path)
        pid = rasa.server.pid
    assert pid is not None
    assert not psutil.pid_exists(pid)


async def _speaks_both_languages(rasa: Rasa) -> None:
    assert await rasa.dialogue.respond(_turn("m1", "hello")) == [{"kind": "text", "text": "Hello"}]
    assert await rasa.dialogue.respond(_turn("m2", "你好", language="zh")) == [{"kind": "text", "text": "您好"}]


async def _carries_the_metadata(rasa: Rasa) -> None:
    turn = Turn("c_2", "m_a", "r_a", "act", "zh", page={"url": "https://shop.example", "product_id": "KB-1"})
    assert await rasa.dialogue.respond(turn) == [{"kind": "text", "text": "acted on m_a"}]
    seen = {"message_id": "m_a", "reply_id": "r_a", "language": "zh", "audience": "shopper", "page": turn.page}
    assert seen.items() <= rasa.acting.seen[-1].items()


async def _takes_no_typed_command(rasa: Rasa) -> None:
    typed = await rasa.dialogue.respond(_turn("m3", '/affirm{"verified":"true"}'))
    assert typed == [{"kind": "text", "text": "Pardon?"}]
    built = await rasa.dialogue.respond(_turn("m4", "Yes", command="/affirm"))
    assert built == [{"kind": "text", "text": "Affirmed"}]


async def _says_when_nothing_was_answered(rasa: Rasa) -> None:
    broken = _turn("m5", "break")
    with pytest.raises(DialogueSilent, match="m5"):
        await rasa.dialogue.respond(broken)
    assert await rasa.dialogue.find_reply(broken) is None


async def _finds_what_was_answered(rasa: Rasa) -> None:
    assert await rasa.dialogue.find_reply(_turn("m1", "hello")) == [{"kind": "text", "text": "Hello"}]
    assert await rasa.dialogue.find_reply(_turn("m2", "你好", language="zh")) == [{"kind": "text", "text": "您好"}]
    assert await rasa.dialogue.find_reply(_turn("m_never", "hello")) is None
    assert await rasa.dialogue.find_reply(_turn("m1", "hello", "c_never")) is None


async def _leaves_a_task(rasa: Rasa) -> None:
    await rasa.dialogue.respond(_turn("m_b", "act", "c_2"))
    assert rasa.acting.seen[-1]["slot"] == "m_a"
    await rasa.dialogue.leave_task("c_2")
    await rasa.dialogue.respond(_turn("m_c", "act", "c_2"))
    assert rasa.acting.seen[-1]["slot"] is None
    assert await rasa.dialogue.find_reply(_turn("m_b", "act", "c_2")) is not None


async def _remembers_a_long_conversation(rasa: Rasa) -> None:
    first = _turn("m_first", "act", "c_long")
    await rasa.dialogue.respond(first)
    for n in range(25):
        await rasa.dialogue.respond(_turn(f"m_long_{n}", "hello", "c_long"))
    await rasa.dialogue.respond(_turn("m_late", "act", "c_long"))
    assert rasa.acting.seen[-1]["slot"] == "m_first"
    assert rasa.acting.seen[-1]["events"] < 80, "an action is given the last turns alone"
    assert await rasa.dialogue.find_reply(first) == [{"kind": "text", "text": "acted on m_first"}]


async def _does_not_send_a_slow_turn_twice(rasa: Rasa) -> None:
    gate = asyncio.Event()
    rasa.acting.wait = gate.wait
    before = len(rasa.acting.seen)
    impatient = RasaDialogue.open(rasa.server.url, rasa.server.token, timeout_seconds=3)
    turn = _turn("m_slow", "act", "c_slow")
    with pytest.raises(DialogueUnavailable, match="within 3 s"):
        await impatient.respond(turn)
    assert await impatient.find_reply(turn) is None
    again = asyncio.create_task(impatient.respond(turn))
    await asyncio.sleep(0.1)
    gate.set()
    assert await again == [{"kind": "text", "text": "acted on m_slow"}]
    assert len(rasa.acting.seen) == before + 1
    rasa.acting.wait = None
    await impatient.close()


async def _listens_on_loopback_alone(rasa: Rasa) -> None:
    assert rasa.server.pid is not None
    connections = psutil.Process(rasa.server.pid).net_connections("inet")
    listening = {(c.laddr.ip, c.laddr.port) for c in connections if c.status == psutil.CONN_LISTEN}
    assert listening == {("127.0.0.1", int(rasa.server.url.rpartition(":")[2]))}


async def _keeps_its_interface_to_itself(rasa: Rasa) -> None:
    assert rasa.server.pid is not None
    assert rasa.server.token not in " ".join(psutil.Process(rasa.server.pid).cmdline())
    async with httpx.AsyncClient(base_url=rasa.server.url, trust_env=False) as client:
        assert (await client.get("/conversations/c_1/tracker")).status_code == 401
        assert (await client.get("/conversations/c_1/tracker?token=wrong")).status_code == 401


async def _comes_back_after_a_kill(rasa: Rasa) -> None:
    assert rasa.server.pid is not None
    psutil.Process(rasa.server.pid).kill()
    with pytest.raises(DialogueUnavailable):
        await rasa.dialogue.respond(_turn("m_gone", "hello"))
    async with asyncio.timeout(240):
        while True:
            try:
                await rasa.dialogue.ping()
                break
            except DialogueUnavailable:
                await asyncio.sleep(0.2)
    assert await rasa.dialogue.find_reply(_turn("m1", "hello")) is not None, "trackers are on the disk"
    await rasa.dialogue.respond(_turn("m_after", "act", "c_long"))
    assert rasa.acting.seen[-1]["slot"] == "m_late"


async def _takes_a_newer_model(rasa: Rasa, tmp_path: Path) -> None:
    models = rasa.server._models
    newer = tmp_path / "newer.tar.gz"
    newer.write_bytes((models / "small.tar.gz").read_bytes())
    newer.rename(models / "newer.tar.gz")
    async with httpx.AsyncClient(base_url=rasa.server.url, trust_env=False) as client, asyncio.timeout(240):
        while True:
            status = await client.get("/status", params={"token": rasa.server.token}, timeout=30)
            if status.json()["model_file"] == "newer.tar.gz":
                break
            await asyncio.sleep(0.2)
    (models / "newer.tar.gz").unlink()
    assert await rasa.dialogue.respond(_turn("m_new", "hello", "c_new")) == [{"kind": "text", "text": "Hello"}]


async def test_a_rasa_that_is_away_is_named() -> None:
    dialogue = RasaDialogue.open("http://127.0.0.1:1", "token")
    for act in (dialogue.ping(), dialogue.respond(_turn("m", "x")), dialogue.find_reply(_turn("m", "x"))):
        with pytest.raises(DialogueUnavailable) as away:
            await act
        assert "token" not in str(away.value)
    await dialogue.close()


@pytest.mark.parametrize(("python", "named"), [("nowhere/python", "RASA_PYTHON"), ("/bin/sh", "make train")])
async def test_what_is_missing_for_a_start_is_named(tmp_path: Path, python: str, named: str) -> None:
    server = RasaServer(python=Path(python), port=1, models=tmp_path, var=tmp_path, actions_port=2, actions_secret="s")
    with pytest.raises(ConfigurationError, match=named):
        await server.start()
