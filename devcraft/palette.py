"""What the palette offers: acts on the clock, things to write, pages, and whatever is named so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from devcraft import commands, everywhere
from devcraft.commands import Command
from devcraft.models import User
from missions import board
from missions.desk import Desk
from missions.models import Mission, Status

FEW = 5
MOST_PAUSED = 3
LONGEST_NAME = 500
VERBS = {"start", "switch", "resume", "open"}
"""Words that say what to do with the mission that is named after them."""
CLOCK_STANDS = (Status.DONE, Status.ARCHIVED)


@dataclass(frozen=True)
class Group:
    label: str
    commands: list[Command]


def offered(user: User, desk: Desk, words: str) -> list[Group]:
    """What USER may do or open, by group; with WORDS only what they call, and what is so named."""
    typed = words.casefold().split()
    groups = [
        Group("Clock", [*_running(desk), *([] if typed else _waiting(user, desk)), _undo()]),
        Group("Write", commands.to_write()),
        Group("Go to", commands.pages(today=desk.today, is_staff=user.is_staff)),
    ]
    called = [Group(one.label, [c for c in one.commands if c.is_called(typed)]) for one in groups]
    named = _named(user, desk, words) if typed else []
    return [group for group in [*called, *named] if group.commands]


def of_agents(user: User, words: str, *, now: datetime) -> list[Group]:
    """Conversations and runs in which WORDS stand."""
    rooms = everywhere.agents(user, words, now=now)
    return [group for group in map(_group, rooms) if group.commands]


def _running(desk: Desk) -> list[Command]:
    if desk.running is None:
        return []
    mission = desk.running.mission
    return [
        _act("Pause", mission, "missions:mission_pause", key="p"),
        _act("Stop", mission, "missions:mission_shelve", key="x", note="keeps the time"),
        Command(
            f"Complete {mission.name}…",
            reverse("missions:mission_complete", args=[mission.pk]),
            "done finish",
        ),
    ]


def _undo() -> Command:
    return Command("Undo the last act", reverse("missions:undo"), "back", is_act=True)


def _waiting(user: User, desk: Desk) -> list[Command]:
    """Missions whose clock may run next: those that were paused, then the next in line."""
    paused = board.paused(user, MOST_PAUSED)
    running = desk.running.mission.pk if desk.running else None
    following = [one for one in board.next_up(user, FEW) if one not in paused]
    return [_start(desk, mission) for mission in [*paused, *following] if mission.pk != running]


def _start(desk: Desk, mission: Mission) -> Command:
    verb = "Switch to" if desk.running else "Resume" if mission.is_paused else "Start"
    return _act(verb, mission, "missions:mission_start")


def _act(verb: str, mission: Mission, name: str, *, key: str = "", note: str = "") -> Command:
    address = reverse(name, args=[mission.pk])
    return Command(f"{verb} {mission.name}", address, key=key, note=note, is_act=True)


def _named(user: User, desk: Desk, words: str) -> list[Group]:
    """Missions, entries of the journal and worlds, and at last what can be made of WORDS."""
    first, _, rest = words.partition(" ")
    verb, name = (first.casefold(), rest) if first.casefold() in VERBS else ("", words)
    found = everywhere.missions(user, name) if name else []
    opening = [
        Command(f"#{one.pk} {one.name}", one.get_absolute_url(), note=one.get_status_display())
        for one in found
    ]
    startable = [one for one in found if _may_start(user, desk, one)]
    starting = Group("Start the clock", [_start(desk, one) for one in startable])
    rooms = [] if verb else [_group(room) for room in everywhere.beside_missions(user, words)]
    if verb and verb != "open":
        return [starting, Group("Missions", opening)]
    return [Group("Missions", opening), starting, *rooms, _made_of(words)]


def _may_start(user: User, desk: Desk, mission: Mission) -> bool:
    is_running = desk.running is not None and desk.running.mission.pk == mission.pk
    is_open = mission.status not in CLOCK_STANDS
    return mission.owner_id == user.pk and is_open and not is_running


def _made_of(words: str) -> Group:
    create = reverse("missions:mission_create")
    name = (("name", words[:LONGEST_NAME]),)
    run = (*name, ("start", "yes"))
    return Group(
        f"With “{words[:60]}”",
        [
            Command("Search everything", f"{reverse('search')}?{urlencode({'q': words})}"),
            Command("Create a mission of this name", create, is_act=True, fields=name),
            Command("Create it and start its clock", create, is_act=True, fields=run),
        ],
    )


def _group(room: everywhere.Room) -> Group:
    return Group(room.label, [Command(place.name, place.address) for place in room.places])
