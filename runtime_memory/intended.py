"""What a config or policy change would change, compared with what applies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devcraft.models import User
from devcraft.refusing import Refused
from runtime_memory import rulebook
from runtime_memory.active import active
from runtime_memory.canonical import parsed
from runtime_memory.comparing import Change as Difference
from runtime_memory.comparing import changes
from runtime_memory.models import Profile, Proposal
from runtime_memory.past import knowing
from runtime_memory.past.then import Then
from runtime_memory.proposed import Change, change_of
from runtime_memory.recording.profiles import KINDS


@dataclass(frozen=True)
class Intent:
    """`version` applies to what is changed, None when nothing does or it is the rules.

    `differences` is None when the content of that version cannot be read.
    """

    change: Change
    version: Profile | None
    differences: list[Difference] | None

    @property
    def is_of_rules(self) -> bool:
        return self.change.target == "policy"


def intent(
    proposal: Proposal, user: User | None, *, at: datetime, then: Then | None = None
) -> Intent | None:
    """What PROPOSAL would change of what applies at AT and USER, or for None anybody, may see.

    None when it has not the shape of such a change, as a code_patch or foreign evidence.
    """
    try:
        change = change_of(proposal.proposal_type, proposal.proposal_json)
    except Refused:
        return None
    if change is None:
        return None
    after = parsed(change.content, field="content")
    if change.target == "policy":
        return Intent(change, None, changes(rulebook.matrix_at(at).to_json(), after))
    rows: Any = KINDS[change.target]._default_manager.all()
    rows = rows if user is None else rows.visible_to(user)
    rows = rows if then is None else knowing.known(rows, then)
    version = active(rows, change.name, at, None).first()
    return Intent(change, version, _differences(version, change, after))


def _differences(
    version: Profile | None, change: Change, after: Mapping[str, Any]
) -> list[Difference] | None:
    if version is None:
        return changes({}, after)
    column = f"{change.target}_json"
    try:
        return changes(parsed(getattr(version, column), field=column), after)
    except Refused:
        return None
