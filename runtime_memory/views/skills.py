"""Learned skills: the list, and the lineage of one with all that grew out of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from devcraft import keyset
from devcraft.http import Request, page
from runtime_memory import gates, listing, queries
from runtime_memory.models import Proposal, Skill, SkillState, SourceType
from runtime_memory.past import asking, citing, knowing, restoring, state
from runtime_memory.past.then import Then

SIZE = 50
PROPOSALS = 20
FILTERS = (
    listing.Filter("state", "State", tuple(SkillState.choices)),
    listing.Filter("source_type", "Source", tuple(SourceType.choices)),
)
INSIDE = ("id", "skill_key", "description", "source_ref")


@require_GET
def skill_list(request: Request) -> HttpResponse:
    wish, past = listing.read(request.GET, FILTERS), asking.read(request.GET)
    found = keyset.page_of(
        rows_of(request, wish, past.then),
        request.GET,
        order=keyset.Order("learned_at"),
        size=SIZE,
    )
    statuses = statuses_of(found.rows, past.then)
    entries = ({**state.entry(row), "proposals": statuses.get(row.pk, {})} for row in found.rows)
    context = {
        "wish": wish,
        "past": past,
        "page": found,
        "statuses": statuses,
        "citation": citing.cite_page(request, past.then, {"skills_learned": entries}),
    }
    return page(request, "memory/skill_list.html", context, fragment="rows")


def rows_of(request: Request, wish: listing.Wish, then: Then | None) -> QuerySet[Skill]:
    rows: QuerySet[Skill] = Skill.objects.visible_to(request.user)
    if then is None:
        return listing.narrowed(rows.defer("metadata_json"), wish, inside=INSIDE)
    chosen = {one.name: value for one, value in wish.filters}["state"]
    others = tuple(pair for pair in wish.filters if pair[0].name != "state")
    rows = listing.narrowed(rows, replace(wish, filters=others), inside=INSIDE)
    rows = knowing.skills(rows, then)
    return knowing.in_state(rows, chosen) if chosen else rows


def statuses_of(skills: list[Skill], then: Then | None) -> dict[str, dict[str, int]]:
    """By the id of each skill, how many proposals it has, or had THEN, in which status."""
    if then is None:
        rows = queries.proposal_counts(skills)
    else:
        rows = knowing.status_counts([restoring.restored_skill(one) for one in skills], then)
    counted: dict[str, dict[str, int]] = {}
    for skill, status, count in rows:
        counted.setdefault(skill, {})[status] = count
    return counted


@require_GET
def skill_detail(request: Request, key: str) -> HttpResponse:
    """The lineage, the newest proposal first."""
    past = asking.read(request.GET)
    rows = Skill.objects.visible_to(request.user)
    if past.then is None:
        skill = get_object_or_404(rows, pk=key)
    else:
        known = knowing.skills(rows, past.then).filter(pk=key).first()
        if known is None:
            unknown = get_object_or_404(rows, pk=key)
            return page(request, "memory/skill_unknown.html", {"skill": unknown, "past": past})
        skill = restoring.restored_skill(known)
    context = {"skill": skill, "past": past, **lineage_of(request, skill, past.then)}
    return page(request, "memory/skill_detail.html", context)


def lineage_of(request: Request, skill: Skill, then: Then | None) -> dict[str, Any]:
    rows = Proposal.objects.filter(skill=skill)
    found = keyset.page_of(
        rows if then is None else knowing.proposals(rows, then),
        request.GET,
        order=keyset.Order("created_at"),
        size=PROPOSALS,
    )
    proposals = found.rows if then is None else restoring.restored(found.rows, then)
    trees = queries.lineages(proposals, then=then)
    return {
        "page": found,
        "trees": [(tree, gates.missing(tree)) for tree in trees],
        "citation": citing.cite_page(request, then, entries_of(skill, trees)),
    }


def entries_of(skill: Skill, trees: list[queries.Lineage]) -> dict[str, Iterable[state.Entry]]:
    """What a page of the lineage shows, by table."""
    leaves = chain.from_iterable(
        (tree.proposal, *tree.validations, *tree.approvals, *tree.deploys) for tree in trees
    )
    tables: dict[str, Iterable[state.Entry]] = {}
    for row in (skill, *leaves):
        tables[row._meta.db_table] = (*tables.get(row._meta.db_table, ()), state.entry(row))
    return tables
