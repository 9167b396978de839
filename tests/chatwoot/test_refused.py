"""What Chatwoot refuses waits, in order: a rotated token or a firewall loses no reply and no handoff."""

import asyncio
import logging
from functools import partial

import pytest

from bot.conversation.model import Status
from tests.chatwoot.bridge import Bridge
from tests.chatwoot.chatwoot_server import Talk


@pytest.mark.parametrize("status", [401, 403, 404, 408])
async def test_what_was_refused_for_a_while_is_told_in_order_and_the_handoff_too(
    linked: Bridge, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    talk = await linked.chatwoot.begin()
    linked.chatwoot.refuse_with = status
    for words in ("one", "two", "a person please"):
        await linked.chatwoot.write(talk, words)
    await linked.until(lambda: linked.chatwoot.tries.get(talk.id, 0) > 3)
    assert (await linked.ours(talk)).status is Status.QUEUED
    assert (talk.status, talk.said()) == ("pending", [])
    assert str(status) in linked.relay.state()
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1, "it is said once, not with every try"
    assert str(status) in errors[0].getMessage()
    linked.chatwoot.refuse_with = None
    await linked.until(lambda: talk.status == "open")
    assert talk.said() == ["bot: one", "bot: two", "A person will reply here."]
    await linked.quiet()
    await linked.until(lambda: linked.relay.state() == "ok")


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_a_message_that_chatwoot_will_never_take_holds_up_nothing(linked: Bridge, status: int) -> None:
    linked.chatwoot.refuse_words["bot: too much"] = status
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "too much")
    await linked.chatwoot.write(talk, "a person please")
    await linked.until(lambda: talk.status == "open")
    assert talk.said() == ["A person will reply here."]
    assert "1 left out" in linked.relay.state()


@pytest.mark.parametrize("status", [403, 422])
async def test_a_handoff_is_told_even_where_its_note_is_refused(linked: Bridge, status: int) -> None:
    linked.chatwoot.refuse_words["has handed this conversation over"] = status
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "a person please")
    await linked.until(lambda: talk.status == "open")
    assert talk.said() == ["A person will reply here."]
    await linked.until(lambda: linked.relay.state() == "1 left out")


async def test_a_message_that_a_firewall_refuses_alone_is_left_out_in_the_end(linked: Bridge) -> None:
    linked.chatwoot.refuse_words["bot: <script>"] = 403
    talk, other = await linked.chatwoot.begin(), await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "<script>")
    await linked.chatwoot.write(talk, "a person please")
    await _go_on(linked, other)
    await linked.until(lambda: talk.status == "open")
    assert talk.said() == ["A person will reply here."]
    assert linked.relay.state() == "1 left out"


async def _go_on(linked: Bridge, other: Talk) -> None:
    """Another talk goes on until nothing waits any more."""
    for number in range(100):
        answer = f"bot: number {number}"
        await linked.chatwoot.write(other, f"number {number}")
        await linked.until(partial(_is_said, other, answer))
        await asyncio.sleep(0.1)
        if not await linked.links.waiting():
            return


def _is_said(talk: Talk, words: str) -> bool:
    return words in talk.said()


async def test_a_talk_that_is_gone_is_given_up_while_others_are_told_and_said_so(
    linked: Bridge, caplog: pytest.LogCaptureFixture
) -> None:
    gone, other = await linked.chatwoot.begin(), await linked.chatwoot.begin()
    linked.chatwoot.gone.add(gone.id)
    await linked.chatwoot.write(gone, "a person please")
    await _go_on(linked, other)
    assert not await linked.links.waiting(), "nothing of it is tried any more"
    assert "left out" in linked.relay.state()
    assert "nobody at Chatwoot sees that it is queued" in caplog.text, "a standing is not left out without a word"


async def test_while_chatwoot_takes_nothing_at_all_nothing_is_given_up(linked: Bridge) -> None:
    one, two = await linked.chatwoot.begin(), await linked.chatwoot.begin()
    linked.chatwoot.refuse_with = 404
    await linked.chatwoot.write(one, "one")
    await linked.chatwoot.write(two, "two")
    await linked.until(lambda: min(linked.chatwoot.tries.get(talk.id, 0) for talk in (one, two)) > 4)
    linked.chatwoot.refuse_with = None
    await linked.until(lambda: one.said() and two.said())


async def test_what_may_have_arrived_before_the_token_was_refused_is_not_sent_again(linked: Bridge) -> None:
    linked.chatwoot.lose_answers, linked.chatwoot.echoes = 1, False
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "hello")
    await linked.until(lambda: talk.said())
    linked.chatwoot.refuse_with = 401
    await linked.until(lambda: linked.chatwoot.tries[talk.id] > 1)
    await linked.chatwoot._tell("message_created", linked.chatwoot._told(talk, talk.messages[-1]))
    linked.chatwoot.refuse_with, linked.chatwoot.echoes = None, True
    await linked.chatwoot.write(talk, "again")
    await linked.until(lambda: "bot: again" in talk.said())
    assert talk.said() == ["bot: hello", "bot: again"]
