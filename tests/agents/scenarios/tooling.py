"""Tools as configs write them."""

from __future__ import annotations

ANYTHING = {"type": "object"}


def tool(kind, name, **more):
    return {
        "name": name,
        "description": f"Does {name}",
        "executionType": kind,
        "inputSchema": ANYTHING,
    } | more


def gateway(name, url, *, execution=None, **more):
    """A tool that asks URL; EXECUTION adds method, headers and timeout."""
    asked = {"url": url, "timeout": 5_000} | (execution or {})
    return tool("gateway", name, execution=asked, **more)
