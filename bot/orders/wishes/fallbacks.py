"""What a shopper wants done when a wish cannot be had: "if there is none, return it", 没有就取消订单."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.commerce.thing_words import plain
from bot.orders.wishes.phrases import expression
from bot.orders.wishes.wish import NO_WISH, SPLIT


class Act(StrEnum):
    """What is done instead."""

    LEAVE = "leave"  # that one stays as it is
    RETURN = "return"  # it goes back
    CANCEL = "cancel"  # it is called off
    CANCEL_ORDER = "cancel_order"  # the whole order is called off


@dataclass(frozen=True)
class Fallback:
    """What is to be done instead, and of what."""

    act: Act
    words: str
    """As it was said: "only exchange the mug"."""
    of: str = ""
    """What was said before it: the goods that it speaks of are the last that are named there."""


_SWAP: Final = r"(?:exchange|swap|change|modify|replace)"
_ACTS: Final = {
    Act.LEAVE: expression(
        r"\b(?:no|don't|dont|do not|not|never|without)\b.{0,16}"
        r"\b(?:exchang|chang|swap|modif|touch|cancel|return|anything|do it)\w*"
        r"|\b(?:keep|leave)\b.{0,14}\b(?:it|them|the|my|what|everything|that|as)\b"
        r"|\bforget (?:it|about|that)\b|\bnever mind\b|\bskip (?:it|the|that)\b"
        rf"|\b(?:only|just) (?:do |want to )?{_SWAP}\b|\b(?:{_SWAP}|do) (?:only|just)\b"
        r"|\b(?:then )?(?:only|just) the \w+(?: \w+)?\s*$|\bthe \w+(?: \w+)? only\b|^\s*nothing\b"
        r"|[不别](?:用|要)?(?:换|退|改|取消|动)|留着|保留|算了|只[换改]|就这样|维持原|不变"
    ),
    Act.CANCEL_ORDER: expression(
        r"\bcancel(?:ling)?\b.{0,20}\b(?:order|everything|all|whole|entire|lot)\b"
        r"|取消(?:整|全部|所有|这)?[个张笔单]*(?:订单|单)|(?:整单|全部|订单).{0,4}取消"
    ),
    Act.CANCEL: expression(r"\bcancel(?:ling)?\b|\btake it (?:out|off)\b|取消"),
    Act.RETURN: expression(
        r"\b(?:return(?:ing)?|refund(?:ing)?|send(?:ing)? (?:it|them|that) back|(?:get|have|want) my money back)\b"
        r"|退(?:货|掉|款|了|回)?(?!到)"
    ),
}
_ENDS: Final = re.compile(r"[.;。；!！\n]|,\s*(?:and|also)\s+(?=i\b|also\b)|，(?:另外|还有)")
_MOST: Final = 4


def fallbacks_in(words: str) -> tuple[str, tuple[Fallback, ...]]:
    """The wish by itself, and what is to be done when it cannot be had; wishes for another variant stay in the wish."""
    text, found = plain(words), list[Fallback]()
    at = 0
    while len(found) < _MOST and (match := SPLIT.search(text, at)):
        end = _end(text, match.end())
        act = act_of(text[match.end() : end])
        at = match.end()
        if act is None or match.end() == match.start():
            at = max(at, match.start() + 1)
            continue
        before = text[: match.start()]
        # "If there is no blue one, return it": the condition names the wish.
        named = "" if before.strip(" ,，.") else NO_WISH.sub(" ", match.group())
        found.append(Fallback(act, text[match.end() : end].strip(" ,，"), before or match.group()))
        text = f"{before}{named} {text[end:]}"
        at = len(before) + len(named)
    return text.strip() if found else words, tuple(found)


def act_of(words: str) -> Act | None:
    """What words ask for that name no variant; None for a wish."""
    return next((act for act, pattern in _ACTS.items() if pattern.search(plain(words))), None)


def _end(text: str, at: int) -> int:
    ends = _ENDS.search(text, at)
    following = SPLIT.search(text, at + 1)
    return min(ends.start() if ends else len(text), following.start() if following else len(text))
