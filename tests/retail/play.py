"""One task, one conversation, over the public interface."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from tests.retail.customer import Customer, Say
from tests.retail.judgement import Judgement
from tests.retail.speech import Voice
from tests.retail.task import Task
from tests.retail.words import Goods
from tests.running import Running, Talk

_MOST_TURNS: Final = 40


@dataclass
class Played:
    """How it went: the talk as it was said, what the bot said in words, and whether it ended with a person."""

    task: Task
    lines: list[str] = field(default_factory=list)
    told: str = ""
    handed_over: bool = False
    unsure: int = 0
    """How often the customer had nothing in its text to answer with."""
    misunderstood: int = 0
    """How often the bot said that it did not understand or did not know."""
    declined: int = 0
    """How many confirmations showed something else than was wanted."""

    def hear(self, parts: Sequence[Mapping[str, Any]]) -> None:
        self.lines.extend(f"bot: {words(part)}" for part in parts)
        self.told += " ".join(map(words, parts)) + " "
        self.handed_over = self.handed_over or any(part["kind"] == "handoff" for part in parts)


def play(service: Running, task: Task, source: Mapping[str, Any], run: int) -> Played:
    """`run` draws the wording: the same run of a task says the same to the same answers."""
    names = [str(product["name"]) for product in source["products"].values()]
    customer = Customer(task, Voice(Random(f"{task.id} {run}")), Judgement(task, source), Goods(names))
    talk, played = service.begin(task.customer_id), Played(task)
    say = customer.begin()
    for _ in range(_MOST_TURNS):
        played.lines.append(f"customer: {say.text or f'[choice {say.choice}]'}")
        parts = _send(talk, say)
        played.hear(parts)
        if played.handed_over or customer.is_done:
            break
        say = customer.answer(parts)
    played.unsure, played.misunderstood, played.declined = customer.unsure, customer.misunderstood, customer.declined
    return played


def _send(talk: Talk, say: Say) -> list[dict[str, Any]]:
    return talk.reply_to(talk.post({"choice": say.choice} if say.choice else {"text": say.text}))


def words(part: Mapping[str, Any]) -> str:
    """A part as a person reads it."""
    match part["kind"]:
        case "confirmation":
            rows = "; ".join(f"{r['field']}: {r.get('from', '')} -> {r.get('to', '')}" for r in part["changes"])
            return f"[confirm] {part['summary']} | {rows}"
        case "choices":
            return "[choices] " + " | ".join(item["title"] for item in part["items"])
        case "order":
            return _order(part)
        case "products":
            return "[products] " + " | ".join(f"{i['title']} {_money(i['price'])}" for i in part["items"])
        case _:
            return str(part.get("text", f"[{part['kind']}]"))


def _order(part: Mapping[str, Any]) -> str:
    lines = ", ".join(
        f"{line['quantity']} {line['title']} {_money(line['unit_price'])}" for line in part.get("lines", ())
    )
    parcels = ", ".join(str(parcel["tracking"]) for parcel in part.get("shipments", ()))
    total = _money(part["total"]) if part.get("total") else ""
    return f"[order {part['order_id']} {part['status']}: {lines}; total {total}; tracking {parcels}]"


def _money(amount: Mapping[str, Any]) -> str:
    return f"${amount['amount'] / 100:.2f}"
