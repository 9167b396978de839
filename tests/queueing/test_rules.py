"""The shop's rules on who comes first."""

from pathlib import Path

import pytest

from bot.errors import ImportRejected
from bot.people.model import Topic
from bot.queueing.rules import Facts, Urgency

RULES = """
priority:
  - {topic: orders, add: 10}
  - {tag: vip, add: 20}
  - {upset: true, add: 5}
  - {waiting_minutes: 10, add: 7}
  - {waiting_minutes: 5, topic: orders, add: 3}
"""


def test_every_rule_that_fits_adds() -> None:
    urgency = Urgency.read(RULES)
    plain, all_of_it = Facts(Topic.OTHER, "en"), Facts(Topic.ORDERS, "zh", True, frozenset({"vip", "new"}))
    for facts, added in ((plain, {0: 0, 9.9: 0, 10: 7}), (all_of_it, {0: 35, 5: 38, 10: 45})):
        for waited, priority in added.items():
            assert sum(rule.add for rule in urgency.fitting(facts, waited)) == priority
    assert [rule.to_json() for rule in urgency.fitting(plain, 10)] == [{"add": 7, "waiting_minutes": 10}]


def test_a_shop_without_the_file_has_no_rules(tmp_path: Path) -> None:
    assert Urgency.of(tmp_path) == Urgency()
    (tmp_path / "desk.yml").write_text("priority: []\n", encoding="utf-8")
    assert Urgency.of(tmp_path) == Urgency()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("priority:\n  - {topic: weather, add: 1}", "line 2: .*weather.*accepted: orders, returns"),
        ("priority:\n  - {tag: vip, add: 1}\n  - {add: 5}", "line 3: .*accepted: at least one of topic, tag"),
        ("priority:\n  - {tag: vip, add: 0}", "line 2: .*greater than or equal to 1"),
        ("priority:\n  - {tag: vip, plus: 3}", "unknown field 'plus'; accepted: add, topic"),
        ("priority:\n  - {language: fr, add: 1}", "'fr' is not accepted; accepted: en, zh"),
        ("queue: []", "unknown field 'queue'; accepted: priority"),
        ("priority: [", "not YAML"),
        ("- 1", "accepted: an object with priority"),
    ],
)
def test_a_wrong_entry_is_named_with_its_line_and_what_is_accepted(text: str, told: str) -> None:
    with pytest.raises(ImportRejected, match=told):
        Urgency.read(text)
