"""What httpx2 sends with: pools of judged connections, and bodies that are bounded."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from functools import cache
from typing import Any

import httpcore2
import httpx2

from devcraft.outbound import admitting, unpacking
from devcraft.outbound.backends import AsyncBackend, Backend
from devcraft.outbound.exchanging import Exchange
from devcraft.outbound.failing import AddressRefused
from devcraft.outbound.limits import Limits
from devcraft.outbound.resolving import Resolve, of_system
from devcraft.outbound.unpacking import Unpacker

MOST_CONNECTIONS = 20
IDLE_SECONDS = 5.0
TOLD = ("http_version", "reason_phrase")
PoolKey = tuple[str, tuple[str, ...]]


@cache
def certificates() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)


def pool_key(request: httpx2.Request) -> PoolKey:
    """One pool per scheme, and none that outlives a change of what is allowed."""
    if request.url.scheme not in ("http", "https"):
        raise AddressRefused("Only http and https addresses may be asked.")
    if request.url.userinfo:
        raise AddressRefused("An address must not hold a user or password.")
    return request.url.scheme, admitting.exceptions()


def _core(request: httpx2.Request) -> httpcore2.Request:
    return httpcore2.Request(
        method=request.method,
        url=httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        ),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


def _answered(response: httpcore2.Response, stream: Any) -> httpx2.Response:
    return httpx2.Response(
        status_code=response.status,
        headers=unpacking.unpacked(response.headers),
        stream=stream,
        extensions={k: v for k, v in response.extensions.items() if k in TOLD},
    )


class Transport(httpx2.BaseTransport):
    """BELOW is what opens connections, once an address is judged."""

    def __init__(
        self,
        limits: Limits,
        *,
        resolve: Resolve = of_system,
        below: httpcore2.NetworkBackend | None = None,
    ) -> None:
        self._limits, self._resolve = limits, resolve
        self._below = below or httpcore2.SyncBackend()
        self._pools: dict[PoolKey, httpcore2.ConnectionPool] = {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        exchange = Exchange(self._limits.seconds)
        pool = self._pool(pool_key(request))
        with exchange.going_on():
            response = pool.handle_request(_core(request))
        return _answered(response, Body(response, exchange, self._limits))

    def _pool(self, key: PoolKey) -> httpcore2.ConnectionPool:
        if key not in self._pools:
            self._pools[key] = httpcore2.ConnectionPool(
                ssl_context=certificates(),
                max_connections=MOST_CONNECTIONS,
                keepalive_expiry=IDLE_SECONDS,
                network_backend=Backend(key[0], self._resolve, self._below),
            )
        return self._pools[key]

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()


class Body(httpx2.SyncByteStream):
    """The bytes of an answer, once; who iterates again goes on where the first left off."""

    def __init__(self, response: httpcore2.Response, exchange: Exchange, limits: Limits) -> None:
        self._response, self._exchange, self._limits = response, exchange, limits
        self._read = self._reading()

    def __iter__(self) -> Iterator[bytes]:
        return self._read

    def _reading(self) -> Iterator[bytes]:
        unpacker = Unpacker(unpacking.coding_of(self._response.headers), self._limits.most_bytes)
        pieces = iter(self._response.iter_stream())
        while (piece := self._next(pieces)) is not None:
            yield from unpacker.read(piece)
        unpacker.end()

    def _next(self, pieces: Iterator[bytes]) -> bytes | None:
        with self._exchange.going_on():
            return next(pieces, None)

    def close(self) -> None:
        self._response.close()


class AsyncTransport(httpx2.AsyncBaseTransport):
    """As `Transport`, for code that awaits."""

    def __init__(
        self,
        limits: Limits,
        *,
        resolve: Resolve = of_system,
        below: httpcore2.AsyncNetworkBackend | None = None,
    ) -> None:
        self._limits, self._resolve = limits, resolve
        self._below = below or httpcore2.AnyIOBackend()
        self._pools: dict[PoolKey, httpcore2.AsyncConnectionPool] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        exchange = Exchange(self._limits.seconds)
        pool = self._pool(pool_key(request))
        with exchange.going_on():
            response = await pool.handle_async_request(_core(request))
        return _answered(response, AsyncBody(response, exchange, self._limits))

    def _pool(self, key: PoolKey) -> httpcore2.AsyncConnectionPool:
        if key not in self._pools:
            self._pools[key] = httpcore2.AsyncConnectionPool(
                ssl_context=certificates(),
                max_connections=MOST_CONNECTIONS,
                keepalive_expiry=IDLE_SECONDS,
                network_backend=AsyncBackend(key[0], self._resolve, self._below),
            )
        return self._pools[key]

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()


class AsyncBody(httpx2.AsyncByteStream):
    """As `Body`, for code that awaits."""

    def __init__(self, response: httpcore2.Response, exchange: Exchange, limits: Limits) -> None:
        self._response, self._exchange, self._limits = response, exchange, limits
        self._read = self._reading()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._read

    async def _reading(self) -> AsyncIterator[bytes]:
        unpacker = Unpacker(unpacking.coding_of(self._response.headers), self._limits.most_bytes)
        pieces = aiter(self._response.aiter_stream())
        while (piece := await self._next(pieces)) is not None:
            for made in unpacker.read(piece):
                yield made
        unpacker.end()

    async def _next(self, pieces: AsyncIterator[bytes]) -> bytes | None:
        with self._exchange.going_on():
            return await anext(pieces, None)

    async def aclose(self) -> None:
        await self._response.aclose()
