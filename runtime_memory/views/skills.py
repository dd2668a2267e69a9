"""Learned skills: the list, and the lineage of one with all that grew out of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from devcraft import clock, keyset
from devcraft.http import Request, page
from runtime_memory import gates, judging, listing, queries
from runtime_memory.models import Proposal, Skill, SkillState, SourceType

SIZE = 50
PROPOSALS = 20
FILTERS = (
    listing.Filter("state", "State", tuple(SkillState.choices)),
    listing.Filter("source_type", "Source", tuple(SourceType.choices)),
)
INSIDE = ("id", "skill_key", "description", "source_ref")


@require_GET
def skill_list(request: Request) -> HttpResponse:
    wish = listing.read(request.GET, FILTERS)
    found = listing.page_of(
        Skill.objects.defer("metadata_json"),
        request.user,
        request.GET,
        wish,
        inside=INSIDE,
        order=keyset.Order("learned_at"),
        size=SIZE,
    )
    context = {"wish": wish, "page": found, "statuses": statuses_of(found.rows)}
    return page(request, "memory/skill_list.html", context, fragment="rows")


def statuses_of(skills: list[Skill]) -> dict[str, dict[str, int]]:
    """By the id of each skill, how many proposals it has in which status."""
    counted: dict[str, dict[str, int]] = {}
    for skill, status, count in queries.proposal_counts(skills):
        counted.setdefault(skill, {})[status] = count
    return counted


@require_GET
def skill_detail(request: Request, key: str) -> HttpResponse:
    """The lineage, the newest proposal first."""
    skill = get_object_or_404(Skill.objects.visible_to(request.user), pk=key)
    found = keyset.page_of(
        Proposal.objects.timed().counted().filter(skill=skill),
        request.GET,
        order=keyset.Order("created_at"),
        size=PROPOSALS,
    )
    trees = [(tree, gates.missing(tree)) for tree in queries.lineages(found.rows, decisions=False)]
    verdicts = judging.verdicts([tree for tree, _ in trees], now=clock.now())
    context = {"skill": skill, "page": found, "trees": trees, "verdicts": verdicts}
    return page(request, "memory/skill_detail.html", context)
