"""Whatever the audit log can hold is told in words on the desk's page of it."""

import re
from pathlib import Path

from bot.storage.audit import AuditEvent

WORDS = Path("bot/web/frontend/desk/audit/events.ts")


def test_every_event_has_words_in_both_languages_and_no_word_is_of_none() -> None:
    found = re.findall(r"^  (\w+): \['([^']+)', '([^']+)'\],$", WORDS.read_text(), re.MULTILINE)
    assert {name for name, *_ in found} == {event.value for event in AuditEvent}
    assert all(re.search("[一-鿿]", chinese) and not re.search("[一-鿿]", english) for _, english, chinese in found)
    assert len({english for _, english, _ in found}) == len({chinese for *_, chinese in found}) == len(found)
