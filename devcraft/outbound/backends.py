"""Where connections begin: to an address that was judged, and to no other."""

from __future__ import annotations

from collections.abc import Iterable

import httpcore2

from devcraft.outbound import exchanging, resolving
from devcraft.outbound.failing import AddressRefused
from devcraft.outbound.resolving import Resolve
from devcraft.outbound.streams import AsyncStream, Stream

RETRIED = (httpcore2.ConnectError, httpcore2.ConnectTimeout)
NO_SOCKETS = "Unix sockets may not be asked."


class Backend(httpcore2.NetworkBackend):
    """Connects for requests of SCHEME; certificate and Host stay those of the name."""

    def __init__(self, scheme: str, resolve: Resolve, below: httpcore2.NetworkBackend) -> None:
        self._scheme, self._resolve, self._below = scheme, resolve, below

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> Stream:
        *others, last = resolving.judged(self._scheme, host, port, self._resolve)
        for address in others:
            try:
                return self._connected(address, port, timeout, socket_options)
            except RETRIED:
                continue
        return self._connected(last, port, timeout, socket_options)

    def _connected(
        self,
        address: str,
        port: int,
        timeout: float | None,
        options: Iterable[httpcore2.SOCKET_OPTION] | None,
    ) -> Stream:
        return Stream(
            self._below.connect_tcp(
                address, port, timeout=exchanging.left(timeout), socket_options=options
            )
        )

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> Stream:
        raise AddressRefused(NO_SOCKETS)


class AsyncBackend(httpcore2.AsyncNetworkBackend):
    """As `Backend`, for code that awaits."""

    def __init__(self, scheme: str, resolve: Resolve, below: httpcore2.AsyncNetworkBackend) -> None:
        self._scheme, self._resolve, self._below = scheme, resolve, below

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> AsyncStream:
        *others, last = await resolving.judged_aside(
            self._scheme, host, port, self._resolve, exchanging.left(timeout)
        )
        for address in others:
            try:
                return await self._connected(address, port, timeout, socket_options)
            except RETRIED:
                continue
        return await self._connected(last, port, timeout, socket_options)

    async def _connected(
        self,
        address: str,
        port: int,
        timeout: float | None,
        options: Iterable[httpcore2.SOCKET_OPTION] | None,
    ) -> AsyncStream:
        return AsyncStream(
            await self._below.connect_tcp(
                address, port, timeout=exchanging.left(timeout), socket_options=options
            )
        )

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> AsyncStream:
        raise AddressRefused(NO_SOCKETS)

    async def sleep(self, seconds: float) -> None:
        await self._below.sleep(seconds)
