"""A task's text as its customer's script: wishes, what else when one cannot be had, answers, second thoughts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from tests.retail.words import Goods, all_words, content, first_person, sentences


class When(Enum):
    """What a fallback waits for."""

    REFUSED = "refused"  # what was asked for cannot be had
    GRANTED = "granted"  # it can
    DONE = "done"  # something was carried out
    BELOW = "below"  # a price is less than a limit
    ABOVE = "above"  # a price is more than a limit
    WRONG = "wrong"  # something else is proposed
    FACT = "fact"  # something that the agent must look up: said at once, with its condition


@dataclass(frozen=True)
class Fallback:
    """What is wanted (`said`) if something (`condition`) turns out, both in the first person."""

    when: When
    condition: str
    said: str
    limit: int = 0
    """In cents, for a price."""


@dataclass(frozen=True)
class Wish:
    """One thing that the customer came for, with all that the text says of it."""

    sentences: tuple[str, ...]
    goods: tuple[str, ...] = ()
    fallbacks: tuple[Fallback, ...] = ()
    guards: tuple[str, ...] = ()
    """What it must not come to: said only when that is proposed."""

    @property
    def said(self) -> str:
        return ". ".join(self.sentences)

    @property
    def head(self) -> str:
        """The request alone, without preferences and the way to pay."""
        asking = [sentence for sentence in self.sentences if Wish((sentence,)).acts]
        return asking[0] if asking else self.said

    @property
    def acts(self) -> frozenset[str]:
        """What is to be done, by the text's verbs."""
        said = self.said.casefold()
        found = {act for act, verbs in _ACTS.items() if re.search(verbs, said)}
        if "address" in found and len(re.findall(_ACTS["exchange"], said)) < 2:
            found.discard("exchange")
        return frozenset(found)

    @property
    def is_question(self) -> bool:
        return not self.acts or self.acts == {"question"}


@dataclass(frozen=True)
class Answer:
    """What to say when asked about something, one after the other if asked again."""

    about: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Script:
    """All that a task gives its customer to say."""

    wishes: tuple[Wish, ...]
    answers: tuple[Answer, ...] = ()
    at_confirmation: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    """Order numbers that the text holds."""
    hidden: tuple[str, ...] = ()
    """What the customer knows but does not tell: it picks by it, and never says it."""
    is_terse: bool = False
    """One thing at a time, as the task says."""
    is_at_once: bool = False
    """Everything together, as the task says."""
    text: str = ""
    """Everything, in the first person, to look things up in."""


