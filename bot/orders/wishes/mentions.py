"""Where a text names goods of an order, and which of these names belong together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.commerce.product_terms import is_misspelt, is_said_around
from bot.commerce.thing_words import is_chinese
from bot.orders.wishes.goods import Goods, Strength
from bot.orders.wishes.said import Said
from bot.orders.wishes.vocabulary import Phrase, vocabulary

_LONGEST: Final = 8
_SHORT: Final = 5
_LEAST_MISSPELT: Final = 5
_JOINING: Final = frozenset({"and", "plus", "also", "or", "well", "和", "跟", "与", "及", "还", "或", "but", "except"})
_POINTING: Final = frozenset({"the", "that", "this", "those", "these", "my", "那", "这", "该"})
_ASIDE: Final = frozenset({",", "，", "、", "the", "in", "with", "(", "（", "one", "that", "is", "-"})
_ONE: Final = frozenset({"one", "version", "variant", "model", "kind", "type", "的", "那", "这", "款", "色", "colour"})


@dataclass(frozen=True)
class Mention:
    """A name, a kind, a describing word or a value of an option: tokens[start:end]."""

    start: int
    end: int
    fits: Mapping[str, Strength]
    """Lines that the words fit."""
    differs: frozenset[str] = frozenset()
    """Lines of whose product only other variants are such."""

    @property
    def is_noun(self) -> bool:
        """Whether the words say what the thing is; so does a name of a thing that is not in the order."""
        return self.is_strange or any(strength >= Strength.ALIKE for strength in self.fits.values())

    @property
    def is_strange(self) -> bool:
        """Whether it names a thing that is not in the order."""
        return not self.fits and not self.differs


@dataclass
class Group:
    """Mentions of one thing: "blue", "desk lamp"."""

    mentions: list[Mention] = field(default_factory=list)

    @property
    def start(self) -> int:
        return self.mentions[0].start

    @property
    def end(self) -> int:
        return self.mentions[-1].end

    def takes(self, mention: Mention) -> bool:
        """Whether the mention may speak of the same thing."""
        nouns = [known for known in self.mentions if known.is_noun]
        if not mention.is_noun or not nouns or self.is_strange:
            return True
        if mention.is_strange:
            return True
        return any(known.fits.keys() & mention.fits.keys() for known in nouns)

    @property
    def has_noun(self) -> bool:
        return any(mention.is_noun for mention in self.mentions)

    @property
    def is_strange(self) -> bool:
        return any(mention.is_strange for mention in self.mentions)

    @property
    def strength(self) -> Strength:
        """How surely the group names what it names."""
        return max((s for mention in self.mentions for s in mention.fits.values()), default=Strength.SHADE)

    def candidates(self) -> tuple[frozenset[str], bool]:
        """Ids of the lines that fit, and whether a word of the group contradicts all of them."""
        if self.is_strange:
            return frozenset(), False
        surest = max(self.mentions, key=lambda mention: max(mention.fits.values(), default=-1))
        ids, contradicted = _surest(surest.fits), False
        for mention in self.mentions:
            narrowed = _surest({id_: strength for id_, strength in mention.fits.items() if id_ in ids})
            if narrowed:
                ids = narrowed
            elif ids and ids <= mention.differs:
                contradicted = True
            else:
                ids = ids - mention.differs or ids
        return ids, contradicted


def _surest(fits: Mapping[str, Strength]) -> frozenset[str]:
    """What is called so outranks what is only like it, and this what has the word somewhere."""
    for least in (Strength.KIND, Strength.ALIKE, Strength.DESCRIBES, Strength.SHADE):
        surest = frozenset(id_ for id_, strength in fits.items() if strength >= least)
        if surest:
            return surest
    return frozenset()


def groups_in(text: Said, goods: Sequence[Goods]) -> list[Group]:
    """All groups that say enough to go by, in their order."""
    groups: list[Group] = []
    for mention in _mentions(text, goods):
        last = groups[-1] if groups else None
        if last is None or _parted(text, last, mention) or not last.takes(mention):
            groups.append(Group())
        elif mention.is_noun and last.is_strange:
            last.mentions = [known for known in last.mentions if not known.is_strange]  # the desk of a desk chair
        groups[-1].mentions.append(mention)
    return [group for group in _together(text, groups) if group.has_noun or _points(text, group)]


def _parted(text: Said, group: Group, mention: Mention) -> bool:
    between = text.tokens[group.end : mention.start]
    if group.is_strange or mention.is_strange:
        return bool(between)
    return any(token.is_separator or token.text in _JOINING for token in between)


def _together(text: Said, groups: list[Group]) -> list[Group]:
    """Joins what a comma parts and yet describes one thing: "the kettle, 2 litres"."""
    joined: list[Group] = []
    for group in groups:
        if joined and _is_one_thing(text, joined[-1], group):
            joined[-1].mentions += group.mentions
        else:
            joined.append(group)
    return joined


def _is_one_thing(text: Said, one: Group, other: Group) -> bool:
    between = [token.text for token in text.tokens[one.end : other.start]]
    if (one.has_noun and other.has_noun) or not between or not set(between) <= _ASIDE:
        return False
    if text.tokens[one.end].text in _ONE and not one.has_noun:
        return False
    return bool(one.candidates()[0] & other.candidates()[0])


def _points(text: Said, group: Group) -> bool:
    """Whether words that only describe are said of a thing: "the blue one", 黑色那个, or stand nearly alone."""
    before = text.tokens[group.start - 1].text if group.start else ""
    after = text.tokens[group.end].text if group.end < len(text.tokens) else ""
    content = [token for token in text.tokens if not token.is_separator]
    return before in _POINTING or after in _ONE or len(group.mentions) > 1 or len(content) <= _SHORT


def _mentions(text: Said, goods: Sequence[Goods]) -> Iterator[Mention]:
    words, at = _spelled(text.words, goods), 0
    known = _known(goods)
    while at < len(words):
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            mention = _mention(words, at, at + size, known, goods)
            if mention:
                yield mention
                at += size
                break
        else:
            at += 1


def _known(goods: Sequence[Goods]) -> frozenset[Phrase]:
    return frozenset(words for g in goods for each in (g.names, g.values, g.other_values) for words in each)


def _mention(words: Phrase, start: int, end: int, known: frozenset[Phrase], goods: Sequence[Goods]) -> Mention | None:
    said = words[start:end]
    thing = vocabulary().kinds_of(said)
    if said not in known and not thing and said[0] not in vocabulary().shades:
        return None
    if len(said) == 1 and _says_nothing(said[0]):
        return None
    fits = {g.line.line_id: strength for g in goods if (strength := g.fit(said)) is not None}
    differs = frozenset(g.line.line_id for g in goods if g.differs(said)) - fits.keys()
    # A single character names a thing only where there is one: 包 is no bag in 包裹.
    if not fits and not differs and (not thing or (len(said) == 1 and is_chinese(said[0]))):
        return None
    if _is_of_something_else(words, end, known):
        return Mention(start, end + 1, {})
    return Mention(start, end, fits, differs)


def _is_of_something_else(words: Phrase, end: int, known: frozenset[Phrase]) -> bool:
    """Whether the next word makes it another thing: "lamp shade", 手机壳."""
    return end < len(words) and words[end] in vocabulary().goes_with and (words[end],) not in known


def _says_nothing(word: str) -> bool:
    if word[0].isdigit():
        return True
    if is_chinese(word):
        return not vocabulary().kinds_of((word,))
    return word in vocabulary().around or (is_said_around(word) and not vocabulary().kinds_of((word,)))


def _spelled(words: Phrase, goods: Sequence[Goods]) -> Phrase:
    """Misspelt words of the goods put right."""
    right = {word for known in _known(goods) for word in known if word.isascii() and len(word) >= _LEAST_MISSPELT}
    return tuple(_put_right(word, right) for word in words)


def _put_right(word: str, right: Iterable[str]) -> str:
    may_be_wrong = word.isascii() and word.isalpha() and len(word) >= _LEAST_MISSPELT
    if not may_be_wrong or word in right or is_said_around(word) or word in vocabulary().around:
        return word
    if vocabulary().kinds_of((word,)) or (word,) in vocabulary().same:
        return word
    return min((known for known in right if is_misspelt(word, known)), default=word)
