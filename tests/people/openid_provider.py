"""A small OpenID provider in a process of its own: real keys, real HTTP, and forged tokens when a test asks for them.

`python -m tests.people.openid_provider PORT CLIENT_ID SECRET`; what it does next is said to `/control`.
"""

import asyncio
import base64
import hashlib
import json
import secrets
import sys
import time
from typing import Any
from urllib.parse import quote_plus

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sanic import HTTPResponse, Request, Sanic
from sanic import json as as_json

from bot.web.listen import Listener


class Provider:
    """Vouches for whoever `/control` says is at the browser."""

    def __init__(self, issuer: str, client_id: str, secret: str) -> None:
        self.issuer, self.client_id, self.secret = issuer, client_id, secret
        self.usual: dict[str, Any] = {"r1": _rsa(), "e1": ec.generate_private_key(ec.SECP256R1())}
        self.keys, self.others = self.usual, dict[str, Any]()
        self.stranger = _rsa()
        self.next: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.keys_asked = 0

    async def configuration(self, _request: Request) -> HTTPResponse:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        addresses = {name: f"{self.issuer}/{path}" for name, path in names.items()}
        return as_json({"issuer": self.next.get("says_it_is", self.issuer), **addresses})

    async def jwks(self, _request: Request) -> HTTPResponse:
        self.keys_asked += 1
        return as_json({"keys": [{"kid": kid, "use": "sig", **_public(key)} for kid, key in self.keys.items()]})

    async def authorize(self, request: Request) -> HTTPResponse:
        """Whoever is at the browser has signed in and agreed."""
        asked = {name: request.args.get(name, "") for name in request.args}
        wanted = ("code", self.client_id, "S256", "openid email profile")
        given = tuple(asked.get(n) for n in ("response_type", "client_id", "code_challenge_method", "scope"))
        if given != wanted or not all(asked.get(name) for name in ("state", "nonce", "code_challenge")):
            return as_json({"error": "invalid_request", "asked": asked}, 400)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        back = f"{asked['redirect_uri']}?code={code}&state={asked['state']}&iss={self.issuer}"
        return HTTPResponse(status=302, headers={"Location": back})

    async def token(self, request: Request) -> HTTPResponse:
        form = {name: request.form.get(name) for name in request.form or {}}
        asked = self.codes.pop(str(form.get("code")), None)
        basic = base64.b64encode(f"{quote_plus(self.client_id)}:{quote_plus(self.secret)}".encode()).decode()
        digest = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        fits = asked is not None and (
            base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
            and form.get("redirect_uri") == asked["redirect_uri"]
            and request.headers.get("authorization") == f"Basic {basic}"
        )
        if asked is None or not fits:
            return as_json({"error": "invalid_grant"}, 400)
        return as_json({"access_token": "unused", "token_type": "Bearer", "id_token": self.id_token(asked["nonce"])})

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": self.client_id, "sub": "42", "iat": now, "exp": now + 300, "nonce": nonce}
        claims = {**usual, "email": "pat@shop.example", "email_verified": True, "name": "Pat"}
        claims = {name: value for name, value in {**claims, **self.next.get("claims", {})}.items() if value is not None}
        match self.next.get("forge"):
            case "none":
                return jwt.encode(claims, None, "none")
            case "hmac":  # with the public key for a secret, as a careless verifier would take it
                pem = self.keys["r1"].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
                return _hmac(claims, pem)
            case "stranger":
                return jwt.encode(claims, self.stranger, "RS256", {"kid": "r1"})
            case "unknown_key":
                return jwt.encode(claims, self.stranger, "RS256", {"kid": "elsewhere"})
            case "changed":
                head, body, signature = self._signed(claims).split(".")
                read = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
                return f"{head}.{_part({**read, 'email': 'boss@shop.example'})}.{signature}"
            case _:
                return self._signed(claims)

    def _signed(self, claims: dict[str, Any]) -> str:
        kid = self.next.get("kid", "r1")
        return jwt.encode(claims, self.keys[kid], "ES256" if kid.startswith("e") else "RS256", {"kid": kid})

    async def control(self, request: Request) -> HTTPResponse:
        self.next = request.json
        new = self.next.get("new_key")
        self.keys = {new: self.others.setdefault(new, _rsa())} if new else self.usual
        return as_json({"keys_asked": self.keys_asked})


def _rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _public(key: Any) -> dict[str, Any]:
    kind = jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    read: dict[str, Any] = kind.to_jwk(key.public_key(), as_dict=True)
    return {name: value for name, value in read.items() if name != "key_ops"}


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _hmac(claims: dict[str, Any], secret: bytes) -> str:
    """By hand: PyJWT refuses to sign so."""
    import hmac

    signed = f"{_part({'alg': 'HS256', 'typ': 'JWT', 'kid': 'r1'})}.{_part(claims)}"
    signature = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


async def main(port: int, client_id: str, secret: str) -> None:
    provider = Provider(f"http://127.0.0.1:{port}", client_id, secret)
    app: Sanic[Any, Any] = Sanic("openid-provider", configure_logging=False)
    app.add_route(provider.configuration, "/.well-known/openid-configuration")
    app.add_route(provider.jwks, "/jwks")
    app.add_route(provider.authorize, "/authorize")
    app.add_route(provider.token, "/token", methods=["POST"])
    app.add_route(provider.control, "/control", methods=["POST"])
    await Listener.open(app, "127.0.0.1", port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
