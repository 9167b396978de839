"""What went wrong lately, and what became of the offer of a person: kept in a slot that no entity fills."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from actions.base import Context
from actions.failing import COUNTED, Failed, Failing

_IN_A_ROW: Final = 2
_IN_A_ROW_AFTER_A_NO: Final = 4
_MOST_NOES: Final = 2
_LONGEST: Final = 300


@dataclass(frozen=True)
class Trouble:
    """`at` and `offered` name messages, so that nothing has to be taken back when a message went well."""

    at: str = ""
    """The message that was not helped with last."""
    count: int = 0
    """How many in a row were not."""
    how: Failing | None = None
    asked: str = ""
    """What was wanted, in the shopper's words."""
    told: str = ""
    offered: str = ""
    """The message to which a person was offered, so that the next yes or no is about that."""
    noes: int = 0
    """How often the offer got a no."""

    @classmethod
    def read(cls, context: Context) -> "Trouble":
        """From the slot; anything else in it counts as no trouble."""
        kept: Any = context.slots.get("trouble")
        if not isinstance(kept, Mapping) or kept.get("how") not in {*Failing, None}:
            return cls()
        at, asked, told, offered = (str(kept.get(name) or "") for name in ("at", "asked", "told", "offered"))
        how = Failing(kept["how"]) if kept.get("how") else None
        return cls(at, int(kept.get("count") or 0), how, asked, told, offered, int(kept.get("noes") or 0))

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "how": self.how and self.how.value}

    def failing(self, context: Context, failed: Failed) -> "Trouble":
        """With one more message that was not helped with."""
        row = self.at in (context.message_before, context.message_id) and self.at != ""
        count = self.count if row else 0
        if self.at != context.message_id:
            # Of those that got an apology alone no action has heard.
            count += context.apologies + (failed.how in COUNTED)
        # What was wanted is what began it: "the blue one" says less than what came before.
        asked = (self.asked if row else "") or context.text or context.text_before
        return replace(
            self,
            at=context.message_id,
            count=count,
            how=failed.how,
            asked=asked[:_LONGEST],
            told=failed.told[:_LONGEST],
        )

    @property
    def wants_person(self) -> bool:
        """Whether a person is to be offered now, of the bot's own accord."""
        if self.noes == 0:
            return self.how not in COUNTED or self.count >= _IN_A_ROW
        # Not again right after a no, whatever it was about.
        return self.noes < _MOST_NOES and self.count >= _IN_A_ROW_AFTER_A_NO

    def is_fresh(self, context: Context) -> bool:
        """Whether the message follows what was not helped with, or the offer."""
        return bool(context.message_before) and context.message_before in (self.at, self.offered)

    def was_offered(self, context: Context) -> bool:
        """Whether a person was offered in the reply before."""
        return bool(self.offered) and self.offered == context.message_before

    def declined(self) -> "Trouble":
        return Trouble(noes=self.noes + 1)
