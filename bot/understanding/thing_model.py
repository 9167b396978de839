"""The learned reader of products and quantities: a linear-chain CRF over tokens, kept in CRFsuite's own format."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from bot.understanding import numerals
from bot.understanding.mention import Mention
from bot.understanding.tokens import Piece, split

_FILE, _NAMES = "things.crfsuite", "things.json"
_OUTSIDE = "O"
ENTITIES = ("product", "quantity")


@dataclass(frozen=True)
class Marked:
    """The tokens of a text and the stretches of it that a person marked."""

    pieces: tuple[Piece, ...]
    marks: tuple[Mention, ...]


class Lexicon:
    """Names and kinds of products that are known; says where a text holds one."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(tuple(piece.text for piece in split(name)) for name in names) - {()}
        self._longest = max((len(name) for name in self.names), default=0)

    def marks(self, pieces: Sequence[Piece]) -> list[str]:
        """For each token its place in the longest known name that starts no later: B, I, or O."""
        words = [_singular(piece.text) for piece in pieces]
        marks = [_OUTSIDE] * len(words)
        start = 0
        while start < len(words):
            size = next(
                (
                    size
                    for size in range(min(self._longest, len(words) - start), 0, -1)
                    if tuple(words[start : start + size]) in self.names
                    or tuple(piece.text for piece in pieces[start : start + size]) in self.names
                ),
                0,
            )
            marks[start : start + size] = ["B", *["I"] * (size - 1)] if size else []
            start += size or 1
        return marks


class ThingModel:
    """Tags the tokens of a text as product, quantity or neither (Lafferty et al., 2001)."""

    def __init__(self, tagger: bytes, lexicon: Lexicon) -> None:
        self._kept = tagger  # crfsuite goes on reading these bytes, and holds no reference of its own
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(tagger)
        self._lexicon = lexicon

    @classmethod
    def train(cls, examples: Sequence[Marked], names: Sequence[str], folder: Path) -> "ThingModel":
        """Leaves what `load` reads in `folder`. `names` are products and kinds of products, in any language."""
        lexicon = Lexicon(names)
        trainer = pycrfsuite.Trainer(
            verbose=False,
            params={"c1": 0.05, "c2": 0.05, "max_iterations": 120, "feature.possible_transitions": True},
        )
        for example in examples:
            trainer.append(features(example.pieces, lexicon), _tags(example.pieces, example.marks))
        trainer.train(str(folder / _FILE))
        (folder / _NAMES).write_text(json.dumps(list(names), ensure_ascii=False), encoding="utf-8")
        return cls.load(folder)

    @classmethod
    def load(cls, folder: Path) -> "ThingModel":
        names = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
        return cls((folder / _FILE).read_bytes(), Lexicon(names))

    def find(self, text: str, pieces: Sequence[Piece]) -> list[Mention]:
        """`pieces` are the tokens of `text`."""
        tags = self._tagger.tag(features(pieces, self._lexicon)) if pieces else []
        groups: list[tuple[str, list[Piece]]] = []
        before = _OUTSIDE
        for piece, tag in zip(pieces, tags, strict=True):
            if tag.startswith("B-") or (tag != _OUTSIDE and before[2:] != tag[2:]):
                groups.append((tag[2:], [piece]))
            elif tag != _OUTSIDE:
                groups[-1][1].append(piece)
            before = tag
        return [_mention(entity, text, group) for entity, group in groups]


def features(pieces: Sequence[Piece], lexicon: Lexicon) -> list[list[str]]:
    """What the tagger sees of each token: itself, its neighbours, its shape, and whether a product is so called."""
    words = [piece.text for piece in pieces]
    known = lexicon.marks(pieces)
    kinds = [_kind(word) for word in words]
    rows = [_of(index, words, kinds, known) for index in range(len(words))]
    for index, row in enumerate(rows):
        for offset in (-1, 0, 1):
            # The first word's capital says nothing.
            if 0 < index + offset < len(pieces) and pieces[index + offset].capital:
                row.append(f"capital{offset}")
    return rows


def _of(index: int, words: Sequence[str], kinds: Sequence[str], known: Sequence[str]) -> list[str]:
    def at(values: Sequence[str], offset: int) -> str:
        place = index + offset
        return values[place] if 0 <= place < len(values) else ("<" if place < 0 else ">")

    word = words[index]
    found = [f"w={word}", f"k={kinds[index]}", f"l={known[index]}", f"end={word[-3:]}", f"start={word[:3]}"]
    for offset in (-3, -2, -1, 1, 2, 3):
        found.append(f"w{offset}={at(words, offset)}")
    for offset in (-2, -1, 1, 2):
        found.append(f"k{offset}={at(kinds, offset)}")
        found.append(f"l{offset}={at(known, offset)}")
    for offset in (-2, -1, 0, 1):
        found.append(f"ww{offset}={at(words, offset)} {at(words, offset + 1)}")
        found.append(f"ll{offset}={at(known, offset)} {at(known, offset + 1)}")
    found.append(f"www-2={at(words, -3)} {at(words, -2)} {at(words, -1)}")
    found.append(f"www+1={at(words, 1)} {at(words, 2)} {at(words, 3)}")
    found.append(f"lw={known[index]} {at(words, -1)}")
    found.append(f"lw+={known[index]} {at(words, 1)}")
    return found


def _kind(word: str) -> str:
    if any(character.isdigit() for character in word):
        return "digits" if word.isdigit() else "code"
    if "\u3400" <= word[0] <= "\u9fff":
        return "hannumber" if numerals.number(word) is not None else "han"
    if word[0].isalpha():
        return "number" if numerals.number(word) is not None else "latin"
    return "mark"


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _tags(pieces: Sequence[Piece], marks: Sequence[Mention]) -> list[str]:
    tags = [_OUTSIDE] * len(pieces)
    for mark in marks:
        inside = [index for index, piece in enumerate(pieces) if piece.start < mark.end and mark.start < piece.end]
        for place, index in enumerate(inside):
            tags[index] = f"{'I' if place else 'B'}-{mark.entity}"
    return tags


def _mention(entity: str, text: str, group: Sequence[Piece]) -> Mention:
    start, end = group[0].start, group[-1].end
    typed = text[start:end]
    if entity != "quantity":
        return Mention(entity, start, end, typed)
    folded = "".join(piece.text for piece in group)
    # "3个" and "两双" begin with their number.
    values = (numerals.number(folded[:size]) for size in range(len(folded), 0, -1))
    value = next((value for value in values if value is not None), None)
    return Mention(entity, start, end, typed if value is None else numerals.written(value))
