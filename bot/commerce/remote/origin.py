"""Where a shop's system is, as `COMMERCE_URL` says."""

from typing import Final
from urllib.parse import urlsplit

from bot.errors import ConfigurationError

_HERE: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def origin(url: str, system: str) -> str:
    """`https://host` of `system+https://host`. Raises `ConfigurationError`.

    Plain HTTP is taken on this machine only: the credential would be read on the way.
    """
    parts = urlsplit(url.removeprefix(f"{system}+"))
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
    if not is_safe or not parts.hostname or parts.username or parts.query:
        raise ConfigurationError(f"COMMERCE_URL: accepted: {system}+https://host, no user in it")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
