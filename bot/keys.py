"""The installation's own secrets: made at the first start and kept in `var/`, readable by its owner alone."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from bot.errors import ConfigurationError

_LENGTH: Final = 32


class Keys:
    """One secret, and from it a key for each purpose, so that none of them tells another."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def load(cls, folder: Path) -> "Keys":
        """Reads the secret, or makes it; two processes that start at once end with the same one."""
        path = folder / "secret.key"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _make(path)
        secret = path.read_bytes()
        if len(secret) < _LENGTH:
            raise ConfigurationError(
                f"{path} holds {len(secret)} bytes, not {_LENGTH}; remove it to have one made anew"
            )
        return cls(secret)

    def key(self, purpose: str) -> bytes:
        return hmac.new(self._secret, purpose.encode(), hashlib.sha256).digest()


def _make(path: Path) -> None:
    """Writes it whole under another name first; whoever links it into place first has made it."""
    draft = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(_LENGTH))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
