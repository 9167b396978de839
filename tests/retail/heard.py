"""What the customer makes of a reply: what it is asked, whether it was refused, what was shown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from tests.retail.script import amounts

Part = Mapping[str, Any]


class Topic(Enum):
    """What a question is about."""

    ORDER = "order"  # which order
    GOODS = "goods"  # which of the goods
    INSTEAD = "instead"  # what to have in their place
    PAYMENT = "payment"  # how to pay, where the money goes
    ADDRESS = "address"  # where to send it
    REASON = "reason"  # why
    PERSON = "person"  # name, e-mail, postcode
    ELSE = "else"  # whether there is anything else
    AGAIN = "again"  # the bot did not understand, or asks what to do
    OTHER = "other"  # some other question
    NONE = "none"  # no question


_TOPICS: Final = (
    (Topic.ORDER, r"order number|(?:which|what) orders?\b|number of (?:the"
        r"|your) order|which of (?:your|these|the) orders"),
    (Topic.ELSE, r"anything else|something else\?|what else can i|if there is anything"),
    (Topic.REASON, r"\breason|\bwhy\b"),
    (
        Topic.INSTEAD,
        r"like instead|which one would you like|in (?:its|their) place"
            r"|(?:change|exchange) (?:it|them|the .*) (?:to|for)\?"
        r"|instead of|which (?:variant|version|option|values?)",
    ),
    (
        Topic.PAYMENT,
        r"like to pay|money (?:go|back)|refund(?:ed)? (?:go|to)|which (?:card"
            r"|payment|gift card)|way(?:s)? to pay|payment method|paid instead|gift card\.",
    ),
    (Topic.ADDRESS, r"still missing|address|where (?:should|shall|to)|street and number"),
    (
        Topic.AGAIN,
        r"did you mean|not sure i understood|don't understand|another way"
            r"|what (?:shall|can|should|may) i do|how (?:can|may) i help"
        r"|once more|own words|got you wrong|what would you like to do|what should be changed",
    ),
    (Topic.PERSON, r"\bpostcode\b|\bzip\b|your name|e-?mail"),
    (Topic.GOODS, r"which (?:of these|of the goods|item|items|one|product|goods)"
        r"|what is it about|do you mean|which .* (?:is it|do you mean)"),
)  # fmt: skip
_ASKS: Final = re.compile(
    r"\?|please (?:tell|give|send|write|say|choose)|, please\.|\bwhich\b|tell me|^i need\b", re.IGNORECASE
)
_REFUSES: Final = re.compile(
    r"\bcan(?:no|')t\b|\bcannot\b|not possible|no longer|\bunable\b"
    r"|not available|sold out|out of stock|isn't (?:one|available|possible|there)"
    r"|too little|has already been|only a person|can only|haven't changed"
    r"|nothing (?:has been|was) changed|there (?:is|are) no\b|found no|does not say|"
    r"does not (?:have|sell|offer|come)"
    r"|don't (?:have|sell|offer)|not (?:have|sold|offered|sell)\b",
    re.IGNORECASE,
)
_CONFUSED: Final = re.compile(
    r"not sure i understood|still don't understand|couldn't (?:tell|find an order number)"
    r"|got you wrong|found nothing in the shop's documents|outside what i can do",
    re.IGNORECASE,
)


_MOVED_ON: Final = re.compile(r"\bnow (?:on|back) to ([^.]*)", re.IGNORECASE)


@dataclass(frozen=True)
class Heard:
    """A reply as its reader takes it."""

    words: str
    question: str
    topic: Topic
    refusal: str
    is_confused: bool
    """Whether the bot says that it did not understand, or has no answer."""
    choices: Sequence[Mapping[str, str]] = ()
    confirmation: Part | None = None
    orders: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The goods of each order that was shown."""
    prices: Sequence[int] = ()
    """What was said or shown to cost, in cents."""
    is_done: bool = False
    moved_on_to: str = ""
    """What the bot says it has turned to, of several things."""

    @property
    def is_summed_up(self) -> bool:
        """Whether the bot says that all was done."""
        return bool(re.search(r"\bthat's everything\b", self.words, re.IGNORECASE))

    @property
    def is_only_told(self) -> bool:
        """A refusal among several things, with nothing asked."""
        return bool(
            self.has_moved_on and self.refusal and self.topic is Topic.OTHER and not self.question.endswith("?")
        )

    @property
    def has_moved_on(self) -> bool:
        return bool(self.moved_on_to)


def hear(parts: Sequence[Part]) -> Heard:
    words = "\n".join(str(part.get("text", "")) for part in parts if part["kind"] in ("text", "answer"))
    offered = [item for part in parts if part["kind"] == "choices" for item in part["items"]]
    spoken = _sentences("\n".join(str(part.get("text", "")) for part in parts if part["kind"] == "text"))
    choices = [item for item in offered if not _is_way_out(item["title"])]
    said = _sentences(words)
    question, topic = _asked(said, bool(choices))
    refusals = [line for line in spoken if _REFUSES.search(line) and not _CONFUSED.search(line)]
    return Heard(
        words=words,
        question=question,
        topic=topic,
        refusal=" ".join(refusals),
        is_confused=bool(_CONFUSED.search(words)),
        choices=choices,
        confirmation=next((part for part in parts if part["kind"] == "confirmation"), None),
        orders={
            str(part["order_id"]): [str(line["title"]) for line in part.get("lines", ())]
            for part in parts
            if part["kind"] == "order"
        },
        prices=[*amounts(words), *_prices(parts)],
        moved_on_to=found.group(1) if (found := _MOVED_ON.search(words)) else "",
        is_done=bool(re.search(r"\bdone\b", words, re.IGNORECASE)),
    )


def _prices(parts: Sequence[Part]) -> list[int]:
    return [int(item["price"]["amount"]) for part in parts if part["kind"] == "products" for item in part["items"]]


def _asked(said: Sequence[str], has_choices: bool) -> tuple[str, Topic]:
    """The last question and what it is about; choices without one are a question too."""
    for sentence in reversed(said):
        if _ASKS.search(sentence):
            return sentence, _topic(sentence)
    if has_choices:
        sentence = said[-1] if said else ""
        return sentence, Topic.OTHER if _REFUSES.search(sentence) else _topic(sentence)
    return "", Topic.NONE


def _topic(sentence: str) -> Topic:
    return next((topic for topic, words in _TOPICS if re.search(words, sentence, re.IGNORECASE)), Topic.OTHER)


def _is_way_out(title: str) -> bool:
    """Nobody came to be handed on, or to hear what else there is."""
    return bool(re.search(r"talk to a person|what can you help with|back to the assistant", title, re.IGNORECASE))


def _sentences(words: str) -> list[str]:
    found = re.split(r"(?<=[.!?])\s+|\n+", words)
    return [sentence.strip() for sentence in found if re.search(r"\w", sentence)]
