"""How far one wish is: said, answered, confirmed, given up; and what it turns into when it cannot be had."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Final

from tests.retail.describing import ways_of
from tests.retail.heard import Heard
from tests.retail.judgement import Part, rows_of_goods
from tests.retail.script import Fallback, When, Wish, segments, wanted_goods
from tests.retail.words import Goods, all_words

_USER: Final = re.compile(
    r"(?<!to )(?<!to my )(?<!to the )(?<!with my )\b(?:user|default|account)\b[\w ]*\baddress", re.IGNORECASE
)
_ORDERS: Final = re.compile(r"\borders?\b[\w ]*\baddress|\baddress\w* of the order", re.IGNORECASE)
_ANY: Final = frozenset(
    ["possible", "available", "way", "issue", "problem", "allow", "help", "say", "tell", "fail", "otherwise"]
)
"""What a condition may say without being about anything."""
_MANY: Final = re.compile(
    r"\b(?:all|both|every|everything)\b[^.,]*\b(?:orders?|addresses"
    r"|ordered|received|bought)\b|\bfrom different orders\b"
    r"|\b(?:all|every) (?:of )?(?:my |the )?(?:pending|delivered|things|items)\b|\beverything\b",
    re.IGNORECASE,
)
_SUM: Final = re.compile(r"\btotal\b|\bhow much\b|\bbalance\b", re.IGNORECASE)
_BOTH: Final = 2
_PREFIX: Final = 5


@dataclass
class Stand:
    """One thing that is wanted; `whole` is the wish as the text has it, which may want other things too."""

    wish: Wish
    whole: Wish
    goods: Goods
    is_said: bool = False
    is_said_again: bool = False
    is_answered: bool = False
    is_given_up: bool = False
    has_fallen_back: bool = False
    is_withdrawn: bool = False
    """Whether the customer wants it no more."""
    has_been_left: bool = False
    """Whether it was once let be, as only something else was offered."""
    declined: int = 0
    done: list[str] = field(default_factory=list)
    """What was confirmed, by the names that were shown."""
    fallbacks: list[Fallback] = field(init=False)

    def __post_init__(self) -> None:
        self.fallbacks = list(self.wish.fallbacks)

    @property
    def left(self) -> list[str]:
        return [name for name in self.wish.goods if not self.goods.find(name, self.done)]

    @property
    def is_open(self) -> bool:
        if self.is_given_up:
            return False
        if self.wish.is_question:
            return not self.is_answered
        if self._is_of_both_addresses and len(self.done) < _BOTH:
            return True
        if self.is_of_many:
            return not (self.done and self.is_said_again)
        return bool(self.left) if self.wish.goods else not self.done

    @property
    def is_over(self) -> bool:
        """Whether what was to follow upon it may follow."""
        if self._is_of_both_addresses:
            return len(self.done) >= _BOTH
        return bool(self.done) if self.is_of_many else not self.is_open and not self.is_given_up

    @property
    def _is_of_both_addresses(self) -> bool:
        is_of_user = _USER.search(self.wish.said) and _ORDERS.search(self.wish.said)
        return "address" in self.wish.acts and bool(is_of_user)

    @property
    def is_of_many(self) -> bool:
        """Whether it is about several orders: one confirmation does not end it."""
        return len(self.wish.goods) < 2 and bool(_MANY.search(self.wish.said))

    def revive(self) -> None:
        """What was given up in vain is wanted after all when just that is asked about."""
        if not (self.is_withdrawn or self.has_been_left or self.done):
            self.is_given_up = False

    def confirm(self, shown: Part) -> None:
        self.is_said_again = False
        self.done += [row["field"] for row in rows_of_goods(shown)] or [shown["summary"]]

    def ask_anew(self) -> None:
        """A sum that was told before more was done is none."""
        if self.wish.is_question and self.is_answered and _SUM.search(self.wish.said):
            self.is_answered = self.is_said_again = False

    def fits(self, shown: Part) -> float:
        """How much a confirmation answers this: by its goods, its order and its act."""
        names, summary = [row["field"] for row in rows_of_goods(shown)], shown["summary"].casefold()
        fits = 2.0 * any(self.goods.find(name, names) for name in self.wish.goods)
        fits += 2 * any(number.lstrip("#").casefold() in summary for number in re.findall(r"#?W\d{7}", self.wish.said))
        fits += 3 * any(act in summary for act in self.wish.acts)
        is_swap = "exchange" in self.wish.acts and "change" in summary and bool(names)
        return fits + 3 * is_swap + self.is_open

    def amend(self, words: str) -> None:
        """The customer has changed its mind, as its text says: what is wanted from now on."""
        named = self.goods.named(words)
        if re.search(r"\bregret\b|\bkeep it\b", words, re.IGNORECASE):
            self.is_given_up = self.is_withdrawn = True
        elif re.search(r"\bonly\b", words, re.IGNORECASE) and named:
            about = [segments(self.wish, name, self.goods) for name in named]
            self.wish = replace(self.wish, sentences=(words, *filter(None, about)), goods=tuple(named))
        else:
            self._add(words)

    def fall_back(self, when: When) -> Fallback | None:
        """The next thing to want; what would have followed upon the other case falls away."""
        found = next((at for at, fallback in enumerate(self.fallbacks) if fallback.when is when), None)
        if found is None:
            return None
        fallback = self.fallbacks[found]
        earlier = [one for one in self.fallbacks[:found] if one.when in (When.REFUSED, When.DONE, When.WRONG)]
        self.fallbacks = [*earlier, *self.fallbacks[found + 1 :]]
        self.has_fallen_back = True
        self._turn_to(fallback.said)
        return fallback

    def _turn_to(self, words: str) -> None:
        """Another act takes the place of the first; anything else is added to it."""
        acts = Wish((words,)).acts
        if re.search(r"\bonly\b", words, re.IGNORECASE) and self.goods.named(words):
            self.amend(words)
        elif acts - {"question"} and acts != self.wish.acts:
            whole = self.wish.goods if not self.goods.named(words) else wanted_goods(words, self.goods)
            goods = () if re.search(r"\b(?:whole|entire|all|everything)\b", words) else whole
            self.wish = replace(self.wish, sentences=(words,), goods=goods)
        else:
            self._add(words)
        self.is_said_again = self.is_answered = False
        self.declined = min(self.declined, 1)

    def _add(self, words: str) -> None:
        named = wanted_goods(words, self.goods)
        known = [*self.wish.goods, *(name for name in named if not self.goods.find(name, self.wish.goods))]
        self.wish = replace(self.wish, sentences=(*self.wish.sentences, words), goods=tuple(known))

    def refused_by(self, heard: Heard) -> int:
        """How much a refusal is about what this wish falls back from; 0 when it is not."""
        fallback = next((one for one in self.fallbacks if one.when is When.REFUSED), None)
        if fallback is None:
            return 0
        told = all_words(f"{heard.refusal} {heard.question}")
        condition = all_words(fallback.condition) - _ANY
        if condition and not _meet(condition, told) and not self.wish.acts & told:
            return 0
        is_way = not Wish((fallback.said,)).acts and bool(ways_of(fallback.said))
        if is_way and not re.search(
            r"\bpa[iy]|\bmoney\b|\brefund|\bcard\b", f"{heard.refusal} {heard.question}", re.IGNORECASE
        ):
            return 0
        return 1 + _meet(condition | all_words(self.wish.said), told)

    def note_answer(self, heard: Heard) -> None:
        """Whether what was heard tells what was asked."""
        if self.is_said and self.wish.is_question and not heard.is_confused and not heard.refusal:
            self.is_answered = self.is_answered or _answers(self.wish, heard, self.goods)


def _answers(wish: Wish, heard: Heard, goods: Goods) -> bool:
    if not re.search(r"\d", heard.words):
        return False
    if _SUM.search(wish.said):
        return "$" in heard.words and bool(
            re.search(r"\btotal\b|\bin all\b|altogether|comes? to|came to|sum|balance|left", heard.words)
        )
    if wish.goods and not any(goods.find(name, goods.named(heard.words)) for name in wish.goods):
        return False
    return bool(_meet(all_words(wish.said), all_words(heard.words)))


def _meet(some: Collection[str], others: Collection[str]) -> int:
    """How many words are in both, "returned" being "return"."""
    return sum(any(one == other or _alike(one, other) for other in others) for one in some)


def _alike(one: str, other: str) -> bool:
    return len(one) >= _PREFIX and len(other) >= _PREFIX and one[:_PREFIX] == other[:_PREFIX]
