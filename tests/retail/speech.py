"""How the simulated customer speaks: the task's own sentences in the first person, framed in varied words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

# The longest first: "you've" before "you".
_PERSONS: Final = (
    (r"\byou(?:'|’)re\b", "I'm"),
    (r"\byou(?:'|’)ve\b", "I've"),
    (r"\byou(?:'|’)d\b", "I'd"),
    (r"\byou(?:'|’)ll\b", "I'll"),
    (r"\byou are\b", "I am"),
    (r"\byou were\b", "I was"),
    (r"\byourself\b", "myself"),
    (r"\byours\b", "mine"),
    (r"\byour\b", "my"),
    (r"\b(for|to|with|of|by|help|helps|give|gives|tell|tells|let|lets|asks?|than) you\b", r"\1 me"),
    (r"\byou\b", "I"),
    (r"\bthe agent\b", "you"),
)
# What is said about how to behave, and is not itself something to say.
_STAGE: Final = re.compile(
    r"\b(?:do not|don't|never|not want to|won't|prefer not to) (?:reveal|mention|share|remember|say yes)"
    r"|\bmake sure (?:you|to) (?:briefly )?mention|\bmention (?:the|them|these)|at the beginning of|in the same order\b"
    r"|\byou (?:are|like to)\b.*\b(?:familiar|angry|upset|person|brief|polite|private|mood|one thing|piecewise)"
    r"|\bif (?:the agent|asked|you are asked)|\bwhen (?:the agent|asked)|\bask (?:the agent )?explicitly",
    re.IGNORECASE,
)
_CUE: Final = re.compile(
    r"\b(?:if|when) (?:the agent asks?|asked|you are asked)(?: you)?(?: for| about| to| which| why)? (?P<about>[^,]*),"
    r" *(?:you |then )*(?:say|mention|give|provide|it is|it's|reply)?(?: that| is)? *(?P<answer>.+)",
    re.IGNORECASE,
)
_ORDER: Final = re.compile(r"#?W\d{7}")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True)
class Speech:
    """What a task gives its customer to say."""

    wishes: tuple[str, ...]
    """Sentence by sentence, in the order of the task."""
    otherwise: tuple[str, ...] = ()
    """What to say once the first wish cannot be had."""
    answers: tuple[tuple[str, str], ...] = ()
    """What to say when asked about something: cue words, answer."""
    orders: tuple[str, ...] = field(default=())
    """Order numbers that the task's text holds."""


def speech_of(wish: str, knowledge: str, manner: str) -> Speech:
    """Only what the text holds: nothing is looked up and nothing is added."""
    wishes, otherwise = [], []
    # How the customer is to behave is not said, but it may hold what to answer.
    answers = [(cue["about"].casefold(), first_person(cue["answer"])) for cue in _cues(manner)]
    for sentence in _sentences(wish):
        if cue := _CUE.search(sentence):
            answers.append((cue["about"].casefold(), first_person(cue["answer"])))
        elif _STAGE.search(sentence):
            continue
        elif re.match(r"(?:and )?if\b|otherwise\b", sentence, re.IGNORECASE):
            otherwise.append(first_person(sentence))
        else:
            wishes.append(first_person(sentence))
    numbers = tuple(dict.fromkeys(_ORDER.findall(f"{wish} {knowledge} {manner}")))
    return Speech(tuple(wishes), tuple(otherwise), tuple(answers), numbers)


def _cues(manner: str) -> Iterator[re.Match[str]]:
    for sentence in _sentences(manner):
        if cue := _CUE.search(sentence):
            yield cue


def first_person(sentence: str) -> str:
    for pattern, replacement in _PERSONS:
        sentence = re.sub(pattern, replacement, sentence, flags=re.IGNORECASE)
    said = sentence.strip(" .,")
    return said[:1].upper() + said[1:] if said else ""


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(re.sub(r"\([^)]*\b(?:agent|reveal|share|mention)\b[^)]*\)", "", text)):
        if re.search(r"\w{2}", sentence):
            yield sentence.strip(" .")


_PHRASINGS: Final = {
    "open": (
        "{}", "Hi, {}", "Hello there. {}", "Hey, quick one: {}", "Good day! I could use some help. {}",
        "Hi. Here is what I need. {}",
    ),
    "next": ("{}", "Also, {}", "One more thing: {}", "Next: {}", "And then, {}", "Besides that, {}"),
    "otherwise": ("{}", "In that case: {}", "Hmm. {}", "Well then, {}", "OK. {}", "I see. {}"),
    "number": (
        "{}", "It's {}", "The order number is {}", "order {}", "That would be {}", "It is order {}, I believe",
    ),
    "no_number": (
        "I don't have the number, it's the one with the {}", "the {} one", "No number at hand, but the {} is in it",
        "It's the order that has the {}", "not sure, look for the {}",
    ),
    "yes": ("yes", "Yes, please", "Yes, go ahead", "yep, that's right", "Sure, do it", "Yes, I confirm"),
    "no": ("no", "No, that's not right", "no, don't do that", "No thanks", "No, that is not what I want"),
    "payment": ("{}", "{} please", "Use {}", "I'd like {}", "Put it on {}", "{} if possible"),
    "original": (
        "the original payment method", "the same way I paid", "Back to how I paid", "Same payment as before",
        "Whatever I paid with",
    ),
    "reason": ("{}", "because it's {}", "reason: {}", "It is {}", "{} is why", "Mainly {}"),
    "unsure": ("I don't know", "not sure", "I can't tell", "No idea, sorry", "I wouldn't know"),
    "bye": ("That's all, thanks", "thanks, bye", "Nothing else, thank you", "That's everything.", "No, that is all"),
}  # fmt: skip


@dataclass(frozen=True)
class Voice:
    """One way of talking, drawn anew for each run."""

    dice: Random

    def say(self, act: str, words: str = "") -> str:
        return self.dice.choice(_PHRASINGS[act]).format(words)

    @property
    def is_chatty(self) -> bool:
        """Whether everything is said at once."""
        return self.dice.random() < 0.5
