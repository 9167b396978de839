"""Where a shop's system is, as `COMMERCE_URL` says."""

from typing import Final
from urllib.parse import urlsplit

from bot.errors import ConfigurationError

_HERE: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def origin(url: str, system: str, *, may_be_near: bool = False) -> str:
    """`https://host` of `system+https://host`. Raises `ConfigurationError`.

    Plain HTTP is taken on this machine, where no credential can be read on the way, and from anywhere for a system
    that may be near: one that a shop runs itself, in a network of its own.
    """
    parts = urlsplit(url.removeprefix(f"{system}+"))
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and (may_be_near or parts.hostname in _HERE))
    if not is_safe or not parts.hostname or parts.username or parts.query:
        raise ConfigurationError(f"COMMERCE_URL: accepted: {_accepted(system, may_be_near)}, no user in it")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _accepted(system: str, may_be_near: bool) -> str:
    return f"{system}+https://host" + (f" or {system}+http://host:port" if may_be_near else "")
