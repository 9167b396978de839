"""Talking to a bot, whichever it is."""

from dataclasses import dataclass
from typing import Any, Final, Protocol

from tests.bench.programs import Program


@dataclass(frozen=True)
class Kind:
    """A kind of turn, and a message that makes one."""

    name: str
    text: str


PLAIN: Final = Kind("plain", "hello")
"""Understood, and answered by a rule with the domain's words."""
ACTION: Final = Kind("with an action", "show my orders")
"""Understood, and answered by an action that reads the customer's orders from the shop's database."""


class Talk(Protocol):
    """One conversation."""

    async def say(self, text: str) -> list[dict[str, Any]]:
        """Sends a message and waits for the reply's parts; raises `BenchFailed` when there are none."""
        ...


class Bot(Protocol):
    """A running bot."""

    @property
    def name(self) -> str: ...

    @property
    def programs(self) -> list[Program]: ...

    async def begin(self) -> Talk:
        """A new conversation of the customer whose orders are asked for."""
        ...


def cpu_seconds(bot: Bot) -> float:
    """Processor time that the bot has used so far, all its processes together."""
    return sum(program.cpu_seconds() for program in bot.programs)
