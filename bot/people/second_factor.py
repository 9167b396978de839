"""A second proof beside the password: a code of an authenticator app (TOTP, RFC 6238), or one of the spare codes."""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import pyotp
from cryptography.fernet import Fernet

_ISSUER: Final = "Shoptalk"
_SECONDS: Final = 30
_AROUND: Final = 1
"""Steps before and after the present one that are taken: clocks differ."""
_SPARES: Final = 8


def _now() -> datetime:
    return datetime.now(UTC)


class SecondFactor:
    """Makes secrets and reads codes; a secret is kept encrypted, so that the database alone gives nobody a code."""

    def __init__(self, key: bytes, now: Callable[[], datetime] = _now) -> None:
        self._cipher, self._now = Fernet(base64.urlsafe_b64encode(key)), now

    def new_secret(self) -> str:
        """As it is kept."""
        return self._cipher.encrypt(pyotp.random_base32().encode()).decode()

    def secret(self, kept: str) -> str:
        """As it is typed into an app."""
        return self._totp(kept).secret

    def address(self, kept: str, login: str) -> str:
        """The `otpauth://` address that an app reads as a picture."""
        return self._totp(kept).provisioning_uri(name=login, issuer_name=_ISSUER)

    def step(self, kept: str, code: str, last_step: int) -> int | None:
        """The time step that a code is of, or None; one of a step that was used, or of one before it, is none."""
        now = int(self._now().timestamp()) // _SECONDS
        totp, typed = self._totp(kept), _plain(code).replace("-", "").encode()
        for step in range(max(now - _AROUND, last_step + 1), now + _AROUND + 1):
            if hmac.compare_digest(totp.at(step * _SECONDS).encode(), typed):
                return step
        return None

    def _totp(self, kept: str) -> pyotp.TOTP:
        return pyotp.TOTP(self._cipher.decrypt(kept.encode()).decode(), interval=_SECONDS)


def new_spares() -> list[str]:
    """Codes for when the app is lost, each good once."""
    return [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(_SPARES)]


def spare_digest(code: str, salt: str) -> str:
    """How a spare code is kept: 48 random bits, and tries are counted, so a plain digest serves."""
    return hashlib.sha256(f"{salt} {_plain(code).casefold()}".encode()).hexdigest()


def _plain(code: str) -> str:
    """Without spaces, and digits that a Chinese keyboard made wide as plain ones."""
    return "".join(unicodedata.normalize("NFKC", code).split())