_VERBS: Final = (
    r"return|exchang\w*|cancel\w*|chang\w*|modif\w*|switch\w*|upgrad\w*"
    r"|adjust|undo|know|check|confirm|ask|replac\w*|correct|swap"
    r"|add|remov\w*|updat\w*|reorder|buy|inquire|find|see|get a|have|make|split|reverse|keep looking"
)
_TO: Final = r"(?:^|\b(?:to|and|or|also|please|just|then|only|potentially|first|can|could|me|i|not)\s+|[,:(.]\s*)"
_ACTS: Final = {
    "return": rf"{_TO}(?:return|send back)\b|\bbe returned\b",
    "exchange": rf"{_TO}(?:exchange|change|modify|switch|upgrade|swap|replace"
    rf"|adjust)\b|\bbe (?:exchanged|changed)\b|\bnew pair\b",
    "cancel": rf"{_TO}(?:cancel|call off|remove)\b|\bno longer need\b"
    rf"|\bbe cancell?ed\b|\bconsidering cancel|\bundo cancel",
    "address": rf"{_TO}(?:change|modify|switch|update|correct)\b.*\b(?:address|addresses|new home)\b",
    "question": r"\bhow (?:much|many)\b|\bto know\b|\bcheck\b|\btell me\b|\binquire\b"
    r"|\bwhat (?:is|are)\b|\bconfirm the total|\bwonder\b|\btracking\b",
}
_REQUEST: Final = re.compile(
    rf"\b(?:you(?:'d| would| will)? (?:\w+ ){{0,2}}?(?:want|like|wish|need|intend"
    rf"|wonder|hope|decide)|and (?:want|wish)|able|help you|considering|you'll|intend)\b"
    rf".*?\b(?:{_VERBS})\b"
    rf"|^(?:for [^,]*,\s*|also,?\s*|and\s+|then\s+|finally,?\s*|lastly,?\s*"
    rf"|please\s+|first,?\s*|next,?\s*|at the end of the day,\s*)*"
    rf"(?:you (?:\w+ )?)?(?:ask|exchange|return|cancel|modify|change)\b|\bno longer need\b"
    rf"|\byou wonder\b|\bneeds? to be (?:exchanged|returned|cancell?ed|changed|modified)\b",
    re.IGNORECASE,
)
_STAGE: Final = re.compile(
    r"\bas you are interacting\b|^(?:do not|don't|never) (?:reveal"
    r"|mention|share|tell|say|end)"
    r"|^(?:make sure|be sure)[^.]*\bmention\b(?!.*\bthat you\b)"
    r"|^mention (?:the|them|these|both)|^try to make the conversation"
    r"|^be (?:insistent|polite|persistent)\b|^you (?:are|like to) [^.]*\b(?:familiar|thing at a time|piecewise)\b"
    r"|^you (?:will |'ll )?(?:speak|talk)\b",
    re.IGNORECASE,
)
_MENTION: Final = re.compile(r"^(?:make sure|be sure)\b.*?\bmention\b.*?\bthat (?P<what>you .*)", re.IGNORECASE)
_CONDITION: Final = re.compile(
    r"^(?:(?:and|but|also|well|or|then),? )*(?P<condition>(?:only )?(?:if(?: and only if)?"
    r"|when|once|after|unless|in case|otherwise|should)\b.*)$",
    re.IGNORECASE,
)
_CONSEQUENCE: Final = re.compile(
    r",\s*(?:then\s+)?(?=(?:please|just|you|i|ask|cancel|return"
    r"|exchange|modify|change|get|tell|say|do|don't|no|mention|only|also"
    r"|it|that|the|using|provide|give|reply|keep|see|refund|use|proceed)\b)|,\s*"
    r"|\s+(?=you (?:want|would|prefer|like|'d)\b|just (?:return|cancel|keep|exchange)\b)",
    re.IGNORECASE,
)
_ASKED: Final = re.compile(r"\b(?:agents? asks?|asked|asks you|agent wants)\b", re.IGNORECASE)
_CUE: Final = re.compile(r"\b(?:asked|asks?)(?: you)?(?: for| about| to| the)? ?(?P<about>.*)", re.IGNORECASE)
_TELL: Final = re.compile(
    r"^(?:you |then |just )*(?:will )?(?:say|mention|provide|give|reply|answer|tell (?:the agent"
    r"|them|it)(?: to)?|explain|add another request and)\b(?: them| that(?!'))?\s*"
    r"|^(?:you )?(?:do not|don't) say yes immediately,?\s*(?:because|since|as)?\s*|^(?:but\s+)",
    re.IGNORECASE,
)
_DENIAL: Final = re.compile(
    r"\b(?:not|no|none|cannot|can't|won't|isn't|aren't|doesn't|don't|unable"
    r"|fails?|otherwise|issues?|refuses?|without|only be|one of the)\b",
    re.IGNORECASE,
)
_PRICE: Final = re.compile(
    r"\b(?P<way>less|cheaper|under|below|lower|greater|more|over"
    r"|above|higher)(?: than)? \$?(?P<amount>\d+(?:\.\d\d)?)\b",
    re.IGNORECASE,
)
_DONE: Final = re.compile(
    r"^(?:once|after)\b|\b(?:is|are|has been|have been) (?:returned|complete|completed|done|exchanged)\b", re.I
)
_PREFERS: Final = re.compile(
    r"^(?:but |and |also |so )*(?:(?:you|the) (?:\w+ )?(?:prefer|like|only care"
    r"|care|are okay|are ok|don't care|do not care|believe|think|just need)"
    r"|they|it|price|paypal|original|any|it's|for both"
    r"|(?:you )?(?:want|would like) (?:it|them|the refund|the money))\b",
    re.IGNORECASE,
)
_SAME_WORDS: Final = 2
"""So many words in common tell which wish a condition is about."""
_OF_THE_SAME: Final = re.compile(r"\b(?:cancel|return|exchange|change)\s+(?:these|those|them|it|both)\b", re.IGNORECASE)
_PIECEWISE: Final = re.compile(r"one thing at a time|piecewise|too many words")
_OF_THE_LAST: Final = re.compile(
    r"^\(|^(?:well,? )?except\b|^(?:also,? )?you (?:\w+ )?want the\b",
    re.IGNORECASE,
)
_GUARD: Final = re.compile(r"^you (?:do not|don't|never) want to (?:cancel|return|exchange|change)\b", re.IGNORECASE)
_HUMAN: Final = re.compile(r"\b(?:human|representative|supervisor|transfer(?:red)?)\b", re.IGNORECASE)
_TEMPER: Final = re.compile(
    r"\byou (?:become|are|'d be|would be) angry and (?:swear for a few times, (?:and )?then )?(?:you )?", re.IGNORECASE
)
_PAYS: Final = re.compile(r"(?:also,? )?you (?:\w+ )?(?:prefer|want to (?:use|pay))\b", re.IGNORECASE)
_HERALDS: Final = re.compile(
    r"\b(?:several|some|a few|a couple|multiple) (?:of )?(?:changes|requests|things to do)\b", re.IGNORECASE
)
_UNKNOWN: Final = re.compile(
    r"\b(?:don't|do not|cannot|can't) (?:remember|recall|know) (?:the |your )?order", re.IGNORECASE
)
_PRONOUN: Final = re.compile(
    r"\b(?:it|them|this|that|these|those|both|the (?:less|more) expensive one)\b", re.IGNORECASE
)
_SPLIT: Final = re.compile(
    r",?\s+but\s+(?=(?:if|otherwise|when|once)\b)|,?\s+and\s+(?=if the agent (?:cannot"
    r"|can't|can not)\b)|,?\s+and\s+(?=otherwise\b)|,\s+(?=if not\b|otherwise\b)",
    re.IGNORECASE,
)
_UNWANTED: Final = re.compile(
    r"\b(?:except(?: for)?|keep|kept|with|than|but not|not|goes with"
    r"|instead of|associated with)\s+(?:the|a|an|my|your|any)?\s*$",
    re.IGNORECASE,
)
_RELUCTANT: Final = re.compile(
    r"\byou (?:prefer not|do not want|don't want|won't|will not)(?: to)? (?:reveal"
    r"|mention)(?: it)?(?: yourself)?(?: for private reasons)?,? but "
    r"(?=it|the address|is)",
    re.IGNORECASE,
)
_LOOKED_UP: Final = re.compile(r"\bdo not want to reveal your address\b.*?(?P<told>the agent should .*)", re.IGNORECASE)
_ORDER: Final = re.compile(r"#?W\d{7}")
_SECRET: Final = re.compile(
    r"\(([^()]*)\bbut do not (?:reveal|share|mention)[^()]*\)|[^.]*\(do not share this[^()]*\)\.?", re.I
)


