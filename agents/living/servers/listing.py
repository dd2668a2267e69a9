"""Which tools of its MCP servers an agent is offered.

The first look at a server takes what it offers. From then on a tool that is new or says
anything else is off until a person takes it, so that no server changes under an agent.
A digest that the config pins stands above both.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from agents.living.config.calling import Server
from agents.living.config.shape import Config
from agents.living.servers import offers, speaking
from agents.living.servers.offers import ServerCall
from agents.living.servers.speaking import Listed
from agents.models import Agent, ServerState, ServerTool
from devcraft import outbound

FRESH_FOR = timedelta(minutes=15)
AGAIN_AFTER = timedelta(minutes=1)
MOST_ERROR = 500


def ensure(agent: Agent, config: Config, *, now: datetime) -> None:
    """Ask every server of CONFIG that was not asked lately; what fails is kept to be read."""
    states = {state.server: state for state in ServerState.objects.filter(agent=agent)}
    for server in config.mcp.servers:
        state = states.get(server.name)
        wait = AGAIN_AFTER if state and state.error else FRESH_FOR
        if state is None or state.asked_at + wait <= now:
            refresh(agent, server, now=now)


def refresh(agent: Agent, server: Server, *, now: datetime) -> str:
    """Ask SERVER what it offers; why that failed, or nothing."""
    error, found = "", None
    try:
        found = speaking.tools_of(server, agent=agent)
    except outbound.NotSent as failure:
        error = str(failure)[:MOST_ERROR]
    with transaction.atomic():
        if found is not None:
            _keep(agent, server, found, now)
        ServerState.objects.update_or_create(
            agent=agent, server=server.name, defaults={"asked_at": now, "error": error}
        )
    return error


def _keep(agent: Agent, server: Server, found: list[Listed], now: datetime) -> None:
    known = {tool.name: tool for tool in _of(agent, server)}
    for listed in found:
        digest = offers.digest(listed.name, listed.description, listed.schema)
        before = known.get(listed.name)
        taken = before.taken_digest if before else "" if known else digest
        ServerTool.objects.update_or_create(
            agent=agent,
            server=server.name,
            name=listed.name,
            defaults={
                "description": listed.description,
                "input_schema": listed.schema,
                "digest": digest,
                "taken_digest": taken,
                "is_gone": False,
                "seen_at": now,
            },
        )
    names = [listed.name for listed in found]
    _of(agent, server).filter(is_gone=False).exclude(name__in=names).update(is_gone=True)


def take(tool: ServerTool, *, digest: str) -> bool:
    """Take TOOL as a person saw it; False when its server said something else meanwhile."""
    same = ServerTool.objects.filter(pk=tool.pk, digest=digest, is_gone=False)
    return bool(same.update(taken_digest=F("digest")))


def offered(agent: Agent, config: Config) -> list[ServerCall]:
    """The tools of its servers that AGENT may call now."""
    servers = {server.name: server for server in config.mcp.servers}
    if not servers:
        return []
    rows = ServerTool.objects.filter(agent=agent, is_gone=False).order_by("server", "name")
    return [
        offers.of_server(servers[row.server], row.name, row.description, row.input_schema)
        for row in rows
        if row.server in servers and why_off(row, servers[row.server]) == ""
    ]


def why_off(tool: ServerTool, server: Server) -> str:
    """Why an agent is not offered TOOL of SERVER, or nothing."""
    if tool.is_gone:
        return "The server offers it no more."
    if server.allowed_tools is not None and tool.name not in server.allowed_tools:
        return "The config does not allow it."
    pinned = server.pinned_digests.get(tool.name)
    if pinned is not None and pinned != tool.digest:
        return "It is not as the config pins it."
    if pinned is None and tool.digest != tool.taken_digest:
        return "It is new or changed; look at it and take it."
    return offers.fault(tool.input_schema)


def _of(agent: Agent, server: Server) -> QuerySet[ServerTool]:
    return ServerTool.objects.filter(agent=agent, server=server.name)
