"""For whom an agent acts on missions, worlds and memory: its owner, with no right beyond.

An agent of nobody, or of an account that is switched off, acts for nobody and has none of
these acts.
"""

from __future__ import annotations

from agents.living.acting.acts import Acting
from agents.models import Run
from devcraft.models import User
from devcraft.refusing import Kind, Refused


def has_owner(run: Run) -> bool:
    return run.owner is not None and run.owner.is_active


def owner_of(acting: Acting) -> User:
    """The person whose rights hold for ACTING. Raises Refused."""
    owner = acting.run.owner
    if owner is None or not owner.is_active:
        raise Refused("tool", "is for agents that belong to somebody", Kind.FORBIDDEN)
    return owner


def signature(acting: Acting) -> str:
    """How histories name the agent; no person and no curator is called so."""
    return f"agent:{acting.run.agent.slug}"
