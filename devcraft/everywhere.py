"""Where words stand in every room: a few places of each, and where all of them are listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import Truncator

from agents.models import Run
from agents.runs import looking
from devcraft.models import User
from missions import journal_entries, search
from missions.models import Mission
from runtime_memory import finding, searching
from runtime_memory.excerpts import Piece
from worlds import gallery

FEW = 5
MOST_RANKED = 50
LONGEST = 200
"""Characters that are looked for."""
RECENT = timedelta(days=90)
"""How far back runs are looked through: no index knows their words."""


@dataclass(frozen=True)
class Place:
    """One thing that was found; PIECES are the part of its text that shows why."""

    name: str
    address: str
    words: str = ""
    pieces: tuple[Piece, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True)
class Room:
    """What was found of one kind; `all_of_it` is the list that goes on with the same words."""

    label: str
    places: list[Place]
    all_of_it: str


def desk(user: User, words: str) -> list[Room]:
    """Missions, entries of the journal and worlds of USER that hold WORDS."""
    return [
        _room("Missions", "missions:mission_list", _missions(user, words), q=words, status="all"),
        *beside_missions(user, words),
    ]


def beside_missions(user: User, words: str) -> list[Room]:
    """Entries of the journal and worlds of USER that hold WORDS."""
    return [
        _room("Journal", "journal:entry_list", _entries(user, words), q=words),
        _room("Worlds", "worlds:world_list", _worlds(user, words), q=words),
    ]


def agents(user: User, words: str, *, now: datetime) -> list[Room]:
    """What was said in conversations, and the runs of the last 90 days, with WORDS."""
    return [
        _room("Conversations", "runtime_memory:search", _turns(user, words), q=words),
        _room("Runs", "agents:run_list", _runs(user, words, now), text=words),
    ]


def _room(label: str, name: str, places: Iterable[Place], **query: str) -> Room:
    return Room(label, list(places), f"{reverse(name)}?{urlencode(query)}")


def missions(user: User, words: str) -> list[Mission]:
    """A few of the newest that hold WORDS; those that are called so come first."""
    rows = Mission.objects.visible_to(user).kept().filter(search.holding(words))
    typed = words.casefold().split()
    return sorted(rows.order_by("-id")[:MOST_RANKED], key=lambda one: not _is_called(one, typed))[
        :FEW
    ]


def _is_called(mission: Mission, typed: list[str]) -> bool:
    known = f"#{mission.pk} {mission.name}".casefold()
    return all(word in known for word in typed)


def _missions(user: User, words: str) -> Iterable[Place]:
    for mission in missions(user, words):
        text = Truncator(mission.description).chars(160)
        yield Place(f"#{mission.pk} {mission.name}", mission.get_absolute_url(), text)


def _entries(user: User, words: str) -> Iterable[Place]:
    for entry in journal_entries.found(user, words, FEW):
        text = Truncator(entry.content).chars(160)
        yield Place(f"{entry.day:%A %-d %B %Y}", entry.get_absolute_url(), text)


def _worlds(user: User, words: str) -> Iterable[Place]:
    rows = gallery.worlds(user, gallery.Wish(words=words)).prefetch_related(None)
    for world in rows.order_by("-state_saved_at", "-id")[:FEW]:
        yield Place(world.name, world.get_absolute_url(), at=world.state_saved_at)


def _turns(user: User, words: str) -> Iterable[Place]:
    hits = finding.page_of(finding.KINDS["turns"], searching.read(words), user, QueryDict())
    for hit in hits.rows[:FEW]:
        turn = hit.row
        at = f"{reverse('runtime_memory:session_detail', args=[turn.session_id])}?from="
        address = f"{at}{turn.turn_index}#turn-{turn.turn_index}"
        name = f"{turn.get_role_display()}, turn {turn.turn_index} of {turn.session.actor}"
        yield Place(name, address, pieces=tuple(hit.pieces), at=turn.created_at)


def _runs(user: User, words: str, now: datetime) -> Iterable[Place]:
    rows = Run.objects.visible_to(user).filter(started_at__gte=now - RECENT)
    rows = rows.filter(looking.INTO["text"](user, words)).select_related("agent")
    for run in rows.order_by("-started_at", "-pk")[:FEW]:
        named = " · ".join(part for part in (run.session, run.project, run.branch) if part)
        address = reverse("agents:run_detail", args=[run.pk])
        yield Place(run.agent.name, address, run.error or named, at=run.started_at)
