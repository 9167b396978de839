"""Who may read and write one conversation: whoever holds its token."""

from sanic import Request

from bot.errors import TokenRejected
from bot.web.tokens import SessionTokens


class Admission:
    """Admits by the Bearer token of a request."""

    def __init__(self, tokens: SessionTokens) -> None:
        self._tokens = tokens

    def admit(self, request: Request, conversation_id: str) -> None:
        """Raises `TokenRejected` unless the token names this conversation."""
        if self._tokens.conversation_id(bearer(request)) != conversation_id:
            raise TokenRejected("the token names another conversation")


def bearer(request: Request) -> str:
    """Raises `TokenRejected` where none is sent."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise TokenRejected("Authorization: Bearer <token of this conversation> is wanted")
    return str(token)
