"""Which words of buyers are shown, for and against."""

from collections.abc import Iterable, Sequence
from typing import Final

from bot.dialogue.parts import Evidence
from bot.language import Language
from bot.reviews import wording
from bot.reviews.count import Opinion
from bot.reviews.reading import ReadReview, Remark
from bot.reviews.untrusted import neutral
from knowledge_base.embedder import Vectors

_EACH: Final = 2
_SHORTEST, _LONGEST = 8, 220
_FOREIGN, _UNVERIFIED, _WORDY, _NEAR = 1.5, 0.4, 0.5, 2.0
_CERTAIN: Final = 0.8
"""A lean this far from zero is clear enough to be shown as for or against."""
_AUTHOR: Final = 40


def quotes(opinions: Sequence[Opinion], language: Language, asked: Vectors | None = None) -> tuple[Evidence, ...]:
    """Up to two sentences for and two against, one of each buyer, the shopper's language first.

    `asked` is the question's vector: what is nearest to it is shown before the rest.
    """
    shown: set[str] = set()
    return (
        *_side(opinions, language, asked, "for", shown),
        *_side(opinions, language, asked, "against", shown),
    )


def _side(
    opinions: Sequence[Opinion], language: Language, asked: Vectors | None, stance: str, shown: set[str]
) -> Iterable[Evidence]:
    said = [
        (_worth(remark, opinion.review, language, asked), opinion.review, remark)
        for opinion in opinions
        if opinion.review.quotable
        for remark in opinion.remarks
        if (remark.praises if stance == "for" else remark.blames)
        and _SHORTEST <= _width(neutral(remark.sentence.text)) <= _LONGEST
    ]
    said.sort(key=lambda entry: (-entry[0], entry[1].review.review_id))
    taken = 0
    for _, review, remark in said:
        if taken < _EACH and review.review.review_id not in shown:
            shown.add(review.review.review_id)
            taken += 1
            yield Evidence(neutral(remark.sentence.text), _source(review, language), stance)


def _worth(remark: Remark, review: ReadReview, language: Language, asked: Vectors | None) -> float:
    foreign = _FOREIGN if review.review.language != language else 0.0
    unverified = 0.0 if review.review.verified else _UNVERIFIED
    near = 0.0 if asked is None else _NEAR * float(remark.sentence.vector @ asked)
    return abs(remark.lean) + near - foreign - unverified - _WORDY * _width(remark.sentence.text) / _LONGEST


def _width(text: str) -> int:
    """A Chinese character says about as much as two Latin letters."""
    return sum(2 if char > "\u2e80" else 1 for char in text)


def _source(read: ReadReview, language: Language) -> str:
    review = read.review
    author = neutral(review.author)[:_AUTHOR]
    return wording.source(author, review.rating, review.verified, review.language != language, language)
