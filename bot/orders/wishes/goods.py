"""What the goods of an order's line may be called: title, kind, tags, category, and what tells variants apart."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from bot.commerce.model import Bilingual, Order, OrderLine, Product, Variant
from bot.commerce.thing_words import is_chinese
from bot.orders.wishes.options import NO, YES, value_phrases
from bot.orders.wishes.said import phrase
from bot.orders.wishes.vocabulary import Phrase, vocabulary

_BRACKETS: Final = re.compile(r"[（(【\[].*?[)）】\]]")
_AFTER_NAME: Final = re.compile(r"[,，].*$|(?<=\w)\s+for\s.*$", re.IGNORECASE)
_LONGEST_ATTRIBUTE: Final = 3


class Strength(IntEnum):
    """How surely a name means the goods."""

    SHADE = 0  # a colour near its own, when its product comes in no nearer one
    DESCRIBES = 1  # a word of a tag, an attribute or the category, or a value of an option
    PART = 2  # a word inside the title
    ALIKE = 3  # another word for what the thing is
    KIND = 4  # what the thing is called at the end of its title
    TITLE = 5  # the whole title


@dataclass(frozen=True)
class Goods:
    """A line of an order with all that may be said of it."""

    line: OrderLine
    product: Product | None
    variant: Variant | None
    names: Mapping[Phrase, Strength]
    values: frozenset[Phrase]
    """What the line's own variant is."""
    other_values: frozenset[Phrase]
    """What only other variants of its product are."""
    kinds: frozenset[int]

    def fit(self, words: Phrase) -> Strength | None:
        """How surely the words name or describe the goods; None when they do not."""
        named = self.strength(words)
        if named is not None:
            return named
        if words in self.values:
            return Strength.DESCRIBES
        shades = vocabulary().shades.get(words[0], frozenset()) if len(words) == 1 else frozenset()
        return Strength.SHADE if shades & self.values and words not in self.other_values else None

    def differs(self, words: Phrase) -> bool:
        """Whether only other variants of the product are such, or it has another colour."""
        if words in self.other_values:
            return True
        coloured = any(value in vocabulary().coloured for value in self.values)
        return len(words) == 1 and words[0] in vocabulary().shades and coloured

    def strength(self, words: Phrase) -> Strength | None:
        """How surely the words name the goods; those for another kind of thing do not: the desk of a desk lamp."""
        strength = self.names.get(words)
        if strength is None or strength >= Strength.ALIKE:
            return strength
        kinds = vocabulary().kinds_of(words)
        return None if kinds and not kinds & self.kinds else strength


def goods_of(order: Order, products: Sequence[Product]) -> tuple[Goods, ...]:
    """The goods of each line, also of a product that the shop no longer has."""
    wanted = {line.sku for line in order.lines}
    of_sku = {v.sku: (product, v) for product in products for v in product.variants if v.sku in wanted}
    return tuple(_goods(line, *of_sku.get(line.sku, (None, None))) for line in order.lines)


def _goods(line: OrderLine, product: Product | None, variant: Variant | None) -> Goods:
    titles = [line.title, *([product.title] if product and product.title != line.title else [])]
    heads = {head for title in titles for text in (title.en, title.zh) for head in _heads(text)}
    kinds = frozenset(kind for head in heads for kind in vocabulary().kinds_of(head))
    names: dict[Phrase, Strength] = {}
    for words, strength in _names(titles, heads, kinds, product):
        names[words] = max(strength, names.get(words, Strength.DESCRIBES))
    own, others = _values(product, variant)
    return Goods(line, product, variant, names, own, others - own, kinds)


def _names(
    titles: Sequence[Bilingual], heads: set[Phrase], kinds: frozenset[int], product: Product | None
) -> Iterator[tuple[Phrase, Strength]]:
    for title in titles:
        for text in (title.en, title.zh):
            yield from ((part, Strength.PART) for part in _parts(phrase(text)))
            yield phrase(text), Strength.TITLE
            yield phrase(_name(text)), Strength.TITLE
    yield from ((head, Strength.KIND) for head in heads)
    yield from ((name, Strength.ALIKE) for kind in kinds for name in vocabulary().names_of[kind])
    if product:
        yield from (
            (words, Strength.DESCRIBES) for words in _descriptions(product) if 0 < len(words) <= _longest(words)
        )
        for kind in vocabulary().kinds_of(phrase(product.category)):
            yield from ((name, Strength.ALIKE) for name in vocabulary().names_of[kind])


def _descriptions(product: Product) -> Iterator[Phrase]:
    yield phrase(product.category)
    for text in (text for tag in product.tags for text in (tag.en, tag.zh) if text):
        yield phrase(text)
    for key, value in product.attributes.items():
        if value.en.lower() in YES:
            yield phrase(key.replace("_", " "))
        elif value.en.lower() not in NO:
            yield from (phrase(text) for text in (value.en, value.zh))


def _longest(words: Phrase) -> int:
    return _LONGEST_ATTRIBUTE * (2 if is_chinese(words[0]) else 1)


def _name(title: str) -> str:
    return _AFTER_NAME.sub("", _BRACKETS.sub("", title)).strip()


def _heads(title: str) -> Iterator[Phrase]:
    """What the thing is called at the end of its title: "desk lamp" and "lamp" of "Heron desk lamp"."""
    words = phrase(_name(title))
    while len(words) > 1 and (any(c.isdigit() for c in words[-1]) or words[-1:] in vocabulary().units.values()):
        words = words[:-1]
    ends = [words[-size:] for size in range(1, len(words) + 1)]
    if is_chinese(title):
        # 头戴耳机 is a headphone, and a 耳机 as well.
        name = "".join(character for character in _name(title) if is_chinese(character))
        ends += [phrase(name[-size:]) for size in range(1, len(name) + 1)]
    yield from (end for end in ends if len(end) > 1 or not is_chinese(end[0]) or vocabulary().kinds_of(end))


def _parts(words: Phrase) -> Iterator[Phrase]:
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            part = words[start:end]
            if len(part) > 1 or (not is_chinese(part[0]) and (len(part[0]) > 2 or part[0].isdigit())):
                yield part


def _values(product: Product | None, variant: Variant | None) -> tuple[frozenset[Phrase], frozenset[Phrase]]:
    if product is None or variant is None:
        return frozenset(), frozenset()
    own = {words for key, value in variant.options.items() for words in value_phrases(key, value)}
    options = [option for other in product.variants for option in other.options.items()]
    every = {words for key, value in options for words in value_phrases(key, value)}
    return frozenset(own), frozenset(every)
