"""What this shop calls its things, in both languages: read from the live catalogue, so nothing here knows any shop."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.commerce.model import Bilingual, Product, Shop
from bot.commerce.thing_words import is_chinese, plain
from bot.recommendations.lexicon import lexicon, singular

_BRACKETS: Final = re.compile(r"[（(【\[].*?[)）】\]]")
_AFTER_NAME: Final = re.compile(r"[,，].*$|(?<=\w)\s+for\s.*$")
_TAIL_ZH: Final = re.compile(
    r"(?:[0-9a-z.\s·]+(?:厘米|毫米|毫升|升|克|寸|英寸|瓦|张)?|[一二两三四五六七八九十]+(?:双|件|只|张|条|个)装?|一对|套装)+$"
)
_TAIL_EN: Final = re.compile(r"(?:\s+(?:[a-z]?\d[\w.]*|cm|mm|ml|g|kg|w|inch|pair|pairs|set|pack))+$")
_WORD_EN: Final = re.compile(r"[a-z][a-z'-]*[a-z]|[a-z]")
_SPLIT_NAMES: Final = re.compile(r"\s*(?:&|\band\b|,|/|与|和|、|及)\s*")
_SPLIT_VALUES: Final = re.compile(r"[,;，；、/]|\band\b|和|与")
_ASIDE: Final = re.compile(r"\bcare\b|washing|warranty|guarantee|origin|made in|保养|洗涤|保修|产地")
_LONGEST_SUFFIX, _LONGEST_VALUE = 5, 24
_FEW: Final = 3
_NEARLY_ALL: Final = 0.8
"""The share of a kind's products that have a name in common in the other language."""

Ids = frozenset[str]


@dataclass(frozen=True)
class Vocabulary:
    """The words of one revision of a catalogue, each with the products it stands for."""

    currency: str
    order: Mapping[str, int]
    """Products' place in the catalogue."""
    category_of: Mapping[str, str]
    category_words: Mapping[str, Ids]
    """A word of a category's name -> category ids."""
    compound: Ids
    """Categories named by more than one kind of thing ("Keyboards & mice")."""
    heads: Mapping[str, Ids]
    """What a thing is called at the end of its title, and tags that are such names."""
    terms: Mapping[str, Ids]
    """Words of tags, titles and texts of attributes."""
    sizes: Mapping[str, Ids]
    """Values of options other than colour."""
    names: Mapping[str, str]
    """A title's own first word or words, when only one product has them -> its id."""
    attributes: Mapping[str, Bilingual]

    @classmethod
    def read(cls, shop: Shop, products: Sequence[Product]) -> "Vocabulary":
        return _Building(shop, products).vocabulary()

    def of_kind(self, kind: str) -> Ids:
        """The products that a kind's word, or another word for the same kind, stands for."""
        words = {kind, *(word for group in lexicon().kinds if kind in group for word in group)}
        return frozenset(id_ for word in words for id_ in self.heads.get(word, ()))

    def by_the_way(self, kind: str) -> Ids:
        """Those of a kind that are of another kind besides: a number pad among keyboards (数字小键盘).

        Nearly all of a kind share a name in the other language as well; these few do not.
        """
        ids = self.of_kind(kind)
        others = [
            self.of_kind(head) & ids
            for head, named in self.heads.items()
            if named & ids and is_chinese(head) != is_chinese(kind) and len(head) > 1
        ]
        most = max(others, key=len, default=ids)
        return ids - most if len(most) < len(ids) and len(most) >= _NEARLY_ALL * len(ids) else frozenset()

    def of_term(self, term: str) -> Ids:
        return self.terms.get(term, frozenset())

    def attribute_keys(self, cues: Iterable[str]) -> tuple[str, ...]:
        """The shop's attributes whose key or name holds one of the cues, most telling cue first."""
        return tuple(
            dict.fromkeys(
                key
                for cue in cues
                for key, name in self.attributes.items()
                if cue in plain(f"{key.replace('_', ' ')} {name.en} {name.zh}")
            )
        )


