"""Which tables an archive carries, in the order that references need, and whose rows they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.apps import apps
from django.db.models import AutoField, BigAutoField, Field, ForeignKey, Model

OWN_MARKS = ("import_batch", "sequence")
"""What a desk notes of evidence for itself."""


class Meeting(Enum):
    """What happens to a row whose unique value somebody here has already."""

    RENAMED = "renamed"
    EMPTIED = "emptied"
    LEFT = "left out"


@dataclass(frozen=True)
class Unique:
    """Columns that are unique on the whole desk, and what becomes of a row that meets another."""

    names: tuple[str, ...]
    meeting: Meeting


@dataclass(frozen=True)
class Table:
    """`of` leads to the account, or to a row of another table of the archive, whose part a row
    is. `only` names the columns of a table that is not carried whole; `drops` those that stay
    behind. Of a `single` one an account has one row, which is written over.
    """

    label: str
    of: str = "owner"
    only: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    order: tuple[str, ...] = ("pk",)
    uniques: tuple[Unique, ...] = ()
    single: bool = False

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)

    @property
    def file(self) -> str:
        return f"tables/{self.label}.jsonl"

    @property
    def numbered(self) -> bool:
        """Whether the database gives the rows their ids."""
        return isinstance(self.model._meta.pk, AutoField | BigAutoField)

    @property
    def fields(self) -> list[Field[Any, Any]]:
        """The columns that a line holds beside the row's id."""
        return [field for field in self.model._meta.concrete_fields if self._is_carried(field)]

    def _is_carried(self, field: Field[Any, Any]) -> bool:
        if field.primary_key or field.generated:
            return False
        if self.only:
            return field.name in self.only
        return field.name != "owner" and field.name not in self.drops


def unique(*names: str, meeting: Meeting) -> tuple[Unique, ...]:
    return (Unique(names, meeting),)


RENAMED, EMPTIED, LEFT = Meeting.RENAMED, Meeting.EMPTIED, Meeting.LEFT
SOURCES = unique("source", "table", "source_id", meeting=LEFT)
VERSIONS = unique("profile_name", "version", meeting=LEFT)


def evidence(label: str, of: str = "owner", *, uniques: tuple[Unique, ...] = ()) -> Table:
    """A table of runtime memory: elsewhere its rows are imported evidence, frozen as they are."""
    order = ("sequence", "pk")
    return Table(f"runtime_memory.{label}", of, drops=OWN_MARKS, order=order, uniques=uniques)


ACCOUNT = Table(
    "devcraft.User",
    "pk",
    only=("zone", "day_start_hour", "theme", "has_single_keys"),
    single=True,
)
MISSIONS = (
    Table("missions.Profile", single=True),
    Table("missions.Mission"),
    Table("missions.TimeEntry"),
    Table("missions.EntryEdit", "entry"),
    Table("missions.ScoreEntry"),
    Table("missions.XpEntry"),
    Table("missions.HistoryEntry", "mission"),
    Table("missions.Note", "mission"),
    Table("missions.CarbonModelEntry"),
    Table("missions.WorkSign"),
    Table("missions.CuratorLog"),
    Table("missions.TimeImport"),
    Table("missions.Journal"),
    Table("missions.JournalVersion", "entry"),
    Table("missions.JournalTag", "entry"),
    Table("missions.JournalMention", "entry"),
    Table("missions.Memory"),
    Table("missions.MemoryUse", "memory"),
)
WORLDS = (
    Table("worlds.WorldState", "", only=("created_at",)),
    Table("worlds.World", uniques=unique("share_id", meeting=RENAMED)),
    Table("worlds.WorldTag", "world"),
    Table("worlds.WorldChange", "world"),
    Table("worlds.WorldSnapshot", "world"),
    Table("worlds.WorldDay", "world"),
    Table("worlds.PendingSave", "author", drops=("author",)),
)
MEMORY = (
    evidence("Session"),
    evidence("Turn", "session"),
    evidence("WorkflowRun"),
    evidence("WorkflowStep", "workflow_run"),
    evidence("TaskEvent", "workflow_run"),
    evidence("Skill", uniques=unique("skill_key", "learned_at", meeting=LEFT)),
    evidence("BehaviorProfile", uniques=VERSIONS),
    evidence("PersonalityProfile", uniques=VERSIONS),
    evidence("Proposal", "skill"),
    evidence("Validation", "proposal"),
    evidence("Approval", "proposal"),
    evidence("DeployOutcome", "proposal"),
)
AGENTS = (
    Table(
        "agents.Agent",
        uniques=unique("name", meeting=RENAMED) + unique("slug", meeting=RENAMED),
    ),
    Table("agents.AgentConfig", "agent"),
    Table("agents.Entity", uniques=unique("external_id", meeting=EMPTIED)),
    Table("agents.AgentConsciousness", "agent_entity__owner"),
    Table("agents.SmartSpace"),
    Table("agents.SmartSpaceMembership", "smart_space"),
    Table("agents.Run", "agent"),
    Table("agents.RunStep", "run"),
    Table("agents.ToolCall", "run", uniques=unique("idempotency_key", meeting=RENAMED)),
    Table(
        "agents.SmartSpaceMessage",
        "smart_space",
        order=("smart_space", "seq"),
        uniques=unique("idempotency_key", meeting=EMPTIED),
    ),
    Table("agents.PendingToolCall", "call"),
    Table("agents.InboxEvent", "agent_entity__owner", drops=OWN_MARKS, order=("sequence", "pk")),
    Table("agents.ArchivedCycle", "agent_entity__owner"),
    Table("agents.ConsciousnessSnapshot", "agent_entity__owner"),
    Table("agents.AgentMemory", "entity__owner"),
    Table("agents.Goal", "entity__owner"),
    Table("agents.Plan", "entity__owner"),
    Table("agents.AgentChange", "agent"),
    Table("agents.UsageEvent"),
    Table("agents.UsageRevision", "event"),
    Table("agents.MissionLink"),
    Table("agents.FlatPlan"),
    Table("agents.Budget"),
    Table("agents.BudgetNotice", "budget"),
    Table("agents.MetricSeries"),
)
IMPORTS = (
    Table("devcraft.SourceRow", uniques=SOURCES),
    Table("devcraft.RawRow", uniques=SOURCES),
)
TABLES = (ACCOUNT, *MISSIONS, *WORLDS, *MEMORY, *AGENTS, *IMPORTS)
BY_LABEL = {table.label: table for table in TABLES}


def target_of(field: object) -> type[Model]:
    """The model that a reference points at."""
    if not isinstance(field, ForeignKey):
        raise TypeError(f"{field} is no reference")
    model: type[Model] = field.related_model
    return model


def of_model(model: type[Model]) -> Table | None:
    return BY_LABEL.get(model._meta.label)
