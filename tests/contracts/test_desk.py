"""What a desk owes a shopper, held by our own and by the bridge to a Chatwoot's."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

import pytest

from bot.conversation.model import Conversation, Status
from bot.dialogue import parts
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Part
from bot.dialogue.scripted import ScriptedDialogue
from tests.chatwoot.bridge import Bridge, bridge
from tests.chatwoot.chatwoot_server import Talk
from tests.conversation.house import House, house, words


class Stage(Protocol):
    """One shopper, and the people of one desk."""

    async def say(self, text: str) -> None:
        """The shopper says something, and what the bot answers is waited for."""
        ...

    async def heard(self) -> Sequence[str]:
        """Everything that was said to the shopper in words, in order."""
        ...

    async def answer(self, agent: str, text: str) -> None:
        """A person answers; their message reaches us twice, as after a lost answer."""
        ...

    async def give_back(self, agent: str) -> None: ...

    async def close(self, agent: str) -> None: ...

    async def status(self) -> Status: ...


def script(turn: Turn) -> Sequence[Part]:
    if "person" in turn.text or "人工" in turn.text:
        return [parts.text("A person will reply here."), parts.handoff("queued")]
    return [parts.text(f"bot: {turn.text}")]


class OurDesk:
    """A widget's shopper and our desk."""

    def __init__(self, home: House, conversation: Conversation) -> None:
        self._home, self._conversation = home, conversation

    async def say(self, text: str) -> None:
        await self._home.ask(self._conversation, text)

    async def heard(self) -> Sequence[str]:
        said = await self._home.store.history(self._conversation.id)
        return [words(m.parts) for m in said if m.author != "shopper" and words(m.parts)]

    async def answer(self, agent: str, text: str) -> None:
        for _ in range(2):
            await self._home.desk.answer(self._conversation.id, agent, text, f"key of {text}")

    async def give_back(self, agent: str) -> None:
        await self._home.desk.return_to_bot(self._conversation.id, agent)

    async def close(self, agent: str) -> None:
        await self._home.desk.close(self._conversation.id, agent)

    async def status(self) -> Status:
        return (await self._home.store.conversation(self._conversation.id)).status


class ChatwootDesk:
    """A contact of a Chatwoot and its agents."""

    def __init__(self, linked: Bridge, talk: Talk) -> None:
        self._linked, self._talk = linked, talk

    async def say(self, text: str) -> None:
        await self._linked.chatwoot.write(self._talk, text)
        await self._linked.answered(self._talk)

    async def heard(self) -> Sequence[str]:
        await self._linked.quiet()
        own = ("A person has joined the conversation.", "The assistant is back.")
        return [words for words in self._talk.said() if words not in own]

    async def answer(self, agent: str, text: str) -> None:
        await self._linked.chatwoot.reply(self._talk, agent, text, told=2)

    async def give_back(self, agent: str) -> None:
        await self._linked.chatwoot.change(self._talk, "pending")

    async def close(self, agent: str) -> None:
        await self._linked.chatwoot.change(self._talk, "resolved")

    async def status(self) -> Status:
        return (await self._linked.ours(self._talk)).status


@asynccontextmanager
async def _our_desk(store_url: str) -> AsyncIterator[Stage]:
    async with house(store_url, ScriptedDialogue(script)) as home:
        yield OurDesk(home, await home.begin())


@asynccontextmanager
async def _chatwoot_desk(store_url: str) -> AsyncIterator[Stage]:
    async with bridge(store_url, ScriptedDialogue(script)) as linked:
        yield ChatwootDesk(linked, await linked.chatwoot.begin())


@pytest.fixture(params=[_our_desk, _chatwoot_desk], ids=["our desk", "chatwoot"])
async def stage(request: pytest.FixtureRequest, store_url: str) -> AsyncIterator[Stage]:
    async with request.param(store_url) as opened:
        yield opened


@pytest.mark.parametrize("asking", ["a person please", "我要人工客服"])
async def test_who_asks_waits_and_the_bot_is_silent(stage: Stage, asking: str) -> None:
    await stage.say(asking)
    await stage.say("my vase is broken")
    assert await stage.status() is Status.QUEUED
    assert await stage.heard() == ["A person will reply here."]


async def test_a_persons_answer_is_heard_once_whatever_is_sent_twice(stage: Stage) -> None:
    await stage.say("a person please")
    await stage.answer("Ann", "Hello, Ann here.")
    assert await stage.status() is Status.ASSIGNED
    assert await stage.heard() == ["A person will reply here.", "Hello, Ann here."]


async def test_the_bot_answers_once_it_is_given_back_and_not_before(stage: Stage) -> None:
    await stage.say("a person please")
    await stage.answer("Ann", "Done.")
    await stage.say("thank you")
    await stage.give_back("Ann")
    assert await stage.status() is Status.BOT
    await stage.say("hello")
    assert await stage.heard() == ["A person will reply here.", "Done.", "bot: hello"]


async def test_what_is_closed_is_over_and_a_new_message_begins_with_the_bot(stage: Stage) -> None:
    await stage.say("a person please")
    await stage.answer("Ann", "Done.")
    await stage.close("Ann")
    assert await stage.status() is Status.CLOSED
    await stage.say("one more thing")
    assert (await stage.heard())[-1] == "bot: one more thing"
    assert await stage.status() is Status.BOT


async def test_never_mind_brings_the_bot_back(stage: Stage) -> None:
    await stage.say("a person please")
    await stage.say("never mind")
    assert await stage.status() is Status.BOT
    await stage.say("hello")
    assert (await stage.heard())[-1] == "bot: hello"
