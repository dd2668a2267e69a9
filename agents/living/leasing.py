"""The right to think for an agent: one holder at a time, told apart by a rising fence.

Whoever takes a lease raises its fence. Every later write of the cycle goes through
`writing`, which renews the lease by compare-and-set on that fence: a holder whose lease
was taken meanwhile, however long it slept, writes nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from agents.models import AgentLease

LENGTH = timedelta(seconds=60)
"""How long a worker may be gone before another takes over."""
RENEWED_AFTER = timedelta(seconds=15)


class LeaseLost(Exception):
    """Another holder thinks for the agent by now."""


class Thinking(Exception):
    """Somebody holds the lease right now."""


@dataclass(frozen=True)
class Lease:
    agent_id: uuid.UUID
    holder: str
    fence: int


@transaction.atomic
def take(agent_id: uuid.UUID, *, holder: str, now: datetime) -> Lease | None:
    """The lease of an agent for HOLDER; None while another holds it or the agent rests."""
    if not (_taken(agent_id, holder, now) or (_made(agent_id) and _taken(agent_id, holder, now))):
        return None
    return _as_held(agent_id, holder)


def _taken(agent_id: uuid.UUID, holder: str, now: datetime) -> bool:
    rested = Q(resting_until=None) | Q(resting_until__lte=now)
    free = Q(holder="") | Q(expires_at__lte=now)
    taken = AgentLease.objects.filter(free, rested, agent_id=agent_id).update(
        holder=holder,
        fence=F("fence") + 1,
        expires_at=now + LENGTH,
        resting_until=None,
        rest_reason="",
    )
    return bool(taken)


def _made(agent_id: uuid.UUID) -> bool:
    """Make the lease of an agent that thinks for the first time."""
    return AgentLease.objects.get_or_create(agent_id=agent_id)[1]


def seize(agent_id: uuid.UUID, *, holder: str, now: datetime) -> Lease:
    """Take the lease of an agent from whoever holds it; from here on they write nothing."""
    AgentLease.objects.get_or_create(agent_id=agent_id)
    AgentLease.objects.filter(agent_id=agent_id).update(
        holder=holder,
        fence=F("fence") + 1,
        expires_at=now + LENGTH,
        resting_until=None,
        rest_reason="",
    )
    return _as_held(agent_id, holder)


@contextmanager
def writing(lease: Lease, *, now: datetime) -> Iterator[None]:
    """A transaction that only the holder of LEASE gets into. Raises LeaseLost."""
    with transaction.atomic():
        _change(lease, expires_at=now + LENGTH)
        yield


@contextmanager
def nobody_thinks(agent_id: uuid.UUID, *, now: datetime) -> Iterator[None]:
    """A transaction in which no cycle can begin or save. Raises Thinking.

    A run may be open: it rests, waits, or was left behind, and goes on with what is then.
    """
    with transaction.atomic():
        AgentLease.objects.get_or_create(agent_id=agent_id)
        free = AgentLease.objects.filter(Q(holder="") | Q(expires_at__lte=now), agent_id=agent_id)
        if not free.update(holder="", expires_at=None, fence=F("fence") + 1):
            raise Thinking
        yield


def release(lease: Lease) -> None:
    """Give LEASE back, if it still is ours; nobody needs to wait for its end."""
    _mine(lease).update(holder="", expires_at=None)


def keep(holder: str, *, now: datetime) -> int:
    """Renew all leases of HOLDER that nobody took; returns how many."""
    return AgentLease.objects.filter(holder=holder).update(expires_at=now + LENGTH)


def leave(holder: str) -> int:
    """Give all leases of HOLDER back; whatever of it still runs writes nothing any more."""
    return AgentLease.objects.filter(holder=holder).update(
        holder="", expires_at=None, fence=F("fence") + 1
    )


def succeed(lease: Lease) -> None:
    _change(lease, failures=0)


def rest(lease: Lease, *, until: datetime, reason: str, is_failure: bool = True) -> None:
    """Give LEASE back and let the agent rest. Raises LeaseLost."""
    _change(
        lease,
        holder="",
        expires_at=None,
        failures=F("failures") + int(is_failure),
        resting_until=until,
        rest_reason=reason,
    )


def wake(agent_id: uuid.UUID) -> bool:
    """End the rest of an agent; False when it does not rest."""
    rests = AgentLease.objects.filter(agent_id=agent_id, resting_until__isnull=False)
    return bool(rests.update(resting_until=None, rest_reason=""))


def failures(lease: Lease) -> int:
    """How many times in a row this agent had to rest."""
    return AgentLease.objects.values_list("failures", flat=True).get(agent_id=lease.agent_id)


def _as_held(agent_id: uuid.UUID, holder: str) -> Lease:
    fence = AgentLease.objects.values_list("fence", flat=True).get(agent_id=agent_id)
    return Lease(agent_id, holder, fence)


def _change(lease: Lease, **columns: object) -> None:
    if not _mine(lease).update(**columns):
        raise LeaseLost


def _mine(lease: Lease) -> QuerySet[AgentLease]:
    return AgentLease.objects.filter(
        agent_id=lease.agent_id, holder=lease.holder, fence=lease.fence
    )
