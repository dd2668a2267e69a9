"""Work that belongs to no mission yet, and what the person said of other work."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Sum
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from agents.models import LinkRank, MissionLink, Subject, TotalKind, UsageEvent
from agents.usage import narrowing, reports
from agents.usage.linking import branch_name, narrowed_to
from agents.usage.narrowing import Narrowing
from agents.usage.periods import Chosen
from agents.usage.spans import Span
from agents.views import periods
from devcraft import keyset
from devcraft.http import Request, page
from missions import desk
from missions.offering import offered

MOST_SHOWN = 50
MOST_GROUPED = 20_000
UNASSIGNED = Narrowing({"share": "unassigned"})


@require_GET
def unassigned(request: Request) -> HttpResponse:
    asked = periods.asked(request, default="quarter")
    groups = groups_of(request, asked.chosen)
    context = {
        "groups": groups[:MOST_SHOWN],
        "has_more": len(groups) > MOST_SHOWN,
        "newest": MOST_GROUPED if requests_of(groups) >= MOST_GROUPED else 0,
        "last": None if groups else last_unassigned(request),
        "offered": offered(request.user),
    }
    context |= words_of(request) | periods.choice(request, asked)
    return page(request, "agents/unassigned.html", context)


def groups_of(request: Request, chosen: Chosen) -> list[dict[str, Any]]:
    """Unassigned work by project and branch, the costliest first.

    Only the newest requests are grouped; assigning them brings the older ones up.
    """
    events = narrowing.requests(request.user, chosen.period, UNASSIGNED)
    newest = events.order_by("-at", "-id").values("pk")[:MOST_GROUPED]
    grouped = UsageEvent.objects.filter(pk__in=newest).values("project", "branch")
    summed = grouped.annotate(
        requests=Count("id"), cost=Sum("cost_pico"), priced=Count("cost_pico")
    )
    costliest: Any = summed.order_by(F("cost").desc(nulls_last=True), "project", "branch")
    return [group | described(group, chosen) for group in costliest[: MOST_SHOWN + 1]]


def requests_of(groups: list[dict[str, Any]]) -> int:
    total: int = sum(group["requests"] for group in groups)
    return total


def described(group: dict[str, Any], chosen: Chosen) -> dict[str, Any]:
    """What else the page says of a group: its requests, and what can be said of it."""
    named = {"project": group["project"], "branch": group["branch"]}
    query = urlencode({"period": chosen.name, "share": "unassigned", **named})
    ways = []
    if group["project"]:
        ways.append(("The whole project", Subject.PROJECT, group["project"]))
    if group["branch"]:
        name = branch_name(group["project"], group["branch"])
        ways.append((f"Only branch {group['branch']}", Subject.BRANCH, name))
    return {
        "unpriced": group["requests"] - group["priced"],
        "requests_at": f"{reverse('agents:request_list')}?{query}",
        "ways": ways,
    }


def last_unassigned(request: Request) -> Span | None:
    """When unassigned work was seen first and last, however long ago."""
    rule = desk.rule_of(request.user)
    return reports.span(request.user, rule, TotalKind.LINK, "unassigned")


def words_of(request: Request) -> dict[str, Any]:
    """A page of what the person said, the newest first; each with where its requests are."""
    links = MissionLink.objects.filter(owner=request.user, ended_at=None)
    found = keyset.page_of(
        links.select_related("mission"), request.GET, order=keyset.Order("id"), size=MOST_SHOWN
    )
    single = events_of([link for link in found.rows if link.subject == Subject.REQUEST])
    rows = []
    for link in found.rows:
        named = narrowed_to(link.subject, link.name)
        query = urlencode({"period": "all", **named})
        rows.append(
            {
                "link": link,
                "event": single.get(link.name) if link.subject == Subject.REQUEST else None,
                "requests_at": f"{reverse('agents:request_list')}?{query}",
            }
        )
    return {"words": rows, "page": found}


def events_of(links: list[MissionLink]) -> dict[str, UsageEvent]:
    """The requests that LINKS name, by their keys, found among those of their missions."""
    if not links:
        return {}
    found = UsageEvent.objects.filter(
        owner=links[0].owner_id,
        mission__in={link.mission_id for link in links},
        rank=LinkRank.REQUEST,
        key__in=[link.name for link in links],
    )
    return {event.key: event for event in found}
