"""A person's rules: what belongs to which mission, how much each holds, and a new one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agents.link_form import LinkForm
from agents.models import MissionLink
from agents.usage import holding, patterns, words
from agents.usage.linking import narrowed_to
from agents.views.words import answered, told
from devcraft import clock, keyset
from devcraft.http import Request, page, typed
from missions.offering import offered

SIZE = 25
TABS = {"open": "Those that hold", "ended": "Those that ended"}


@require_http_methods(["GET", "POST"])
def link_list(request: Request) -> HttpResponse:
    form = LinkForm(typed(request), user=request.user)
    if form.is_bound and form.is_valid():
        mission = form.cleaned_data["mission"]
        said = words.say(
            owner=request.user,
            subject=form.subject,
            name=form.name,
            mission=mission,
            now=clock.now(),
        )
        sentence = f"It belongs to “{mission.name}” from now on; {told(said.moved)}"
        return answered(request, sentence, undo="agents:link_undo", link=said.link)
    context = {"form": form, "offered": offered(request.user), **rows_of(request)}
    return page(request, "agents/link_list.html", context, status=422 if form.is_bound else 200)


def rows_of(request: Request) -> dict[str, Any]:
    """A page of the links, those that hold or those that ended, the newest first."""
    tab = "ended" if request.GET.get("tab") == "ended" else "open"
    links = MissionLink.objects.filter(owner=request.user, ended_at__isnull=tab == "open")
    found = keyset.page_of(
        links.select_related("mission"), request.GET, order=keyset.Order("id"), size=SIZE
    )
    held = holding.counts(found.rows) if tab == "open" else {}
    rows = [described(link) | {"held": held.get(link.pk)} for link in found.rows]
    return {"rows": rows, "page": found, "tab": tab, "tabs": TABS, "most": holding.MOST_COUNTED}


def described(link: MissionLink) -> dict[str, Any]:
    """What the page says of LINK: its parts, its requests, and the way to say it anew."""
    parts = narrowed_to(link.subject, link.name)
    is_pattern = any(patterns.is_pattern(part) for part in parts.values())
    named = {"mission": link.mission_id} if is_pattern or "request" in parts else parts
    query = urlencode({"period": "all", **named})
    return {
        "link": link,
        "parts": list(parts.values()),
        "is_pattern": is_pattern,
        "requests_at": f"{reverse('agents:request_list')}?{query}",
        "way": ("Change the mission", link.subject, link.name),
    }
