"""Turns text into the words that lexical search counts, in English and in Chinese."""

import logging
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

import jieba

# jieba tells at INFO and above how long its dictionary took to load.
jieba.setLogLevel(logging.ERROR)

_PIECE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z0-9]+(?:[.,'’][a-z0-9]+)*")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")

_FILE: Final = Path(__file__).with_name("stop_words.txt")
STOP_WORDS: Final = frozenset(
    word for line in _FILE.read_text("utf-8").splitlines() if not line.startswith("#") for word in line.split()
)


# Without its ending it would be another word.
_WHOLE: Final = frozenset({"clothes", "does", "goods", "news", "glasses", "customs", "united", "during"})


def tokens(text: str) -> list[str]:
    """The words of `text` in order: English lower-cased and stemmed, Chinese cut by jieba; stop words are left out."""
    found: list[str] = []
    for piece in _PIECE.findall(unicodedata.normalize("NFKC", text).lower()):
        if _HAN.match(piece):
            found.extend(word for word in jieba.lcut_for_search(piece) if word not in STOP_WORDS)
        elif piece not in STOP_WORDS:
            found.append(stem(piece))
    return found


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """An English word without its commonest endings; enough to join `returns`, `returned` and `returning`."""
    word = word.replace("’", "'").removesuffix("'s")
    if word in _WHOLE:
        return word
    if len(word) <= 3 or not word.isalpha():
        return word
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        stemmed = word.removesuffix(ending)
        if stemmed != word and len(stemmed) >= 3 and re.search(r"[aeiouy]", stemmed):
            word = stemmed[:-1] if stemmed[-1] == stemmed[-2] and stemmed[-1] not in "lsz" else stemmed
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word
