"""Which of several choices fits what the customer's text says best."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tests.retail.script import amounts
from tests.retail.words import content, stem

Choice = Mapping[str, str]

_UNWANTED: Final = re.compile(
    r"\b(?:instead of|rather than|other than|except(?: for)?|from)\s+[^,.;)]*?(?=\s+to\b|[,.;)]|$)", re.IGNORECASE
)
_LOWEST: Final = re.compile(r"\b(?:cheapest|least expensive|less expensive|lowest price|cheaper)\b", re.IGNORECASE)
_HIGHEST: Final = re.compile(r"\b(?:most expensive|more expensive|priciest|pricier|highest price)\b", re.IGNORECASE)
_OVER: Final = re.compile(
    r"\b(?:prefer|rather)\w*\s+(?P<first>[^,.;()]+?)\s+(?:over|to|than|rather than)\s+(?P<then>[^,.;()]+)",
    re.IGNORECASE,
)
_RANKED: Final = re.compile(r"[\w -]+(?:\s*>\s*[\w -]+)+")


@dataclass(frozen=True)
class _Wanted:
    """What is wanted of a choice: words, and words of which the first are liked better."""

    words: frozenset[str]
    ranks: Sequence[Sequence[frozenset[str]]]

    def score(self, title: str) -> float:
        values = [content(value) for value in re.split(r",\s*", _without_price(title))]
        return sum(self._worth(value) for value in values if value)

    def _worth(self, value: frozenset[str]) -> float:
        for ranked in self.ranks:
            for at, liked in enumerate(ranked):
                if liked & value:
                    return 1 - 0.3 * at
        return 1.0 if value <= self.words else 0.0


def choose(choices: Sequence[Choice], said: str) -> str:
    """The id of the one choice that fits best; nothing when none does, or two do alike."""
    if not choices:
        return ""
    wanted = _wanted(said)
    scores = {choice["id"]: wanted.score(choice["title"]) for choice in choices}
    best = max(scores.values())
    fitting = [choice for choice in choices if scores[choice["id"]] == best]
    if priced := [choice for choice in fitting if amounts(choice["title"])]:
        if _LOWEST.search(said):
            return min(priced, key=_price)["id"]
        if _HIGHEST.search(said):
            return max(priced, key=_price)["id"]
    return fitting[0]["id"] if best > 0 and len(fitting) == 1 else ""


def fits_any(choices: Sequence[Choice], said: str) -> bool:
    """Whether any of the choices holds something that is wanted."""
    wanted = _wanted(said)
    return any(wanted.score(choice["title"]) > 0 for choice in choices)


def is_whole(choices: Sequence[Choice], said: str, picked: str) -> bool:
    """Whether a choice holds all that the choices differ in and the text names: then nothing needs to be said again."""
    wanted = _wanted(said)
    title = next(choice["title"] for choice in choices if choice["id"] == picked)
    differing = frozenset().union(*(content(_without_price(choice["title"])) for choice in choices))
    ranked = frozenset().union(*(one for ranks in wanted.ranks for one in ranks))
    named = (wanted.words - ranked) & differing
    liked = any(one & content(title) for ranks in wanted.ranks for one in ranks)
    return (bool(named) or liked) and named <= content(_without_price(title))


def _wanted(said: str) -> _Wanted:
    target = said.rsplit("} to", 1)[-1] if "} to" in said else said
    kept = _UNWANTED.sub(" ", target)
    ranks = [[content(one) for one in re.split(r"\s*>\s*", found)] for found in _RANKED.findall(kept)]
    ranks += [[content(found["first"]), content(found["then"])] for found in _OVER.finditer(kept)]
    return _Wanted(frozenset(map(stem, content(kept))), ranks)


def _price(choice: Choice) -> int:
    return amounts(choice["title"])[-1]


def _without_price(title: str) -> str:
    return re.sub(r":?\s*\$[\d,.]+.*$", "", title)
