"""The shop's signed word on who its shopper is: a short-lived JWT, each good once."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from bot.errors import ConfigurationError, IdentityRejected

LONGEST_LIFE: Final = timedelta(minutes=10)
_LEEWAY: Final = timedelta(seconds=30)
_SHORTEST_SECRET: Final = 32
_CLAIMS: Final = ("iss", "aud", "sub", "exp", "jti")
_ACCEPTED: Final = "kid:base64url-secret of at least 32 bytes, or kid:path/to/public-key.pem (Ed25519, P-256 or RSA)"


@dataclass(frozen=True)
class ShopKey:
    """A key of the shop; the algorithm is fixed by the key, never read from the token."""

    kid: str
    key: Any
    algorithm: str

    @classmethod
    def parse(cls, text: str) -> "ShopKey":
        """Reads one entry of `IDENTITY_KEYS`; raises `ConfigurationError`."""
        kid, _, value = text.partition(":")
        if not kid or not value:
            raise ConfigurationError(f"IDENTITY_KEYS: accepted is {_ACCEPTED}")
        return cls._public(kid, Path(value)) if value.endswith(".pem") else cls._secret(kid, value)

    @classmethod
    def _secret(cls, kid: str, value: str) -> "ShopKey":
        try:
            secret = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        except (binascii.Error, ValueError) as error:
            raise ConfigurationError(f"IDENTITY_KEYS: the secret of {kid!r} is not base64url") from error
        if len(secret) < _SHORTEST_SECRET:
            raise ConfigurationError(
                f"IDENTITY_KEYS: the secret of {kid!r} has {len(secret)} bytes; accepted: 32 or more"
            )
        return cls(kid, secret, "HS256")

    @classmethod
    def _public(cls, kid: str, path: Path) -> "ShopKey":
        try:
            key = load_pem_public_key(path.read_bytes())
        except (OSError, ValueError) as error:
            raise ConfigurationError(f"IDENTITY_KEYS: the public key of {kid!r} cannot be read: {error}") from error
        match key:
            case Ed25519PublicKey():
                return cls(kid, key, "EdDSA")
            case EllipticCurvePublicKey() if key.curve.name == "secp256r1":
                return cls(kid, key, "ES256")
            case RSAPublicKey() if key.key_size >= 2048:
                return cls(kid, key, "RS256")
        raise ConfigurationError(f"IDENTITY_KEYS: the key of {kid!r} is of another kind; accepted: {_ACCEPTED}")


@dataclass(frozen=True)
class Signed:
    """The shop's word, read and found good."""

    customer_id: str
    jti: str
    expires_at: datetime


class UsedIdentities(Protocol):
    """Remembers which signed identities were used; the conversation store does."""

    async def use_identity(self, jti: str, expires_at: datetime) -> bool: ...

    async def is_identity_used(self, jti: str) -> bool: ...


class ShopIdentity:
    """Reads the shop's JWT and says whose it is."""

    def __init__(self, keys: Sequence[ShopKey], issuer: str, audience: str, used: UsedIdentities) -> None:
        self._keys: Mapping[str, ShopKey] = {key.kid: key for key in keys}
        self._issuer, self._audience, self._used = issuer, audience, used

    async def customer_id(self, token: str) -> str:
        """The shop's customer who is signed in; raises `IdentityRejected` with the reason for the shop's developer."""
        signed = self.read(token)
        await self.use(signed)
        return signed.customer_id

    def read(self, token: str) -> Signed:
        """Whose word it is, not used yet; raises `IdentityRejected`."""
        claims = self._read(token)
        expires_at = datetime.fromtimestamp(claims["exp"], UTC)
        if expires_at > datetime.now(UTC) + LONGEST_LIFE + _LEEWAY:
            raise IdentityRejected("exp lies more than 10 minutes ahead")
        return Signed(str(claims["sub"]), str(claims["jti"]), expires_at)

    async def use(self, signed: Signed) -> None:
        """Good once; raises `IdentityRejected` the second time."""
        if not await self._used.use_identity(signed.jti, signed.expires_at + _LEEWAY):
            raise IdentityRejected("jti was used before; sign a new identity for every use")

    async def seen(self, token: str) -> str:
        """Whom a token names that is still good, without using it up; raises `IdentityRejected`."""
        signed = self.read(token)
        if await self._used.is_identity_used(signed.jti):
            raise IdentityRejected("jti was used before; sign a new identity for every use")
        return signed.customer_id

    def _read(self, token: str) -> dict[str, Any]:
        key = self._key(token)
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                [key.algorithm],
                issuer=self._issuer,
                audience=self._audience,
                leeway=_LEEWAY,
                options={"require": list(_CLAIMS)},
            )
        except jwt.InvalidTokenError as error:
            raise IdentityRejected(f"{error}; accepted: {key.algorithm} with {', '.join(_CLAIMS)}") from error
        if not claims["sub"] or not claims["jti"]:
            raise IdentityRejected("sub and jti must not be empty")
        return claims

    def _key(self, token: str) -> ShopKey:
        if not self._keys:
            raise IdentityRejected("this service has no IDENTITY_KEYS, so nobody can be signed in")
        try:
            kid = str(jwt.get_unverified_header(token).get("kid"))
        except jwt.InvalidTokenError as error:
            raise IdentityRejected(f"not a JWT: {error}") from error
        if kid not in self._keys:
            raise IdentityRejected(f"kid {kid!r} is not one of IDENTITY_KEYS")
        return self._keys[kid]
