"""Calls a tool by HTTP, and tells three outcomes apart: answered, not sent, unknown."""

from __future__ import annotations

from typing import Any

from agents.living.calling import answers, requests
from agents.living.calling.requests import Prepared
from agents.living.config.calling import ExternalTool, GatewayTool
from agents.models import Agent
from devcraft import outbound, scrubbing
from devcraft.refusing import Refused

MARGIN = 4_096
"""Bytes read past the most that is kept, so that no secret is cut in two and kept in part."""


def call(
    tool: GatewayTool | ExternalTool, args: dict[str, Any], *, agent: Agent, key: str
) -> dict[str, Any]:
    """What the model is told of one attempt; an HTTP error is an answer like any other.

    Raises outbound.NotSent when nothing reached the target, and outbound.OutcomeUnknown when
    the request left and no whole answer came. Asks, so call it outside any transaction.
    """
    try:
        return _answer(requests.prepared(tool, args, agent=agent, key=key))
    except Refused as refusal:
        raise outbound.NotSent(str(refusal)) from refusal
    except (outbound.TooLarge, outbound.Unreadable) as error:
        return {"error": scrubbing.text(str(error))}
    except outbound.InvalidURL as error:
        raise outbound.NotSent(f"{tool.name} has an address that cannot be asked.") from error


def _answer(request: Prepared) -> dict[str, Any]:
    most = answers.MOST_LETTERS + MARGIN
    with (
        outbound.client(timeout=request.seconds, most_bytes=most) as client,
        client.stream(
            request.method, request.url, headers=request.headers, content=request.content or None
        ) as response,
    ):
        pieces, is_cut = [], False
        try:
            for piece in response.iter_bytes():
                pieces.append(piece)  # noqa: PERF402 -- what came before an error is kept
        except outbound.TooLarge:
            is_cut = True
    text = b"".join(pieces).decode(errors="replace")
    return answers.told(response.status_code, text, is_cut=is_cut)
