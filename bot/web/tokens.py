"""Session tokens: each names one conversation, is signed by us and expires."""

from datetime import UTC, datetime, timedelta
from typing import Final

import jwt

from bot.errors import TokenRejected

_ALGORITHM: Final = "HS256"
_PURPOSE: Final = "shoptalk-session"


class SessionTokens:
    """Issues and reads the tokens that a widget carries as Bearer."""

    def __init__(self, key: bytes, lifetime: timedelta) -> None:
        self._key, self.lifetime = key, lifetime

    def issue(self, conversation_id: str) -> str:
        claims = {"sub": conversation_id, "aud": _PURPOSE, "exp": datetime.now(UTC) + self.lifetime}
        return jwt.encode(claims, self._key, _ALGORITHM)

    def conversation_id(self, token: str) -> str:
        """The conversation that the token names; raises `TokenRejected`."""
        try:
            claims = jwt.decode(
                token, self._key, [_ALGORITHM], audience=_PURPOSE, options={"require": ["sub", "aud", "exp"]}
            )
        except jwt.ExpiredSignatureError as error:
            raise TokenRejected("the session has expired; begin a new conversation") from error
        except jwt.InvalidTokenError as error:
            raise TokenRejected("the session token is not one of ours") from error
        return str(claims["sub"])
