"""A tool call as an HTTP request: where it goes, what it carries."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from agents.living.calling import secrets
from agents.living.config.calling import ExternalTool, Gateway, GatewayTool
from agents.models import Agent

KEY = "Idempotency-Key"
OURS = {"Accept": "application/json"}
AS_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Prepared:
    """What is sent. `headers` may hold secrets, so they are not shown; `seconds` bounds all."""

    method: str
    url: str
    seconds: float
    headers: dict[str, str] = field(repr=False)
    content: bytes = b""


def prepared(
    tool: GatewayTool | ExternalTool, args: dict[str, Any], *, agent: Agent, key: str
) -> Prepared:
    """The request of TOOL with ARGS, in the query on GET and else as JSON. Raises Refused.

    KEY is the same at every attempt of a call, so that the target can tell a repetition.
    """
    execution = tool.execution
    url = execution.url if isinstance(execution, Gateway) else execution.webhook_url or ""
    own = secrets.filled(execution.headers, url=url, agent=agent)
    seconds = execution.timeout / 1000
    if execution.method == "GET":
        headers = _merged(OURS, own, {KEY: key})
        return Prepared("GET", _with_query(url, args), seconds, headers)
    headers = _merged(OURS | AS_JSON, own, {KEY: key})
    return Prepared(execution.method, url, seconds, headers, json.dumps(args).encode())


def _merged(*layers: dict[str, str]) -> dict[str, str]:
    """Headers of all LAYERS, the last one wins, whatever the case of a name."""
    found = {name.lower(): (name, value) for layer in layers for name, value in layer.items()}
    return dict(found.values())


def _with_query(url: str, args: dict[str, Any]) -> str:
    parts = urlsplit(url)
    asked = urlencode({name: _as_text(value) for name, value in args.items() if value is not None})
    query = "&".join(each for each in (parts.query, asked) if each)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
