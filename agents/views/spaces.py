"""Spaces: the list, a new one, and the one that a person and an agent have alone."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agents.living.spaces import gathering, listing, meeting
from agents.living.spaces.forms import NewSpaceForm
from agents.models import Agent, SmartSpace
from agents.views.living import own_agent
from devcraft import clock, keyset
from devcraft.http import Request, page, refused, typed
from devcraft.refusing import Refused

PAGE_SIZE = 40
OFFERED = 6
BY_USE = keyset.Order("updated_at")


@require_GET
def space_list(request: Request) -> HttpResponse:
    is_archive = request.GET.get("tab") == "archived"
    joined = SmartSpace.objects.joined_by(request.user)
    shown = joined.filter(archived_at__isnull=not is_archive)
    found = keyset.page_of(
        listing.counted(shown, request.user), request.GET, order=BY_USE, size=PAGE_SIZE
    )
    offered = Agent.objects.visible_to(request.user).living().order_by("name")
    context = {
        "page": found,
        "cards": listing.cards(found.rows),
        "is_archive": is_archive,
        "agents": [] if found.rows or is_archive else list(offered[:OFFERED]),
    }
    return page(request, "spaces/space_list.html", context)


@require_http_methods(["GET", "POST"])
def space_new(request: Request) -> HttpResponse:
    form = NewSpaceForm(typed(request), user=request.user)
    if form.is_bound and form.is_valid():
        try:
            space = gathering.create(owner=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(space)
    context = {"form": form}
    return page(request, "spaces/space_new.html", context, status=422 if form.is_bound else 200)


@require_POST
def agent_talk(request: Request, slug: str) -> HttpResponse:
    agent = own_agent(request, slug)
    try:
        space = meeting.with_agent(agent, user=request.user, now=clock.now())
    except Refused as refusal:
        return refused(request, str(refusal))
    return redirect(space)
