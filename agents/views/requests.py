"""The requests behind a figure, and one request with its cost explained."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from agents.models import MissionLink, Subject, UsageEvent
from agents.usage import book, narrowing, plans, pricing
from agents.usage.linking import branch_name
from agents.usage.narrowing import Narrowing
from agents.views import periods
from devcraft import keyset
from devcraft.http import Request, page, wants_fragment
from missions import desk
from missions.offering import offered

SIZE = 50


@require_GET
def request_list(request: Request) -> HttpResponse:
    """Requests of a period, narrowed by what the address names, with their sum."""
    asked = periods.asked(request, filters=narrowing.NAMED)
    narrowed = narrowing.read(request.GET)
    asked.refused.extend(narrowed.refused)
    period = asked.chosen.period
    events = narrowing.requests(request.user, period, narrowed)
    rows = keyset.page_of(
        events.select_related("mission"), request.GET, order=keyset.Order("at"), size=SIZE
    )
    context = {
        "page": rows,
        "filters": filters_of(request, narrowed),
        "is_one_session": bool(narrowed.values.get("session")),
    }
    if not wants_fragment(request, "rows"):
        spend, is_partial = narrowing.sum_of(request.user, period, narrowed)
        context |= {"spend": spend, "is_partial": is_partial}
    context |= periods.choice(request, asked)
    return page(request, "agents/request_list.html", context, fragment="rows")


def filters_of(request: Request, narrowed: Narrowing) -> list[dict[str, str]]:
    """The filters that hold, each with the address of this list without it."""
    found = []
    for name, value in narrowed.values.items():
        params = request.GET.copy()
        for gone in (name, *periods.OF_THE_PAGER):
            params.pop(gone, None)
        nothing = "unassigned" if name == "mission" else "none"
        shown = f"#{value}" if name == "mission" and value else value or nothing
        found.append({"name": name, "value": shown, "without": f"?{params.urlencode()}"})
    return found


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
        "ways": ways_of(event),
        "plan": plans.of_request(
            request.user, event.seen_via, desk.rule_of(request.user).day_of(event.at)
        ),
        "multiplier": book.multiplier_of(event.price, event.speed) if event.price else None,
        "is_staff": request.user.is_staff,
    }
    return page(request, "agents/request_detail.html", context)


def parts_of(event: UsageEvent) -> list[pricing.Part]:
    """The lines of the calculated cost; none when the price is unknown."""
    tariff = book.tariff_of(event.price, event.speed) if event.price else None
    if tariff is None:
        return []
    tokens = {unit: getattr(event, f"{unit}_tokens") for unit in pricing.UNITS}
    return pricing.parts(tariff, tokens, event.reasoning_tokens) or []


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


def ways_of(event: UsageEvent) -> list[tuple[str, str, str]]:
    """What can be assigned here (this request, its session, …): label, subject and name."""
    labels = {
        Subject.REQUEST.value: "Only this request",
        Subject.SESSION.value: "Its whole session",
        Subject.BRANCH.value: f"All work on branch {event.branch}",
        Subject.PROJECT.value: f"All work in project {event.project}",
    }
    return [(labels[subject], subject, name) for subject, name in names_of(event).items()]
