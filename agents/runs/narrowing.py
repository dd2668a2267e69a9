"""What the address of the list of runs asks for."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from agents.models import Agent, EventType, Run, RunOrigin, RunStatus
from agents.runs import looking
from agents.usage.periods import ALL, Chosen
from devcraft import keyset
from devcraft.forms import whole_number
from devcraft.keyset import Page
from devcraft.models import User
from runtime_memory import listing
from runtime_memory.listing import Filter, Wish

SIZE = 50
MOST_AGENTS = 200
NOBODY = (("", "Nobody"),)
COLUMNS = {
    "status": "status",
    "origin": "origin",
    "trigger": "trigger_type",
    "project": "project",
}
TYPED = ("model", "tool", "mission", "project", "text")
DEAR = ("errors", "model", "tool", "text")
"""Filters that no index answers."""
QUARTER = "quarter"
LATEST = keyset.Order("started_at")


def wish(user: User, query: QueryDict) -> Wish:
    """The filters with what they may be; a value that is none of it is left out and said."""
    agents = _named(_agents(user)[:MOST_AGENTS])
    asked = listing.typed(query, "agent")
    if asked and asked not in dict(agents):
        agents += _named(_agents(user).filter(_is(asked)))
    filters = (
        Filter("agent", "Agent", agents or NOBODY),
        Filter("status", "Status", tuple(RunStatus.choices)),
        Filter("origin", "Origin", tuple(RunOrigin.choices)),
        Filter("trigger", "Trigger", tuple(EventType.choices)),
        Filter("errors", "Errors", (("yes", "With errors"),)),
        *(Filter(name, name.capitalize()) for name in TYPED),
    )
    return _checked(listing.read(query, filters))


def usual_period(found: Wish) -> str:
    """All time, or ninety days where every run has to be looked into."""
    return QUARTER if any(value for one, value in found.filters if one.name in DEAR) else ALL


def page_of(
    user: User, query: QueryDict, found: Wish, chosen: Chosen, *, size: int = SIZE
) -> Page[Run]:
    """The newest first; the own and the shared ones each by their index."""
    runs = _narrowed(Run.objects.visible_to(user), user, found)
    if chosen.name != ALL:
        period = chosen.period
        runs = runs.filter(started_at__gte=period.begins_at, started_at__lt=period.ends_at)
    runs = runs.select_related("agent")
    return keyset.paginate(
        [runs.filter(owner=user), runs.filter(owner=None)],
        order=LATEST,
        before=query.get("before", ""),
        after=query.get("after", ""),
        size=size,
        one_by_one=True,
    )


def _checked(found: Wish) -> Wish:
    """Without a mission that is no number."""
    asked = next(value for one, value in found.filters if one.name == "mission")
    if not asked or whole_number(asked):
        return found
    said = f"Mission must be the number of a mission, not “{asked[:40]}”; it was left out."
    kept = tuple((one, "" if one.name == "mission" else value) for one, value in found.filters)
    return Wish(kept, found.words, (*found.unknown, said))


def _narrowed(runs: QuerySet[Run], user: User, found: Wish) -> QuerySet[Run]:
    chosen = {one.name: value for one, value in found.filters if value}
    for name, column in COLUMNS.items():
        if name in chosen:
            runs = runs.filter(**{column: chosen[name]})
    if "agent" in chosen:
        runs = runs.filter(_is(chosen["agent"], "agent__"))
    for name, condition in looking.INTO.items():
        if name in chosen:
            runs = runs.filter(condition(user, chosen[name]))
    return runs


def _agents(user: User) -> Any:
    return Agent.objects.visible_to(user).order_by("name", "pk")


def _named(agents: Iterable[Agent]) -> tuple[tuple[str, str], ...]:
    """What an address calls each agent, and its name. Foreign ones have no slug."""
    return tuple((agent.slug or str(agent.pk), agent.name) for agent in agents)


def _is(asked: str, path: str = "") -> Q:
    """The agent that an address calls ASKED."""
    try:
        return Q(**{f"{path}pk": uuid.UUID(asked)})
    except ValueError:
        return Q(**{f"{path}slug": asked})
