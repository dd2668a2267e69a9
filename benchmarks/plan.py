"""What a desk of a given size holds: which mission comes to what, and when work was done."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum, auto
from functools import cached_property

SEED = 6
ZONE = "Europe/Berlin"
ENTRIES_A_DAY = 200
REST_EVERY = 7
DAWN = time(6, tzinfo=UTC)  # 6:00 to 20:00 UTC lies within one local day of ZONE all year
SLOT_SECONDS = 14 * 3600 // ENTRIES_A_DAY
AT_ONCE = 8
QUEUED = 30
IN_PROGRESS = 7
EVERGREEN = 1
EVERGREEN_EVERY = 100
IRL_EVERY = 25


class Fate(StrEnum):
    DONE = auto()
    IMPORTED = auto()
    ARCHIVED_DONE = auto()
    ARCHIVED_TODO = auto()
    SHELVED = auto()
    TRASHED = auto()
    SHARED = auto()
    TODO = auto()
    QUEUED = auto()
    PAUSED = auto()
    RUNNING = auto()


FATES = (
    [Fate.IMPORTED] * 5
    + [Fate.DONE] * 45
    + [Fate.ARCHIVED_DONE] * 3
    + [Fate.ARCHIVED_TODO] * 2
    + [Fate.SHELVED] * 2
    + [Fate.TRASHED] * 6
    + [Fate.SHARED]
    + [Fate.TODO] * 36
)
WORKED = (Fate.DONE, Fate.ARCHIVED_DONE, Fate.SHELVED, Fate.PAUSED, Fate.RUNNING)
ENDED = (Fate.DONE, Fate.ARCHIVED_DONE)


@dataclass(frozen=True)
class Size:
    name: str
    missions: int
    entries: int


@dataclass(frozen=True)
class Piece:
    """One closed stretch of work; `is_last` of its mission."""

    mission: int
    start: datetime
    end: datetime
    is_last: bool


@dataclass(frozen=True)
class Plan:
    """Missions are numbered 1 … n by age; number 1 is the evergreen with most rows behind it."""

    size: Size
    now: datetime

    @cached_property
    def fates(self) -> dict[int, Fate]:
        last = self.size.missions
        found = {number: FATES[number * 37 % 100] for number in range(1, last + 1)}
        for number in (EVERGREEN, *range(last - IN_PROGRESS + 2, last)):
            found[number] = Fate.PAUSED
        found[last] = Fate.RUNNING
        todo = [number for number, fate in found.items() if fate is Fate.TODO]
        return found | dict.fromkeys(todo[-QUEUED:], Fate.QUEUED)

    @cached_property
    def irl(self) -> set[int]:
        """Done missions with a piece of offline work claimed on top."""
        return {
            number
            for number, fate in self.fates.items()
            if fate is Fate.DONE and number % IRL_EVERY == 3
        }

    @cached_property
    def timed(self) -> int:
        imported = sum(fate is Fate.IMPORTED for fate in self.fates.values())
        return self.size.entries - imported - len(self.irl)

    @cached_property
    def days(self) -> list[date]:
        """Days of work up to yesterday, oldest first, every seventh free."""
        needed = -(-self.timed // ENTRIES_A_DAY)
        found: list[date] = []
        back = 0
        while len(found) < needed:
            back += 1
            if back % REST_EVERY:
                found.append(self.now.date() - timedelta(days=back))
        return found[::-1]

    @cached_property
    def quotas(self) -> dict[int, int]:
        """How many pieces of work each worked mission gets; they add up to `timed`."""
        chance = random.Random(SEED)
        evergreen = len(range(EVERGREEN_EVERY // 2, self.timed, EVERGREEN_EVERY))
        worked = [n for n, fate in self.fates.items() if fate in WORKED and n != EVERGREEN]
        weights = [chance.uniform(0.2, 1.8) for _ in worked]
        share = (self.timed - evergreen) / sum(weights)
        found, reached, given = {EVERGREEN: evergreen}, 0.0, 0
        for number, weight in zip(worked, weights, strict=True):
            reached += weight * share
            found[number] = max(1, round(reached) - given)
            given += found[number]
        found[worked[-1]] += self.timed - evergreen - given
        return found

    def slots(self) -> Iterator[datetime]:
        """A starting time for each piece of work, oldest first."""
        spare = len(self.days) * ENTRIES_A_DAY - self.timed
        for place, day in enumerate(self.days):
            dawn = datetime.combine(day, DAWN)
            for slot in range(spare if place == 0 else 0, ENTRIES_A_DAY):
                yield dawn + timedelta(seconds=slot * SLOT_SECONDS)

    def pieces(self) -> Iterator[Piece]:
        """All closed work, oldest first; a few missions are in progress at any time."""
        chance = random.Random(SEED)
        left = dict(self.quotas)
        waiting = iter(number for number in left if number != EVERGREEN)
        active = [next(waiting) for _ in range(AT_ONCE)]
        for place, slot in enumerate(self.slots()):
            start = slot + timedelta(seconds=chance.randrange(10))
            end = start + timedelta(seconds=chance.randrange(40, SLOT_SECONDS - 10))
            if place % EVERGREEN_EVERY == EVERGREEN_EVERY // 2:
                number = EVERGREEN
            else:
                number = chance.choice(active)
            left[number] -= 1
            is_last = left[number] == 0
            if is_last and number != EVERGREEN:
                active.remove(number)
                active += [following for following in [next(waiting, 0)] if following]
            yield Piece(number, start, end, is_last)

    def created(self, number: int) -> datetime:
        """Ages are spread evenly; nothing is worked on before it exists."""
        first = datetime.combine(self.days[0], DAWN) - timedelta(days=12)
        age = (number - 1) / self.size.missions
        span = self.now - timedelta(days=6) - first
        return (first + span * age).replace(microsecond=0)
