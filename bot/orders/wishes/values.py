"""Which values of a product's options a wish names, refuses or leaves open."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from bot.commerce.model import Bilingual, Product, Variant
from bot.commerce.product_terms import is_misspelt, is_said_around
from bot.orders.wishes.options import NO, YES, loose_phrases
from bot.orders.wishes.phrases import expression, patterns
from bot.orders.wishes.said import Said, phrase, said
from bot.orders.wishes.scale import SIZES
from bot.orders.wishes.vocabulary import Phrase, vocabulary

_LONGEST: Final = 8
_LEAST_MISSPELT: Final = 4
_LEAST_RIGHT: Final = 5
_NEAR: Final = 3
_LETTERS: Final = 3
_REFUSAL_EN: Final = frozenset({"not", "no", "without", "except", "non", "don't", "isn't", "doesn't", "needn't"})
_ANYTHING: Final = frozenset({"any", "anything", "every", "everything", "all"})
_REFUSAL_ZH: Final = re.compile(r"(?:不要|不想要|别|不是|除了|非)[^,，。要]{0,3}$")
_COMPARING: Final = frozenset("最更再太")
_AFTER_ANSWER: Final = frozenset({"one", "please", "的"})
_CLAUSE: Final = re.compile(r"[,，;；.。!！?？]|\b(?:but|and i)\b|但")
_ONLY_CARES: Final = expression(
    r"\b(?:only|just|all i) (?:really )?care\b|\b(?:is|are) the only thing|\ball that matters|只在乎|只关心|只要求"
)
_COMPLAINING: Final = frozenset(
    {"too", "run", "running", "ran", "fit", "very", "quite", "bit", "little", "rather", "so", "came"}
)
_INDIFFERENT: Final = expression(
    r"\b(?:don't|dont|do not|doesn't|does not) (?:\w+ )?(?:care|mind|matter)\b(?: (?:about|if|whether))?|不在乎|无所谓"
)
_DETERMINERS: Final = frozenset({"the", "a", "any", "in", "want", "like", "need", "have", "one", "be", "to"})
_ATTRIBUTES: Final = re.compile(r"\w['\"’”]\s*[:：=]")
_NOTATION: Final = re.compile(r"[{}\[\]\"“”:：=]|(?<!\w)['‘’]|['‘’](?!\w)")
"""What is around values that are written as a program would: {'colour': 'black'}."""
_EMAIL: Final = re.compile(r"\S+@\S+")
_COUNTED: Final = frozenset(
    {"月", "日", "天", "块", "元", "年", "day", "week", "month", "year", "am", "pm", "time", "percent", "%"}
)

Value = tuple[str, str]
"""An option's key and its English value."""


@dataclass(frozen=True)
class Named:
    """A value that was said; several when the words fit several options, of which one is meant."""

    values: tuple[Value, ...]
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Values:
    """What a wish says of a product's options."""

    wanted: tuple[Named, ...] = ()
    refused: tuple[Value, ...] = ()
    free: frozenset[str] = frozenset()
    """Options whose value was said not to matter."""
    named: frozenset[str] = frozenset()
    """Options that were named without a value: "another colour"."""
    not_sold: Mapping[str, str] = field(default_factory=dict)
    """Option -> a value that was said and that the product does not come in."""

    @property
    def is_empty(self) -> bool:
        return not (self.wanted or self.refused or self.free or self.not_sold)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(key for named in self.wanted for key, _ in named.values) | {key for key, _ in self.refused}

    def after(self, earlier: "Values") -> "Values":
        """These, with what was said earlier of other options."""
        mine = self.keys | self.free
        kept = tuple(n for n in earlier.wanted if not any(key in mine for key, _ in n.values))
        refused = tuple(value for value in earlier.refused if value[0] not in mine)
        free = self.free | (earlier.free - self.keys)
        return Values((*kept, *self.wanted), (*refused, *self.refused), free, self.named, self.not_sold)

    def changing(self, bought: Variant | None) -> "Values":
        """These, where what fits several options is none that is so already: brown glasses in brown frames."""
        if bought is None:
            return self
        wanted = []
        for named in self.wanted:
            changed = tuple(value for value in named.values if _value(bought, value[0]) != value[1])
            wanted.append(replace(named, values=changed or named.values))
        return replace(self, wanted=tuple(wanted))

    def fit(self, variant: Variant) -> int:
        """How many of the wanted values a variant has."""
        return sum(_has(variant, named) for named in self.wanted)

    def met(self, variant: Variant) -> bool:
        """Whether a variant has everything that is wanted, and nothing that is refused."""
        if any(_value(variant, key) == value for key, value in self.refused):
            return False
        return all(_has(variant, named) for named in self.wanted)


