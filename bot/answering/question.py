"""What a shopper asks."""

from dataclasses import dataclass
from datetime import date

from bot.language import Language


@dataclass(frozen=True)
class Question:
    """A question as it was typed, and what is needed to understand it."""

    text: str
    language: Language
    on: date
    """The day whose editions of the documents count."""
    previous: str | None = None
    """The question before it, for a follow-up such as "and for shoes?"."""
    doubt: float = 0.0
    """How likely it is, 0 to 1, that it is not a shop's business at all."""
    address: str = ""
    """Where it came from, for what one address may use up of a generator."""
