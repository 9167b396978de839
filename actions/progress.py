"""How far the talk about orders has come: the slots of the order form, read and written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from rasa_sdk.events import SlotSet

from actions.base import Context, Events
from actions.draft import Draft
from actions.which_order import Task

FORM: Final = "order_form"
_MOST_WAITING: Final = 8
_MOST_COMMON: Final = 3


class Step(StrEnum):
    """What the form may ask for; also the name of the slot that Rasa takes for asked."""

    NUMBER = "order_number"  # which order
    CONTACT = "contact"  # the guest's e-mail address or phone number
    CODE = "code"  # the one-time code, before a guest's write
    LINES = "lines"  # which goods of the order
    QUANTITY = "how_many"  # how many of them
    VARIANT = "variant"  # what is wanted instead
    PROBLEM = "problem"  # what is wrong with them
    REASON = "reason"  # why, where the shop asks for it
    ADDRESS = "address"  # where it goes
    PAYMENT = "payment"  # which way to pay, or to be paid back
    OPTION = "option"  # which way of delivery
    NOTE = "note"  # a word for whoever packs or delivers
    FIELD = "field"  # what of the account is to be changed, and to what
    DECISION = "decision"  # yes or no to what is proposed


@dataclass(frozen=True)
class Waiting:
    """A request that is taken up when the present one is over."""

    task: Task
    number: str | None = None
    draft: Draft = field(default_factory=Draft)
    begun: bool = False
    """Whether it was interrupted, and not just named."""
    intent: str = ""
    """What a question was understood as; its words are in the draft."""
    shared: bool = False
    """Whether it is the present wish on another order."""

    @classmethod
    def read(cls, kept: Any) -> "Waiting | None":
        if not isinstance(kept, Mapping) or kept.get("task") not in set(Task):
            return None
        number = kept.get("number")
        begun, shared = bool(kept.get("begun")), bool(kept.get("shared"))
        draft, intent = Draft.read(kept.get("draft")), str(kept.get("intent") or "")
        return cls(Task(kept["task"]), str(number) if number else None, draft, begun, intent, shared)

    def to_json(self) -> dict[str, Any]:
        return {
            "task": self.task.value,
            "number": self.number,
            "draft": self.draft.to_json(),
            "begun": self.begun,
            "intent": self.intent,
            "shared": self.shared,
        }

    def like(self, task: Task, draft: Draft) -> "Waiting":
        """With what was said for the present wish, if this is the same on another order."""
        return replace(self, draft=self.draft.like(draft)) if self.shared and task is self.task else self


@dataclass(frozen=True)
class Progress:
    """How far the talk has come."""

    task: Task
    number: str | None
    asked: Step | None
    misread: int = 0
    """How many messages in a row the form could make nothing of."""
    draft: Draft = field(default_factory=Draft)
    waiting: tuple[Waiting, ...] = ()
    done: tuple[str, ...] = ()
    """What was done of several requests, in the words of the summary at their end."""
    unasked: tuple[str, ...] = ()
    """Questions of what was asked for that are answered when all of it is done."""
    declined: Waiting | None = None
    """What was shown last and got a no: further words about it start from there."""
    common: tuple[str, ...] = ()
    """What was said of all that is asked for in this talk: how to pay, and how to be paid back."""

    @classmethod
    def read(cls, context: Context) -> "Progress":
        task, asked = context.slot("order_task"), context.slot("requested_slot")
        waiting = (Waiting.read(kept) for kept in _items(context.slots.get("waiting")))
        return cls(
            task=Task(task) if task in set(Task) else Task.TRACK,
            number=context.slot("order_number"),
            asked=Step(asked) if asked in set(Step) else None,
            misread=int(context.slots.get("misread") or 0),
            draft=Draft.read(context.slots.get("draft")),
            waiting=tuple(request for request in waiting if request),
            done=tuple(str(words) for words in _items(context.slots.get("done"))),
            unasked=tuple(str(words) for words in _items(context.slots.get("unasked"))),
            declined=Waiting.read(context.slots.get("declined")),
            common=tuple(str(words) for words in _items(context.slots.get("common"))),
        )

    def events(self) -> Events:
        """The slots, with what is asked next; with nothing asked the form is left."""
        return [
            SlotSet("order_task", self.task.value),
            SlotSet("order_number", self.number),
            SlotSet("misread", self.misread),
            SlotSet("draft", self.draft.to_json() if self.asked else None),
            SlotSet("waiting", [request.to_json() for request in self.waiting] or None),
            SlotSet("done", list(self.done) or None),
            SlotSet("unasked", list(self.unasked) or None),
            SlotSet("declined", self.declined.to_json() if self.declined else None),
            SlotSet("common", list(self.common) or None),
            SlotSet("topic", "order"),
            SlotSet("requested_slot", self.asked.value if self.asked else None),
        ]

    def asking(self, step: Step) -> "Progress":
        return replace(self, asked=step)

    def over(self) -> "Progress":
        """The present task has come to its end."""
        waiting = tuple(request.like(self.task, self.draft) for request in self.waiting)
        return replace(self, asked=None, draft=Draft(), misread=0, waiting=waiting)

    def minding(self, common: Iterable[str]) -> "Progress":
        """With what was said of all that is asked for."""
        return replace(self, common=tuple(dict.fromkeys((*self.common, *common)))[-_MOST_COMMON:])

    @property
    def fresh_draft(self) -> Draft:
        """A draft of which nothing is known but what holds for all."""
        return Draft(heard=self.common)

    def left(self) -> "Progress":
        """Everything is left, also what waited."""
        return replace(self.over(), waiting=(), done=(), unasked=())

    def refused(self) -> "Progress":
        """The present task got a no."""
        return replace(self.over(), declined=Waiting(self.task, self.number, self.draft))

    def put_off(self) -> "Progress":
        """With the present task at the head of those that wait."""
        begun = Waiting(self.task, self.number, self.draft, begun=True)
        return replace(self, waiting=(begun, *self.waiting)[:_MOST_WAITING])


def _items(kept: Any) -> Iterable[Any]:
    return kept if isinstance(kept, list) else ()
