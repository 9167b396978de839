"""How many buyers say so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from bot.reviews.reading import ReadReview, Remark

ENOUGH: Final = 3
"""Fewer reviews than this on a matter say nothing."""


@dataclass(frozen=True, eq=False)
class Opinion:
    """What one buyer says of a matter, in one or more sentences."""

    review: ReadReview
    remarks: tuple[Remark, ...]

    @property
    def praises(self) -> bool:
        return any(r.praises for r in self.remarks) and not any(r.blames for r in self.remarks)

    @property
    def blames(self) -> bool:
        return any(r.blames for r in self.remarks) and not any(r.praises for r in self.remarks)


@dataclass(frozen=True)
class Count:
    """Reviews, never sentences: who praises, who blames, and who does both or neither."""

    praise: int
    blame: int
    between: int
    unverified: int

    @classmethod
    def of(cls, opinions: Iterable[Opinion]) -> Self:
        heard: Sequence[Opinion] = tuple(opinions)
        praise, blame = sum(o.praises for o in heard), sum(o.blames for o in heard)
        unverified = sum(not o.review.review.verified for o in heard)
        return cls(praise, blame, len(heard) - praise - blame, unverified)

    @property
    def mentions(self) -> int:
        return self.praise + self.blame + self.between

    @property
    def enough(self) -> bool:
        return self.mentions >= ENOUGH
