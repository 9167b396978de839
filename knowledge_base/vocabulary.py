"""What shoppers call things: joins words of one meaning, in both languages, for lexical search."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from pathlib import Path
from typing import Any, Final, Self, TypeVar

import jieba
import yaml

from knowledge_base.tokens import stem, tokens

_FILE: Final = Path(__file__).with_name("vocabulary.yml")
_WORD = re.compile(r"[a-z0-9]+(?:[.'’][a-z0-9]+)*", re.I)
_HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_Phrase = TypeVar("_Phrase", tuple[str, ...], str)
_Named = tuple[str, ...] | str
"""What was found in a text: the stems of an English phrase, or a Chinese word."""
PLACE_WEIGHT: Final = 3.0
_MARK: Final = "~"
"""Stands before a meaning among tokens: no word begins with it."""


class Vocabulary:
    """Meanings by the words for them, and the region that each place lies in."""

    def __init__(
        self,
        english: Mapping[str, Iterable[str]],
        chinese: Mapping[str, Iterable[str]],
        within: Mapping[str, str],
        kinds: Iterable[Iterable[str]] = (),
    ) -> None:
        self._english = _by_phrase((_stems(phrase), meaning) for meaning, all_ in english.items() for phrase in all_)
        self._chinese = _by_phrase((word.lower(), meaning) for meaning, all_ in chinese.items() for word in all_)
        self._longest_english = max((len(phrase) for phrase in self._english), default=0)
        self._longest_chinese = max((len(word) for word in self._chinese), default=0)
        self._words = {word for all_ in english.values() for phrase in all_ for word in _WORD.findall(phrase.lower())}
        self._within = dict(within)
        self._kinds = [frozenset(kind) for kind in kinds] + [frozenset(within) | frozenset(within.values())]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Reads a file like the one that comes with the project."""
        content = yaml.safe_load(path.read_text("utf-8"))
        entries: dict[str, dict[str, Any]] = content["meanings"] | content["places"]
        return cls(
            {meaning: entry["en"] for meaning, entry in entries.items()},
            {meaning: entry["zh"] for meaning, entry in entries.items()},
            {meaning: entry["within"] for meaning, entry in entries.items() if "within" in entry},
            content["kinds"].values(),
        )

    def terms(self, text: str) -> list[str]:
        """The words of a document's text and the meanings that they have."""
        return [*tokens(text), *(_MARK + meaning for meaning in sorted(self.meanings(text)))]

    def query_terms(self, text: str) -> dict[str, float]:
        """The same for a question, with how much each counts; it also asks for the region that a place lies in.

        A place counts the most: an answer for another country is no answer.
        """
        named = self.meanings(text)
        regions = {region for meaning in named for region in self.regions(meaning)}
        terms = dict.fromkeys(tokens(text), 1.0)
        terms |= {_MARK + meaning: PLACE_WEIGHT if meaning in self._within else 1.0 for meaning in named}
        return {_MARK + region: 1.0 for region in regions} | terms

    def meanings(self, text: str) -> set[str]:
        """Everything in `text` that the vocabulary has a name for; of overlapping phrases the longest counts too."""
        return {meaning for _, meaning in self._named(text)}

    def words(self, text: str) -> dict[str, set[str]]:
        """Every word of `text`, in order, with all that it means, alone or within a phrase that has a meaning."""
        words: dict[str, set[str]] = {word: set() for word in tokens(text)}
        for phrase, meaning in self._named(text):
            for word in words:
                if word in phrase:
                    words[word].add(meaning)
        return words

    def english_words(self) -> set[str]:
        """Every English word that it knows, as it is written."""
        return self._words

    def places(self, text: str) -> set[str]:
        """The places that `text` names."""
        return {meaning for meaning in self.meanings(text) if meaning in self._within}

    def rivals(self, meanings: Set[str]) -> set[str]:
        """What these meanings would take the place of: all that is of a kind with one of them."""
        return {rival for kind in self._kinds if kind & meanings for rival in kind}

    def subjects(self, text: str) -> set[str]:
        """What `text` names that nothing stands in for: a refund or a fee, and not a place or goods."""
        return {meaning for meaning in self.meanings(text) if not self.rivals({meaning})}

    def rivalled(self, text: str) -> str:
        """The words of `text` for what has rivals, such as places and goods."""
        named = [phrase for phrase, meaning in self._named(text) if self.rivals({meaning})]
        stems = {word for phrase in named if isinstance(phrase, tuple) for word in phrase}
        english = [word[0] for word in _WORD.finditer(text) if stem(word[0].lower()) in stems]
        return " ".join(dict.fromkeys([*english, *(phrase for phrase in named if isinstance(phrase, str))]))

    def without(self, text: str, unwanted: Set[str]) -> str:
        """`text` without the words for these meanings, whatever else they mean."""
        for phrase, meanings in self._english.items():
            if not unwanted.isdisjoint(meanings):
                text = _cut_english(text, phrase)
        for word, meanings in self._chinese.items():
            if len(word) > 1 and not unwanted.isdisjoint(meanings):
                text = text.replace(word, "")
        return " ".join(text.split())

    def regions(self, meaning: str) -> Iterator[str]:
        """What a place lies in, the nearest first."""
        while meaning in self._within:
            meaning = self._within[meaning]
            yield meaning

    def _named(self, text: str) -> Iterator[tuple[_Named, str]]:
        text = unicodedata.normalize("NFKC", text).lower()
        for phrase in _spans(_stems(text), 1, self._longest_english):
            yield from ((phrase, meaning) for meaning in self._english.get(phrase, ()))
        for run in _HAN_RUN.findall(text):
            for word in self._chinese_words(run):
                yield from ((word, meaning) for meaning in self._chinese.get(word, ()))

    def _chinese_words(self, run: str) -> Iterator[str]:
        yield from _spans(run, 2, self._longest_chinese)
        # One character is a word only where the word cutter says so: 包 is a bag, but not in 包裹 or 包装.
        yield from (word for word in jieba.lcut(run, HMM=False) if len(word) == 1)


@cache
def shop_vocabulary() -> Vocabulary:
    """The vocabulary that comes with the project."""
    return Vocabulary.read(_FILE)


def meaning_term(meaning: str) -> str:
    """How a meaning is written among words."""
    return _MARK + meaning


def is_meaning(term: str) -> bool:
    """Whether a term is a meaning, and not a word."""
    return term.startswith(_MARK)


def _cut_english(text: str, phrase: Sequence[str]) -> str:
    words = list(_WORD.finditer(text.lower()))
    stems = [stem(word[0]) for word in words]
    for start in range(len(words) - len(phrase), -1, -1):
        end = start + len(phrase)
        if tuple(stems[start:end]) == tuple(phrase):
            text = text[: words[start].start()] + text[words[end - 1].end() :]
            del words[start:end], stems[start:end]
    return text


def _spans(words: _Phrase, shortest: int, longest: int) -> Iterator[_Phrase]:
    """Every piece of so many words in a row."""
    for start in range(len(words)):
        for end in range(start + shortest, min(start + longest, len(words)) + 1):
            yield words[start:end]


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in _WORD.findall(text.lower()))


def _by_phrase(pairs: Iterable[tuple[_Phrase, str]]) -> dict[_Phrase, tuple[str, ...]]:
    found: dict[_Phrase, list[str]] = defaultdict(list)
    for phrase, meaning in pairs:
        found[phrase].append(meaning)
    return {phrase: tuple(meanings) for phrase, meanings in found.items()}
