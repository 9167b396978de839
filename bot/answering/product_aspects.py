"""What a question about a product asks for: price, stock, an attribute, a choice of options."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from bot.commerce.model import Bilingual, Product, Shop
from bot.commerce.product_terms import singular

_FILE: Final = Path(__file__).with_name("product_words.yml")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Asked:
    """What of a product's data a question wants."""

    price: bool = False
    stock: bool = False
    sale: bool = False
    compatible: bool = False
    listed: bool = False
    """Whether all of something is asked for: "what goes with it"."""
    attributes: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    """Options whose whole range is asked for: "what colours"."""
    chosen: tuple[tuple[str, Bilingual], ...] = ()
    """Options that the question names a value of: ("colour", black)."""
    missing: tuple[tuple[str, str], ...] = ()
    """Values that it names and that the product does not come in: ("colour", "navy")."""


@dataclass(frozen=True)
class _Words:
    aspects: Mapping[str, tuple[str, ...]]
    attributes: Mapping[str, tuple[str, ...]]
    options: Mapping[str, tuple[str, ...]]
    lists: tuple[str, ...]
    colours: tuple[str, ...]
    yes: frozenset[str]
    no: frozenset[str]


class Aspects:
    """Reads questions by the words of product_words.yml and by the shop's own names."""

    def __init__(self, shop: Shop, catalogue: Iterable[Product]) -> None:
        words = _words()
        self._attributes = _named(words.attributes, shop.attributes)
        self._options = _named(words.options, shop.options)
        self._values = _option_values(catalogue)

    def asked(self, question: str, product: Product, *others: Product) -> Asked:
        """What `question` wants to know of `product`; the names of products in it say nothing."""
        text = plain(question)
        for named in (product, *others):
            text = _without_name(text, named)
        words = _words()
        chosen, missing = self._choices(text, product)
        attributes = _telling([key for key in self._attributes if says(text, self._attributes[key])], product)
        options = [
            key for key in self._options if says(text, self._options[key]) and says(text, words.lists) and not chosen
        ]
        offered = {key for variant in product.variants for key in variant.options}
        return Asked(
            price=says(text, words.aspects["price"]) and not attributes,
            stock=says(text, words.aspects["stock"]),
            sale=says(text, words.aspects["sale"]),
            compatible=says(text, words.aspects["compatible"]),
            listed=says(text, words.lists),
            attributes=tuple(key for key in attributes if key not in options),
            options=tuple(key for key in options if key in offered),
            chosen=chosen,
            missing=missing,
        )

    def _choices(
        self, text: str, product: Product
    ) -> tuple[tuple[tuple[str, Bilingual], ...], tuple[tuple[str, str], ...]]:
        """The option values that the text names: those of the product, and those that other products come in."""
        own = {
            (key, value)
            for variant in product.variants
            for key, value in variant.options.items()
            if _names(text, value)
        }
        own = {(key, value) for key, value in own if not any(_within(value, other) for _, other in own)}
        keys = {key for key, _ in own}
        offered = {key for variant in product.variants for key in variant.options}
        other = {
            (key, value.en.lower() if not _HAN.search(text) else value.zh)
            for key, values in self._values.items()
            if key in offered - keys
            for value in values
            if _names(text, value)
        }
        if "colour" in offered - keys and not other:
            other = {("colour", colour) for colour in _words().colours if _holds(text, colour)}
        return tuple(sorted(own, key=lambda pair: (pair[0], pair[1].en))), tuple(sorted(other))

    def keys_in(self, question: str) -> tuple[str, ...]:
        """Keys of the options and attributes that a question names: "what material is it", 什么尺码."""
        text = plain(question)
        said = f"{text} {' '.join(singular(word) for word in re.findall('[a-z]+', text))}"
        named = {**self._attributes, **self._options}
        return tuple(key for key, words in named.items() if says(said, (*words, key.replace("_", " "))))

    def name_in(self, question: str) -> str:
        """The question without the words for what is asked, so that what is left may name a product."""
        text = plain(question)
        words = [*_words().aspects.values(), *self._attributes.values(), *self._options.values()]
        for word in sorted({word for group in words for word in group}, key=len, reverse=True):
            text = _without(text, word)
        return text


def truth(value: str) -> bool | None:
    """Whether an attribute's value is a plain yes or no; None if it says more."""
    word = plain(value)
    if word in _words().yes:
        return True
    return False if word in _words().no else None


