"""The behaviour and personality an agent thinks by, chosen when its run begins.

A profile is an agent's by its name: the agent's slug, else the name that its owner signs in
with, which holds for all their agents. Only versions count that are the owner's or shared,
and none that an import brought. A run keeps which ones it had, so that it can be explained
when others are active.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from agents.models import Agent, Run
from runtime_memory import active
from runtime_memory.models import BehaviorProfile, PersonalityProfile, Profile

KINDS: dict[str, type[Profile]] = {
    "behavior": BehaviorProfile,
    "personality": PersonalityProfile,
}


def chosen(agent: Agent, *, at: datetime) -> dict[str, dict[str, Any]]:
    """What a run of AGENT that begins AT is to keep: id, name and version by kind."""
    found = {kind: _active(model, agent, at) for kind, model in KINDS.items()}
    return {
        kind: {"id": row.pk, "name": row.profile_name, "version": row.version}
        for kind, row in found.items()
        if row is not None
    }


def of_run(run: Run) -> list[Profile]:
    """The versions that RUN began with; later ones wait for the next run."""
    kept = run.profiles or {}
    return [
        row
        for kind, model in KINDS.items()
        if kind in kept
        for row in model._default_manager.filter(pk=kept[kind]["id"])
    ]


def told(run: Run) -> list[str]:
    """The versions of RUN in words, such as behavior tom v3."""
    return [f"{kind} {row['name']} v{row['version']}" for kind, row in (run.profiles or {}).items()]


def content(profile: Profile) -> Any:
    return json.loads(getattr(profile, f"{profile.kind}_json"))


def _active(model: type[Profile], agent: Agent, at: datetime) -> Profile | None:
    rows = model._default_manager.filter(import_batch=None)
    rows = rows.filter(owner=None) if agent.owner is None else rows.visible_to(agent.owner)
    names = [agent.slug, agent.owner.get_username()] if agent.owner else [agent.slug]
    found = (active.active(rows, name, at, None).first() for name in names)
    return next((row for row in found if row is not None), None)
