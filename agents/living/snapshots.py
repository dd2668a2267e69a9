"""Keeps a consciousness as it is, from time to time and before it is changed by force.

Automatic snapshots give way to newer ones; what a person took, and what stood there before
a restore, stays.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from agents.models import AgentConsciousness, ConsciousnessSnapshot, SnapshotReason
from devcraft.models import User

EVERY = 50
EARLY = frozenset({1, 10, 25})
"""Cycles of a young agent after which one is taken too."""
KEPT = 10
SPACING = 10
"""Cycles between two automatic ones before a compaction, which archives what it takes out."""
AUTOMATIC = [SnapshotReason.AUTO.value, SnapshotReason.PRE_COMPACT.value]


def take(
    held: AgentConsciousness,
    reason: SnapshotReason,
    *,
    now: datetime,
    note: str = "",
    by: User | None = None,
) -> ConsciousnessSnapshot:
    """Keep HELD as it is in memory; call it in the transaction that changes it."""
    AgentConsciousness.objects.select_for_update().values_list("pk").get(pk=held.pk)
    own = ConsciousnessSnapshot.objects.filter(agent_entity=held.agent_entity_id)
    highest = own.aggregate(highest=Max("number"))["highest"] or 0
    made = ConsciousnessSnapshot.objects.create(
        agent_entity_id=held.agent_entity_id,
        number=highest + 1,
        reason=reason,
        note=note,
        messages=held.messages,
        cycles=held.cycles,
        cycle_count=held.cycle_count,
        token_estimate=held.token_estimate,
        taken_at=now,
        taken_by=by,
    )
    _thin(held)
    return made


def is_due(cycle_number: int) -> bool:
    """Whether one is taken after the cycle CYCLE_NUMBER."""
    return cycle_number in EARLY or cycle_number % EVERY == 0


def is_due_before_compaction(held: AgentConsciousness) -> bool:
    newest = (
        ConsciousnessSnapshot.objects.filter(
            agent_entity=held.agent_entity_id, reason__in=AUTOMATIC
        )
        .order_by("-number")
        .values_list("cycle_count", flat=True)
        .first()
    )
    return newest is None or held.cycle_count - newest >= SPACING


def _thin(held: AgentConsciousness) -> None:
    automatic = ConsciousnessSnapshot.objects.filter(
        agent_entity=held.agent_entity_id, reason__in=AUTOMATIC
    )
    newest = list(automatic.order_by("-number").values_list("number", flat=True)[:KEPT])
    if len(newest) == KEPT:
        automatic.filter(number__lt=newest[-1]).delete()
