"""What was lost, done twice, or left half done: the agents' word held against the tools'. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Counted:
    """Sentences, one per fault; none where all is well."""

    events: int
    effects: int
    asked: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    stuck: tuple[str, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        return (*self.lost, *self.doubled, *self.stuck)


@dataclass(frozen=True)
class Had:
    """What the tool server had, by order: effects of each tool, and calls of the unsafe one."""

    shipped: Counter[str]
    announced: Counter[str]
    announce_calls: Counter[str]


@dataclass(frozen=True)
class Known:
    """What the agents' side knows, by order."""

    told: Counter[str]
    said: Counter[str]
    asked: Counter[str]
    stuck: tuple[str, ...] = ()


def count(orders: Iterable[str], known: Known, had: Had) -> Counted:
    """Hold what is KNOWN of ORDERS against what was HAD.

    An announcement that nobody knows of was not lost when a person is asked about it.
    """
    wanted = list(orders)
    announced = Counter({order: had.announced[order] or known.asked[order] for order in wanted})
    counts = {
        "told": known.told,
        "answered": known.said,
        "shipped": had.shipped,
        "announced": announced,
    }
    lost = [f"{o} was not {w}." for w, found in counts.items() for o in wanted if not found[o]]
    counts |= {"announced": had.announced, "sent to be announced": had.announce_calls}
    doubled = [
        f"{o} was {w} {found[o]} times." for w, found in counts.items() for o in wanted
        if found[o] > 1
    ]  # fmt: skip
    return Counted(
        events=len(wanted),
        effects=had.shipped.total() + had.announced.total(),
        asked=sum(known.asked[order] > 0 for order in wanted),
        lost=tuple(lost),
        doubled=tuple(doubled),
        stuck=known.stuck,
    )
