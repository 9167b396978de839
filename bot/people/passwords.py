"""Passwords: argon2id, and no rule but length and that they are not the account's own name."""

import asyncio
from functools import cached_property
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from bot.errors import PasswordRefused

SHORTEST: Final = 12
_LONGEST: Final = 256
"""Beyond it a password would only keep the server busy."""
_FEWEST_CHARACTERS: Final = 5
_SHORTEST_NAME: Final = 3
_AT_ONCE: Final = 2
"""Each digest takes tens of megabytes: a storm of tries must not take them all."""
_ACCEPTED: Final = f"accepted: {SHORTEST} to {_LONGEST} characters, of {_FEWEST_CHARACTERS} kinds or more"


class Passwords:
    """Makes and checks digests, in a thread: each takes tens of milliseconds on purpose."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._line = asyncio.Semaphore(_AT_ONCE)

    async def digest(self, password: str, login: str) -> str:
        """Raises `PasswordRefused` on a password that is too easily guessed."""
        check(password, login)
        async with self._line:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, password: str, digest: str | None) -> bool:
        """Whether a password is the one of a digest; without a digest it takes as long to say no."""
        async with self._line:
            fits = await asyncio.to_thread(self._verify, password[: _LONGEST + 1], digest)
        return fits and digest is not None

    def is_weak(self, digest: str) -> bool:
        """Whether it was made with less work than is usual by now."""
        return self._hasher.check_needs_rehash(digest)

    @cached_property
    def _nobodys(self) -> str:
        """Made when it is first needed: most verbs of the command line open this room and need none."""
        return self._hasher.hash("the password of nobody")

    def _verify(self, password: str, digest: str | None) -> bool:
        try:
            return self._hasher.verify(digest or self._nobodys, password)
        except VerificationError:
            return False


def check(password: str, login: str) -> None:
    """Raises `PasswordRefused`; the password is not repeated."""
    if not SHORTEST <= len(password) <= _LONGEST or len(set(password)) < _FEWEST_CHARACTERS:
        raise PasswordRefused(f"the password is too easily guessed; {_ACCEPTED}")
    name = login.partition("@")[0]
    # Of an "a@..." nearly every password would hold the name.
    if len(name) >= _SHORTEST_NAME and name in password.casefold():
        raise PasswordRefused("the password holds the account's own name; accepted: one that does not")
