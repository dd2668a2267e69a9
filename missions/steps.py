"""The last acts as people read them: what undoing each would take back, or why it cannot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from missions.models import Mission, TimerAct

SENTENCES = {
    "start": "Started",
    "resume": "Resumed",
    "switch": "Switched to",
    "pause": "Paused",
    "shelve": "Stopped",
    "discard": "Left out the time of",
    "complete": "Completed",
    "log": "Logged time by hand on",
    "archive": "Archived",
    "restore": "Restored",
    "reopen": "Reopened",
    "trash": "Moved to the trash:",
    "put_back": "Put back:",
    "add": "Added an entry to",
    "change": "Changed an entry of",
    "split": "Split an entry of",
    "delete": "Deleted an entry of",
    "bulk_move": "Moved entries to",
    "bulk_delete": "Deleted entries, among them of",
    "trim": "Left out quiet time of",
    "move_rest": "Moved the rest of the time to",
}


@dataclass(frozen=True)
class Step:
    """An act that stands; `why_not` says what keeps it from being undone, if anything."""

    act: TimerAct
    why_not: str

    @property
    def sentence(self) -> str:
        return SENTENCES.get(self.act.act, self.act.act.capitalize())

    @property
    def entry_count(self) -> int:
        return len(self.act.before["entries"])


def of(acts: Iterable[TimerAct]) -> list[Step]:
    """ACTS as steps, each with what stands in its way by now."""
    acts = list(acts)
    touched = {int(pk) for act in acts for pk in act.after}
    missions = Mission.objects.in_bulk(touched)
    return [Step(act, _why_not(act, missions)) for act in acts]


def _why_not(act: TimerAct, missions: dict[int, Mission]) -> str:
    for key, version in act.after.items():
        mission = missions[int(key)]
        if mission.timer_version != version:
            return f"“{mission.name}” has changed since; undo that first."
    return ""
