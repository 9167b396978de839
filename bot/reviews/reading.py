"""A review as read: each sentence with its vector and, clause by clause, what it speaks of and how."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from bot.commerce.model import Review
from bot.reviews.aspects import Aspect, Aspects
from bot.reviews.clauses import Sentence, sentences_of
from bot.reviews.opinions import OpinionWords, plain
from bot.reviews.sentiment import Sentiment, SentimentModel
from bot.reviews.untrusted import speaks_to_machines
from knowledge_base.embedder import Embedder, Vectors

_BY_WORDS, _BY_CLAUSE, _BY_SENTENCE, _BY_STARS = 1.2, 0.8, 0.4, 0.3
"""How much the aspect's own words, the clause, its sentence and the buyer's stars say about what a clause means."""
_STARS_ALONE: Final = 0.4
"""The same for stars where no aspect's words help."""
_KEPT: Final = 50_000
"""Reviews kept as read; beyond it all are read anew."""
_DISPLEASED: Final = 2
"""Up to so many stars, praise may be irony ("Absolutely silent!") and is not counted or shown as praise."""
DECIDED: Final = 0.3
"""A lean this far from zero is an opinion."""


@dataclass(frozen=True, eq=False)
class Remark:
    """What one sentence says of one thing; `lean` is above zero when it praises."""

    sentence: "ReadSentence"
    lean: float

    @property
    def praises(self) -> bool:
        return self.lean >= DECIDED

    @property
    def blames(self) -> bool:
        return self.lean <= -DECIDED


@dataclass(frozen=True)
class Clause:
    """A part of a sentence and how it sounds."""

    text: str
    sentiment: Sentiment


@dataclass(frozen=True, eq=False)
class ReadSentence:
    """A sentence, its vector, how it sounds and its clauses."""

    text: str
    vector: Vectors
    sentiment: Sentiment
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, eq=False)
class ReadReview:
    """A review and what was read in it; sentences that speak to machines are left out."""

    review: Review
    sentences: tuple[ReadSentence, ...]
    quotable: bool
    """False when any of it speaks to machines: then none of it is shown."""

    def lean_of(self, sentence: ReadSentence) -> float:
        """How a sentence sounds, the buyer's stars considered."""
        return self._believed(sentence.sentiment.lean + _STARS_ALONE * (self.review.rating - 3))

    def remarks_on(self, aspect: Aspect, words: OpinionWords) -> Iterator[Remark]:
        """The sentences that speak of an aspect, with what they say of it."""
        for sentence in self.sentences:
            meant = [clause for clause in sentence.clauses if aspect.is_in(plain(clause.text))]
            if meant:
                leans = [self._lean(clause, sentence, aspect, words) for clause in meant]
                yield Remark(sentence, self._believed(float(np.mean(leans))))

    def _believed(self, lean: float) -> float:
        """Praise from a displeased buyer is taken as in between; blame is believed of anybody."""
        return min(lean, 0.0) if self.review.rating <= _DISPLEASED else lean

    def _lean(self, clause: Clause, sentence: ReadSentence, aspect: Aspect, words: OpinionWords) -> float:
        balance = words.balance(plain(clause.text), aspect.good, aspect.bad)
        return (
            _BY_WORDS * float(np.sign(balance.lean))
            + _BY_CLAUSE * clause.sentiment.lean
            + _BY_SENTENCE * sentence.sentiment.lean
            + _BY_STARS * (self.review.rating - 3)
        )


class Reader:
    """Reads reviews; what was read is kept as long as the review stays as it is. CPU-bound: call it in a thread."""

    def __init__(self, embedder: Embedder, sentiment: SentimentModel, aspects: Aspects, words: OpinionWords) -> None:
        self._embedder, self._sentiment, self.aspects, self.words = embedder, sentiment, aspects, words
        self._read: dict[Review, ReadReview] = {}

    def read(self, reviews: Sequence[Review]) -> list[ReadReview]:
        if len(self._read) > _KEPT:
            self._read.clear()
        unread = [review for review in reviews if review not in self._read]
        if unread:
            self._read_all(unread)
        return [self._read[review] for review in reviews]

    def _read_all(self, reviews: Sequence[Review]) -> None:
        heard = [list(_heard(review)) for review in reviews]
        texts = list({text: None for sentences in heard for s in sentences for text in (s.text, *s.clauses)})
        if not texts:
            self._read.update({review: _silent(review) for review in reviews})
            return
        vectors = self._embedder.embed(texts)
        moods = dict(zip(texts, self._sentiment.judge(texts, vectors), strict=True))
        places = {text: vectors[row] for row, text in enumerate(texts)}
        for review, sentences in zip(reviews, heard, strict=True):
            spoken = tuple(_spoken(sentence, places, moods) for sentence in sentences)
            self._read[review] = ReadReview(review, spoken, not _suspicious(review))


def _heard(review: Review) -> Iterator[Sentence]:
    """What a review says to buyers; the title of one that speaks to machines as well is a part of that speech."""
    honest = replace(review, title="") if _suspicious(review) else review
    return (sentence for sentence in sentences_of(honest) if not speaks_to_machines(sentence.text))


def _spoken(sentence: Sentence, places: dict[str, Vectors], moods: dict[str, Sentiment]) -> ReadSentence:
    clauses = tuple(Clause(text, moods[text]) for text in sentence.clauses)
    return ReadSentence(sentence.text, places[sentence.text], moods[sentence.text], clauses)


def _silent(review: Review) -> ReadReview:
    return ReadReview(review, (), not _suspicious(review))


def _suspicious(review: Review) -> bool:
    return speaks_to_machines(f"{review.title}\n{review.text}\n{review.author}")
