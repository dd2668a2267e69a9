"""A refused governed act is evidence too: a line of the chain, after the act was undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from devcraft.refusing import Kind, Refused
from runtime_memory import chain
from runtime_memory.models import Proposal

UNRECORDED = (Kind.MISSING, Kind.UNSAFE)


@contextmanager
def recorded(kind: str, proposal_id: str, *, now: datetime, **told: Any) -> Iterator[None]:
    """Add a line of KIND about the proposal when the body raises Refused, which goes on."""
    try:
        yield
    except Refused as refusal:
        if refusal.kind not in UNRECORDED:
            note(kind, proposal_id, now=now, field=refusal.field, rule=refusal.rule, **told)
        raise


@transaction.atomic
def note(kind: str, proposal_id: str, *, now: datetime, **told: Any) -> None:
    """A line of KIND about the proposal, if there is one: somebody was refused."""
    proposal = Proposal.objects.filter(pk=proposal_id).first()
    if proposal is not None:
        chain.append(kind=kind, subject=proposal, now=now, **told)
