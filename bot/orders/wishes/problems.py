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


_NO_PROBLEM: Final = expression(
    r"\b(?:ordered|order|picked|chose|chosen|bought|clicked|selected|typed|gave you|sent you)\s+(?:the |a )?wrong\b"
    r"|\bwrong (?:order(?: number)?|number|chat|person|e-?mail|address|button|word|item ordered)\b|\bscratch that\b"
    r"|\bcharge (?:me|my)\b|^[\s,.]*(?:no[\s,]+)?(?:that'?s |it'?s )?(?:wrong|incorrect)[\s.!]*$"
    r"|\bruined (?:my|our)\b|^(?:等下|刚才)?[\s,，]*我?发错了$|刚才发错"
)


def problem_meant(words: str) -> Problem | None:
    """The kind of trouble that is told; None when none is, or when it is denied ("it is not broken")."""
    text = _NO_PROBLEM.sub(" ", plain(words))
    for name, pattern in patterns("problems").items():
        for match in pattern.finditer(text):
            if not _DENIED.search(text[: match.start()]):
                return Problem(name)
    return None
