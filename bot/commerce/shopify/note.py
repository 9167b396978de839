"""A customer's note within Shopify's only one, which the shop's staff write in as well, above and below."""

from typing import Final

_HEAD: Final = "--- Customer's note (chat) ---\n"
_TAIL: Final = "\n--- end of the customer's note ---"


def note_of(text: str) -> str:
    """The customer's words alone; what else stands there is the staff's affair."""
    _, head, rest = text.partition(_HEAD)
    # The last tail counts: what stands before it are a customer's words, which may look like one.
    words, tail, _ = rest.rpartition(_TAIL)
    return words if head and tail else ""


def with_note(text: str, note: str) -> str:
    """The staff's words as they are, with the customer's in place of an earlier note of theirs."""
    above, head, rest = text.partition(_HEAD)
    _, tail, below = rest.rpartition(_TAIL)
    if not (head and tail):
        above, below = text, ""
    ours = f"{_HEAD}{note}{_TAIL}" if note else ""
    return "\n".join(part for part in (above.rstrip("\n"), ours, below.lstrip("\n")) if part)
