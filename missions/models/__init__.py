"""Document 1 without worlds and tokens, one module per aggregate."""

from missions.models.edits import EntryEdit
from missions.models.exchange import CalendarLink, FileKind, TimeImport
from missions.models.growth import Profile, ScoreEntry, ScoreKind, XpEntry
from missions.models.history import CarbonModelEntry, Decision, HistoryEntry, Note, NoteType
from missions.models.hours import HourTotal
from missions.models.journal import (
    AppConfig,
    CuratorLog,
    CuratorStatus,
    Journal,
    Memory,
    MemoryCategory,
)
from missions.models.journal_parts import JournalMention, JournalTag, JournalVersion, MemoryUse
from missions.models.missions import (
    LEVEL_NAMES,
    ExecutionMode,
    Horizon,
    Mission,
    Origin,
    Status,
)
from missions.models.signs import WorkSign
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
    "CalendarLink",
    "CarbonModelEntry",
    "CloseReason",
    "CuratorLog",
    "CuratorStatus",
    "DayTotal",
    "Decision",
    "EntryEdit",
    "EntryKind",
    "EntrySource",
    "ExecutionMode",
    "FileKind",
    "HistoryEntry",
    "Horizon",
    "HourTotal",
    "Journal",
    "JournalMention",
    "JournalTag",
    "JournalVersion",
    "LocalDay",
    "Memory",
    "MemoryCategory",
    "MemoryUse",
    "Mission",
    "Note",
    "NoteType",
    "Origin",
    "Profile",
    "ScoreEntry",
    "ScoreKind",
    "Status",
    "TimeEntry",
    "TimeImport",
    "TimerAct",
    "WorkSign",
    "XpEntry",
]
