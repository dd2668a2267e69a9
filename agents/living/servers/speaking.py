"""Speaks MCP over the guarded client: one connection for each thing that is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from agents.living.calling import answers, secrets
from agents.living.config.calling import Server
from agents.living.servers.offers import ServerCall
from agents.models import Agent
from devcraft import outbound, scrubbing, storable, strict_json
from devcraft.refusing import Refused

if TYPE_CHECKING:
    from mcp import Client
    from mcp_types import RequestParamsMeta

MOST_TOOLS = 256
MOST_PAGES = 20
MOST_BYTES = 2 * 1024 * 1024
MOST_WORDS = 300
Found = TypeVar("Found")


@dataclass(frozen=True)
class Listed:
    """A tool as a server describes it."""

    name: str
    description: str
    schema: dict[str, Any]


def tools_of(server: Server, *, agent: Agent) -> list[Listed]:
    """What SERVER offers AGENT. Raises outbound.NotSent with the reason."""

    async def ask(client: Client) -> list[Listed]:
        found: list[Listed] = []
        cursor = None
        for _ in range(MOST_PAGES):
            page = await client.list_tools(cursor=cursor, cache_mode="bypass")
            found += [_listed(tool) for tool in page.tools]
            cursor = page.next_cursor
            if cursor is None or len(found) >= MOST_TOOLS:
                break
        return found[:MOST_TOOLS]

    try:
        return _asked(server, agent, ask)
    except outbound.OutcomeUnknown as error:
        raise outbound.NotSent(str(error)) from error


def call(tool: ServerCall, args: dict[str, Any], *, agent: Agent, key: str) -> dict[str, Any]:
    """What the server answered. Raises outbound.NotSent and outbound.OutcomeUnknown."""

    async def ask(client: Client) -> dict[str, Any]:
        meta = cast("RequestParamsMeta", {"idempotencyKey": key})
        result = await client.call_tool(tool.remote, args, meta=meta)
        return _told(result)

    return _asked(tool.server, agent, ask)


def _listed(tool: Any) -> Listed:
    """TOOL as a server describes it, without characters that cannot be stored."""
    described = [tool.name, tool.description or "", tool.input_schema]
    return Listed(*map(storable.mended, described))


def _told(result: Any) -> dict[str, Any]:
    """RESULT as the model is told it: its data, else its texts; other parts by their kind."""
    texts = [getattr(part, "text", f"[{part.type}]") for part in result.content]
    if result.structured_content is not None and not result.is_error:
        text = strict_json.canonical(result.structured_content).decode()
        return answers.told(200, text, is_cut=False)
    said = scrubbing.text("\n".join(texts))
    cut = {"truncated": True} if len(said) > answers.MOST_LETTERS else {}
    name = "error" if result.is_error else "text"
    return {name: said[: answers.MOST_LETTERS], **cut}


def _asked(server: Server, agent: Agent, ask: Callable[[Client], Awaitable[Found]]) -> Found:
    """What ASK finds out in a session with SERVER, within its timeout."""
    try:
        headers = secrets.filled(server.headers, url=server.url, agent=agent)
    except Refused as refusal:
        raise outbound.NotSent(str(refusal)) from refusal
    was_asked = False

    async def within() -> Found:
        nonlocal was_asked
        async with asyncio.timeout(server.timeout / 1000), _session(server, headers) as client:
            was_asked = True
            return await ask(client)

    try:
        return asyncio.run(within())
    except Exception as error:
        raise _failure(error, server, was_asked=was_asked) from error


@asynccontextmanager
async def _session(server: Server, headers: dict[str, str]) -> AsyncIterator[Client]:
    from mcp import Client
    from mcp.client.sse import sse_client
    from mcp.client.streamable_http import streamable_http_client

    def guarded(*_: Any, **__: Any) -> Any:
        http = outbound.async_client(timeout=server.timeout / 1000, most_bytes=MOST_BYTES)
        http.headers.update(headers)
        return http

    if server.transport == "sse":
        transport = sse_client(server.url, httpx_client_factory=guarded)
        async with Client(transport, mode="legacy", cache=None) as client:
            yield client
    else:
        async with guarded() as http:
            transport = streamable_http_client(server.url, http_client=http)
            async with Client(transport, cache=None) as client:
                yield client


def _failure(error: BaseException, server: Server, *, was_asked: bool) -> Exception:
    """ERROR of a session as one of the two that callers tell apart."""
    found = _innermost(error)
    words = scrubbing.text(str(found) or type(found).__name__)[:MOST_WORDS]
    if isinstance(found, TimeoutError):
        words = f"no answer within {server.timeout / 1000:g} seconds"
    sentence = f"{server.name} could not be asked: {words}"
    if was_asked and not isinstance(found, outbound.NotSent):
        return outbound.OutcomeUnknown(sentence)
    return outbound.NotSent(sentence)


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
