"""The acts on the clock that are measured, on copies of the desks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from unittest.mock import patch

from benchmarks.plan import EVERGREEN, Fate
from benchmarks.results import Comparison, Taken
from benchmarks.visitor import Visitor, timing
from devcraft import clock

WARM_UP = 2
STEP = timedelta(seconds=20)


@dataclass(frozen=True)
class Act:
    """One POST of a round; `mission` says on which, given visitor and number of the round."""

    name: str
    verb: str
    mission: Callable[[Visitor, int], int]


def youngest(back: int) -> Callable[[Visitor, int], int]:
    """A paused mission with an ordinary number of entries."""
    return lambda visitor, turn: visitor.plan.size.missions - back


def evergreen(visitor: Visitor, turn: int) -> int:
    return EVERGREEN


def fresh(visitor: Visitor, turn: int) -> int:
    """A mission to do that no earlier round has touched."""
    todo = (number for number, fate in visitor.plan.fates.items() if fate is Fate.TODO)
    return next(number for place, number in enumerate(todo) if place == turn)


ROUND = (
    Act("start", "start", youngest(1)),
    Act("switch", "start", youngest(2)),
    Act("pause", "pause", youngest(2)),
    Act("start-evergreen", "start", evergreen),
    Act("pause-evergreen", "pause", evergreen),
    Act("start-fresh", "start", fresh),
    Act("complete", "complete", fresh),
)


def measure(visitors: list[Visitor], *, rounds: int) -> list[Comparison]:
    """Medians of whole rounds of acts, each a little after the one before."""
    times: dict[str, list[list[Taken]]] = {act.name: [[] for _ in visitors] for act in ROUND}
    with stepping_clock():
        for visitor in visitors:
            visitor.post(f"/missions/{visitor.plan.size.missions}/pause/")
        for turn in range(WARM_UP + rounds):
            for act in ROUND:
                for visitor, found in zip(visitors, times[act.name], strict=True):
                    taken, _ = visitor.post(path_of(act, visitor, turn), valor="1")
                    if turn >= WARM_UP:
                        found.append(taken)
        queries = [counted(visitor, WARM_UP + rounds) for visitor in visitors]
    return [
        Comparison.of(
            act.name,
            *(
                timing(found, (numbers[act.name], 0))
                for found, numbers in zip(times[act.name], queries, strict=True)
            ),
        )
        for act in ROUND
    ]


def counted(visitor: Visitor, turn: int) -> dict[str, int]:
    return {act.name: visitor.counted_post(path_of(act, visitor, turn), valor="1") for act in ROUND}


def path_of(act: Act, visitor: Visitor, turn: int) -> str:
    return f"/missions/{act.mission(visitor, turn)}/{act.verb}/"


@contextmanager
def stepping_clock() -> Iterator[None]:
    """Let time pass with every look at the clock, so that entries have a length."""
    begun = clock.now()
    steps = count(1)
    with patch.object(clock, "now", lambda: begun + next(steps) * STEP):
        yield
