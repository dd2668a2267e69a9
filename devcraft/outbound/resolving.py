"""Names to addresses: once per connection, with every answer judged."""

from __future__ import annotations

import socket
from collections.abc import Callable

import anyio
import anyio.to_thread
import httpcore2

from devcraft.outbound import admitting
from devcraft.outbound.failing import NotSent

Resolve = Callable[[str, int], list[str]]
"""The addresses of a host, in the order to try. Raises OSError or UnicodeError."""
MOST_TRIED = 4


def of_system(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def judged(scheme: str, host: str, port: int, resolve: Resolve) -> list[str]:
    """Addresses of HOST that may be connected to. Raises AddressRefused or NotSent."""
    admitting.check_port(scheme, host, port)
    found = _looked_up(host, port, resolve)
    admitting.check_addresses(scheme, host, port, found)
    return found[:MOST_TRIED]


async def judged_aside(
    scheme: str, host: str, port: int, resolve: Resolve, timeout: float | None
) -> list[str]:
    """As `judged`, looking up in a thread for at most TIMEOUT seconds."""
    try:
        with anyio.fail_after(timeout):
            return await anyio.to_thread.run_sync(
                judged, scheme, host, port, resolve, abandon_on_cancel=True
            )
    except TimeoutError as error:
        raise httpcore2.ConnectTimeout(f"{host} was not found in time.") from error


def _looked_up(host: str, port: int, resolve: Resolve) -> list[str]:
    try:
        found = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise NotSent(f"{host} has no address.") from error
    if not found:
        raise NotSent(f"{host} has no address.")
    return found
