"""What every agent can do by itself: speak, remember, want, plan, end its cycle.

Those that belong to somebody also work on missions, worlds and memory, with the rights of
their owner.

All of it happens in our own database, in the transaction that records the call as done.
"""

from __future__ import annotations

from agents.living.acting import (
    building,
    ending,
    maturing,
    memory,
    minding,
    missions,
    peeking,
    person,
    planning,
    recall,
    talking,
    visiting,
    worlds,
)
from agents.living.acting.acts import Act
from agents.living.acting.serving import has_owner
from agents.models import Run

MODULES = (talking, visiting, peeking, minding, planning, recall, ending)
ACTS: dict[str, Act] = {act.offered.name: act for module in MODULES for act in module.ACTS}
FOR_OWNERS = (missions, maturing, worlds, building, memory, person)
OWNERS: dict[str, Act] = {act.offered.name: act for module in FOR_OWNERS for act in module.ACTS}


def of_run(run: Run) -> dict[str, Act]:
    """What RUN's agent can do, by name."""
    return ACTS | OWNERS if has_owner(run) else ACTS
