"""What a proposal would change: its content beside that of the version in force."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from runtime_memory.active import active
from runtime_memory.comparing import Change as Place
from runtime_memory.comparing import changes
from runtime_memory.models import Profile, Proposal
from runtime_memory.policy_matrix import DEFAULT
from runtime_memory.proposed import Change, change_of
from runtime_memory.recording.profiles import KINDS
from runtime_memory.refusing import Refused


@dataclass(frozen=True)
class Effect:
    """The `change` of a profile, the version in force before it, and every place that differs."""

    change: Change
    before: Profile | None
    places: list[Place]

    @property
    def before_name(self) -> str:
        if self.before is not None:
            return f"version {self.before.version}"
        return "the built-in rules" if self.change.target == "policy" else "no version yet"


def effect_of(proposal: Proposal, *, now: datetime) -> Effect | None:
    """What PROPOSAL would change at NOW; None for a code_patch and for content of no shape."""
    try:
        change = change_of(proposal.proposal_type, proposal.proposal_json)
    except Refused:
        return None
    if change is None:
        return None
    versions = KINDS[change.target]._default_manager.all()
    before = active(versions, change.name, change.starts(now), None).first()
    return Effect(change, before, changes(_content(before, change), json.loads(change.content)))


def _content(before: Profile | None, change: Change) -> dict[str, object]:
    if before is None:
        return DEFAULT.to_json() if change.target == "policy" else {}
    value = json.loads(getattr(before, f"{change.target}_json"))
    return value if isinstance(value, dict) else {}
