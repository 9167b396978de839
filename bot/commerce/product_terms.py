"""The terms that a text names things by: words in English, pairs of characters in Chinese."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import yaml

# One letter beside a character belongs to it: T恤.
_RUNS: Final = re.compile(r"(?:[\u3400-\u9fff\uf900-\ufaff]|(?<![a-z0-9])[a-z](?=[\u3400-\u9fff]))+|[a-z0-9]+")


def terms(text: str) -> list[str]:
    """The terms of a text in their order, each once; what is said around things is left out."""
    around = _around()
    found: dict[str, None] = {}
    for run in _RUNS.findall(around.chinese.sub(" ", _plain(text))):
        if run.isascii():
            word = singular(run)
            if run not in around.english and word not in around.english:
                found[word] = None
        else:
            found |= dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1))
    return list(found)


@dataclass(frozen=True)
class _Around:
    """What is asked of a product or said around it."""

    english: frozenset[str]
    chinese: re.Pattern[str]


@cache
def _around() -> _Around:
    words = yaml.safe_load(Path(__file__).with_name("said_around.yml").read_text("utf-8"))
    longest_first = sorted(map(re.escape, words["zh"]), key=len, reverse=True)
    return _Around(frozenset(words["en"]), re.compile("|".join(longest_first)))


def compounds(text: str) -> set[str]:
    """Each two neighbouring English words as one: "open-back", "number pad". They say more than the words alone."""
    words = [singular(word) for word in re.findall(r"[a-z0-9]+", _plain(text))]
    return {f"{one}{other}" for one, other in pairwise(words)}


def _plain(text: str) -> str:
    return re.sub(r"['’](s|re|m|ve|ll|d|t)\b", "", unicodedata.normalize("NFKC", text).casefold())


def singular(word: str) -> str:
    """A plural brought to its singular, roughly: good enough to be the same for both."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("shes", "sh"), ("ches", "ch")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def is_misspelt(word: str, right: str) -> bool:
    """Whether `word` is `right` with one slip, or two in a long word: a letter missing, added, changed or swapped."""
    if not (word.isascii() and right.isascii()) or any(c.isdigit() for c in word + right):
        return False
    shorter = min(len(word), len(right))
    slips = 0 if shorter < 4 else 1 if shorter < 8 else 2
    if shorter < 6 and word[0] != right[0]:  # short words are one letter apart too often: hour, pour
        return False
    return bool(slips) and abs(len(word) - len(right)) <= slips and _distance(word, right) <= slips


def _distance(one: str, other: str) -> int:
    """Optimal string alignment distance (Damerau 1964, restricted)."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def is_said_around(word: str) -> bool:
    """Whether an English word, in the singular, is one that is said around things and names none."""
    return word in _around().english
