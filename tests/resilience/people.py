"""Shoppers in the widget and agents at the desk, who talk on whatever happens to the service."""

import asyncio
import math
import random
import time
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from tests.resilience.calling import Caller, Ledger
from tests.resilience.shown import Shown

ASK_FOR_A_PERSON: Final = "I want to talk to a person"
_TO_THE_BOT: Final = ("hello", "How long do I have to return shoes?", "Do you ship to Canada?")
_TO_A_PERSON: Final = ("it came without a lid", "the box was dented too", "thank you", "I am still here")
_ANSWERS_EACH: Final = 3
"""After so many answers an agent lets a conversation go."""
_BEAT_SECONDS: Final = 15.0
_SETTLE_SECONDS: Final = 300.0


@dataclass
class Shopper:
    """Says one thing after another; with `wants_person` one of the first is for a person, again and again."""

    caller: Caller
    conversation_id: str
    wants_person: bool
    pace_seconds: float
    shown: Shown = field(default_factory=Shown)
    sent: list[tuple[str, str]] = field(default_factory=list)
    """(the message's id, its text) of all that was taken in."""

    @property
    def path(self) -> str:
        return f"/api/v1/conversations/{self.conversation_id}"

    async def watch(self) -> None:
        await self.shown.watch(self.caller.events(f"{self.path}/events"))

    async def talk(self, is_over: asyncio.Event) -> None:
        await asyncio.sleep(random.uniform(0, self.pace_seconds))
        for number in count():
            if is_over.is_set():
                return
            await self._say(self._next(number), f"{self.conversation_id} {number}")
            if random.random() < 0.8:  # else two in one breath
                await asyncio.sleep(random.uniform(0.5, 1.5) * self.pace_seconds)

    async def _say(self, text: str, key: str) -> None:
        answer = await self.caller.post("say", f"{self.path}/messages", {"text": text}, key)
        assert answer.status_code == 202, answer.text
        self.sent.append((answer.json()["message_id"], text))

    def _next(self, number: int) -> str:
        """Texts that follow each other differ, so that two in the wrong order show."""
        marks = "!" * (number % 7)
        if self.wants_person and self.shown.status in {"queued", "assigned"}:
            return f"{_TO_A_PERSON[number % len(_TO_A_PERSON)]}{marks}"
        if self.wants_person and number % 4 == 1:
            return ASK_FOR_A_PERSON
        return f"{_TO_THE_BOT[number % len(_TO_THE_BOT)]}{marks}"


@dataclass
class _Talk:
    """A conversation that an agent has."""

    shown: Shown
    watching: asyncio.Task[None]
    answered: int = 0
    heard: int = 0


