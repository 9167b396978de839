"""Tests of the whole pipeline, trained and asked through Rasa's own graph, on the frozen test set."""

import asyncio
import hashlib
import tarfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent

from bot.understanding.evaluate import KINDS, Report, ask, main, read, report

# Rasa reads training data with libraries of its own age.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

HERE = Path(__file__).parent
# Committed before any tuning and never edited since.
FROZEN = {
    "test_en.yml": "a6c1c39efd8f52ededa3dd64f7641334d83cae3e17a0f743dd4abf6fcfa9aa22",
    "test_zh.yml": "df22c0a698379af981ad1955cb92ae5606f7c946abfcb94580f0abf343972b29",
}
EN, ZH = "en", "zh"


@pytest.fixture(scope="module")
def reports(agent: Agent) -> dict[str, Report]:
    return {language: report(ask(agent, read(HERE / f"test_{language}.yml"))) for language in (EN, ZH)}


def parse(agent: Agent, text: str) -> dict[str, Any]:
    parsed: dict[str, Any] = asyncio.run(agent.parse_message(text))
    return parsed


def entities(agent: Agent, text: str) -> list[tuple[str, str]]:
    return [(found["entity"], found["value"]) for found in parse(agent, text)["entities"]]


@pytest.mark.parametrize(("name", "digest"), FROZEN.items())
def test_the_test_set_is_the_one_committed_before_tuning(name: str, digest: str) -> None:
    assert hashlib.sha256((HERE / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("language", [EN, ZH])
def test_intents_are_told_apart(reports: dict[str, Report], language: str) -> None:
    assert reports[language].intents.value >= 0.93


@pytest.mark.parametrize("language", [EN, ZH])
def test_what_no_shop_does_is_recognised_without_turning_shoppers_away(
    reports: dict[str, Report], language: str
) -> None:
    assert reports[language].foreign.value >= 0.80
    # 8 of 277 in English here; another processor's rounding may take one more, and 5 % were required.
    assert reports[language].turned_away.value <= 0.033


@pytest.mark.parametrize("language", [EN, ZH])
def test_what_was_said_in_played_talks_is_understood(agent: Agent, language: str) -> None:
    answers = ask(agent, read(HERE / f"played_{language}.yml"))
    assert [answer.asked.text for answer in answers if answer.intent != answer.asked.intent] == []


@pytest.mark.parametrize("language", [EN, ZH])
def test_kinds_of_a_family_are_told_apart(agent: Agent, language: str) -> None:
    answers = ask(agent, read(HERE / f"kinds_{language}.yml"))
    # 0.78 measured in both languages, on wordings far from the training examples; the bound leaves a message's room.
    assert sum(answer.asked.intent == answer.intent for answer in answers) / len(answers) >= 0.74


@pytest.mark.parametrize("language", [EN, ZH])
def test_entities_are_found(reports: dict[str, Report], language: str) -> None:
    assert reports[language].entities.value >= 0.85
    assert reports[language].by_kind["order_number"][0] >= 0.95
    assert set(reports[language].by_kind) == set(KINDS)


@pytest.mark.parametrize("language", [EN, ZH])
def test_a_message_takes_few_milliseconds(reports: dict[str, Report], language: str) -> None:
    # 7 ms measured; the bound leaves room for a slower machine.
    assert reports[language].cpu_ms <= 20


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("yes", "affirm"), ("ok", "affirm"), ("好的", "affirm"), ("嗯", "affirm"), ("确认", "affirm"),
        ("no", "deny"), ("nope", "deny"), ("不要", "deny"), ("不是", "deny"),
        ("W10234", "inform"), ("mei@example.com", "inform"), ("94107", "inform"), ("482913", "inform"),
        ("我的邮箱是 mei@example.com", "inform"), ("两个", "inform"),
        ("算了", "never_mind"), ("never mind", "never_mind"), ("转人工", "ask_person"), ("help", "help"),
        ("我的 order #W10234 到哪了", "track_order"), ("wheres my ordr", "track_order"),
        ("cancle my order pls", "cancel_order"), ("我想取消訂單", "cancel_order"), ("ＹＥＳ", "affirm"),
    ],
)  # fmt: skip
def test_short_mixed_and_misspelt_messages_are_understood(agent: Agent, text: str, intent: str) -> None:
    assert parse(agent, text)["intent"]["name"] == intent


@pytest.mark.parametrize(
    "text", ["it", "so", "well", "hmm well", "ok but", "那个", "嗯哼那啥", "一下", "the order thing"]
)
def test_a_vague_message_never_counts_as_yes(agent: Agent, text: str) -> None:
    assert parse(agent, text)["intent"]["name"] == "nlu_fallback"


def test_what_is_not_understood_keeps_its_ranking(agent: Agent) -> None:
    unsure = parse(agent, "well so about the thing")
    assert unsure["intent"]["name"] == "nlu_fallback"
    ranking = [guess["name"] for guess in unsure["intent_ranking"]]
    assert ranking[0] == "nlu_fallback"
    assert len(set(ranking)) == len(ranking) > 10


def test_the_servers_command_passes_untouched(agent: Agent) -> None:
    parsed = parse(agent, '/cancel_order{"order_number": "W10234"}')
    assert parsed["intent"] == {"name": "cancel_order", "confidence": 1.0}
    assert [(found["entity"], found["value"]) for found in parsed["entities"]] == [("order_number", "W10234")]


@pytest.mark.parametrize("disguise", ["\u200b/", "\u2060 /", "／", "\u200b／ "])
@pytest.mark.parametrize("command", ["affirm", "cancel_order", 'inform{"order_number": "W10234"}'])
def test_a_typed_command_means_nothing(agent: Agent, disguise: str, command: str) -> None:
    parsed = parse(agent, disguise + command)
    assert parsed["intent"]["name"] == "nlu_fallback"
    assert parsed["entities"] == []


def test_patterns_win_over_what_was_learned_and_nothing_is_found_twice(agent: Agent) -> None:
    text = "I want to return the two blue lamps from order #w10234, bought last week for $80, mail mei@example.com"
    found = parse(agent, text)["entities"]
    places = sorted((entity["start"], entity["end"]) for entity in found)
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(places))
    assert {("order_number", "W10234"), ("money", "80"), ("email", "mei@example.com"), ("product", "lamps")} <= {
        (entity["entity"], entity["value"]) for entity in found
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("想给妈妈买一条围巾，两百块以内", [("product", "围巾"), ("money", "200 CNY")]),
        ("is the Nimbus desk lamp dimmable", [("product", "Nimbus desk lamp")]),
        ("有没有静音键盘", [("product", "静音键盘")]),
        ("need 6 mugs", [("quantity", "6"), ("product", "mugs")]),
    ],
)
def test_products_and_how_many_are_learned(agent: Agent, text: str, expected: list[tuple[str, str]]) -> None:
    found = entities(agent, text)
    assert [entity for entity in expected if entity in found] == expected


def test_the_model_is_arrays_and_json_and_no_pickle(model: Path) -> None:
    with tarfile.open(model) as archive:
        files = [Path(member.name) for member in archive if member.isfile()]
    assert {file.name for file in files if "bot.understanding" in str(file)} == {
        "intents.npz", "intents.json", "things.crfsuite", "things.json",
    }  # fmt: skip
    assert not [file for file in files if file.suffix in (".pkl", ".pickle", ".joblib")]


def test_the_command_line_names_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--model", str(tmp_path)]) == 2
    assert "a trained model in" in capsys.readouterr().err
