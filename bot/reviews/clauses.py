"""Cuts a review into sentences, and a sentence into clauses that each say one thing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.commerce.model import Review

_PIECE_END = re.compile(
    r"(?<=[!?。！？…])(?=[^\s!?。！？…\"'”’)）」])|(?<=[.!?…][\"'”’)）\s])\s*(?=\S)|(?<=[.!?])\s+(?=\S)|\n+"
)
# A new thing is said after these: "soft, but loud"; Chinese strings whole statements together with commas.
_TURN_EN = re.compile(
    r"\s*[;:]\s+|\s+[—–-]\s+|,?\s+(?=(?:but|though|although|however|yet|except|while|whereas)\b)", re.I
)
_TURN_ZH = re.compile(r"[，；,;]|——|(?=(?:但是|可是|不过|只是|就是(?!要)))")
_SHORTEST_ZH = 4
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|vs|etc|e\.g|i\.e|approx|no)\.$", re.I)


@dataclass(frozen=True)
class Sentence:
    """One sentence of a review, word for word, and its clauses."""

    text: str
    clauses: tuple[str, ...]


def sentences_of(review: Review) -> tuple[Sentence, ...]:
    """The sentences of a review's title and text, in order."""
    texts = [*split_sentences(review.title), *split_sentences(review.text)]
    return tuple(Sentence(text, tuple(split_clauses(text))) for text in texts)


def split_sentences(text: str) -> Iterator[str]:
    held = ""
    for piece in _PIECE_END.split(text):
        held = f"{held} {piece.strip()}".strip() if held else piece.strip()
        if held and not _ABBREVIATION.search(held):
            yield held
            held = ""
    if held:
        yield held


def split_clauses(sentence: str) -> list[str]:
    """The parts of a sentence that may differ in what they say of a thing; at least one."""
    chinese = re.search(r"[\u3400-\u9fff]", sentence) is not None
    pieces = [piece.strip() for piece in (_TURN_ZH if chinese else _TURN_EN).split(sentence)]
    clauses: list[str] = []
    for piece in filter(None, pieces):
        # "静是静" or "Quiet" alone says too little to be judged by itself.
        if clauses and chinese and len(piece) < _SHORTEST_ZH:
            clauses[-1] = f"{clauses[-1]}，{piece}"
        else:
            clauses.append(piece)
    return clauses or [sentence]
