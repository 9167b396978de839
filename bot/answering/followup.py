"""Understands a follow-up question in the light of the one before it."""

import re
from typing import Final

from bot.answering.question import Question
from knowledge_base.tokens import tokens
from knowledge_base.vocabulary import Vocabulary

SHORT: Final = 3
"""Telling words of a question that says too little alone."""

_OPENS = re.compile(
    r"^\s*(?:and|or|but|so|also|then|what about|how about|what if|if (?:i|it|so)|same for|for how long|why"
    r"|since when|until when|for|in|to|with|as|over|not)\b"
    r"|^\s*(?:那|那么|那如果|如果|要是|换成|改成|还有|以及|或者|但|但是|另外|同样|存|多久|为什么|超过|不到)",
    re.I,
)
THERE: Final = r"\bthere\s*[?!.]*\s*$|那里|那边|那儿"
_CLOSES = re.compile(rf"(?:呢|的话|咧|哩)[?？!！。~～\s]*$|\b(?:though|then|too|instead)\s*[?!.]*\s*$|{THERE}", re.I)
# A clause that asks for itself: who does what, with no word that points back.
_CLAUSE = re.compile(
    r"\b(?:how|who|when|where|what|which|do|does|can|could|is|are|will|must|should|may)\b.*\b(?:i|you|we|my|your|pays?)\b"
    r"|(?:吗|嗎|怎么|如何|谁|哪|[^\s那要]{2}(?:多久|多少)).*",
    re.I,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|those|these|them|they|one|same)\b|它|这|那个|那些|那种|呢[?？!！。~～\s]*$", re.I
)
_NUMBER = re.compile(r"[$€£¥]?\d[\d,.]*")
_QUESTION_MARKS = re.compile(r"[?？!！。.]+\s*$")


class FollowUps:
    """Fills what a follow-up leaves unsaid from the question before it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def standalone(self, question: Question) -> str:
        """The question as it would be asked alone; as it stands when it needs nothing."""
        if not question.previous or not self.leans(question.text):
            return question.text
        kept = self._kept(question.previous, question.text)
        if self._has_own_subject(question.text):
            kept = self._vocabulary.rivalled(kept)
        return f"{kept} {question.text}".strip()

    def leans(self, text: str) -> bool:
        """Whether a question leans on the one before it: by how it opens or closes, or by how little it says."""
        short = len(tokens(text)) <= SHORT
        return short and bool(_OPENS.search(text) or _CLOSES.search(text) or len(tokens(text)) <= 1)

    def _has_own_subject(self, text: str) -> bool:
        """Whether it asks a whole question of its own: all that it may owe to the one before is a place or goods."""
        whole = _CLAUSE.search(text) and not _POINTS_BACK.search(text)
        return bool(whole and self._vocabulary.subjects(text))

    def _kept(self, previous: str, text: str) -> str:
        """The earlier question without what the new one puts in its place: another country, product, day or number."""
        kept = _QUESTION_MARKS.sub("", previous)
        meant = self._vocabulary.meanings(text)
        kept = self._vocabulary.without(kept, self._vocabulary.rivals(meant) - meant)
        return _NUMBER.sub("", kept) if _NUMBER.search(text) else kept
