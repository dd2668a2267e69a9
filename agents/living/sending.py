"""Whatever leaves the house, each kind by its own road."""

from __future__ import annotations

from typing import Any

from agents.living.calling import gateway
from agents.living.config.calling import ExternalTool, GatewayTool
from agents.living.servers import speaking
from agents.living.servers.offers import ServerCall
from agents.living.toolbox import Addition
from agents.models import Agent
from devcraft import outbound


def send(tool: Addition, args: dict[str, Any], *, agent: Agent, key: str) -> dict[str, Any]:
    """What the other side answered. Raises outbound.NotSent and outbound.OutcomeUnknown."""
    match tool:
        case ServerCall():
            return speaking.call(tool, args, agent=agent, key=key)
        case GatewayTool() | ExternalTool():
            return gateway.call(tool, args, agent=agent, key=key)
        case _:
            raise outbound.NotSent(f"{tool.name} is not sent anywhere.")
