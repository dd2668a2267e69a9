"""Work that belongs to no mission yet, and the word that assigns it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, F, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from agents.forms import AssignForm, offered
from agents.models import LinkRank, MissionLink, Subject, UsageEvent
from agents.usage import linking
from agents.usage.linking import branch_name
from agents.usage.reports import Period
from agents.views import periods
from devcraft import clock
from devcraft.forms import first_error
from devcraft.http import Request, page, refused, way_back

MOST_SHOWN = 50


@require_GET
def unassigned(request: Request) -> HttpResponse:
    chosen = periods.chosen(request, default="quarter")
    context = {
        "chosen": chosen,
        "periods": periods.LABELS,
        "groups": groups_of(request, chosen.period),
        "words": MissionLink.objects.filter(owner=request.user, ended_at=None)
        .exclude(subject=Subject.REQUEST)
        .select_related("mission")
        .order_by("-id")[:MOST_SHOWN],
        "offered": offered(request.user),
    }
    return page(request, "agents/unassigned.html", context)


def groups_of(request: Request, period: Period) -> list[dict[str, object]]:
    """Unassigned work by project and branch, the costliest first, with the rules at hand."""
    events = UsageEvent.objects.visible_to(request.user).filter(
        rank=LinkRank.NONE, at__gte=period.rule.start_of(period.first), slot__lt=period.to_slot
    )
    grouped = events.values("project", "branch").annotate(
        requests=Count("id"), cost=Sum("cost_pico"), priced=Count("cost_pico")
    )
    costliest = grouped.order_by(F("cost").desc(nulls_last=True), "project", "branch")
    found = []
    for group in costliest[:MOST_SHOWN]:
        by_project = {"subject": Subject.PROJECT, "name": group["project"]}
        by_branch = {
            "subject": Subject.BRANCH,
            "name": branch_name(group["project"], group["branch"]),
        }
        forms = {
            "project": AssignForm(user=request.user, initial=by_project, auto_id=False),
            "branch": AssignForm(user=request.user, initial=by_branch, auto_id=False),
        }
        unpriced = group["requests"] - group["priced"]
        found.append(group | {"forms": forms, "unpriced": unpriced})
    return found


@require_POST
def assign(request: Request) -> HttpResponse:
    """Say what something belongs to; its requests and their totals move at once."""
    form = AssignForm(request.POST, user=request.user)
    if not form.is_valid():
        return refused(request, first_error(form), status=422)
    said = form.cleaned_data
    moved = linking.link(
        owner=request.user,
        subject=said["subject"],
        name=said["name"],
        mission=said["mission"],
        now=clock.now(),
    )
    messages.success(request, f"Assigned to “{said['mission'].name}”; {_told(moved)}")
    return redirect(way_back(request, default=reverse("agents:unassigned")))


@require_POST
def link_end(request: Request, pk: int) -> HttpResponse:
    link = get_object_or_404(MissionLink, pk=pk, owner=request.user, ended_at=None)
    moved = linking.unlink(
        owner=request.user, subject=link.subject, name=link.name, now=clock.now()
    )
    messages.success(request, f"Took the assignment back; {_told(moved)}")
    return redirect(way_back(request, default=reverse("agents:unassigned")))


def _told(moved: int) -> str:
    return f"{moved:,} request{'' if moved == 1 else 's'} moved."