def says(text: str, words: Iterable[str]) -> bool:
    """Whether a plain text holds one of these words, whole in English."""
    return any(_holds(text, word) for word in words)


def plain(text: str) -> str:
    """Lower case, half width, one space."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def _holds(text: str, word: str) -> bool:
    if _HAN.search(word):
        return word in text
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None


def _names(text: str, value: Bilingual) -> bool:
    """Whether the text names an option's value, as it is written or without what stands around it: "us 8", 8码, 黑."""
    return any(_holds(text, form) for form in _forms(value))


@cache
def _forms(value: Bilingual) -> tuple[str, ...]:
    english, chinese = plain(value.en), plain(value.zh)
    forms = {english, chinese}
    if number := re.fullmatch(r"(?:us|eu|uk)\s*(\d+(?:\.\d)?)", english):
        forms |= {f"size {number[1]}", f"a {number[1]}", f"{number[1]}码", f"{number[1]}号"}
    if re.fullmatch(r"x{0,3}[sml]|x{1,3}l", english):
        forms = {f"size {english}", f"in {english}", f"an {english}", f"a {english}", f"{english}码", f"{english}号"}
        forms |= {f"{english} size", f"有{english}", *_LETTERS.get(english, ())}
    if chinese.endswith("色") and len(chinese) > 1:
        forms |= {chinese, f"{chinese[:-1]}的"}
    if english == "grey":
        forms.add("gray")
    return tuple(forms)


_LETTERS: Final = {
    "s": ("small", "小号"),
    "m": ("medium", "中号"),
    "l": ("large", "大号"),
    "xl": ("extra large", "加大号", "加大码"),
}


def _within(value: Bilingual, other: Bilingual) -> bool:
    """Blue is not meant where sky blue is named."""
    return value != other and plain(value.en) in plain(other.en)


def _telling(keys: list[str], product: Product) -> list[str]:
    """Of attributes that share a word, such as two capacities, those that the product has."""
    return [key for key in keys if key in product.attributes] or keys[:1]


def _without_name(text: str, product: Product) -> str:
    for name in (plain(product.title.zh), plain(product.product_id)):
        text = text.replace(name, " ")
    words = plain(product.title.en).split()
    # "the wooden wrist rest" is the Rest wooden wrist rest: any run of a title's words names it, the longest first.
    for length in range(len(words), 1, -1):
        for start in range(len(words) - length + 1):
            text = text.replace(" ".join(words[start : start + length]), " ")
    return text


def _without(text: str, word: str) -> str:
    if _HAN.search(word):
        return text.replace(word, " ") if len(word) > 1 else text
    return re.sub(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", " ", text)


def _named(words: Mapping[str, tuple[str, ...]], names: Mapping[str, Bilingual]) -> Mapping[str, tuple[str, ...]]:
    """The words for each key that the shop has, its own names without their units among them."""
    return {key: tuple(dict.fromkeys((*words.get(key, ()), *_own_names(name)))) for key, name in names.items()}


def _own_names(name: Bilingual) -> Iterator[str]:
    for text in (name.en, name.zh):
        yield re.sub(r"\s*[（(].*?[)）]\s*", " ", plain(text)).strip()


def _option_values(catalogue: Iterable[Product]) -> Mapping[str, frozenset[Bilingual]]:
    found: dict[str, set[Bilingual]] = {}
    for product in catalogue:
        for variant in product.variants:
            for key, value in variant.options.items():
                found.setdefault(key, set()).add(value)
    return {key: frozenset(values) for key, values in found.items()}


@cache
def _words() -> _Words:
    content: dict[str, Any] = yaml.safe_load(_FILE.read_text("utf-8"))
    return _Words(
        aspects=_both(content["aspects"]),
        attributes=_both(content["attributes"]),
        options=_both(content["options"]),
        lists=(*content["lists"]["en"], *content["lists"]["zh"]),
        colours=(*content["colours"]["en"], *content["colours"]["zh"]),
        yes=frozenset(content["affirm"]),
        no=frozenset(content["deny"]),
    )


def _both(entries: Mapping[str, Mapping[str, list[str]]]) -> Mapping[str, tuple[str, ...]]:
    return {key: (*entry["en"], *entry["zh"]) for key, entry in entries.items()}
