"""A yes or no to what a person of the shop has offered: taken by the intake itself, for the bot is silent there."""

from dataclasses import dataclass
from typing import Final, Protocol

YES: Final = "/desk_yes"
NO: Final = "/desk_no"
ANSWERS: Final = frozenset({YES, NO})


@dataclass(frozen=True)
class Decided:
    """A shopper's word on what a person has offered."""

    message_id: str
    proposal_id: str
    agreed: bool


class Decisions(Protocol):
    """Whoever acts on such a word; what was stored and not yet acted on is taken up later."""

    def begin(self, conversation_id: str, decided: Decided) -> None: ...


class NoDecisions:
    """For a service at whose desk nothing is offered."""

    def begin(self, conversation_id: str, decided: Decided) -> None:
        return None


def command_of(answer: str, proposal_id: str) -> str:
    """As the turn keeps it."""
    return f"{answer} {proposal_id}"
