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

from devcraft import clock, keyset
from devcraft.http import Request, page
from runtime_memory import gates, judging, listing, queries
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
    found = page_of(request, wish, past.then)
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


def page_of(request: Request, wish: listing.Wish, then: Then | None) -> keyset.Page[Skill]:
    order = keyset.Order("learned_at")
    if then is not None:
        rows = rows_of(request, wish, then)
        return keyset.page_of(rows, request.GET, order=order, size=SIZE)
    return listing.page_of(
        Skill.objects.defer("metadata_json"),
        request.user,
        request.GET,
        wish,
        inside=INSIDE,
        order=order,
        size=SIZE,
    )


def rows_of(request: Request, wish: listing.Wish, then: Then) -> QuerySet[Skill]:
    rows: QuerySet[Skill] = Skill.objects.visible_to(request.user)
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
        rows.timed().counted() if then is None else knowing.proposals(rows, then),
        request.GET,
        order=keyset.Order("created_at"),
        size=PROPOSALS,
    )
    proposals = found.rows if then is None else restoring.restored(found.rows, then)
    trees = queries.lineages(proposals, decisions=False, then=then)
    return {
        "page": found,
        "trees": [(tree, gates.missing(tree)) for tree in trees],
        "verdicts": judging.verdicts(trees, now=clock.now()) if then is None else {},
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
