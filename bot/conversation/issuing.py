"""Choices leave the house as opaque ids: what a choice tells the dialogue manager stays here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversation.ids import new_id
from bot.dialogue.parts import Part


@dataclass(frozen=True)
class IssuedChoice:
    """A choice as it is kept, under the id that the client sees."""

    id: str
    title: str
    command: str
    proposal_id: str | None


def issue(parts: Sequence[Part]) -> tuple[list[Part], list[IssuedChoice]]:
    """The parts as a client may see them, and the choices that were taken out of them."""
    issued: list[IssuedChoice] = []

    def take(choice: Any) -> IssuedChoice:
        issued.append(IssuedChoice(new_id("ch"), choice["title"], choice["command"], choice.get("proposal_id")))
        return issued[-1]

    return [_shown(part, take) for part in parts], issued


def _shown(part: Part, take: Callable[[Any], IssuedChoice]) -> Part:
    match part["kind"]:
        case "choices":
            return {**part, "items": [{"id": c.id, "title": c.title} for c in map(take, part["items"])]}
        case "form":
            cancel = take(part["cancel"])
            shown = {"cancel": {"id": cancel.id, "title": cancel.title}, "submit": part["submit"]["title"]}
            return {**part, "id": take(part["submit"]).id, **shown}
        case "confirmation":
            return {**part, "confirm": take(part["confirm"]).id, "decline": take(part["decline"]).id}
        case _:
            return part
