"""Connections that keep to the time of the request that uses them."""

from __future__ import annotations

import ssl
from typing import Any

import httpcore2

from devcraft.outbound import exchanging


class Stream(httpcore2.NetworkStream):
    def __init__(self, below: httpcore2.NetworkStream) -> None:
        self._below = below

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._below.read(max_bytes, exchanging.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        timeout = exchanging.left(timeout)
        if buffer:
            exchanging.mark_sent()
        self._below.write(buffer, timeout)

    def close(self) -> None:
        self._below.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> Stream:
        timeout = exchanging.left(timeout)
        return Stream(self._below.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._below.get_extra_info(info)


class AsyncStream(httpcore2.AsyncNetworkStream):
    def __init__(self, below: httpcore2.AsyncNetworkStream) -> None:
        self._below = below

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._below.read(max_bytes, exchanging.left(timeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        timeout = exchanging.left(timeout)
        if buffer:
            exchanging.mark_sent()
        await self._below.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._below.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> AsyncStream:
        timeout = exchanging.left(timeout)
        return AsyncStream(await self._below.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._below.get_extra_info(info)
