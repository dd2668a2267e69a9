"""What can be done or opened from anywhere, as one list: the palette, its plain page and the
sheet of keys read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

KEYS = (
    ("n", "New mission"),
    ("s", "Start or switch to the first mission on the page"),
    ("p", "Pause or resume"),
    ("x", "Stop, keep the time, back to the list"),
    ("/", "Search everything"),
    ("?", "This list"),
)
"""The single keys, which a person may switch off."""
TO_WRITE = (
    ("New mission", "missions:mission_list", "create add todo", "#id_name"),
    ("New journal entry", "journal:entry_new", "write diary note", ""),
    ("New time entry", "missions:entry_add", "add log hours", ""),
    ("Tell agents about me", "journal:memory_new", "memory preference habit goal fact", ""),
    ("New agent", "agents:agent_new", "create", ""),
    ("New space", "agents:space_new", "chat create", ""),
    ("New budget", "agents:budget_new", "limit spend", ""),
)
"""A label, where it leads, other words it is found by, and the place on that page."""
PAGES = (
    ("Today", "today", "home front dashboard"),
    ("Waiting for you", "waiting", "bell questions answers notices"),
    ("Missions", "missions:mission_list", "board todo queue"),
    ("Time entries", "missions:time_list", "timesheet hours"),
    ("Journal", "journal:entry_list", "diary notes"),
    ("Moods", "journal:mood_days", "journal feeling"),
    ("What agents know of you", "journal:memory_list", "memory preference habit goal fact pattern"),
    ("Report of this week", "missions:report", "hours statistics"),
    ("Report of the year", "missions:report_year", "heatmap statistics"),
    ("Estimates against actual time", "missions:report_estimates", "report calibration"),
    ("Honesty", "missions:report_honesty", "report suspect ratings valor"),
    ("Calibration of predictions", "missions:calibration", "guess report"),
    ("Curator", "missions:curator_log", "enrichment log"),
    ("Files and calendar", "missions:exchange", "export import csv json ical toggl timewarrior"),
    ("Missions in the trash", "missions:mission_trash_list", "deleted undo"),
    ("Worlds", "worlds:world_list", "gallery 3d import"),
    ("Conversations", "runtime_memory:session_list", "memory sessions replay"),
    ("Workflows", "runtime_memory:run_list", "memory runs timeline"),
    ("Skills", "runtime_memory:skill_list", "memory proposals lineage"),
    ("Profiles of agents", "runtime_memory:profile_list", "memory behavior personality"),
    ("Search the memory", "runtime_memory:search", "find turns events"),
    ("Audit trail", "runtime_memory:audit", "chain verify proof"),
    ("Scorecard", "runtime_memory:scorecard", "invariants memory"),
    ("Agents", "agents:agent_list", "living"),
    ("Runs", "agents:run_list", "agents cycles waterfall"),
    ("Spaces", "agents:space_list", "chat talk messages"),
    ("Stop all agents", "agents:stop_all", "halt pause emergency"),
    ("Billing", "agents:billing", "cost money spend usage tokens"),
    ("Budgets", "agents:budget_list", "limit cost"),
    ("Requests", "agents:request_list", "cost tokens usage"),
    ("Prices", "agents:price_list", "cost book plans"),
    ("Models compared", "agents:model_list", "cost"),
    ("Failing tools", "agents:tool_list", "errors"),
    ("Unassigned work", "agents:unassigned", "link mission cost"),
    ("Telemetry", "agents:post_list", "otlp opentelemetry"),
    ("Profile", "missions:profile", "level xp avatar"),
    ("Settings", "settings", "zone theme keys password"),
    ("Gamification", "missions:gamification", "settings switch off level points"),
    ("Notifications", "notifications", "settings browser tab title icon favicon"),
    ("Client keys", "client_keys", "settings api token"),
    ("Network", "network", "settings outbound"),
    ("Keyboard", "keys", "settings shortcuts help"),
)
OF_STAFF = (("Admin", "admin:index", "staff approvals tables"),)
DAYS = (
    ("Today’s time, as a strip", "missions:time_day", "day entries edit"),
    ("This week’s time, as a calendar", "missions:time_week", "entries edit"),
)


@dataclass(frozen=True)
class Command:
    """A page to open, or with `is_act` a POST; `fields` go along, `words` also find it.

    `key` is the single key that does the same.
    """

    label: str
    address: str
    words: str = ""
    key: str = ""
    note: str = ""
    is_act: bool = False
    fields: tuple[tuple[str, str], ...] = ()

    def is_called(self, words: list[str]) -> bool:
        """Whether each of WORDS, folded, begins a word of this."""
        known = f"{self.label} {self.words}".casefold().split()
        return all(any(one.startswith(word) for one in known) for word in words)


def to_write() -> list[Command]:
    keys = {label: key for key, label in KEYS}
    return [
        Command(label, reverse(name) + place, words, key=keys.get(label, ""))
        for label, name, words, place in TO_WRITE
    ]


def pages(*, today: date, is_staff: bool) -> list[Command]:
    """Every main page that somebody may open; days are shown around TODAY."""
    found = [Command(label, reverse(name), words) for label, name, words in PAGES]
    days = [Command(label, reverse(name, args=[today]), words) for label, name, words in DAYS]
    staff = OF_STAFF if is_staff else ()
    return [*found, *days, *(Command(label, reverse(name), words) for label, name, words in staff)]
