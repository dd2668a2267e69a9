"""Servers as a page shows them: how they stand, and which of their tools are off, and why."""

from __future__ import annotations

from dataclasses import dataclass

from agents.living.config import reading
from agents.living.config.calling import Server
from agents.living.config.reading import BadConfig
from agents.living.servers import listing, offers
from agents.models import Agent, ServerState, ServerTool


@dataclass(frozen=True)
class Row:
    """A tool with the name models call it by, and why it is off where it is."""

    tool: ServerTool
    offered_name: str
    off: str

    @property
    def can_be_taken(self) -> bool:
        return self.tool.has_changed


@dataclass(frozen=True)
class Shown:
    server: Server
    state: ServerState | None
    rows: list[Row]


def servers(agent: Agent) -> list[Shown]:
    """The servers of AGENT's config with what each offers."""
    rows: dict[str, list[ServerTool]] = {}
    for tool in ServerTool.objects.filter(agent=agent).order_by("name"):
        rows.setdefault(tool.server, []).append(tool)
    states = ServerState.objects.filter(agent=agent)
    by_name = {state.server: state for state in states}
    return [
        Shown(
            server,
            by_name.get(server.name),
            [_row(tool, server) for tool in rows.get(server.name, [])],
        )
        for server in named(agent)
    ]


def _row(tool: ServerTool, server: Server) -> Row:
    return Row(tool, offers.offered_name(server.name, tool.name), listing.why_off(tool, server))


def is_readable(agent: Agent) -> bool:
    """Whether AGENT's config says which servers there are."""
    try:
        reading.checked(agent.config_json)
    except BadConfig:
        return False
    return True


def named(agent: Agent) -> list[Server]:
    """The servers that AGENT's config names; none when it cannot be read."""
    try:
        return reading.checked(agent.config_json).mcp.servers
    except BadConfig:
        return []
