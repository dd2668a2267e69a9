"""Tools as a config writes them, and one place to call them."""

from __future__ import annotations

from pydantic import TypeAdapter

from agents.living.calling import gateway
from agents.living.config.calling import Tool

CANARY = "canary/Zm9v+4711?yellow&bird"
HEADERS = {"Authorization": "Bearer ${env.BIRD}"}


def written(url, *, kind="gateway", **execution):
    address = {"url": url} if kind == "gateway" else {"webhookUrl": url}
    return {
        "name": "look_up",
        "description": "Looks something up.",
        "inputSchema": {"type": "object"},
        "executionType": kind,
        "execution": address | execution,
    }


def tool(url, **options):
    return TypeAdapter(Tool).validate_python(written(url, **options))


def call(agent, url, args=None, **options):
    return gateway.call(tool(url, **options), args or {}, agent=agent, key="key-1")


def sent(listener):
    """The last request: its first line, its headers in small letters, its body."""
    head, _, body = listener.requests[-1].decode().partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    return first, {k.lower(): v for k, _, v in (line.partition(": ") for line in lines)}, body
