"""An OpenID provider seen from outside: where people are sent to sign in, and what its signed word says of them.

OpenID Connect Core 1.0 (authorization code flow) with discovery and PKCE (RFC 7636).
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from bot.errors import ConfigurationError, ProviderUnavailable, SignInRefused

CALLBACK: Final = "/api/v1/people/oidc/callback"
"""Where the provider sends the browser back to, on our own origin."""
_SECONDS: Final = 10.0
_LARGEST: Final = 512 * 1024
_KEPT_SECONDS: Final = 3600.0
_KEYS_AT_MOST_EVERY: Final = 30.0
"""A token with a key that we do not know makes us ask for the keys again, but not at anybody's pace."""
_LEEWAY: Final = 60
_SMALLEST_RSA: Final = 2048
_SCOPE: Final = "openid email profile"
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_CLAIMS: Final = ("iss", "aud", "sub", "exp", "iat")


@dataclass(frozen=True)
class Client:
    """As the provider knows us; without a `secret` we are a public client, which PKCE protects."""

    issuer: str
    client_id: str
    secret: str
    redirect_uri: str

    def __post_init__(self) -> None:
        if not self.client_id:
            raise ConfigurationError("PEOPLE_OIDC_CLIENT_ID: accepted is the id that the provider gave Shoptalk")
        check_address("PEOPLE_OIDC_ISSUER", self.issuer)


@dataclass(frozen=True)
class Secrets:
    """Of one sign-in: `state` comes back by the browser, `nonce` in the token, `verifier` goes with the code."""

    state: str
    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(frozen=True)
class Vouched:
    """Whom the provider vouches for; `email` was verified there, in small letters."""

    subject: str
    email: str
    name: str


@dataclass(frozen=True)
class _Discovered:
    authorization: str
    token: str
    keys: str
    at: float


class OidcProvider:
    """Every call raises `ProviderUnavailable` where it does not answer as it should."""

    def __init__(
        self, client: Client, http: httpx.AsyncClient, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.client, self._http, self._monotonic = client, http, monotonic
        self._discovered: _Discovered | None = None
        self._keys: tuple[float, tuple[jwt.PyJWK, ...]] | None = None

    @classmethod
    def open(cls, client: Client) -> "OidcProvider":
        # A provider that redirects us elsewhere is none that the settings named.
        return cls(client, httpx.AsyncClient(timeout=_SECONDS, follow_redirects=False, trust_env=False))

    async def close(self) -> None:
        await self._http.aclose()

    async def address(self, secrets: Secrets) -> str:
        """Where the browser is sent."""
        asked = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": self.client.redirect_uri,
            "scope": _SCOPE,
            "state": secrets.state,
            "nonce": secrets.nonce,
            "code_challenge": secrets.challenge,
            "code_challenge_method": "S256",
        }
        endpoint = (await self._discover()).authorization
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"

    async def vouched(self, code: str, secrets: Secrets) -> Vouched:
        """Changes a code for the provider's word; raises `SignInRefused` on one that cannot be relied on."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.client.redirect_uri,
            "code_verifier": secrets.verifier,
        }
        secret = self.client.secret
        auth = httpx.BasicAuth(_quoted(self.client.client_id), _quoted(secret)) if secret else None
        if auth is None:
            form["client_id"] = self.client.client_id
        endpoint = (await self._discover()).token
        answer = await self._ask("POST", endpoint, data=form, auth=auth or httpx.USE_CLIENT_DEFAULT)
        if 400 <= answer.status_code < 500:
            raise SignInRefused(f"the provider refused the code ({answer.status_code})")
        token = _object(answer).get("id_token")
        if not isinstance(token, str):
            raise SignInRefused("the provider sent no ID token")
        return _read(await self._verified(token), secrets.nonce)

    async def _verified(self, token: str) -> Mapping[str, Any]:
        """The claims of a token that is the provider's, for us, and of now."""
        try:
            header = jwt.get_unverified_header(token)
            key = await self._key(header.get("kid"))
            claims: Mapping[str, Any] = jwt.decode(
                token,
                key.key,
                # By the key, never by what the token says of itself: no "none", no HMAC with a public key.
                algorithms=[_algorithm(key)],
                audience=self.client.client_id,
                issuer=self.client.issuer,
                leeway=_LEEWAY,
                options={"require": list(_CLAIMS)},
            )
        except jwt.PyJWTError as error:
            raise SignInRefused(f"the ID token is not acceptable: {type(error).__name__}") from error
        audience, party = claims["aud"], claims.get("azp")
        several = isinstance(audience, list) and len(audience) > 1
        if (several or party is not None) and party != self.client.client_id:
            raise SignInRefused("the ID token was made for another party")
        return claims

    async def _key(self, kid: object) -> jwt.PyJWK:
        """Raises `SignInRefused` on a key that is none of the provider's."""
        for fresh in (False, True):
            fitting = [key for key in await self._known_keys(fresh=fresh) if kid is None or key.key_id == kid]
            if len(fitting) == 1:
                return fitting[0]
        raise SignInRefused("the ID token is signed with a key that is none of the provider's")

    async def _known_keys(self, *, fresh: bool) -> tuple[jwt.PyJWK, ...]:
        longest = _KEYS_AT_MOST_EVERY if fresh else _KEPT_SECONDS
        if self._keys is None or self._monotonic() - self._keys[0] >= longest:
            given = _object(await self._ask("GET", (await self._discover()).keys)).get("keys")
            found = [_jwk(one) for one in given] if isinstance(given, list) else []
            self._keys = self._monotonic(), tuple(key for key in found if key is not None)
        return self._keys[1]

    async def _discover(self) -> _Discovered:
        known = self._discovered
        if known is None or self._monotonic() - known.at >= _KEPT_SECONDS:
            issuer = self.client.issuer
            document = _object(await self._ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration"))
            if document.get("issuer") != issuer:
                raise ProviderUnavailable(f"{issuer} says that it is {document.get('issuer')!r}")
            known = self._discovered = _Discovered(
                _endpoint(document, "authorization_endpoint"),
                _endpoint(document, "token_endpoint"),
                _endpoint(document, "jwks_uri"),
                self._monotonic(),
            )
        return known

    async def _ask(self, method: str, url: str, **more: Any) -> httpx.Response:
        try:
            answer = await self._http.request(method, url, headers={"Accept": "application/json"}, **more)
        except httpx.HTTPError as error:
            raise ProviderUnavailable(f"{url}: {type(error).__name__}") from error
        if answer.status_code >= 500 or answer.is_redirect or len(answer.content) > _LARGEST:
            raise ProviderUnavailable(f"{url}: answered {answer.status_code}")
        return answer


def check_address(name: str, url: str) -> None:
    """Raises `ConfigurationError`: whoever reads the way to the provider could sign in as anybody."""
    parts = urlsplit(url)
    plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or plain) or parts.query or parts.fragment:
        raise ConfigurationError(f"{name}: accepted is an address such as https://login.example.com, got {url!r}")