@dataclass
class Agent:
    """Takes who waits, answers what is said, and lets go again: back to the bot, to its end, or to the queue."""

    name: str
    caller: Caller
    most: int
    """How many conversations at once."""
    said: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """What was taken in, by conversation, in order."""
    doubtful: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """What was refused in the end, after a try whose answer was lost."""
    seen: list[tuple[str, Shown]] = field(default_factory=list)
    _talks: dict[str, _Talk] = field(default_factory=dict)
    _beat_at: float = -math.inf
    _number: "count[int]" = field(default_factory=count)

    async def work(self, is_over: asyncio.Event) -> None:
        try:
            while not is_over.is_set():
                await self._beat()
                await self._look()
                for conversation_id in tuple(self._talks):
                    await self._tend(conversation_id)
                await asyncio.sleep(random.uniform(0.5, 1.5))
        finally:
            for conversation_id in tuple(self._talks):
                self._leave(conversation_id)

    async def _beat(self) -> None:
        """As the desk's page tells that it is open."""
        if time.monotonic() - self._beat_at > _BEAT_SECONDS:
            answer = await self.caller.post("beat", "/api/v1/desk/presence", {"availability": "online"})
            assert answer.status_code == 200, answer.text
            self._beat_at = time.monotonic()

    async def _look(self) -> None:
        answer = await self.caller.get("list", "/api/v1/desk/handoffs")
        assert answer.status_code == 200, answer.text
        handoffs = answer.json()["handoffs"]
        mine = {one["conversation_id"] for one in handoffs if one["is_mine"]}
        for gone in self._talks.keys() - mine:
            self._leave(gone)
        for conversation_id in mine - self._talks.keys():
            self._open(conversation_id)
        waiting = [one["conversation_id"] for one in handoffs if one["state"] == "waiting"]
        for conversation_id in random.sample(waiting, min(len(waiting), max(0, self.most - len(self._talks)))):
            if (await self._act(conversation_id, "take")) == 200:
                self._open(conversation_id)

    def _open(self, conversation_id: str) -> None:
        shown = Shown()
        events = self.caller.events(f"/api/v1/desk/conversations/{conversation_id}/events")
        self._talks[conversation_id] = _Talk(shown, asyncio.create_task(shown.watch(events)))
        self.seen.append((conversation_id, shown))

    def _leave(self, conversation_id: str) -> None:
        self._talks.pop(conversation_id).watching.cancel()

    async def _tend(self, conversation_id: str) -> None:
        talk = self._talks[conversation_id]
        heard = len(talk.shown.from_author("shopper"))
        if heard == talk.heard:
            return
        talk.heard = heard
        await self._say(conversation_id, f"{self.name} {next(self._number)}")
        talk.answered += 1
        if talk.answered >= _ANSWERS_EACH:
            await self._act(conversation_id, random.choice(("return", "return", "close", "put-back")))
            self._leave(conversation_id)

    async def _say(self, conversation_id: str, text: str) -> None:
        path = f"/api/v1/desk/conversations/{conversation_id}/messages"
        answer = await self.caller.post("answer", path, {"text": text}, text)
        if answer.status_code == 201:
            self.said[conversation_id].append(text)
        else:  # it was closed, or is somebody else's
            assert answer.status_code in {404, 409}, answer.text
            self.doubtful[conversation_id].append(text)

    async def _act(self, conversation_id: str, act: str) -> int:
        answer = await self.caller.post(act, f"/api/v1/desk/conversations/{conversation_id}/{act}", {})
        assert answer.status_code in {200, 404, 409}, answer.text
        return answer.status_code


@dataclass
class Crowd:
    """Everybody who talks."""

    shoppers: list[Shopper]
    agents: list[Agent]
    ledger: Ledger
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _watching: list[asyncio.Task[None]] = field(default_factory=list)
    _shut: asyncio.Event = field(default_factory=asyncio.Event)
    _closed: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self) -> None:
        self._watching = [asyncio.create_task(shopper.watch()) for shopper in self.shoppers]
        self._tasks = [asyncio.create_task(shopper.talk(self._shut)) for shopper in self.shoppers]
        self._working = [asyncio.create_task(agent.work(self._closed)) for agent in self.agents]

    def check(self) -> None:
        """Raises what went wrong with anybody."""
        for task in (*self._tasks, *self._watching, *self._working):
            if task.done() and not task.cancelled():
                task.result()

    async def go_home(self) -> None:
        """Shoppers say no more, agents end their round; everybody goes on watching."""
        async with asyncio.timeout(_SETTLE_SECONDS):
            self._shut.set()
            await asyncio.gather(*self._tasks)
            self._closed.set()
            await asyncio.gather(*self._working)

    async def leave(self) -> None:
        tasks = (*self._tasks, *self._watching, *self._working)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def said(self) -> int:
        return sum(len(shopper.sent) for shopper in self.shoppers)

    @property
    def answered(self) -> int:
        return sum(len(said) for agent in self.agents for said in agent.said.values())

    def answers_of(self, conversation_id: str) -> dict[str, tuple[list[str], list[str]]]:
        """By agent: what they certainly said, and what they may have."""
        return {
            agent.name: (agent.said.get(conversation_id, []), agent.doubtful.get(conversation_id, []))
            for agent in self.agents
        }
