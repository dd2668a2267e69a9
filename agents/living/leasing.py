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

LENGTH = timedelta(seconds=90)
"""Longer than any single call of a provider or a tool may take."""


class LeaseLost(Exception):
    """Another holder thinks for the agent by now."""


@dataclass(frozen=True)
class Lease:
    agent_id: uuid.UUID
    holder: str
    fence: int


@transaction.atomic
def take(agent_id: uuid.UUID, *, holder: str, now: datetime) -> Lease | None:
    """The lease of an agent for HOLDER; None while another holds it or the agent rests."""
    AgentLease.objects.get_or_create(agent_id=agent_id)
    rested = Q(resting_until=None) | Q(resting_until__lte=now)
    free = Q(holder="") | Q(expires_at__lte=now)
    taken = AgentLease.objects.filter(free, rested, agent_id=agent_id).update(
        holder=holder,
        fence=F("fence") + 1,
        expires_at=now + LENGTH,
        resting_until=None,
        rest_reason="",
    )
    if not taken:
        return None
    fence = AgentLease.objects.values_list("fence", flat=True).get(agent_id=agent_id)
    return Lease(agent_id, holder, fence)


@contextmanager
def writing(lease: Lease, *, now: datetime) -> Iterator[None]:
    """A transaction that only the holder of LEASE gets into. Raises LeaseLost."""
    with transaction.atomic():
        _change(lease, expires_at=now + LENGTH)
        yield


def release(lease: Lease) -> None:
    """Give LEASE back, if it still is ours; nobody needs to wait for its end."""
    _mine(lease).update(holder="", expires_at=None)


def succeed(lease: Lease) -> None:
    _change(lease, failures=0)


def rest(lease: Lease, *, until: datetime, reason: str) -> None:
    """Give LEASE back and let the agent rest. Raises LeaseLost."""
    _change(
        lease,
        holder="",
        expires_at=None,
        failures=F("failures") + 1,
        resting_until=until,
        rest_reason=reason,
    )


def failures(lease: Lease) -> int:
    """How many times in a row this agent had to rest."""
    return AgentLease.objects.values_list("failures", flat=True).get(agent_id=lease.agent_id)


def _change(lease: Lease, **columns: object) -> None:
    if not _mine(lease).update(**columns):
        raise LeaseLost


def _mine(lease: Lease) -> QuerySet[AgentLease]:
    return AgentLease.objects.filter(
        agent_id=lease.agent_id, holder=lease.holder, fence=lease.fence
    )
