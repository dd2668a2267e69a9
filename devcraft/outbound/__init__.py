"""The one way out: HTTP that judges every address when it connects, and bounds what comes back.

A name is resolved once, each of its addresses is judged, and the connection goes to a judged
one: below redirects, retries and pools, so nothing goes round it. Proxies of the environment,
unix sockets and redirects are not followed. Only the operator admits more (OUTBOUND_ALLOWED).
"""

from __future__ import annotations

import httpx2
from httpx2 import AsyncClient, InvalidURL

from devcraft.outbound.failing import AddressRefused, NotSent, OutcomeUnknown, TooLarge, Unreadable
from devcraft.outbound.limits import Limits
from devcraft.outbound.resolving import Resolve, of_system
from devcraft.outbound.targets import target
from devcraft.outbound.transports import AsyncTransport, Transport

__all__ = [
    "AddressRefused",
    "AsyncClient",
    "InvalidURL",
    "NotSent",
    "OutcomeUnknown",
    "TooLarge",
    "Unreadable",
    "async_client",
    "client",
    "target",
]

SECONDS = 30.0
MOST_BYTES = 8 * 1024 * 1024
TO_CONNECT = 10.0
HEADERS = {"Accept-Encoding": "gzip", "User-Agent": "devcraft"}


def client(
    *, timeout: float = SECONDS, most_bytes: int = MOST_BYTES, resolve: Resolve = of_system
) -> httpx2.Client:
    """A client whose requests take at most TIMEOUT seconds each, from begin to last byte.

    MOST_BYTES counts a body after it is unpacked. Requests raise NotSent, OutcomeUnknown,
    TooLarge or Unreadable, which are httpx2.TransportErrors, or InvalidURL before all else.
    """
    return httpx2.Client(
        transport=Transport(Limits(timeout, most_bytes), resolve=resolve),
        timeout=_timeout(timeout),
        headers=HEADERS,
        trust_env=False,
        follow_redirects=False,
    )


def async_client(
    *, timeout: float = SECONDS, most_bytes: int = MOST_BYTES, resolve: Resolve = of_system
) -> httpx2.AsyncClient:
    """As `client`, for code that awaits."""
    return httpx2.AsyncClient(
        transport=AsyncTransport(Limits(timeout, most_bytes), resolve=resolve),
        timeout=_timeout(timeout),
        headers=HEADERS,
        trust_env=False,
        follow_redirects=False,
    )


def _timeout(seconds: float) -> httpx2.Timeout:
    return httpx2.Timeout(seconds, connect=min(seconds, TO_CONNECT))
