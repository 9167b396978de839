"""Nobody's address, telephone or card number gets into a log."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot.logs import configure, mask
from bot.settings import LogSettings


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("from mei.lin@example.com: hi", "from [e-mail]: hi"),
        ("{'email': 'a+b@shop.example'}", "{'email': '[e-mail]'}"),
        ("mailto 李雷@例子.中国。", "mailto [e-mail]。"),
        ("call +1-202-555-0143 now", "call [phone] now"),
        ("call (202) 555 0143.", "call [phone]."),
        ("电话13800138000，谢谢", "电话[phone]，谢谢"),
        ("电话 13800138000，谢谢", "电话 [phone]，谢谢"),
        ("card 4111 1111 1111 1111 ok", "card [card] ok"),
        ("卡４１１１１１１１１１１１１１１１", "卡[card]"),
        ("listening on 127.0.0.1:8000", "listening on 127.0.0.1:8000"),
        ("address 192.168.100.200 at 2026-11-22", "address 192.168.100.200 at 2026-11-22"),
        (
            "turn m_3Zk81234567890 of c_99887766554433 took 0.125 s",
            "turn m_3Zk81234567890 of c_99887766554433 took 0.125 s",
        ),
        ("order W1023477 (TimeoutError, line 1234)", "order W1023477 (TimeoutError, line 1234)"),
    ],
)
def test_masking_takes_people_out_and_leaves_the_rest(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("form", ["text", "json"])
def test_arguments_and_tracebacks_are_masked_too(form: str) -> None:
    stream = io.StringIO()
    configure(LogSettings.model_validate({"format": form}), stream)
    try:
        raise ValueError("no such customer: mei.lin@example.com")
    except ValueError:
        logging.getLogger("bot.orders").exception("looking up %s failed", "+1 202 555 0143")
    written = stream.getvalue()
    assert "mei.lin" not in written
    assert "555" not in written
    assert "ValueError: no such customer: [e-mail]" in written
    if form == "json":
        line = json.loads(written)
        assert (line["level"], line["logger"]) == ("ERROR", "bot.orders")


def test_the_level_is_kept() -> None:
    stream = io.StringIO()
    configure(LogSettings(level="WARNING"), stream)
    logging.getLogger("bot").info("quiet")
    logging.getLogger("httpx").info("quiet")
    logging.getLogger("bot").warning("heard")
    assert "quiet" not in stream.getvalue()
    assert "heard" in stream.getvalue()