def script_of(wish: str, knowledge: str, manner: str, goods: Goods) -> Script:
    """Only what the text holds: nothing is looked up and nothing is added."""
    reader = _Reader(goods)
    hidden = tuple(found.group(1) or found.group() for found in _SECRET.finditer(wish))
    open_wish = _SECRET.sub("", wish)
    for sentence in _clauses(open_wish):
        reader.read(sentence)
    for sentence in _clauses(manner):
        reader.read_manner(sentence)
    everything = f"{wish} {manner}".casefold()
    return Script(
        wishes=reader.wishes(),
        answers=tuple(reader.answers),
        at_confirmation=tuple(reader.at_confirmation),
        orders=tuple(dict.fromkeys(_ORDER.findall(f"{wish} {knowledge} {manner}"))),
        hidden=hidden,
        is_terse=bool(_PIECEWISE.search(everything)),
        is_at_once=not _PIECEWISE.search(everything)
        and bool(re.search(r"in one go|things together|at the same time|at the beginning", everything)),
        text=" ".join(first_person(sentence) for sentence in sentences(f"{open_wish} {manner} {knowledge}")),
    )


def _clauses(text: str) -> Iterator[str]:
    """Sentences, with what depends on something told apart from what it hangs on."""
    for sentence in sentences(_RELUCTANT.sub("", text)):
        aside = re.findall(r"\((if\b[^()]*)\)", sentence, re.IGNORECASE)
        for clause in (*_SPLIT.split(re.sub(r"\s*\(if\b[^()]*\)", "", sentence, flags=re.IGNORECASE)), *aside):
            if re.search(r"\w{2}", clause):
                yield _closed(clause.strip(" .,;"))


def _closed(clause: str) -> str:
    """A bracket whose other half was cut off is none."""
    if clause.count(")") > clause.count("("):
        return clause.replace(")", "", 1)
    return re.sub(r"\s*\(", ", ", clause, count=1) if clause.count("(") > clause.count(")") else clause


