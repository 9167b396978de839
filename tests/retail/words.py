"""Words as the simulated customer compares them: content without filler, goods by their names, sentences, persons."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

_FILLER: Final = frozenset(
    (
        "a", "an", "the", "i", "i'm", "i'd", "i've", "me", "my", "mine", "myself", "it", "its", "to", "of", "for",
        "and", "or", "in", "on", "with", "is", "are", "was", "were", "be", "been", "this", "that", "these", "those",
        "you", "your", "want", "would", "like", "do", "does", "don't", "not", "no", "if", "at", "from", "one",
        "ones", "any", "them", "they", "their", "have", "has", "had", "also", "so", "just", "please", "but", "then",
        "some", "which", "what", "how", "can", "could", "will", "shall", "should", "there", "here", "by", "as",
        "than", "up", "out", "more", "am", "got", "get", "we", "us", "our", "into", "about", "when", "where", "who",
        "why", "because", "since", "actually", "really", "only", "both", "same", "new", "version", "something",
    )
)  # fmt: skip
_ACTS: Final = frozenset(
    (
        "order", "orders", "exchange", "return", "cancel", "modify", "change", "refund", "item", "items", "thing",
        "things", "option", "options", "buy", "bought", "ordered",
    )
)  # fmt: skip
_MODIFIERS: Final = frozenset(
    (
        "smart", "electric", "digital", "wireless", "indoor", "portable", "action", "mechanical", "running",
        "office", "gaming", "water", "led", "light", "wall", "bluetooth", "pet", "set", "maker", "tea", "hiking",
        "cycling", "coffee", "security", "air", "vacuum", "desk", "garden", "patio", "yoga", "fleece", "espresso",
        "book", "wrist",
    )
)  # fmt: skip
"""Of the names of goods, the words that alone name none."""
_WORD: Final = re.compile(r"[a-z0-9]+(?:[-.'][a-z0-9]+)*")
# The longest first: "you've" before "you".
_PERSONS: Final = (
    (r"\b(do|did|are|were|have|can|could|will|would|should) you\b(?! guys)", r"\1 I"),
    (r"\bwhether you can\b", "whether I can"),
    (r"\byou(?:'|’)re\b|\byou are\b", "I'm"),
    (r"\byou(?:'|’)ve\b", "I've"),
    (r"\byou(?:'|’)d\b", "I'd"),
    (r"\byou(?:'|’)ll\b", "I'll"),
    (r"\byou were\b", "I was"),
    (r"\byourself\b", "myself"),
    (r"\byours\b", "mine"),
    (r"\byour\b", "my"),
    (
        r"\b(for|to|with|of|by|from|at|than|about|on|help|helps|give"
            r"|gives|tell|tells|show|shows|let|lets|allow|allows|send|sends"
        r"|save|saves|cost|costs|charge|charges|owe|owes|refund|refunds|inform|offer|offers|suit|suits|make|makes"
        r"|get|gets|asks?|asked|reimburse|notify|between) you\b(?! (?:have"
            r"|had|want|bought|ordered|received|paid|get|own|live|like"
        r"|placed|need|can|are|were|just|recently|already|prefer|made"
            r"|got|chose|should|will|would|could|may|do|did|still)\b)",
        r"\1 me",
    ),
    (r"\byou(?: to)? tell the agent not to\b|\btell the agent not to\b", "please do not"),
    (r"\btell the agent to\b", "please"),
    (r"\byou\b", "I"),
    (r"\bI (become|are|is)\b", "I'm"),
    (r"\bif the agent is\b", "if you are"),
    (r"\bthe agent (is|was|has|does|doesn't|cannot|can't|says|proposes|offers|refuses|finds|tells)\b", "you \\1"),
    (r"\byou is\b", "you are"),
    (r"\byou was\b", "you were"),
    (r"\byou has\b", "you have"),
    (r"\byou doesn't\b", "you don't"),
    (r"\byou (say|propose|offer|refuse|find|tell)s\b", r"you \1"),
    (r"\bthe (?:customer service )?agent(?:'s)?\b", "you"),
)  # fmt: skip
_ASKED_OF_YOU: Final = re.compile(
    r"\b(?:I (?:\w+ )?)?(?:want to |would like to )?ask(?:s)? (?:you )?(?:explicitly )?(?P<next>to"
    r"|about|for|how|what|if|whether|which|when|where)\b",
    re.IGNORECASE,
)


def content(words: str) -> frozenset[str]:
    """What the words are about, acts and filler left out."""
    return all_words(words) - _ACTS


def all_words(words: str) -> frozenset[str]:
    """Content with the acts: what is to be done is a part of it."""
    found = _WORD.findall(words.casefold().replace("’", "'"))
    return frozenset(stem(word) for word in found if word not in _FILLER)


def stem(word: str) -> str:
    """Close enough to tell that "shoes" and "shoe" are the same."""
    word = word.replace("t-shirt", "tshirt")
    if len(word) > 4 and word.endswith(("ches", "shes", "xes")):
        return word[:-2]
    if len(word) > 4 and word.endswith("ves"):
        return word[:-3] + "f"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def sentences(text: str) -> Iterator[str]:
    for sentence in re.split(r"(?<=[.!?])\s+|\n+|;\s*(?=[A-Za-z])", text):
        if re.search(r"\w{2}", sentence):
            yield sentence.strip(" .;")


def first_person(sentence: str) -> str:
    """The sentence as its customer says it to the agent."""
    for pattern, replacement in _PERSONS:
        sentence = re.sub(pattern, replacement, sentence, flags=re.IGNORECASE)
    sentence = _ASKED_OF_YOU.sub(_asked, sentence)
    said = re.sub(r"\s+", " ", sentence).strip(" .,")
    return said[:1].upper() + said[1:] if said else ""


def _asked(found: re.Match[str]) -> str:
    word = found["next"].casefold()
    return "please" if word == "to" else "I'd like" if word == "for" else f"please tell me {word}"


class Goods:
    """The names of goods, as a person knows which words mean goods; it finds them, and never says them."""

    def __init__(self, names: Iterable[str]) -> None:
        known = [_tokens(name) for name in names]
        heads = Counter(words[-1] for words in known)
        self._lone_heads = {head for head, count in heads.items() if count == 1}
        self._words = {word for words in known for word in words} | {"bookshelf", "wristwatch"}

    def mentions(self, text: str) -> Sequence[tuple[int, int, str]]:
        """Where goods are named: from, to, and the text's own words."""
        found: list[tuple[int, int, str]] = []
        for match in _WORD.finditer(text.casefold()):
            if stem(match.group()) not in self._words:
                continue
            if found and not text[found[-1][1] : match.start()].strip(" "):
                found[-1] = (found[-1][0], match.end(), text[found[-1][0] : match.end()])
            else:
                found.append((match.start(), match.end(), text[match.start() : match.end()]))
        return [mention for mention in found if self._is_goods(mention[2])]

    def named(self, text: str) -> tuple[str, ...]:
        """Each once, in the text's own words."""
        once: list[str] = []
        for _, _, words in self.mentions(text):
            if not self.find(words, once):
                once.append(words)
        return tuple(once)

    def are_same(self, one: str, other: str) -> bool:
        """Whether two names can mean the same goods: "lamp" and "Desk Lamp", "jigsaw" and "Jigsaw Puzzle"."""
        first, second = _tokens(one), _tokens(other)
        if not first or not second:
            return False
        is_head_enough = first[-1] == second[-1] and first[-1] in self._lone_heads
        return set(first) <= set(second) or set(second) <= set(first) or is_head_enough

    def find(self, name: str, among: Iterable[str]) -> str:
        """The one of `among` that can mean the same, else nothing."""
        return next((other for other in among if self.are_same(name, other)), "")

    def _is_goods(self, words: str) -> bool:
        return any(stem(word) not in _MODIFIERS for word in _WORD.findall(words.casefold()))


def _tokens(name: str) -> list[str]:
    apart = name.casefold().replace("bookshel", "book shel").replace("wristwatch", "wrist watch")
    return [stem(word) for word in _WORD.findall(apart)]