def _endpoint(document: Mapping[str, Any], name: str) -> str:
    url = str(document.get(name, ""))
    parts = urlsplit(url)
    if not parts.hostname or not (parts.scheme == "https" or parts.hostname in _LOOPBACK):
        raise ProviderUnavailable(f"{name} of the provider is {url!r}; accepted is https")
    return url


def _object(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        read = answer.json()
    except ValueError as error:
        raise ProviderUnavailable(f"{answer.url}: answered what is no JSON") from error
    if answer.is_error or not isinstance(read, dict):
        raise ProviderUnavailable(f"{answer.url}: answered {answer.status_code}")
    return read


def _jwk(given: object) -> jwt.PyJWK | None:
    """A key that may sign, of a kind that we take; None for any other."""
    if not isinstance(given, dict) or given.get("use", "sig") != "sig":
        return None
    try:
        key = jwt.PyJWK.from_dict(given)
    except jwt.PyJWTError:
        return None
    strong = isinstance(key.key, RSAPublicKey) and key.key.key_size >= _SMALLEST_RSA
    curve = isinstance(key.key, EllipticCurvePublicKey) and isinstance(key.key.curve, SECP256R1)
    return key if strong or curve else None


def _algorithm(key: jwt.PyJWK) -> str:
    return "RS256" if isinstance(key.key, RSAPublicKey) else "ES256"


def _read(claims: Mapping[str, Any], nonce: str) -> Vouched:
    given = claims.get("nonce")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), nonce.encode()):
        raise SignInRefused("the ID token is the answer to another sign-in")
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") is not True:
        raise SignInRefused("the provider has not verified an e-mail address")
    name = claims.get("name")
    return Vouched(str(claims["sub"]), email.strip().lower(), name if isinstance(name, str) else "")


def _quoted(value: str) -> str:
    """As RFC 6749, section 2.3.1, wants an id and a secret in a Basic header."""
    return urlencode({"": value})[1:]
