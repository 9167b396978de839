"""How a message was not helped with, as the reply to it says."""

from dataclasses import dataclass
from enum import StrEnum


class Failing(StrEnum):
    """Why somebody might rather talk to a person; each has its words for the desk in `data/domain`."""

    NOT_UNDERSTOOD = "not_understood"  # asked back
    NO_ANSWER = "no_answer"  # nothing known answers it
    FAILED = "failed"  # something did not work on our side
    REFUSED = "refused"  # the shop's rule or data forbids the change
    FOR_PERSON = "for_person"  # a rule of the shop leaves the change to a person
    UNPROVEN = "unproven"  # it could not be shown that an order is theirs: nobody but a person goes on
    UPSET = "upset"  # the shopper is angry


COUNTED = frozenset({Failing.NOT_UNDERSTOOD, Failing.NO_ANSWER, Failing.FAILED})
"""Of these it takes two in a row."""


@dataclass(frozen=True)
class Failed:
    """`told` is what the shopper was told of it, where that says more."""

    how: Failing
    told: str = ""
