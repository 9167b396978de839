"""Reads a need from a shopper's words, with the shop's own vocabulary."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bot.commerce.price import find_price, spelled_out
from bot.commerce.thing_words import is_chinese, plain
from bot.recommendations.lexicon import lexicon
from bot.recommendations.need import Need, Wish
from bot.recommendations.vocabulary import Vocabulary, words_of

_HAN_RUN: Final = re.compile(r"[\u3400-\u9fff]+")
_NOT_A_THING: Final = re.compile(r"包装|包邮|礼包|红包|包括|背包客|灯光|带灯|茶余|面包|鞋码|鞋底")
_LONGEST_TERM = 12
_SIZE_EN: Final = re.compile(
    r"\bsizes?\s+(us\s*)?(\d+(?:\.\d)?|xxl|xl|xs|s|m|l|small|medium|large)\b|\b(us)\s?(\d+)\b|\bin\s+(?:an?\s+)?(xxl|xl|xs|s|m|l|medium)\b"
    r"|\b(xxl|xl|xs)\b"
)
_SIZE_ZH: Final = re.compile(r"(xxl|xl|xs|s|m|l|\d{1,2}(?:\.\d)?)\s?[码号]|([大中小])[码号]")
_SIZE_NAMES: Final = {"small": "s", "medium": "m", "large": "l", "小": "s", "中": "m", "大": "l"}
_STOCK_TOO: Final = re.compile(r"even if (?:it'?s )?(?:sold out|out of stock)|没货也|缺货也")


def parse(text: str, vocabulary: Vocabulary, focus: str = "") -> Need:
    """Reads a request of either language; `focus` is the product that "this" means."""
    return _Reading(text, vocabulary).need(focus)


class _Reading:
    """One request while it is read: what was understood is blanked out, so that no word counts twice."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._said = plain(text)
        self._text = self._said.strip()
        self._left = self._said

    def need(self, focus: str = "") -> Need:
        price = find_price(self._left, self._vocabulary.currency)
        self._left = price.rest
        cheaper = self._left in lexicon().cheaper
        like = self._liked(focus)
        sizes = tuple(dict.fromkeys(self._sizes()))
        amounts = tuple(self._amounts())
        wishes = (*amounts, *self._materials(), *self._traits())
        colours, not_colours = self._colours()
        recipients, occasions = self._recipients(), self._occasions()
        gift = self._blank_all(lexicon().gifts.find(self._left))
        names = self._names() if like else ()
        kinds, not_kinds = self._kinds()
        categories = self._categories(kinds)
        kinds = self._narrower(kinds, categories)
        terms, not_terms = self._terms()
        return Need(
            text=self._text,
            kinds=kinds,
            not_kinds=not_kinds,
            categories=categories if not kinds else (),
            terms=self._telling(terms, names, kinds, categories),
            not_terms=not_terms,
            wishes=wishes,
            colours=colours,
            not_colours=not_colours,
            sizes=sizes,
            recipients=recipients,
            occasions=occasions,
            gift=gift or bool(recipients),
            min_price=price.low,
            max_price=price.high,
            price_leaning=self._leaning(cheaper, price.high is not None),
            foreign_currency=price.foreign,
            cheaper_than=like if cheaper else "",
            like_product=like,
            in_stock_only=_STOCK_TOO.search(self._said) is None,
        )

    def _leaning(self, cheaper: bool, bounded: bool) -> str:
        if self._said in lexicon().dear and self._said not in lexicon().cheap:
            return "high"
        return "low" if not bounded and (cheaper or self._said in lexicon().cheap) else ""

    def _liked(self, focus: str) -> str:
        if self._left not in lexicon().like:
            return ""
        named = [name for name in self._vocabulary.names if _stands_in(name, self._said)]
        if named:
            return self._vocabulary.names[max(named, key=lambda name: (len(name), name))]
        return focus

    def _names(self) -> tuple[str, ...]:
        return tuple(word for name in self._vocabulary.names if _stands_in(name, self._said) for word in words_of(name))

    def _amounts(self) -> Iterator[Wish]:
        """Numbers with a unit that one of the shop's attributes is measured in: "15 inch"."""
        figures = spelled_out(self._left)
        for unit in lexicon().units.values():
            words = "|".join(re.escape(word) for word in unit.words)
            match = re.search(rf"(\d+(?:\.\d+)?)\s*-?\s*(?:{words})(?![a-z])", figures)
            if match and any(key.rsplit("_", 1)[-1] == unit.key for key in self._vocabulary.attributes):
                yield Wish("amount", unit.key, match.group(1))

    def _sizes(self) -> Iterator[str]:
        """Values of the shop's options, by themselves or with a word for size beside them."""
        for value in sorted(self._vocabulary.sizes, key=lambda value: (-len(value), value)):
            if len(value) > 2 and any(c.isdigit() for c in value) and any(c.isalpha() for c in value):
                spelled = re.compile(r"(?<![a-z0-9.])" + r"\s*-?".join(map(re.escape, value.split())) + r"(?![a-z0-9])")
                if spelled.search(self._left):
                    self._left = spelled.sub(" ", self._left)
                    yield value
        for pattern in (_SIZE_EN, _SIZE_ZH):
            for match in pattern.finditer(self._left):
                said = [group.strip() for group in match.groups() if group and group.strip() != "us"]
                name = _SIZE_NAMES.get(said[-1], said[-1])
                yield from self._options_named(name)
            self._left = pattern.sub(" ", self._left)

    def _options_named(self, name: str) -> Iterator[str]:
        for value in self._vocabulary.sizes:
            if name in value.split() or value == name:
                yield value

    def _materials(self) -> Iterator[Wish]:
        for material in lexicon().materials.values():
            for match in material.words.find(self._left):
                yield Wish("material", material.key, avoid=self._denied(match))
            if material.key not in ("down",):
                self._blank_all(material.words.find(self._left))

    def _traits(self) -> Iterator[Wish]:
        found: dict[str, Wish] = {}
        for trait in lexicon().traits.values():
            for match in trait.words.find(self._left):
                denied = self._denied(match)
                found.setdefault(trait.key, Wish("trait", trait.key, avoid=denied))
        for trait in lexicon().traits.values():
            self._blank_all(trait.words.find(self._left))
        wired, wireless = found.get("wired"), found.get("wireless")
        if wired and wired.avoid:
            found["wireless"] = Wish("trait", "wireless")
            del found["wired"]
        elif wireless and wireless.avoid:
            found["wired"] = Wish("trait", "wired")
            del found["wireless"]
        yield from found.values()

    def _colours(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        wanted: list[str] = []
        refused: list[str] = []
        for colour in lexicon().colours.values():
            matches = colour.words.find(self._left)
            for match in matches:
                denied = self._denied(match)
                (refused if denied else wanted).append(colour.key)
            self._blank_all(matches)
        return tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(refused))

    def _recipients(self) -> tuple[str, ...]:
        found = []
        # Longer words first: a mother-in-law is no mother.
        for key, words in sorted(lexicon().recipients.items(), key=lambda item: -max(map(len, item[1].words))):
            if self._blank_all(words.find(self._left)):
                found.append(key)
        return tuple(sorted(found, key=list(lexicon().recipients).index))

    def _occasions(self) -> tuple[str, ...]:
        return tuple(key for key, words in lexicon().occasions.items() if self._blank_all(words.find(self._left)))

    def _kinds(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        found = [*self._kinds_en(), *self._kinds_zh()]
        wanted = [kind for kind, denied in found if not denied]
        return tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(kind for kind, denied in found if denied))

    def _kinds_en(self) -> Iterator[tuple[str, bool]]:
        words = words_of(self._left)
        at = 0
        while at < len(words):
            for size in (3, 2, 1):
                phrase = " ".join(words[at : at + size])
                if (
                    len(words[at : at + size]) == size
                    and phrase not in lexicon().stop
                    and self._vocabulary.of_kind(phrase)
                ):
                    yield phrase, self._denied_word(phrase)
                    at += size - 1
                    break
            at += 1

    def _denied_word(self, phrase: str) -> bool:
        match = re.search(rf"\b{re.escape(phrase.split()[0][:4])}", self._said)
        return match is not None and lexicon().denied(self._said, match.start())

    def _kinds_zh(self) -> Iterator[tuple[str, bool]]:
        text = _NOT_A_THING.sub(lambda match: " " * len(match.group()), self._left)
        found = [
            (end, text[end - size : end])
            for run in _HAN_RUN.finditer(text)
            for end in range(run.start() + 1, run.end() + 1)
            for size in range(2, _LONGEST_TERM)
            if end - size >= run.start() and self._vocabulary.of_kind(text[end - size : end])
        ]
        if not found:
            found = [
                (at + 1, char)
                for at, char in enumerate(text)
                if is_chinese(char) and self._is_general(char) and self._vocabulary.of_kind(char)
            ]
        shortest: dict[int, str] = {}
        for end, word in found:
            if end not in shortest or len(word) < len(shortest[end]):
                shortest[end] = word
        for end, word in shortest.items():
            yield word, lexicon().denied(self._said, max(0, self._said.find(word, max(0, end - len(word) - 2))))

    def _is_general(self, char: str) -> bool:
        """Does a single character name a whole kind here (灯, 鞋)?"""
        return len(self._vocabulary.heads.get(char, ())) > 2 or any(char in group for group in lexicon().kinds)

    def _categories(self, kinds: tuple[str, ...]) -> tuple[str, ...]:
        words = words_of(self._left)
        phrases = {" ".join(words[at : at + size]) for size in (1, 2, 3) for at in range(len(words))} | set(kinds)
        found: dict[str, None] = {}
        for word, categories in sorted(self._vocabulary.category_words.items()):
            inside = word in self._left if is_chinese(word) and len(word) > 1 else word in phrases
            if inside and word not in lexicon().stop:
                found.update(dict.fromkeys(sorted(categories)))
        return tuple(found)

    def _narrower(self, kinds: tuple[str, ...], categories: tuple[str, ...]) -> tuple[str, ...]:
        """The kinds that say more than the category: "keyboard" among keyboards and mice, but not "bag" among bags."""
        kept = []
        for kind in kinds:
            named = self._vocabulary.category_words.get(kind, frozenset())
            if not named or (named & self._vocabulary.compound and len(self._vocabulary.of_kind(kind)) > 1):
                kept.append(kind)
        return tuple(kept)

    def _terms(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        wanted: dict[str, None] = {}
        refused: dict[str, None] = {}
        words = words_of(self._left)
        for size in (3, 2, 1):
            for at in range(len(words) - size + 1):
                phrase = " ".join(words[at : at + size])
                if self._is_term(phrase) and not any(phrase in longer for longer in (*wanted, *refused)):
                    (refused if self._denied_word(phrase) else wanted)[phrase] = None
        for at, size in self._chinese_terms():
            phrase = self._left[at : at + size]
            denied = lexicon().denied(self._said, max(0, self._said.find(phrase)))
            (refused if denied else wanted)[phrase] = None
        return tuple(wanted), tuple(refused)

    def _telling(
        self, terms: Iterable[str], names: Iterable[str], kinds: Sequence[str], categories: Sequence[str]
    ) -> tuple[str, ...]:
        """The terms that say more than what is understood already."""
        told = {*names, *kinds, *(word for kind in kinds for word in kind.split())}
        if not kinds:
            plainly = set(categories) - self._vocabulary.compound
            told |= {word for word, named in self._vocabulary.category_words.items() if named & plainly}
        return tuple(term for term in terms if term not in told)

    def _is_term(self, phrase: str) -> bool:
        return bool(self._vocabulary.of_term(phrase)) and phrase not in lexicon().stop and len(phrase) > 2

    def _chinese_terms(self) -> Iterator[tuple[int, int]]:
        at = 0
        while at < len(self._left):
            for size in range(_LONGEST_TERM, 1, -1):
                phrase = self._left[at : at + size]
                if len(phrase) == size and is_chinese(phrase) and self._vocabulary.of_term(phrase):
                    yield at, size
                    at += size - 1
                    break
            at += 1

    def _blank_all(self, matches: list[re.Match[str]]) -> bool:
        for match in matches:
            width = match.end() - match.start()
            self._left = self._left[: match.start()] + " " * width + self._left[match.end() :]
        return bool(matches)

    def _denied(self, match: re.Match[str]) -> bool:
        """Is it refused? The refusal is then spent: "not leather shoes" still wants shoes."""
        at = self._place(match)
        if not lexicon().denied(self._said, at):
            return False
        last = lexicon().negation.find(self._said[:at])[-1]
        self._said = self._said[: last.start()] + " " * (last.end() - last.start()) + self._said[last.end() :]
        return True

    def _place(self, match: re.Match[str]) -> int:
        """Where something that stands in what is left stood in what was said (the price may have moved it)."""
        at = self._said.find(match.group(), max(0, match.start() - 2))
        return at if at >= 0 else max(0, self._said.find(match.group()))


def _stands_in(words: str, text: str) -> bool:
    if is_chinese(words):
        return words in text
    return re.search(rf"(?<![a-z0-9]){re.escape(words)}(?![a-z0-9])", text) is not None