@dataclass
class _Reader:
    """Reads sentence by sentence, and knows which wish the last one was about."""

    goods: Goods
    answers: list[Answer] = field(default_factory=list)
    at_confirmation: list[str] = field(default_factory=list)
    _wishes: list[Wish] = field(default_factory=list)
    _raw: list[str] = field(default_factory=list)
    _context: list[str] = field(default_factory=list)

    def wishes(self) -> tuple[Wish, ...]:
        if self._context:
            self._detail("")
        return tuple(wish for wish in self._wishes if wish.sentences)

    def read(self, sentence: str) -> None:
        if _UNKNOWN.search(sentence):
            self.answers.append(Answer("order number", (first_person(sentence),)))
        elif told := _LOOKED_UP.search(sentence):
            self.answers.append(Answer("address", (first_person(told["told"]),)))
        elif told := _MENTION.search(sentence):
            self._detail(told["what"])
        elif _STAGE.search(sentence):
            return
        elif self._wishes and _GUARD.match(sentence):
            last = self._wishes[-1]
            self._wishes[-1] = replace(last, guards=(*last.guards, first_person(sentence)))
        elif (found := _CONDITION.match(sentence)) and not self._is_bare_question(found["condition"]):
            self._read_condition(found["condition"])
        elif _REQUEST.search(sentence) and not _HERALDS.search(sentence) and not self._is_detail(sentence):
            self._read_request(sentence)
        elif self._wishes and (_PREFERS.search(sentence) or self._is_detail(sentence)):
            self._detail(sentence)
        else:
            self._context.append(sentence)

    def read_manner(self, sentence: str) -> None:
        """How the customer is, is not said; what it does in some case, is."""
        if (found := _CONDITION.match(sentence)) and not _STAGE.search(sentence):
            self._read_condition(found["condition"])

    def _is_bare_question(self, condition: str) -> bool:
        """ "If the agent can help with it" with nothing that would follow from it."""
        is_offer = re.match(r"if the agent can\b", condition, re.IGNORECASE)
        return bool(is_offer) and not re.search(r",\s*(?:then|just|ask|cancel|return|exchange|you want)\b", condition)

    def _is_detail(self, sentence: str) -> bool:
        """Of a wish before: about the way to pay, about "it" and the same act, or the same in more detail."""
        if _OF_THE_LAST.match(sentence):
            return True
        if _PAYS.match(sentence):
            return not re.search(r"\b(?:return|exchange|cancel|modify)\b", sentence)
        if not self._wishes:
            return False
        acts = Wish((sentence,)).acts
        if self.goods.named(sentence):
            return self._elaborated(sentence, acts) is not None
        is_same = bool(acts) and acts <= self._wishes[-1].acts and "question" not in acts
        return is_same and bool(_PRONOUN.search(sentence)) and "also" not in sentence

    def _elaborated(self, sentence: str, acts: frozenset[str]) -> int | None:
        """The wish that the sentence says once more, in more detail."""
        named = self.goods.named(sentence)
        for at in range(len(self._wishes) - 1, -1, -1):
            wish = self._wishes[at]
            if re.match(r"for the\b", sentence, re.IGNORECASE) and named and self.goods.find(named[0], wish.goods):
                return at
            if wish.goods and acts and acts == wish.acts and all(self.goods.find(name, named) for name in wish.goods):
                return at
        return None

    def _read_request(self, sentence: str) -> None:
        said = [*self._context, sentence]
        self._context = []
        said[-1] = re.sub(
            r"^(?:and )?(?:lastly|finally|also|next),?\s+(?=(?:you|ask|cancel|return|exchange|change|modify|check)\b)",
            "",
            said[-1],
            flags=re.IGNORECASE,
        )
        whole = " ".join(said)
        self._wishes.append(Wish(tuple(map(first_person, map(_asking, said))), wanted_goods(whole, self.goods)))

    def _detail(self, sentence: str) -> None:
        said = [
            first_person(words.strip("()") if words.startswith("(") else words)
            for words in (*self._context, sentence)
            if words
        ]
        self._context = []
        if not self._wishes:
            self._wishes.append(Wish(()))
        found = self._elaborated(sentence, Wish((sentence,)).acts)
        at = len(self._wishes) - 1 if found is None else found
        wish = self._wishes[at]
        named = [name for name in wanted_goods(sentence, self.goods) if not self.goods.find(name, wish.goods)]
        self._wishes[at] = replace(wish, sentences=(*wish.sentences, *said), goods=(*wish.goods, *named))

    def _read_condition(self, whole: str) -> None:
        condition, consequence = _halves(whole)
        if _ASKED.search(condition):
            self._read_asked(condition, consequence)
            return
        if self.answers and re.search(
            r"that (?:fails|doesn't work)|error is found|double check", condition, re.IGNORECASE
        ):
            self._answer_more(consequence)
            return
        self._fall_back(condition, consequence)

    def _read_asked(self, condition: str, consequence: str) -> None:
        # What the text lets follow upon a second asking stands in the same sentence.
        first, *later = re.split(r",? but (?=when|if|once)", consequence, flags=re.IGNORECASE)
        said = first_person(_TELL.sub("", first))
        if re.search(r"\bconfirm", condition, re.IGNORECASE):
            self.at_confirmation.append(said)
        elif re.search(r"double.?check", condition, re.IGNORECASE) and self.answers:
            self._answer_more(consequence)
        else:
            about = found["about"] if (found := _CUE.search(condition)) else condition
            said = re.sub(r"\s*\b(?:initially|first)(?=$|\s*\()", "", said)
            self.answers.append(Answer(about.strip(" ,").casefold(), (said,)))
        for rest in later:
            self._read_condition(rest)

    def _answer_more(self, consequence: str) -> None:
        said = first_person(re.sub(r"\bprovide\b", "it is", _TELL.sub("", consequence)))
        self.answers[-1] = replace(self.answers[-1], answers=(*self.answers[-1].answers, said))

    def _fall_back(self, condition: str, consequence: str) -> None:
        when, limit = _when(condition)
        if when is When.REFUSED and re.match(r"if it refuses", condition, re.IGNORECASE) and not self._wishes:
            return
        if when is When.FACT:
            self._detail(f"{condition}, {consequence}")
            return
        if self._context and not self._wishes:
            if when is When.GRANTED:
                self._read_request(f"{condition}, {consequence}")
                return
            self._detail("")
        at = self._about(f"{condition} {consequence}")
        if at is None:
            return
        wish = self._wishes[at]
        # A person who is asked for counts as a failure, so none is.
        if _HUMAN.search(consequence):
            return
        words = _TEMPER.sub("you want to ", _TELL.sub("", consequence)).replace("want to agree to", "agree to")
        fallback = Fallback(when, first_person(condition), first_person(_asking(words)), limit)
        self._wishes[at] = replace(wish, fallbacks=(*wish.fallbacks, fallback))

    def _about(self, words: str) -> int | None:
        """The last wish, unless the words name goods of an earlier one, or say most of what one says."""
        if not self._wishes:
            return None
        named = self.goods.named(words)
        last = len(self._wishes) - 1
        for at in range(last, -1, -1):
            if any(self.goods.find(name, self._wishes[at].goods) for name in named):
                return at
        shared = [len(content(words) & content(wish.said)) for wish in self._wishes]
        most = max(shared)
        return last if most < _SAME_WORDS or shared[last] == most else shared.index(most)


