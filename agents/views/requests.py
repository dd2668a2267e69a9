"""The requests behind a figure, and one request with its cost explained."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from agents.forms import AssignForm, offered
from agents.models import LinkRank, MissionLink, Subject, UsageEvent
from agents.usage import book, pricing
from agents.usage.linking import branch_name
from agents.views import periods
from devcraft import keyset
from devcraft.forms import whole_number
from devcraft.http import Request, page

SIZE = 50
NARROWING = ("project", "model", "session", "branch")
SHARES = {
    "assigned": {"rank__gt": LinkRank.ASSUMED},
    "assumed": {"rank": LinkRank.ASSUMED},
    "unassigned": {"rank": LinkRank.NONE},
}


@require_GET
def request_list(request: Request) -> HttpResponse:
    """Requests of a period, narrowed by what the address names."""
    chosen = periods.chosen(request)
    visible = UsageEvent.objects.visible_to(request.user).select_related("mission")
    events, said = narrowed(visible, request)
    period = chosen.period
    events = events.filter(at__gte=period.rule.start_of(period.first), slot__lt=period.to_slot)
    rows = keyset.paginate(
        [events],
        order=keyset.Order("at"),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
        size=SIZE,
    )
    context = {"chosen": chosen, "periods": periods.LABELS, "page": rows, "said": said}
    return page(request, "agents/request_list.html", context, fragment="rows")


def narrowed(
    events: QuerySet[UsageEvent], request: Request
) -> tuple[QuerySet[UsageEvent], dict[str, Any]]:
    """EVENTS that meet the filters in the address, and the filters by name."""
    said: dict[str, Any] = {}
    for name in NARROWING:
        if name in request.GET:
            said[name] = request.GET[name].replace("\x00", "")[:400]
    events = events.filter(**said)
    mission = request.GET.get("mission")
    number = whole_number(mission or "")
    if mission == "" or number:
        said["mission"] = f"#{number}" if number else "unassigned"
        events = events.filter(mission=number)
    share = request.GET.get("share", "")
    if share in SHARES:
        said["share"] = share
        events = events.filter(**SHARES[share])
    if request.GET.get("cost") == "unknown":
        said["cost"] = "unknown"
        events = events.filter(cost_pico=None)
    return events, said


@require_GET
def request_detail(request: Request, pk: int) -> HttpResponse:
    events = UsageEvent.objects.visible_to(request.user).select_related("mission", "price", "run")
    event = get_object_or_404(events, pk=pk)
    context = {
        "event": event,
        "parts": parts_of(event),
        "revisions": event.revisions.order_by("-id")[:20],
        "words": links_of(event),
        "offered": offered(request.user),
        "ways": ways_of(event, request),
    }
    return page(request, "agents/request_detail.html", context)


def parts_of(event: UsageEvent) -> list[pricing.Part]:
    """The lines of the calculated cost; none when the price is unknown."""
    tariff = book.tariff_of(event.price, event.speed) if event.price else None
    if tariff is None:
        return []
    tokens = {unit: getattr(event, f"{unit}_tokens") for unit in pricing.UNITS}
    return pricing.parts(tariff, tokens) or []


def names_of(event: UsageEvent) -> dict[str, str]:
    """How links name what this request is part of; what is empty cannot be linked."""
    names = {
        Subject.REQUEST.value: event.key,
        Subject.SESSION.value: event.session,
        Subject.BRANCH.value: branch_name(event.project, event.branch) if event.branch else "",
        Subject.PROJECT.value: event.project,
    }
    return {subject: name for subject, name in names.items() if name}


def links_of(event: UsageEvent) -> list[MissionLink]:
    """A person's words that touch this request, the strongest first."""
    found = MissionLink.objects.filter(
        owner=event.owner, ended_at=None, name__in=names_of(event).values()
    ).select_related("mission")
    order = list(names_of(event))
    named = [link for link in found if names_of(event).get(link.subject) == link.name]
    return sorted(named, key=lambda link: order.index(link.subject))


def ways_of(event: UsageEvent, request: Request) -> list[tuple[str, AssignForm]]:
    """One form per thing that can be assigned here: this request, its session, …"""
    labels = {
        Subject.REQUEST.value: "Only this request",
        Subject.SESSION.value: "Its whole session",
        Subject.BRANCH.value: f"All work on branch {event.branch}",
        Subject.PROJECT.value: f"All work in project {event.project}",
    }
    initial = f"#{event.mission_id}" if event.mission_id else ""
    return [
        (
            labels[subject],
            AssignForm(
                user=request.user,
                initial={"subject": subject, "name": name, "mission": initial},
                auto_id=f"{subject}_%s",
            ),
        )
        for subject, name in names_of(event).items()
    ]
