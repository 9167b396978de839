"""Answers that are not of the shape that a system's documentation promises."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import CommerceUnavailable, InvalidInput, Unavailable


@contextmanager
def understood(name: str, failure: type[Unavailable] = CommerceUnavailable) -> Iterator[None]:
    """Turns what goes wrong in reading an answer into `failure`: it is no fact that could be told."""
    try:
        yield
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, InvalidInput) as error:
        raise failure(f"{name}: its answer is not understood ({type(error).__name__}: {error})") from error
