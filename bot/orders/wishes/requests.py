"""The several requests that one message holds, each in words that can be understood by themselves."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.commerce.thing_words import simplified
from bot.orders.wishes.details import is_detail, is_of_all
from bot.orders.wishes.phrases import expression
from bot.orders.wishes.problems import problem_meant
from bot.orders.wishes.unwanted import is_either, names_unwanted
from bot.orders.wishes.wish import SPLIT

_VERB_EN: Final = (
    r"(?:cancel|call off|return|send(?:ing)? (?:\w+ ){0,4}?back|sending back|send|ship|deliver|exchange|swap"
    r"|switch|replace|change|modify|update|edit"
    r"|remove|take (?:\w+ ){0,3}?(?:out|off)|drop|track|check|report|refund|add|put|leave a note|reorder|buy"
    r"|order(?!\s+(?:number|no\b|id\b|#|[a-z]{0,3}-?\d))|get rid of|delete|unsubscribe|talk to|speak (?:to|with)"
    r"|redirect|forward|tell me|let me know|show me|look up|find out"
    r"|know(?= (?:the|how|what|when|where|if|whether|which|why|my|all|exactly))"
    r"|confirm(?= (?:the|how|what|my|that) (?:\w+ )?(?:price|total|amount|cost|refund)))(?:l?ing)?\b"
)
_ASKING_EN: Final = (
    r"(?:where(?:'s| is| are)?|when|what(?:'s)?|how|why|which|who|has|have you|did|do you|does|is there|are there"
    r"|is my|is the|is it|was my)\b"
)
_POLITE_EN: Final = (
    r"(?:(?:please|then|also|and|so|but|next|finally|lastly|secondly|firstly|additionally|furthermore|moreover"
    r"|plus|first|second|afterwards?|after that|can you|could you|would you|will you|can i|could i|may i"
    r"|i(?:'d| would)? (?:also |rather |really |just )?(?:like|love|want|need|wish) (?:you )?to"
    r"|(?:for|in|from|on) (?:my |the )?(?:order )?#?[a-z]{0,3}-?\d{4,}"
    r"|i(?:'d| would) also like to|i (?:also )?(?:want|need)(?: you)? to|i'm (?:also )?(?:looking|trying"
    r"|hoping) to|let me|let's|help me(?: to)?|i(?:'ll| will)|go ahead and|to|just|actually|by the way|btw"
    r"|kindly)[\s,]+)*"
)
_START_EN: Final = expression(rf"{_POLITE_EN}(?:{_VERB_EN}|{_ASKING_EN})")
_HOLDS_EN: Final = expression(
    rf"\b(?:{_VERB_EN}|(?:like|want|need|wish) to (?:know|find out)"
    rf"|(?:like|want|need|get me|ask(?:ing)? for|(?:have|get) it replaced (?:by|with)) (?:an?|the|my|some) "
    rf"(?:new|replacement|fresh|identical|intact|undamaged)\b"
    rf"|where(?:'s| is| are| did)|when (?:will|is|does|did|can)|what(?:'s| is| are| about"
    rf"| happens| does| do| would| will)|how (?:much|long|many|do|can|come)|has my|have my|do you (?:have|sell))\b"
)
_VERB_ZH: Final = (
    r"(?:取消|退货|退款|退掉|退了|退还|退回|退|换货|换成|换掉|换|改成|改到|改为|更改|修改|改|寄到|寄去|寄给|寄|发到|送到|送去|配送到|查一?下|查询?|看一?下|跟踪|催|投诉|报告|反馈"
    r"|开发票|发票|备注|添加|加上|加|删除|删|转人工|不要了|不想要了|(?:想要|要|给我)[一个双件条]{0,2}(?:全新|新)的?|补发|维修|保修)"
)
_ASKING_ZH: Final = r"(?:[到在]哪|哪里|哪儿|什么时候|几时|多久|多少|怎么|为什么|有没有|是不是|吗|呢[?？]|何时|几天)"
_HOLDS_ZH: Final = expression(rf"{_VERB_ZH}|{_ASKING_ZH}")
_HAN: Final = expression(r"[\u3400-\u9fff]")

_SENTENCE: Final = expression(
    r"(?<=[!?;。！？；\n])\s*|\.\s+(?=(?:also|then|and|plus|please|i |i'|can|could)\b)"
    r"|(?<!\b[a-z])(?<!\bst)(?<!\bave)(?<!\bapt)(?<!\brd)(?<!\bdr)(?<!\bblvd)(?<!\bno)\.\s+"
)
_JOINT_EN: Final = expression(
    r"\s*(?:,\s*(?:and|but|plus)?(?:\s+(?:also|then))?|\band also\b|\band then\b|\band\b|\bplus\b|\bthen\b"
    r"|\balso\b|\bbut\b|\bas well as\b|&|\+)\s+"
)
_JOINT_ZH: Final = expression(
    r"[,，]?\s*(?:然后再?|另外|还有|并且|而且|同时|顺便|再帮我|还要|还想|以及|接着|再(?=退|换|取消|改|把|查))[,，]?"
    r"|[,，]\s*"
)
_CONDITION: Final = expression(
    r"\b(?:if|unless|otherwise|provided|in case|as long as|or else|depending)\b|如果|要是|假如|否则|不然|的话|万一"
)
_OTHERWISE: Final = expression(
    r"^\s*(?:(?:and|but|,)\s*)?(?:otherwise|or else|else|if\b|unless|only if|否则|不然|如果|要是|假如)"
)
_STRONG_JOINT: Final = expression(
    r"\s*(?:[,;]\s*)?\b(?:and also|also|additionally|on top of that|separately|one more thing"
    r"|secondly)\b[\s,:]*|[,，;；]?\s*(?:另外|还有|此外|顺便)[,，]?"
)
_DETAIL_EN: Final = expression(
    r"^\s*(?:please |and |can you |could you )*(?:refund (?:it|them|me|that|the (?:money|amount|difference))"
    r"|(?:have|get|send|put|issue) (?:\w+ ){0,3}(?:refund|money|credit)\w*|pay (?:the|with|by|for|via)|use my"
    r"|keep (?:everything|all|the) (?:else )?(?:the )?same|send (?:it|them|the \w+) back|return (?:it"
    r"|them)\b(?! (?:to|for))"
    r"|add the difference|charge|order it again|how (?:do|can|should) i (?:do|go)|what do i (?:need|have)"
    r"|is (?:that|it|this) (?:possible|ok|okay|fine|alright)|do you (?:understand|need)|did you get)"
)
_DETAIL_ZH: Final = expression(
    r"^\s*(?:请|麻烦|我|帮我|给我|能|可以|要|想|就)*(?:退(?:掉|了|货|款|一下|它)?[吗吧么了呢可以行好]*[?？。!！]*$"
    r"|换(?:成|大|小|个|一|货|\d))"
    r"|^\s*(?:请|麻烦)?(?:退款?(?:退|到|回|给)|钱(?:退|回)|退到|退回到?(?:我的)?(?:原|微信|支付宝|卡|礼品卡)|可以吗|行吗|好吗"
    r"|怎么(?:操作|弄|办))"
)
_ALSO_FIRST: Final = expression(r"^(?:i|we)(?:'d| would)? also\b|^(?:我)?(?:还|也)")
_ALSO: Final = expression(r"also|另外|还|顺便")
_PRONOUN: Final = expression(r"\b(?:it|them)\b")
_OBJECT: Final = expression(
    rf"{_VERB_EN}\s+(?P<object>(?:the|my|that|this|those|these|both|all|one|two|an?|order)\b.+?)(?:\s+(?:for|to"
    rf"|with|because|since|from|instead|as|please|and get|so)\b|[,.;]|$)"
)
_SWAP: Final = expression(
    r"^(?P<lead>.*?\b(?P<verb>change|exchange|swap|switch|replace|modify)\s+)(?P<first>.+?\s+(?:to|for|with"
    r"|into)\s+.+?)(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?P<second>(?:(?:the|my|that|both)\s+(?!same\b).+?\s+(?:to|for|with|into)\s+.+"
    r"|(?!(?:next|close|due|thanks|back|near|up|according)\b)[a-z][\w-]*(?:\s+[a-z][\w-]*)?\s+(?:to|into)\s+\S.+))$"
)
_FROM_ORDERS: Final = expression(
    rf"^(?P<lead>.*?\b(?P<verb>{_VERB_EN})\s+)(?P<first>.+?\b(?:from|in|of|on)\s+(?:my\s+"
    rf"|the\s+)?(?:order\s+)?#?[A-Za-z]{{0,3}}-?\d{{4,}})(?:\s*,\s*(?:and\s+)?"
    rf"|\s+and\s+)(?P<second>.+?\b(?:from|in|of|on)\s+(?:my\s+"
    rf"|the\s+)?(?:order\s+)?#?[A-Za-z]{{0,3}}-?\d{{4,}}.*)$"
)
_NOT_ENOUGH: Final = expression(
    rf"^[\s,.;!?]*{_POLITE_EN}{_VERB_EN}(?:\s+please)?[\s,.;!?]*$|^\s*(?:请|我?想|我?要)*(?:取消|退货|退款|退|换货|换)(?:订单|吧|了|一下)*[\s。!！]*$"
)
# "I no longer need the lamp. I'd like to return it."
_OF_BEFORE: Final = expression(
    rf"^{_POLITE_EN}{_VERB_EN}(?: back)? (?:it|them|that|those|these|this)\b"
    r"(?! (?:to|for|with)\b)|^(?:请|帮我|我?想|麻烦|都|一起)*(?:退|取消|换)[掉了货]*[吧。!！]*$"
)
_SPACES: Final = expression(r"[ \t]+")
_EDGES: Final = " ,，、;；.。"
_LEADING: Final = expression(r"^(?:(?:and|but|also|then|plus)\b[\s,]+)+")
_LONGEST_CLAUSE: Final = 200
_MOST: Final = 8


@dataclass(frozen=True)
class Split:
    """A message taken apart."""

    requests: tuple[str, ...] = ()
    """In the order in which they are asked for; a message with one or none comes back whole."""
    common: tuple[str, ...] = ()
    """How all of them are to be done, where there are several: "PayPal is preferred for any refund"."""


def requests_in(words: str) -> tuple[str, ...]:
    """The requests in their order; a message with one or none comes back whole."""
    return split(words).requests


def split(words: str) -> Split:
    """Lists of things, addresses, reasons, conditions and how a thing is to be done stay with their request."""
    pieces = [piece for sentence in _sentences(_SPACES.sub(" ", simplified(words))) for piece in _parts(sentence)]
    own = [piece for piece in pieces if not is_of_all(piece.text)]
    if not any(piece.asks for piece in own):
        own = pieces
    carried = [piece for whole in _carried(_joined(own)) for piece in _twins(whole)]
    said = _cleaned(carried)
    if not 1 < len(said) <= _MOST:
        return Split((words.strip(),) if words.strip() else ())
    return Split(said, _cleaned(piece.text for piece in pieces if piece not in own))


def _cleaned(pieces: Iterable[str]) -> tuple[str, ...]:
    return tuple(_LEADING.sub("", piece.strip(_EDGES)) for piece in pieces if piece.strip(_EDGES + "!！"))


def _sentences(words: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.split(words) if sentence and sentence.strip()]


@dataclass(frozen=True)
class _Piece:
    """A part of a message; `asks` tells whether it asks for something by itself."""

    text: str
    asks: bool


def _parts(sentence: str) -> Iterator[_Piece]:
    """Cut where something new is asked for; a condition holds its sentence together."""
    chinese = _HAN.search(sentence) is not None
    joint = _STRONG_JOINT if _CONDITION.search(sentence) else _JOINT_ZH if chinese else _JOINT_EN
    start = 0
    for match in joint.finditer(sentence):
        left, right = sentence[start : match.start()], sentence[match.end() :]
        if not _begins(right, chinese):
            continue
        also = _ALSO.search(match.group()) or _ALSO_FIRST.match(right)
        # A trouble that is told asks for something when something else comes "also".
        asks = _asks(left) or (also is not None and problem_meant(left) is not None)
        if asks:
            yield _Piece(left, asks)
            start = match.end()
    yield _Piece(sentence[start:], _asks(sentence[start:]))


def _asks(text: str) -> bool:
    if is_detail(text):
        return False
    return bool(_HOLDS_EN.search(text) or _HOLDS_ZH.search(text)) or is_either(text) or names_unwanted(text)


def _begins(text: str, chinese: bool) -> bool:
    """Whether a request begins here, and not only a further thing or a part of an address."""
    if not chinese:
        return _START_EN.match(text) is not None
    clause = re.split(r"[,，。;；]", text[:_LONGEST_CLAUSE], maxsplit=1)[0]
    return _HOLDS_ZH.search(clause) is not None or _START_EN.match(text) is not None


def _joined(pieces: list[_Piece]) -> list[str]:
    """What is no request by itself goes with its neighbour: greetings and reasons, details of the request before."""
    joined: list[_Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and (not piece.asks or not last.asks or _is_detail(piece.text, last.text)):
            joined[-1] = _Piece(_with(last.text, piece.text), last.asks or piece.asks)
        else:
            joined.append(piece)
    return [piece.text for piece in joined]


def _is_detail(piece: str, before: str) -> bool:
    if _OTHERWISE.match(piece) or SPLIT.match(piece) or _NOT_ENOUGH.match(before) or _NOT_ENOUGH.match(piece):
        return True
    if names_unwanted(before) and _OF_BEFORE.search(piece):
        return True
    return bool((_DETAIL_ZH if _HAN.search(piece) else _DETAIL_EN).match(piece))


def _with(before: str, piece: str) -> str:
    if _HAN.search(before):
        return f"{before.rstrip()}{'' if before.rstrip()[-1:] in ',，。;；!！?？' else '，'}{piece.lstrip()}"
    ends = before.rstrip()[-1:] in ",.;!?"
    return f"{before.rstrip()}{' ' if ends else ' and ' if _NOT_ENOUGH.match(before) else '. '}{piece.lstrip()}"


def _carried(pieces: list[str]) -> Iterator[str]:
    """ "It" in a later request becomes what it stands for."""
    thing = ""
    for number, piece in enumerate(pieces):
        found = _OBJECT.search(piece)
        if number and thing and not found and _PRONOUN.search(piece) and not _asks_where(piece):
            piece = _PRONOUN.sub(lambda _, thing=thing: thing, piece, count=1)  # type: ignore[misc]
        thing = found["object"].strip() if found else thing
        yield piece


def _asks_where(piece: str) -> bool:
    return expression(_ASKING_EN).match(piece.strip()) is not None


def _twins(piece: str) -> Iterator[str]:
    """ "Change the lamp to black and the mug to red" is two requests with one verb."""
    match = None if _CONDITION.search(piece) else _FROM_ORDERS.match(piece) or _SWAP.match(piece)
    if match is None or _asks(match["second"]):
        yield piece
        return
    yield match["lead"] + match["first"]
    yield from _twins(f"{match['verb']} {match['second']}")
