"""How the simulated customer frames what it says: each act in varied words, drawn anew for each run."""

from dataclasses import dataclass
from random import Random
from typing import Final

_PHRASINGS: Final = {
    "open": (
        "{}", "Hi, {}", "Hello there. {}", "Hey, quick one: {}", "Good day! I could use some help. {}",
        "Hi. Here is what I need. {}",
    ),
    "next": ("{}", "Also, {}", "One more thing: {}", "Next: {}", "And then, {}", "Besides that, {}"),
    "again": ("{}", "Let me say it again: {}", "I mean: {}", "As I said, {}", "Once more: {}"),
    "wrong": ("No. {}", "That's not quite right. {}", "Not like that. {}", "Hold on: {}", "That isn't it. {}"),
    "amend": ("Wait. {}", "One moment: {}", "Before you do that: {}", "Hold on. {}", "Not yet. {}", "Actually, {}"),
    "otherwise": ("{}", "In that case: {}", "Hmm. {}", "Well then, {}", "OK. {}", "I see. {}"),
    "answer": ("{}", "Sure: {}", "{}, please", "That would be: {}", "Well, {}", "{}."),
    "number": (
        "{}", "It's {}", "The order number is {}", "order {}", "That would be {}", "It is order {}, I believe",
    ),
    "with": (
        "I don't have the number, it's the one with the {}", "the {} one", "No number at hand, but the {} is in it",
        "It's the order that has the {}", "not sure, look for the {}", "the order with the {}",
    ),
    "by": ("The {}", "It's the {}", "I mean the {}", "That's the {}", "the {}, please"),
    "all": ("all of them", "All of them, please", "Every one of them", "It's about all of them", "All of these"),
    "goods": ("the {}", "The {}, please", "It's about the {}", "I mean the {}", "That would be the {}"),
    "payment": ("{}", "{} please", "Use {}", "I'd like {}", "Put it on {}", "{} if possible"),
    "original": (
        "the original payment method", "the same way I paid", "Back to how I paid", "Same payment as before",
        "Whatever I paid with",
    ),
    "reason": ("{}", "because it's {}", "reason: {}", "It is {}", "{} is why", "Mainly {}"),
    "leave": ("No, leave it then", "Then leave it as it is", "No, don't do that", "No thanks, not that", "Rather not"),
    "unsure": ("I don't know", "not sure", "I can't tell", "No idea, sorry", "I wouldn't know"),
    "bye": ("That's all, thanks", "thanks, bye", "Nothing else, thank you", "That's everything.", "No, that is all"),
}  # fmt: skip


@dataclass(frozen=True)
class Voice:
    """One way of talking, drawn anew for each run."""

    dice: Random

    def say(self, act: str, words: str = "") -> str:
        return self.dice.choice(_PHRASINGS[act]).format(words)

    def is_chatty(self) -> bool:
        """Whether everything is said at once."""
        return self.dice.random() < 0.5


def phrasings() -> dict[str, tuple[str, ...]]:
    """Of each act, all the ways to say it."""
    return dict(_PHRASINGS)
