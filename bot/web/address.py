"""Who is calling: the address that limits are counted by."""

import ipaddress
from collections.abc import Iterable
from typing import Final

from sanic import Request

from bot.errors import ConfigurationError

_UNKNOWN: Final = "unknown"
_SITE_BITS: Final = 64
"""Whoever has one IPv6 address has a network of that size."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class ClientAddress:
    """Believes `X-Forwarded-For` only as far as it was written by trusted proxies (addresses or networks)."""

    def __init__(self, trusted: Iterable[str]) -> None:
        self._trusted = [_network(text) for text in trusted]

    def of(self, request: Request) -> str:
        """The address of the caller; an IPv6 one as its /64 network."""
        hops = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
        return self.behind(request.ip, hops)

    def behind(self, peer: str, forwarded: list[str]) -> str:
        """`forwarded` as the header lists it: the nearest hop last."""
        address = _parse(peer)
        for hop in reversed(forwarded):
            if address is None or not self._trusts(address):
                break
            address = _parse(hop)
        return _UNKNOWN if address is None else _key(address)

    def _trusts(self, address: Address) -> bool:
        return any(address.version == network.version and address in network for network in self._trusted)


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise ConfigurationError(
            f"WEB_TRUSTED_PROXIES: {text!r} is no address; accepted: 10.0.0.1 or 10.0.0.0/8"
        ) from error


def _parse(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _key(address: Address) -> str:
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((address, _SITE_BITS), strict=False))