def _has(variant: Variant, named: Named) -> bool:
    return any(_value(variant, key) == value for key, value in named.values)


def _value(variant: Variant, key: str) -> str | None:
    return variant.options[key].en if key in variant.options else None


def values_said(words: str, product: Product) -> Values:
    """Reads one wish against the options of one product."""
    plain_words = _EMAIL.sub(" ", words)
    if _ATTRIBUTES.search(plain_words):
        plain_words = _NOTATION.sub(" ", plain_words)
    return _Reading(said(plain_words), product, _phrases(product)).values()


@dataclass
class _Reading:
    text: Said
    product: Product
    phrases: Mapping[Phrase, tuple[Value, ...]]
    wanted: list[Named] = field(default_factory=list)
    refused: list[Value] = field(default_factory=list)

    def values(self) -> Values:
        words = _spelled(self.text.words, self.product)
        for start, end in _found(words, self.phrases):
            values = self._narrowed(words, start, end, self.phrases[words[start:end]])
            if start and words[start - 1] in _COMPLAINING:
                continue  # "they run small"
            if self._refuses(words, start):
                self.refused += values
            else:
                self.wanted.append(Named(values, start, end))
        self.wanted += [*self._shades(words), *self._bare_answers(words)]
        self.wanted = [named for named in self.wanted if not self._is_indifferent(named)]
        wanted = _settled(self.wanted)
        free = self._free(words)
        named = frozenset(self._named(words)) - free
        return Values(tuple(wanted), tuple(self.refused), free, named, self._not_sold(words) if not free else {})

    def _named(self, words: Phrase) -> Iterator[str]:
        """The options whose name is said."""
        for key in _keys(self.product):
            if set(phrase(key.replace("_", " "))) & set(words):
                yield key

    def _not_sold(self, words: Phrase) -> dict[str, str]:
        """Colours and sizes that this product has nothing of."""
        known = {key for named in self.wanted for key, _ in named.values} | {key for key, _ in self.refused}
        told = {at for named in self.wanted for at in range(named.start, named.end)}
        found: dict[str, str] = {}
        for at, word in enumerate(words):
            compared = at and words[at - 1] in _COMPARING
            compared = compared or (at and words[at - 1] in _COMPLAINING)
            key = None if at in told or compared or self._refuses(words, at) else self._key_of(words, at)
            if key and key not in known:
                found[key] = word
        return found

    def _key_of(self, words: Phrase, at: int) -> str | None:
        """The option that a word would be a value of, by what it is or stands beside."""
        if words[at] in vocabulary().shades:
            return next((key for key in _keys(self.product) if _has_colours(self.product, key)), None)
        sizes = [key for key in _keys(self.product) if "size" in phrase(key.replace("_", " "))]
        beside = words[at - 1 : at] == ("size",) or words[at + 1 : at + 2] in (("码",), ("号",))
        is_figure = words[at].replace(".", "").isdigit() and not _is_no_value(words, at, at + 1)
        is_size = words[at] in SIZES or (is_figure and beside)
        return sizes[0] if sizes and is_size else None

    def _shades(self, words: Phrase) -> Iterator[Named]:
        """A colour that the product does not come in means the only shade of it: navy for blue."""
        shades = vocabulary().shades
        told = {at for named in self.wanted for at in range(named.start, named.end)}
        for at, word in enumerate(words):
            if word not in shades or at in told or self._refuses(words, at):
                continue
            near = {value for words_of, values in self.phrases.items() if words_of in shades[word] for value in values}
            if len(near) == 1:
                yield Named(tuple(near), at, at + 1)

    def _bare_answers(self, words: Phrase) -> Iterator[Named]:
        """ "5K, no, silver": a lone yes or no within a list of values, of the one option that is a yes or no."""
        options = {(key, value) for v in self.product.variants for key, o in v.options.items() if (value := o.en)}
        keys = {key for key, value in options if value.lower() in YES | NO}
        if len(keys) != 1 or not self.wanted:
            return
        for at in range(1, len(words)):
            alone = self.text.tokens[at - 1].is_separator and (
                at + 1 == len(words) or self.text.tokens[at + 1].is_separator or words[at + 1] in _AFTER_ANSWER
            )
            named = tuple((key, value) for key, value in options if key in keys and value.lower() == words[at])
            if alone and named:
                yield Named(named, at, at + 1)

    def _narrowed(self, words: Phrase, start: int, end: int, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """Of several options with such a value the one whose name stands next to it: "black frame"."""
        if len(values) < 2:
            return values
        written = self.text.piece(start, end)
        literal = tuple(value for value in values if len(written) <= _LETTERS and value[1].lower() == written)
        if len(literal) == 1:
            return literal  # "M" is a size, though a medium may be something else as well
        near = {*words[max(0, start - _NEAR) : start], *words[end : end + _NEAR - 1]}
        named = tuple(value for value in values if near & set(_telling_name(value[0], values)))
        return named or values

    def _refuses(self, words: Phrase, start: int) -> bool:
        before = self.text.text[: self.text.tokens[start].start]
        if _REFUSAL_ZH.search(before):
            return True
        at = start - 1
        while at >= 0 and words[at] in _DETERMINERS:
            at -= 1
        if at >= 0 and words[at] == "but":
            return bool(_ANYTHING & set(words[max(0, at - _NEAR) : at]))  # "any colour but black"
        return at >= 0 and words[at] in _REFUSAL_EN

    def _free(self, words: Phrase) -> frozenset[str]:
        """The options whose value was said not to matter: those named beside it, else all that are not wanted."""
        any_of = [words[at + 1] for at in range(len(words) - 1) if words[at] in ("any", "whatever")]
        free = {key for key in _keys(self.product) if set(phrase(key.replace("_", " "))) & set(any_of)}
        taken = {key for named in self.wanted for key, _ in named.values}
        for match in _ONLY_CARES.finditer(self.text.text):
            cared_for = self._free_beside(match.start(), match.end())
            free |= set(_keys(self.product)) - cared_for
            taken |= cared_for
        for match in patterns("leanings")["any"].finditer(self.text.text):
            free |= self._free_beside(match.start(), match.end()) or set(_keys(self.product)) - taken
        return frozenset(free - taken)

    def _is_indifferent(self, named: Named) -> bool:
        """Whether it only says what does not matter: "waterproof or not" behind "I don't care whether"."""
        at = self.text.tokens[named.start].start
        return any(match.end() <= at < self._clause_end(match.end()) for match in _INDIFFERENT.finditer(self.text.text))

    def _clause_end(self, at: int) -> int:
        text = self.text.text
        return next((edge.start() for edge in _CLAUSE.finditer(text, at)), len(text))

    def _free_beside(self, start: int, end: int) -> set[str]:
        text = self.text.text
        before = max((edge.end() for edge in _CLAUSE.finditer(text, 0, start)), default=0)
        beside = set(phrase(text[before : self._clause_end(end)]))
        return {key for key in _keys(self.product) if set(phrase(key.replace("_", " "))) & beside}


def _keys(product: Product) -> list[str]:
    return list(dict.fromkeys(key for variant in product.variants for key in variant.options))


def _has_colours(product: Product, key: str) -> bool:
    values = [phrase(v.options[key].en) for v in product.variants if key in v.options]
    return any(value in vocabulary().coloured for value in values)


def _telling_name(key: str, values: tuple[Value, ...]) -> Phrase:
    """The words of an option's name that the other options in question do not have."""
    others = {word for other, _ in values if other != key for word in phrase(other.replace("_", " "))}
    return tuple(word for word in phrase(key.replace("_", " ")) if word not in others)


def _phrases(product: Product) -> Mapping[Phrase, tuple[Value, ...]]:
    """Every phrase that means a value; what means several values of one option means none of them."""
    return _phrases_of(_options(product))


def _options(product: Product) -> tuple[tuple[str, Bilingual], ...]:
    return tuple(dict.fromkeys(option for v in product.variants for option in v.options.items()))


@lru_cache(maxsize=500)
def _phrases_of(options: tuple[tuple[str, Bilingual], ...]) -> Mapping[Phrase, tuple[Value, ...]]:
    found: dict[Phrase, dict[Value, None]] = {}
    whole: set[tuple[Phrase, Value]] = set()
    for key, value in options:
        whole |= {(phrase(text), (key, value.en)) for text in (value.en, value.zh)}
        for words in loose_phrases(key, value):
            found.setdefault(words, {})[key, value.en] = None
    kept: dict[Phrase, tuple[Value, ...]] = {}
    for words, values in found.items():
        sure = [value for value in values if (words, value) in whole] or list(values)
        keys = [key for key, _ in sure]
        single = tuple(value for value in sure if keys.count(value[0]) == 1)
        if single:
            kept[words] = single
    return kept


def _found(words: Phrase, phrases: Mapping[Phrase, tuple[Value, ...]]) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(words):
        size = next((n for n in range(min(_LONGEST, len(words) - at), 0, -1) if words[at : at + n] in phrases), 0)
        if size and not _is_no_value(words, at, at + size):
            yield at, at + size
        at += size or 1


def _is_no_value(words: Phrase, start: int, end: int) -> bool:
    """Whether a number counts something else: 10月2号, "10 days", 南京西路9号."""
    if not words[start][0].isdigit():
        return False
    before, after = words[start - 1] if start else "", words[end] if end < len(words) else ""
    return after in _COUNTED or (before != "" and before in "月路街道巷弄村院")


def _settled(wanted: list[Named]) -> list[Named]:
    """What fits several options goes to those that nothing else names; a value that is said twice is wanted once."""
    taken = {named.values[0][0] for named in wanted if len(named.values) == 1}
    settled: dict[tuple[Value, ...], Named] = {}
    for named in wanted:
        left = tuple(value for value in named.values if value[0] not in taken) or named.values
        again = [other for other in wanted if other.values == named.values]
        if len(left) > 1 and len(again) == len(left):
            left = (left[again.index(named)],)  # "brown, brown": the one and the other
        if len(named.values) > 1 and len(left) == 1:
            taken.add(left[0][0])
        settled.setdefault(left, Named(left, named.start, named.end))
    return list(settled.values())


def _spelled(words: Phrase, product: Product) -> Phrase:
    right = _right_words(_options(product))
    return tuple(_put_right(word, right) for word in words)


@lru_cache(maxsize=500)
def _right_words(options: tuple[tuple[str, Bilingual], ...]) -> frozenset[str]:
    return frozenset(
        word for known in _phrases_of(options) for word in known if word.isascii() and len(word) >= _LEAST_RIGHT
    )


@lru_cache(maxsize=20_000)
def _put_right(word: str, right: frozenset[str]) -> str:
    if len(word) < _LEAST_MISSPELT or not word.isascii() or word in right or is_said_around(word):
        return word
    if (word,) in vocabulary().same or word in vocabulary().around:
        return word
    return min((known for known in right if is_misspelt(word, known)), default=word)