def _halves(whole: str) -> tuple[str, str]:
    if found := re.match(r"otherwise,?\s+(.*)", whole, re.IGNORECASE):
        return "otherwise", found.group(1)
    places = list(_CONSEQUENCE.finditer(whole))
    # The first comma that a main clause follows; "clicky, RGB, full size" has none of it.
    good = [
        place
        for place in places
        if re.match(r"\s*[a-z']+", whole[place.end() :], re.I) and _starts_clause(whole[place.end() :])
    ]
    if not places:
        return whole, ""
    place = (good or places)[0]
    return whole[: place.start()], whole[place.end() :]


def _starts_clause(words: str) -> bool:
    return bool(
        re.match(
            r"(?:then |please |just )*(?:you\b|i\b|ask|cancel|return|exchange"
            r"|modify|change|get\b|tell|say|do\b|don't|no\b|mention|only|also"
            r"|it\b|that\b|the agent|using|provide|give|reply|keep|see|refund|use\b|proceed)",
            words,
            re.IGNORECASE,
        )
    )


def _when(condition: str) -> tuple[When, int]:
    if price := _PRICE.search(condition):
        low = price["way"].casefold() in ("less", "cheaper", "under", "below", "lower")
        is_fact = re.search(r"\b(?:any|there (?:is|are))\b", condition, re.IGNORECASE)
        return (When.GRANTED if is_fact else When.BELOW if low else When.ABOVE), round(float(price["amount"]) * 100)
    if re.search(r"\bhas not been|\bhasn't been|\bguarantee|\bnot (?:yet )?shipped", condition, re.IGNORECASE):
        return When.FACT, 0
    if _DONE.search(condition):
        return When.DONE, 0
    if _DENIAL.search(condition):
        return When.REFUSED, 0
    if re.search(r"\bpropos|\bwrong\b", condition, re.IGNORECASE):
        return When.WRONG, 0
    is_fact = re.search(r"\b(?:several|multiple|more than one|both|available|in stock)\b", condition, re.IGNORECASE)
    return (When.FACT if is_fact else When.GRANTED), 0


