"""The MCP servers of an agent: what they offer, and what of it is taken."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from agents.living.servers import listing, showing
from agents.models import ServerTool
from agents.views.living import frame, own_agent
from devcraft import clock
from devcraft.http import Request, page, refused

MOVED = "The server says something else by now. Look again, then take it."


@require_GET
def server_list(request: Request, slug: str) -> HttpResponse:
    agent = own_agent(request, slug)
    context = frame(agent) | {
        "servers": showing.servers(agent),
        "is_readable": showing.is_readable(agent),
    }
    return page(request, "agents/server_list.html", context)


@require_POST
def server_look(request: Request, slug: str, server: str) -> HttpResponse:
    """Ask a server again what it offers."""
    agent = own_agent(request, slug)
    found = next((each for each in showing.named(agent) if each.name == server), None)
    if found is None:
        return refused(request, f"The config of {agent.name} names no server {server}.")
    error = listing.refresh(agent, found, now=clock.now())
    if error:
        return refused(request, f"{error.removesuffix('.')}.")
    messages.success(request, f"Looked at {found.name} again.")
    return redirect("agents:server_list", slug=slug)


@require_POST
def server_tool_take(request: Request, slug: str, pk: int) -> HttpResponse:
    """Take a new or changed tool as it was shown."""
    agent = own_agent(request, slug)
    visible = ServerTool.objects.visible_to(request.user)
    tool = get_object_or_404(visible.filter(agent=agent), pk=pk)
    if not listing.take(tool, digest=request.POST.get("digest", "").replace("\0", "")):
        return refused(request, MOVED)
    messages.success(request, f"Took {tool.name} as {tool.server} describes it now.")
    return redirect("agents:server_list", slug=slug)
