"""What a wish asks of values that stand on a scale: "shorter", "at least 8 GB", "500 pieces fewer", 大两码."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.commerce.model import Product, Variant
from bot.commerce.thing_words import plain
from bot.orders.wishes.phrases import expression, patterns
from bot.orders.wishes.said import phrase
from bot.orders.wishes.scale import is_scale_of, rank, scale_meant, steps_meant
from bot.orders.wishes.values import values_said
from bot.orders.wishes.wish import without_idle


class Aim(StrEnum):
    """Where on its scale a value is to stand."""

    UP = "up"  # above what was bought, the next one first
    DOWN = "down"  # below it
    MOST = "most"  # at the end of the scale
    LEAST = "least"  # at its beginning
    FROM = "from"  # at a value or above it
    UNTIL = "until"  # at a value or below it
    AT = "at"  # so much above or below what was bought


@dataclass(frozen=True)
class Demand:
    """One such wish for one option."""

    key: str
    aim: Aim
    place: float = 0
    """The place that FROM, UNTIL and AT speak of."""
    steps: int = 1
    is_step: bool = False
    """Whether the very next place is meant, be it sold out: "a size up"."""

    def admits(self, variant: Variant, now: float | None) -> bool:
        """Whether a variant may be meant, seen from the place of what was bought."""
        place = rank(variant.options[self.key]) if self.key in variant.options else None
        if place is None:
            return False
        match self.aim:
            case Aim.UP:
                return now is None or place > now
            case Aim.DOWN:
                return now is None or place < now
            case Aim.FROM:
                return place >= self.place
            case Aim.UNTIL:
                return place <= self.place
            case Aim.AT:
                return place == self.place
            case _:
                return True

    def best(self, variants: Sequence[Variant]) -> list[Variant]:
        """Of variants that it admits those that stand where it wants them."""
        places = sorted({place for v in variants if (place := rank(v.options[self.key])) is not None})
        if not places:
            return []
        match self.aim:
            case Aim.UP | Aim.FROM:
                wanted = places[min(self.steps, len(places)) - 1]
            case Aim.DOWN | Aim.UNTIL:
                wanted = places[-min(self.steps, len(places))]
            case Aim.MOST:
                wanted = places[-1]
            case _:
                wanted = places[0]
        return [v for v in variants if rank(v.options[self.key]) == wanted]


_AIMS: Final[Mapping[str, Aim]] = {"biggest": Aim.MOST, "smallest": Aim.LEAST, "bigger": Aim.UP, "smaller": Aim.DOWN}
_CLAUSE: Final = re.compile(r"[,，;；.。!?！？()（）]|\b(?:and|but|with|while)\b|和|并且|而且|但")
_FIGURE: Final = r"(?P<figure>\d+(?:\.\d+)?|two|three|four|five|[两二三四五])"
_UP_EN: Final = r"more|bigger|larger|longer|taller|higher|heavier|thicker|wider|extra"
_DOWN_EN: Final = r"fewer|less|smaller|shorter|lower|lighter|thinner|narrower"
_BY: Final = tuple(
    (expression(pattern), up)
    for up, pattern in (
        (True, rf"\b{_FIGURE}[ -]?(?:[a-z]+ )?(?:{_UP_EN})\b(?: [a-z]+)?"),
        (False, rf"\b{_FIGURE}[ -]?(?:[a-z]+ )?(?:{_DOWN_EN})\b(?: [a-z]+)?"),
        (True, rf"\b(?:{_UP_EN}) by {_FIGURE} ?(?:[a-z]+)?"),
        (False, rf"\b(?:{_DOWN_EN}) by {_FIGURE} ?(?:[a-z]+)?"),
        (True, r"[多大长高重](?P<figure>\d+(?:\.\d+)?)(?:[^\d,，。]{0,3})"),
        (False, r"[少小短低轻](?P<figure>\d+(?:\.\d+)?)(?:[^\d,，。]{0,3})"),
    )
)
_THING: Final = r"(?P<value>[a-z]?\d+(?:\.\d+)?(?:[ -]?[a-z]+)?|[a-z]+)"
_VALUE_ZH: Final = r"(?P<value>[a-z]?\d+(?:\.\d+)?\s?(?:[a-z]+|[\u4e00-\u9fff]{0,2}?))"
_BOUNDS: Final = tuple(
    (expression(pattern), aim)
    for aim, pattern in (
        (Aim.FROM, rf"\b(?:at least|no less than|not less than|minimum(?: of)?|min)\s+(?:an? |the )?{_THING}"),
        (
            Aim.FROM,
            rf"\b{_THING}\s+(?:or|and)\s+(?:more|above|better|higher|up|upwards|bigger|larger|over|longer|faster|greater|newer)\b",
        ),
        (Aim.FROM, r"(?<![\w$€£¥])(?P<value>[a-z]?\d+(?:\.\d+)?(?:[ -]?[a-z]+)?)\+"),
        (Aim.UNTIL, rf"\b(?:at most|no more than|not more than|up to|maximum of|max of)\s+(?:an? |the )?{_THING}"),
        (Aim.UNTIL, rf"\b{_THING}\s+(?:or|and)\s+(?:less|below|lower|under|smaller|shorter|fewer|lighter)\b"),
        (Aim.FROM, rf"(?:至少|不低于|不少于|不小于|起码){_VALUE_ZH}(?=[^\w]|的|$|[\u4e00-\u9fff])"),
        (Aim.FROM, rf"{_VALUE_ZH}(?:或|及|和)?(?:以上|起步|更高|更好|或更)"),
        (Aim.UNTIL, rf"(?:最多|不超过|不高于|不大于){_VALUE_ZH}(?=[^\w]|的|$|[\u4e00-\u9fff])"),
        (Aim.UNTIL, rf"{_VALUE_ZH}(?:或|及|和)?(?:以下|以内|之内)"),
    )
)
_WORD_FIGURES: Final = {"two": 2, "three": 3, "four": 4, "five": 5, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_SIZES: Final = expression(r"\bsizes?\b|[码号]")
_STEP: Final = expression(r"\bsizes?\b|\bnext\b|[码号档]")
_UPGRADE: Final = "upgrade"


@dataclass(frozen=True)
class Compared:
    """The demands of a text, and the text without the words for them."""

    demands: tuple[Demand, ...]
    rest: str


def compared(words: str, product: Product, bought: Variant | None) -> Compared:
    """Reads all comparisons of a wish against the options of one product."""
    reading = _Reading(without_idle(plain(words)), product, bought)
    reading.read()
    return Compared(tuple(reading.demands.values()), reading.text)


class _Reading:
    def __init__(self, text: str, product: Product, bought: Variant | None) -> None:
        self.text, self._product, self._bought = text, product, bought
        self.demands: dict[str, Demand] = {}

    def read(self) -> None:
        self._bounds()
        self._distances()
        self._directions()

    def _bounds(self) -> None:
        """ "At least 8 GB", "i7 or better"."""
        for pattern, aim in _BOUNDS:
            for match in pattern.finditer(self.text):
                if (found := self._place_of(match["value"])) is not None:
                    self._take(Demand(found[0], aim, found[1]), match)

    def _place_of(self, value: str) -> tuple[str, float] | None:
        """The option and the place of a value; of a value that the product does not come in by its figure and unit."""
        for named in values_said(value, self._product).wanted:
            for key, en in named.values:
                of = next(
                    v.options[key] for v in self._product.variants if key in v.options and v.options[key].en == en
                )
                place = rank(of)
                if place is not None and is_scale_of(self._product, key):
                    return key, place
        return self._by_unit(value)

    def _by_unit(self, value: str) -> tuple[str, float] | None:
        tokens = phrase(value)
        if not tokens or not tokens[0][0].isdigit():
            return None
        for key in _scales(self._product):
            values = [phrase(v.options[key].en) for v in self._product.variants if key in v.options]
            if any(set(tokens[1:]) & {*words, *phrase(key.replace("_", " "))} for words in values):
                return key, float(tokens[0]) * (1024 if "tb" in tokens else 1)
        return None

    def _distances(self) -> None:
        """ "500 pieces fewer", "2 inches longer"; sizes are counted in steps."""
        for pattern, up in _BY:
            for match in pattern.finditer(self.text):
                figure = _WORD_FIGURES.get(match["figure"]) or float(match["figure"])
                if _SIZES.search(match.group()):
                    continue
                key = self._key(match)
                now = self._now(key) if key else None
                if key is not None and now is not None and is_scale_of(self._product, key):
                    self._take(Demand(key, Aim.AT, now + figure if up else now - figure), match)

    def _directions(self) -> None:
        for name, aim in _AIMS.items():
            for match in list(patterns("leanings")[name].finditer(self.text)):
                if match.group() == _UPGRADE and (self.demands or patterns("leanings")["dearest"].search(self.text)):
                    continue
                key = self._key(match)
                if key is not None:
                    # These words stay: 大号 is a size as well.
                    is_step = _STEP.search(match.group()) is not None
                    self.demands.setdefault(key, Demand(key, aim, steps=steps_meant(match.group()), is_step=is_step))

    def _take(self, demand: Demand, match: re.Match[str]) -> None:
        self.demands.setdefault(demand.key, demand)
        # The places of what is still to be read must stay, so what is taken becomes blank.
        self.text = self.text[: match.start()] + " " * len(match.group()) + self.text[match.end() :]

    def _key(self, match: re.Match[str]) -> str | None:
        return scale_meant(match.group(), self._product, around=self._clause(match), taken=frozenset(self.demands))

    def _clause(self, match: re.Match[str]) -> str:
        start = max((edge.end() for edge in _CLAUSE.finditer(self.text, 0, match.start())), default=0)
        end = next((edge.start() for edge in _CLAUSE.finditer(self.text, match.end())), len(self.text))
        return self.text[start:end]

    def _now(self, key: str) -> float | None:
        value = self._bought.options.get(key) if self._bought else None
        return rank(value) if value else None


def _scales(product: Product) -> Iterator[str]:
    keys: Iterable[str] = dict.fromkeys(key for variant in product.variants for key in variant.options)
    return (key for key in keys if is_scale_of(product, key))