def _asking(sentence: str) -> str:
    """ "If the agent can help" as the question that it is."""
    return re.sub(r"^(also,? )?if the agent can\b", r"\1can the agent", sentence, flags=re.IGNORECASE)


def wanted_goods(text: str, goods: Goods) -> tuple[str, ...]:
    """The goods that a text is about, and not those that it keeps, excepts or only compares with."""
    found: list[str] = []
    for start, _, name in goods.mentions(text):
        if not _UNWANTED.search(text[:start]) and not goods.find(name, found):
            found.append(name)
    return tuple(found)


def parts_of(wish: Wish, goods: Goods) -> tuple[Wish, ...]:
    """A wish that asks for several things ("cancel this and return that"), one by one."""
    parts: list[list[str]] = []
    for piece in (piece for sentence in wish.sentences for piece in _pieces(sentence)):
        acts = Wish((piece,)).acts
        before = Wish(tuple(parts[-1])).acts if parts else frozenset()
        is_case = re.match(r"if\b", piece, re.IGNORECASE) or _OF_THE_SAME.search(piece)
        if not parts or (acts and before and acts != before and not is_case):
            parts.append([])
        parts[-1].append(piece)
    if len(parts) < 2:
        return (wish,)
    found = [Wish(tuple(part), wanted_goods(". ".join(part), goods), guards=wish.guards) for part in parts]
    for fallback in wish.fallbacks:
        at = _part_of(fallback, found)
        found[at] = replace(found[at], fallbacks=(*found[at].fallbacks, fallback))
    return tuple(found)


def _pieces(sentence: str) -> Iterator[str]:
    first, *rest = re.split(
        r",?\s+and\s+(?:also\s+)?(?:I\s+)?(?:(?:also\s+)?want\s+)?(?:to\s+)?(?=(?:return"
        r"|cancel|exchange|modify|change|know)\b)",
        sentence,
    )
    yield first
    yield from (f"I want to {piece}" for piece in rest)


def _part_of(fallback: Fallback, parts: Sequence[Wish]) -> int:
    about = all_words(f"{fallback.condition} {fallback.said}")
    fits = [(len(about & all_words(part.said)), not part.is_question, at) for at, part in enumerate(parts)]
    return max(fits)[-1]


def segments(wish: Wish, item: str, goods: Goods) -> str:
    """What the wish says of one of its goods, and nothing of the others."""
    if not goods.find(item, wish.goods):
        return ""
    found: list[str] = []
    is_about = False
    for sentence in wish.sentences:
        mentions = goods.mentions(sentence)
        if not mentions:
            if is_about or len(wish.goods) == 1:
                found.append(sentence)
            continue
        is_about = any(goods.are_same(name, item) for _, _, name in mentions)
        if is_about:
            found.append(_part(sentence, item, goods) if len(goods.named(sentence)) > 1 else sentence)
    # A bare list of the goods says nothing of any of them.
    telling = [words for words in found if content(words) - all_words(item)]
    return ". ".join(dict.fromkeys(telling or found))


def _part(sentence: str, item: str, goods: Goods) -> str:
    """From the item's name to the next one's."""
    mentions = goods.mentions(sentence)
    parts = []
    for at, (start, _, name) in enumerate(mentions):
        if goods.are_same(name, item):
            end = mentions[at + 1][0] if at + 1 < len(mentions) else len(sentence)
            begin = max(sentence.rfind(cut, 0, start) + len(cut) for cut in (", ", " and ", ": ", " the ")) if at else 0
            part = re.sub(
                r"[,\s]*(?:\b(?:and(?: one)?|or|the|an?|my|for|another|exchange)\b[,\s]*)*$", "", sentence[begin:end]
            )
            parts.append(part if at == 0 else f"the {part}")
    return ", ".join(parts)


def amounts(words: str) -> Sequence[int]:
    """Every amount of dollars in what was said, in cents."""
    return [round(float(found.replace(",", "")) * 100) for found in re.findall(r"\$([\d,]+(?:\.\d\d)?)", words)]
