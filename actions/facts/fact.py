"""What every fact of a change can do: be read from words or from a choice, be found missing, be asked for."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Final

from actions.base import Reply
from actions.case import Case
from actions.command import command
from actions.draft import Draft
from actions.progress import Step
from bot.commerce.model import OrderLine
from bot.dialogue.parts import Choice

MOST_CHOICES: Final = 5


class Fact(ABC):
    """One fact; `step` is its name where it is asked for."""

    step: Step

    @abstractmethod
    def is_open(self, case: Case) -> bool:
        """Whether it is still to be asked for."""

    def is_known(self, case: Case) -> bool:
        """Whether it was said, or need not be."""
        return not self.is_open(case)

    @abstractmethod
    def read(self, words: str, case: Case, *, asked: bool) -> Draft | None:
        """The draft with what the words say of it, None when they say nothing; `asked`: it was just asked for."""

    def chosen(self, value: str, case: Case) -> Draft | None:
        """The draft with the choice that carries `value`, if that is one of this fact's here."""
        return None

    def presumed(self, case: Case) -> Draft:
        """The draft with what can only be so."""
        return case.draft

    @abstractmethod
    def ask(self, case: Case, reply: Reply) -> None:
        """Asks for it, with choices where there are few."""


def offer(reply: Reply, choices: Iterable[tuple[str, str]]) -> None:
    """Offers (title, value) pairs as choices of the fact that is asked for, if there are any."""
    items = [Choice(title, command("choose", value=value)) for title, value in choices]
    if items:
        reply.offer(*items)


def line_words(line: OrderLine, reply: Reply, quantity: int = 1) -> str:
    """A line as it is spoken of."""
    title = line.title.in_language(reply.language)
    return title if quantity == 1 else f"{title} × {quantity}"
