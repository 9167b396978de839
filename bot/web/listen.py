"""Starts and stops listeners: several apps in one event loop, with no process or signal handler of Sanic's own."""

import asyncio
import contextlib
import socket
import ssl
from pathlib import Path
from typing import Any, Final

from sanic import Sanic

from bot.errors import ConfigurationError

_GRACE_SECONDS: Final = 3.0
_LOOK_SECONDS: Final = 0.05
_BACKLOG: Final = 512


class Listener:
    """An app that listens."""

    def __init__(self, server: Any) -> None:
        self._server = server  # an AsyncioServer, which is untyped for the most part

    @classmethod
    async def open(cls, app: Sanic[Any, Any], host: str, port: int, tls: ssl.SSLContext | None = None) -> "Listener":
        """Raises `ConfigurationError` when the address cannot be had."""
        app.config.MOTD = False
        app.config.TOUCHUP = False  # it rewrites classes that all apps of a process share
        server: Any = await app.create_server(sock=_bind(host, port), ssl=tls, access_log=False)
        await server.startup()
        await server.before_start()
        await server.start_serving()
        await server.after_start()
        return cls(server)

    @property
    def port(self) -> int:
        """The port that was had, when any would do (0)."""
        port: int = self._server.server.sockets[0].getsockname()[1]
        return port

    async def close(self, grace_seconds: float = _GRACE_SECONDS) -> None:
        """Takes no more requests, lets those under way end, then ends what is left (event streams)."""
        await self._server.before_stop()
        self._server.server.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._until_idle(), grace_seconds)
        for connection in list(self._server.connections):
            connection.abort()
        await self._server.after_stop()

    async def _until_idle(self) -> None:
        while True:
            busy = [connection for connection in list(self._server.connections) if not connection.close_if_idle()]
            if not busy:
                return
            await asyncio.sleep(_LOOK_SECONDS)


def _bind(host: str, port: int) -> socket.socket:
    # Sanic would take port 0 for its own 8000.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise ConfigurationError(f"cannot listen on {host}:{port}: {error.strerror or error}") from error


def tls_context(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    """TLS when both files are named; raises `ConfigurationError` when they are no pair."""
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise ConfigurationError("WEB_TLS_CERTIFICATE and WEB_TLS_KEY: accepted are both or neither")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError(f"WEB_TLS_CERTIFICATE, WEB_TLS_KEY: {error}") from error
    return context
