"""What a shopper says is wrong with goods: damaged, missing, the wrong thing, or not working."""

from typing import Final

from bot.commerce.changes import Problem
from bot.commerce.thing_words import plain
from bot.orders.wishes.phrases import expression, patterns

_DENIED: Final = expression(
    r"(?:\bnot(?: even)?|\bisn't|\bwasn't|\baren't|\bno|\bnothing(?:'s| is| was)?|\bwithout any|\bnever"
    r"|\bin case (?:it|they)(?:'s| is| are| gets?)?|\bif (?:it|they)(?:'s| is| are| gets?| arrives?)?"
    r"|没有?|不是|并未|未|没什么|无)\s*(?:been |any |at all |a bit |任何)?$"
)


def problem_meant(words: str) -> Problem | None:
    """The kind of trouble that is told; None when none is, or when it is denied ("it is not broken")."""
    text = plain(words)
    for name, pattern in patterns("problems").items():
        for match in pattern.finditer(text):
            if not _DENIED.search(text[: match.start()]):
                return Problem(name)
    return None
