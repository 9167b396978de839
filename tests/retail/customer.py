"""The simulated customer: says its task's sentences, answers what it is asked, says yes only to what it came for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.retail.judgement import Judgement
from tests.retail.speech import Speech, Voice, first_person, speech_of
from tests.retail.task import Task

Part = Mapping[str, Any]

_ASKS: Final = re.compile(r"\?|please (?:tell|give|send|write|say|choose)|which|what|tell me", re.IGNORECASE)
_OFFERS_NOTHING: Final = re.compile(
    r"can(?:no|')t|cannot|not possible|no longer|unable|not available|sold out|out of stock|isn't|is not|only a person",
    re.IGNORECASE,
)
_ABOUT: Final[Mapping[str, re.Pattern[str]]] = {
    "number": re.compile(r"order number|which order|what order|number of (?:the|your) order", re.IGNORECASE),
    "reason": re.compile(r"\breason|\bwhy\b", re.IGNORECASE),
    "payment": re.compile(r"\bpay|refund(?:ed)? to|money|payment|card", re.IGNORECASE),
    "address": re.compile(r"address|where (?:should|shall|to)|send it", re.IGNORECASE),
}
_WAYS: Final = re.compile(
    r"pay ?pal|gift ?card|\bGC\b|(?:credit|visa|master|amex|debit) ?card|visa|mastercard|amex", re.IGNORECASE
)
_STOP: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "i",
        "my",
        "me",
        "it",
        "to",
        "of",
        "for",
        "and",
        "or",
        "in",
        "on",
        "with",
        "is",
        "are",
        "was",
        "were",
        "be",
        "this",
        "that",
        "you",
        "your",
        "want",
        "would",
        "like",
        "do",
        "not",
        "if",
        "at",
        "from",
        "one",
        "any",
        "all",
        "them",
        "they",
        "have",
        "has",
        "had",
        "also",
        "so",
        "just",
        "order",
        "exchange",
        "return",
        "cancel",
        "modify",
        "change",
        "please",
    ]
)


@dataclass(frozen=True)
class Say:
    """What the customer does next: words, or the choice with an id."""

    text: str = ""
    choice: str = ""


@dataclass
class Customer:
    """One customer in one conversation; `judgement` knows which changes were asked for, and nothing else does."""

    task: Task
    voice: Voice
    judgement: Judgement
    speech: Speech = field(init=False)
    _left: list[str] = field(init=False)
    _otherwise: list[str] = field(init=False)
    _asked: dict[str, int] = field(default_factory=dict)
    is_done: bool = False

    def __post_init__(self) -> None:
        self.speech = speech_of(self.task.wish, self.task.knowledge, self.task.manner)
        self._left, self._otherwise = list(self.speech.wishes), list(self.speech.otherwise)

    def begin(self) -> Say:
        if self.voice.is_chatty:
            words, self._left = ". ".join(self._left), []
        else:
            words = self._left.pop(0) if self._left else first_person(self.task.wish)
        return Say(self.voice.say("open", words))

    def answer(self, parts: Sequence[Part]) -> Say:
        """What is said to a reply; sets `is_done` when there is nothing more to say."""
        words = " ".join(str(part.get("text", "")) for part in parts if part["kind"] in ("text", "answer"))
        if asked := next((part for part in parts if part["kind"] == "confirmation"), None):
            return self._decide(asked)
        choices = [item for part in parts if part["kind"] == "choices" for item in part["items"]]
        question = _last_question(words)
        if _OFFERS_NOTHING.search(words) and self._otherwise:
            return Say(self.voice.say("otherwise", self._otherwise.pop(0)))
        if question or (choices and len(choices) > 1):
            return self._reply_to(question or words, choices)
        return self._go_on()

    def _decide(self, asked: Part) -> Say:
        if self.judgement.wants(asked):
            self.judgement.note(asked)
            return Say(choice=asked["confirm"])
        # As people do, the customer then says once more what was wanted.
        if not self._asked.get("declined"):
            self._left[:0] = self.speech.wishes[:1]
        return self._again("declined", Say(choice=asked["decline"]))

    def _reply_to(self, question: str, choices: Sequence[Mapping[str, str]]) -> Say:
        for cue, words in self.speech.answers:
            if _content(cue) & _content(question):
                return self._again(f"cue {cue}", Say(words))
        about = next((name for name, pattern in _ABOUT.items() if pattern.search(question)), "")
        picked = self._pick(choices)
        if about == "payment" and (way := self._way()):
            return self._again(about, Say(choice=picked) if picked else Say(self.voice.say("payment", way)))
        if about == "number":
            return self._again(about, self._number(picked))
        if picked:
            return self._again(f"choice {picked}", Say(choice=picked))
        if about == "payment":
            return self._again(about, Say(self.voice.say("original")))
        if about == "reason":
            return self._again(about, self._reason(choices))
        if self._left:
            return self._go_on()
        return self._again("unsure", Say(self.voice.say("unsure")))

    def _number(self, picked: str) -> Say:
        known = [number for number in self.speech.orders if not self._asked.get(number)]
        if known:
            self._asked[known[0]] = 1
            return Say(self.voice.say("number", known[0]))
        if picked:
            return Say(choice=picked)
        return Say(self.voice.say("no_number", self._thing()))

    def _reason(self, choices: Sequence[Mapping[str, str]]) -> Say:
        said = f"{self.task.wish} {self.task.manner}".casefold()
        reason = "ordered by mistake" if "mistake" in said else "no longer needed"
        fitting = [item for item in choices if _content(reason) & _content(item["title"])]
        return Say(choice=fitting[0]["id"]) if fitting else Say(self.voice.say("reason", reason))

    def _pick(self, choices: Sequence[Mapping[str, str]]) -> str:
        """The one choice whose words the task's own text holds most of; nothing when two fit alike."""
        said = _content(f"{self.task.wish} {self.task.manner}")
        scored = sorted(((len(_content(c["title"]) & said), c["id"]) for c in choices), reverse=True)
        if not scored or scored[0][0] == 0 or (len(scored) > 1 and scored[0][0] == scored[1][0]):
            return ""
        return scored[0][1]

    def _way(self) -> str:
        found = _WAYS.search(f"{self.task.wish} {self.task.manner}")
        return found.group() if found else ""

    def _thing(self) -> str:
        named = re.search(r"\b(?:the|my|your) ((?:[a-z-]+ ){0,2}?[a-z-]+)\b", self.task.wish.split(".")[0])
        return named.group(1) if named else "things I bought"

    def _go_on(self) -> Say:
        if self._left:
            return Say(self.voice.say("next", self._left.pop(0)))
        self.is_done = True
        return Say(self.voice.say("bye"))

    def _again(self, what: str, say: Say) -> Say:
        """Nobody answers the same question for ever: the third time something else is said, or good-bye."""
        self._asked[what] = self._asked.get(what, 0) + 1
        if self._asked[what] <= _PATIENCE:
            return say
        if self._otherwise:
            return Say(self.voice.say("otherwise", self._otherwise.pop(0)))
        return self._go_on()


_PATIENCE: Final = 2


def _last_question(words: str) -> str:
    sentences = re.split(r"(?<=[.!?])\s+|\n+", words)
    return next((sentence for sentence in reversed(sentences) if _ASKS.search(sentence)), "")


def _content(words: str) -> frozenset[str]:
    return frozenset(_stems(re.findall(r"[a-z0-9]+", words.casefold()))) - _STOP


def _stems(words: Iterable[str]) -> Iterable[str]:
    return (word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words)
