"""The sync and the async client behind one call, with names and connections that tests control."""

from __future__ import annotations

import anyio
import httpcore2
import httpx2

from devcraft import outbound
from devcraft.outbound.limits import Limits
from devcraft.outbound.transports import AsyncTransport, Transport

WAYS = ["sync", "async"]
PUBLIC = "93.184.215.14"


class Dials(httpcore2.NetworkBackend):
    """Notes every connection; all lead to PORT of this machine."""

    def __init__(self, port):
        self.port, self.dialled, self.below = port, [], httpcore2.SyncBackend()

    def connect_tcp(self, host, port, **options):
        self.dialled.append((host, port))
        return self.below.connect_tcp("127.0.0.1", self.port, **options)


class AsyncDials(httpcore2.AsyncNetworkBackend):
    def __init__(self, port):
        self.port, self.dialled, self.below = port, [], httpcore2.AnyIOBackend()

    async def connect_tcp(self, host, port, **options):
        self.dialled.append((host, port))
        return await self.below.connect_tcp("127.0.0.1", self.port, **options)


class Names:
    """A resolver whose answers follow one another; the last one stays."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def __call__(self, host, port):
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def ask(way, url, *, method="GET", timeout=5.0, most_bytes=100_000, again=0, **options):
    """Ask URL with one client, AGAIN times more, and return the last answer, read."""
    send = {k: options.pop(k) for k in ("json", "headers", "follow_redirects") if k in options}
    if way == "sync":
        with outbound.client(timeout=timeout, most_bytes=most_bytes, **options) as client:
            return [client.request(method, url, **send) for _ in range(again + 1)][-1]

    async def asked():
        async with outbound.async_client(
            timeout=timeout, most_bytes=most_bytes, **options
        ) as client:
            return [await client.request(method, url, **send) for _ in range(again + 1)][-1]

    return anyio.run(asked)


def dial(way, url, *, names, port=1, times=1):
    """Ask URL below a resolver and a dialler; the answers or errors, and what was dialled."""
    limits, found = Limits(5.0, 100_000), []
    if way == "sync":
        dials = Dials(port)
        transport = Transport(limits, resolve=names, below=dials)
        with httpx2.Client(transport=transport, trust_env=False) as client:
            for _ in range(times):
                try:
                    found.append(client.get(url))
                except httpx2.TransportError as error:
                    found.append(error)
        return found, dials.dialled
    return anyio.run(_dial, url, names, AsyncDials(port), limits, times)


async def _dial(url, names, dials, limits, times):
    found = []
    transport = AsyncTransport(limits, resolve=names, below=dials)
    async with httpx2.AsyncClient(transport=transport, trust_env=False) as client:
        for _ in range(times):
            try:
                found.append(await client.get(url))
            except httpx2.TransportError as error:
                found.append(error)
    return found, dials.dialled
