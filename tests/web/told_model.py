"""A language model for tests that says what it is told to."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from bot.answering.generator import Task


@dataclass
class Model:
    """A language model that says what it is told to."""

    says: str | Exception = ""
    tasks: list[Task] = field(default_factory=list)

    async def stream(self, task: Task) -> AsyncGenerator[str]:
        self.tasks.append(task)
        if isinstance(self.says, Exception):
            raise self.says
        yield self.says
