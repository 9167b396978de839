"""What an agent says as the talk is resolved stays with the conversation that is over."""

import asyncio
from typing import Any

import pytest

from bot.conversation.model import Conversation, Status
from tests.attachments.pictures import picture
from tests.chatwoot.bridge import Bridge
from tests.chatwoot.chatwoot_server import Talk


async def _with_ann(linked: Bridge) -> tuple[Talk, Conversation]:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "a person please")
    await linked.until(lambda: talk.status == "open")
    await linked.chatwoot.reply(talk, "Ann", "Ann here.")
    await linked.quiet()
    return talk, await linked.ours(talk)


def _reply(linked: Bridge, talk: Talk, text: str, *files: str) -> dict[str, Any]:
    """An agent's message as its webhook tells it, to be told later."""
    sender = {"id": 9, "name": "Ann", "type": "user"}
    message = linked.chatwoot._message(talk, text, "outgoing", sender=sender)
    attached = [{"file_type": "image", "data_url": linked.chatwoot.origin + path} for path in files]
    return {**linked.chatwoot._told(talk, message), "attachments": attached}


async def _stays(linked: Bridge, talk: Talk, first: Conversation, *words: str) -> None:
    await linked.quiet()
    ours = await linked.ours(talk)
    assert (ours.id, ours.status, talk.status) == (first.id, Status.CLOSED, "resolved")
    assert [said for who, said in await linked.said(talk) if who == "agent"] == ["Ann here.", *words]
    assert set(linked.chatwoot.answers) == {200}
    assert [said for said in talk.said() if said in words] == list(words), "it does not come back"


@pytest.mark.parametrize("times", [1, 2])
async def test_a_last_word_that_is_heard_after_the_end_begins_nothing(linked: Bridge, times: int) -> None:
    talk, first = await _with_ann(linked)
    told = _reply(linked, talk, "Goodbye.")
    await linked.chatwoot.change(talk, "resolved")
    for _ in range(times):
        await linked.chatwoot._tell("message_created", told)
    await _stays(linked, talk, first, "Goodbye.")


async def test_a_word_into_a_resolved_talk_begins_nothing(linked: Bridge) -> None:
    linked.chatwoot.files["label.png"] = picture()
    talk, first = await _with_ann(linked)
    await linked.chatwoot.change(talk, "resolved")
    await linked.chatwoot.reply(talk, "Ann", "One more thing.", files=["/files/label.png"])
    await _stays(linked, talk, first, "One more thing.")
    last = (await linked.home.store.history(first.id))[-1]
    assert [part["kind"] for part in last.parts] == ["text", "image"]


async def test_what_is_told_again_after_the_end_is_kept_once(linked: Bridge) -> None:
    talk, first = await _with_ann(linked)
    told = _reply(linked, talk, "Goodbye.")
    await linked.chatwoot._tell("message_created", told)
    await linked.chatwoot.change(talk, "resolved")
    await linked.chatwoot._tell("message_created", told)
    await _stays(linked, talk, first, "Goodbye.")


async def test_the_end_while_an_agents_file_is_fetched_loses_nothing(linked: Bridge) -> None:
    linked.chatwoot.files["label.png"], linked.chatwoot.slow["label.png"] = picture(), 0.5
    talk, first = await _with_ann(linked)
    told = _reply(linked, talk, "Your label.", "/files/label.png")
    telling = asyncio.create_task(linked.chatwoot._tell("message_created", told))
    await linked.until(lambda: "label.png" in linked.chatwoot.asked_for)
    await linked.chatwoot.change(talk, "resolved")
    await telling
    await _stays(linked, talk, first, "Your label.")


async def test_a_colleague_who_takes_over_while_a_file_is_fetched_loses_nothing(linked: Bridge) -> None:
    linked.chatwoot.files["label.png"], linked.chatwoot.slow["label.png"] = picture(), 0.5
    talk, _ = await _with_ann(linked)
    told = _reply(linked, talk, "Your label.", "/files/label.png")
    telling = asyncio.create_task(linked.chatwoot._tell("message_created", told))
    await linked.until(lambda: "label.png" in linked.chatwoot.asked_for)
    await linked.chatwoot.reply(talk, "Bo", "Bo here.")
    await telling
    assert {said for who, said in await linked.said(talk) if who == "agent"} == {"Ann here.", "Bo here.", "Your label."}
    assert set(linked.chatwoot.answers) == {200}


async def test_a_last_word_in_a_talk_of_the_bot_takes_nothing(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "hello")
    await linked.until(lambda: talk.said())
    talk.status = "resolved"
    await linked.chatwoot.reply(talk, "Ann", "I close this.")
    await linked.chatwoot.change(talk, "resolved")
    await linked.quiet()
    assert ((await linked.ours(talk)).status, talk.status) == (Status.BOT, "resolved")
    assert ("agent", "I close this.") in await linked.said(talk)


async def test_a_word_into_a_resolved_talk_that_was_never_ours_is_left_out(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin(status="resolved")
    await linked.chatwoot.reply(talk, "Ann", "Filed.")
    await linked.quiet()
    assert await linked.links.of(talk.id) is None
    assert (talk.status, linked.chatwoot.answers) == ("resolved", [200])


async def test_an_agent_who_opens_a_resolved_talk_and_writes_begins_afresh(linked: Bridge) -> None:
    talk, first = await _with_ann(linked)
    await linked.chatwoot.change(talk, "resolved")
    await linked.chatwoot.change(talk, "open")
    await linked.chatwoot.reply(talk, "Ann", "Once more.")
    second = await linked.ours(talk)
    assert second.id != first.id
    assert (second.status, talk.status) == (Status.ASSIGNED, "open")
