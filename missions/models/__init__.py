"""Document 1 without worlds and tokens, one module per aggregate."""

from missions.models.growth import Profile, ScoreEntry, ScoreKind, XpEntry
from missions.models.history import CarbonModelEntry, Decision, HistoryEntry, Note, NoteType
from missions.models.journal import (
    AppConfig,
    CuratorLog,
    CuratorStatus,
    Journal,
    Memory,
    MemoryCategory,
)
from missions.models.missions import (
    LEVEL_NAMES,
    ExecutionMode,
    Horizon,
    Mission,
    Origin,
    Status,
)
from missions.models.time import (
    CloseReason,
    DayTotal,
    EntryKind,
    EntrySource,
    LocalDay,
    TimeEntry,
    TimerAct,
)

__all__ = [
    "LEVEL_NAMES",
    "AppConfig",
    "CarbonModelEntry",
    "CloseReason",
    "CuratorLog",
    "CuratorStatus",
    "DayTotal",
    "Decision",
    "EntryKind",
    "EntrySource",
    "ExecutionMode",
    "HistoryEntry",
    "Horizon",
    "Journal",
    "LocalDay",
    "Memory",
    "MemoryCategory",
    "Mission",
    "Note",
    "NoteType",
    "Origin",
    "Profile",
    "ScoreEntry",
    "ScoreKind",
    "Status",
    "TimeEntry",
    "TimerAct",
    "XpEntry",
]
