"""Values that stand in an order: sizes, capacities, lengths; so that "a bigger one" has a meaning."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.commerce.model import Bilingual, Product
from bot.orders.wishes.phrases import expression
from bot.orders.wishes.said import phrase, said
from bot.orders.wishes.vocabulary import vocabulary

SIZES: Final = frozenset({"xsmall", "small", "medium", "large", "xlarge", "xxlarge", "xxxlarge"})
"""Sizes of clothes, as tokens."""
_WORDS: Final[Mapping[str, float]] = {
    "xsmall": 1, "small": 2, "medium": 3, "large": 4, "xlarge": 5, "xxlarge": 6, "xxxlarge": 7,
    "low": 1, "high": 5, "basic": 1, "standard": 2, "professional": 4, "half": 50, "full": 100,
    "mini": 0.5, "portable": 1, "compact": 1.5, "regular": 3, "jumbo": 8, "beginner": 1, "intermediate": 3,
    "advanced": 4, "expert": 5,
}  # fmt: skip
_TIMES: Final[Mapping[str, float]] = {"tb": 1024, "kg": 1000, "k": 1000}
_NONE: Final = frozenset({"no", "not", "none", "without"})
_LETTERED: Final = re.compile(r"[a-z]+(\d+)")
_TWO_STEPS: Final = expression(r"\b(?:two|2) sizes?\b|[大小][两二][码号]|[两二][码号]")
_ORDERED_KEYS: Final = ("size", "capacity", "storage", "length", "height", "diameter", "screen", "thickness", "width")
_ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "storage": ("storage", "memory", "space", "存储", "内存", "容量"),
    "ram": ("ram", "内存", "memory"),
    "screen": ("screen", "display", "屏幕", "屏"),
    "length": ("longer", "shorter", "longest", "shortest", "length", "长", "短"),
    "height": ("taller", "tallest", "height", "高", "矮"),
    "thickness": ("thicker", "thinner", "thick", "厚", "薄"),
    "brightness": ("bright", "dim", "亮", "暗"),
    "weight": ("heav", "light", "重", "轻"),
    "pressure": ("pressure", "strong", "压力"),
    "resolution": ("resolution", "分辨率", "清晰"),
    "zoom": ("zoom", "变焦", "倍"),
    "piece": ("piece", "片", "块"),
    "difficulty": ("difficult", "hard", "easy", "easi", "simpl", "challeng", "tough", "难", "简单", "容易"),
    "battery": ("battery", "续航", "电池", "hour", "小时"),
    "frame": ("frame", "车架"),
    "processor": ("processor", "cpu", "chip", "处理器", "芯片", "快"),
    "capacity": ("capacity", "容量", "holds"),
    "size": ("size", "尺码", "码", "号", "尺寸"),
}


def rank(value: Bilingual) -> float | None:
    """Where a value stands on its scale, None if it stands on none."""
    words = phrase(value.en)
    if words[:1] and words[0] in _NONE:
        return 0
    figures = [word for word in words if word[0].isdigit()] or _lettered(words)
    if figures:  # of a range such as 5-25 kg its middle
        return sum(map(float, figures)) / len(figures) * next((_TIMES[word] for word in words if word in _TIMES), 1)
    return next((_WORDS[word] for word in words if word in _WORDS), None)


def _lettered(words: Sequence[str]) -> list[str]:
    """The figures of i7 and IPX4."""
    return [match[1] for word in words if (match := _LETTERED.fullmatch(word))]


def steps_meant(words: str) -> int:
    """How many places up or down: "two sizes up"."""
    return 2 if _TWO_STEPS.search(words) else 1


def scale_meant(words: str, product: Product, *, around: str = "", taken: frozenset[str] = frozenset()) -> str | None:
    """The option that "bigger" speaks of, in these words or in the clause around them; None when there is none."""
    ordered = [key for key in _keys(product) if _is_scale(product, key)]
    near = around or words
    named = [key for key in ordered if _is_named(near, product, key)]
    asked = [key for key in ordered for name, cues in _ASKED.items() if name in key and any(c in words for c in cues)]
    beside = [key for key in ordered for name, cues in _ASKED.items() if name in key and any(c in near for c in cues)]
    usual = [key for name in _ORDERED_KEYS for key in ordered if name in key and key not in taken]
    left = [key for key in ordered if key not in taken]
    return next(iter((*asked, *named, *beside, *usual, *left)), None)


def is_scale_of(product: Product, key: str) -> bool:
    """Whether the values of an option stand in an order."""
    return _is_scale(product, key)


def _is_named(words: str, product: Product, key: str) -> bool:
    """Whether the option's name is said, or the unit of its values."""
    tokens = {token.text for token in said(words).tokens}
    if tokens & set(phrase(key.replace("_", " "))):
        return True
    values = [phrase(v.options[key].en) for v in product.variants if key in v.options]
    units = {word for value in values for word in value if (word,) in vocabulary().units.values()}
    return bool(tokens & units)


def _keys(product: Product) -> Iterable[str]:
    return dict.fromkeys(key for variant in product.variants for key in variant.options)


def _is_scale(product: Product, key: str) -> bool:
    ranks = {rank(variant.options[key]) for variant in product.variants if key in variant.options}
    return None not in ranks and len(ranks) > 1
