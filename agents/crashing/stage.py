"""Where workers are killed: in the process that has a database of its own for that.

It prints one JSON object per line: each order with the kills it took, and at the end what
the database says of all of them.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents.crashing import desk, dying, evidence
from agents.crashing.desk import Desk
from agents.crashing.effects import ANNOUNCE, SHIP
from agents.crashing.toolserver import AFTER, BEFORE
from agents.living.cycle import Outcome
from agents.models import InboxEvent, InboxStatus
from devcraft.models import User

KILLS_IN_A_ROW = 3
"""An event that broke five cycles is given up; nobody here is killed so often over one."""
IN_A_TOOL = 0.25
WORDS = {BEFORE: "before its effect", AFTER: "after its effect"}
Say = Callable[[dict[str, Any]], None]


class Survived(Exception):
    """A worker ended otherwise than by SIGKILL or by itself."""


@dataclass(frozen=True)
class Aim:
    """Before which statement a worker is killed, or in which tool."""

    statement: int = 0
    tool: str = ""
    fate: str = ""

    @property
    def fates(self) -> dict[str, str]:
        return {self.tool: self.fate} if self.tool else {}


def run(url: str, *, kills: int, seed: int, now: datetime, say: Say) -> None:
    """Kill KILLS workers of an agent whose tools are below URL, and SAY what came of it."""
    owner = User.objects.create_user("crash-test")
    scene = desk.opened(owner, url, asks=False, now=now)
    chance = random.Random(seed)  # noqa: S311 -- where to kill, not a secret
    orders: list[str] = []
    killed, statements = 0, 0
    while killed < kills or not orders:
        orders.append(f"order {len(orders) + 1}")
        scene.tell(orders[-1])
        places: list[str] = []
        if not statements:
            statements = _length(scene)
        while _is_open(scene):
            spares = killed + len(places) >= kills or len(places) >= KILLS_IN_A_ROW
            aim = Aim() if spares else _aim(chance, statements)
            places += _work(scene, aim)
        killed += len(places)
        asked = evidence.gather(scene.agent).asked
        say({"order": orders[-1], "killed": places, "asked": bool(asked[orders[-1]])})
    say({"orders": orders, "kills": killed, **_found(scene)})


def _aim(chance: random.Random, statements: int) -> Aim:
    if chance.random() < IN_A_TOOL:
        return Aim(tool=chance.choice([SHIP, ANNOUNCE]), fate=chance.choice([BEFORE, AFTER]))
    return Aim(statement=chance.randint(1, statements))


def _work(scene: Desk, aim: Aim) -> list[str]:
    """Let a worker think in a process of its own; where it was killed, if it was."""
    scene.later()

    def act(tell: Callable[[str], None]) -> None:
        def end(where: str) -> None:
            tell(where)
            dying.kill(where)

        outcome = _think(scene, aim, dying.Watch(aim.statement, afterwards=end))
        if outcome not in (Outcome.SAVED, Outcome.IDLE):
            tell(outcome)
            raise Survived

    ended = dying.forked(act)
    if ended.code == -signal.SIGKILL:
        return [ended.told or f"in {aim.tool}, {WORDS[aim.fate]}"]
    if ended.code:
        raise Survived(f"A worker ended with {ended.code}: {ended.told}")
    return []


def _length(scene: Desk) -> int:
    """How many statements a whole cycle takes; it is thought, so one order is through."""

    def act(tell: Callable[[str], None]) -> None:
        counted = dying.Watch()
        _think(scene, Aim(), counted)
        tell(str(counted.count))

    return int(dying.forked(act).told)


def _think(scene: Desk, aim: Aim, counted: dying.Watch) -> Outcome:
    with dying.watched(counted):
        return scene.think(worker=os.getpid(), fates=aim.fates)


def _is_open(scene: Desk) -> bool:
    waiting = InboxEvent.objects.filter(agent_entity=scene.agent.entity)
    return waiting.exclude(status=InboxStatus.PROCESSED).exists()


def _found(scene: Desk) -> dict[str, Any]:
    found = evidence.gather(scene.agent)
    return {
        "told": found.told,
        "said": found.said,
        "asked": found.asked,
        "stuck": [*found.stuck, *found.wrong],
    }