@dataclass
class _Building:
    shop: Shop
    products: Sequence[Product]
    heads: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    terms: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    sizes: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def vocabulary(self) -> Vocabulary:
        for product in self.products:
            self._title(product)
        for product in self.products:
            self._tags(product)
            self._values(product)
        words, compound = self._categories()
        return Vocabulary(
            currency=self.shop.currency,
            order={product.product_id: place for place, product in enumerate(self.products)},
            category_of={product.product_id: product.category for product in self.products},
            category_words=_frozen(words),
            compound=frozenset(compound),
            heads=_frozen(self.heads),
            terms=_frozen(self.terms),
            sizes=_frozen(self.sizes),
            names={name: next(iter(ids)) for name, ids in self.names.items() if len(ids) == 1},
            attributes=self.shop.attributes,
        )

    def _title(self, product: Product) -> None:
        tags = {word for tag in product.tags for word in words_of(plain(tag.en))}
        for head in _heads_en(product, tags):
            self.heads[head].add(product.product_id)
        for head in _heads_zh(product.title.zh):
            self.heads[head].add(product.product_id)
        english = words_of(plain(product.title.en))
        for word in english:
            self.terms[word].add(product.product_id)
        for size in (1, 2):
            self.names[" ".join(plain(product.title.en).split()[:size])].add(product.product_id)
        for size in range(2, 6):
            self.names[plain(product.title.zh)[:size]].add(product.product_id)

    def _tags(self, product: Product) -> None:
        known = {word for group in lexicon().kinds for word in group}
        categories, _ = self._categories()
        for tag in (plain(text) for pair in product.tags for text in (pair.en, pair.zh) if text):
            term = tag if is_chinese(tag) else " ".join(words_of(tag))
            self.terms[term].add(product.product_id)
            named = {self._category(id_) for id_ in self.heads.get(term, ())}
            sort = " " in term and (term.split()[-1] in categories or term.split()[-1] in self.heads)
            if product.category in named or (not named and (term in known or sort)):
                for name in (term, *(term[-size:] for size in range(2, len(term)) if is_chinese(term))):
                    self.heads[name].add(product.product_id)

    def _category(self, product_id: str) -> str:
        return next(product.category for product in self.products if product.product_id == product_id)

    def _values(self, product: Product) -> None:
        for key, value in product.attributes.items():
            if _says_nothing_of_use(key, self.shop.attributes.get(key)):
                continue
            for text in (value.en, value.zh):
                for piece in _pieces(text):
                    self.terms[piece].add(product.product_id)
        for variant in product.variants:
            for key, option in variant.options.items():
                if not _is_colour(key, self.shop.options.get(key)):
                    for text in (option.en, option.zh):
                        self.sizes[plain(text)].add(product.product_id)

    def _categories(self) -> tuple[dict[str, set[str]], set[str]]:
        words: defaultdict[str, set[str]] = defaultdict(set)
        compound = set()
        for key, name in self.shop.categories.items():
            parts = [part for text in (name.en, name.zh) for part in _SPLIT_NAMES.split(plain(text)) if part]
            if len(_SPLIT_NAMES.split(plain(name.en))) > 1:
                compound.add(key)
            for part in parts:
                word = part if is_chinese(part) else " ".join(words_of(part))
                groups = [group for group in lexicon().categories if word in group or part in group]
                for each in {word, *(other for group in groups for other in group)}:
                    words[each].add(key)
        return words, compound


def words_of(text: str) -> list[str]:
    """The English words of plain text, hyphens opened, in the singular."""
    return [singular(word) for word in _WORD_EN.findall(text.replace("-", " "))]


def _heads_en(product: Product, tags: set[str]) -> Iterator[str]:
    title = _AFTER_NAME.sub("", _BRACKETS.sub("", plain(product.title.en))).strip()
    if is_chinese(title):
        return
    words = words_of(_TAIL_EN.sub("", title))
    whole = [" ".join(words_of(plain(tag.en))) for tag in product.tags]
    for size in (1, 2, 3):
        head = words[-size:]
        # "quiet keyboard" is a keyboard that is quiet; "desk lamp" is a kind of lamp.
        describes = head[0] in tags and not any(tag.endswith(" ".join(head[-2:])) and " " in tag for tag in whole)
        if len(head) < size or (size > 1 and (describes or len(words) == size)):
            return
        yield " ".join(head)


def _heads_zh(title: str) -> Iterator[str]:
    if not is_chinese(title):
        return
    name = _BRACKETS.sub("", plain(title)).strip()
    name = _TAIL_ZH.sub("", name) or name
    for size in range(1, min(_LONGEST_SUFFIX, len(name) - 1) + 1):
        yield name[-size:]


def _pieces(text: str) -> Iterator[str]:
    """The short statements in an attribute's text: "Mother, wife" holds two."""
    if len(text) > 4 * _LONGEST_VALUE:
        return
    for piece in _SPLIT_VALUES.split(plain(text)):
        trimmed = piece.strip(" .。")
        if is_chinese(trimmed) and 2 <= len(trimmed) <= _LONGEST_VALUE // 2:
            yield trimmed
        elif not is_chinese(trimmed) and re.search(r"[a-z]{3}", trimmed):
            words = words_of(trimmed)
            if 0 < len(words) <= _FEW:
                yield " ".join(words)


def _says_nothing_of_use(key: str, name: Bilingual | None) -> bool:
    """How to wash a thing and where it was made are no words to find it by."""
    return bool(_ASIDE.search(plain(f"{key} {name.en if name else ''} {name.zh if name else ''}")))


def _is_colour(key: str, name: Bilingual | None) -> bool:
    return bool(re.search(r"colou?r|颜色|色", f"{key} {name.en if name else ''} {name.zh if name else ''}".lower()))


def is_colour_option(shop: Shop, key: str) -> bool:
    return _is_colour(key, shop.options.get(key))


def _frozen(words: Mapping[str, set[str]]) -> dict[str, Ids]:
    return {word: frozenset(ids) for word, ids in words.items() if word}
