"""Where a timed entry may stand among a person's others, and what is offered when it may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from missions import amending, edit_log, fitting, neighbours
from missions.acts import ActRefused, Changes
from missions.fitting import Span
from missions.models import TimeEntry

REACH = timedelta(days=1)
TRIM, EARLIER, LATER = "trim", "earlier", "later"


@dataclass(frozen=True)
class Fit:
    """How an entry is to find room, chosen from the offer that was `seen`."""

    way: str = ""
    seen: str = ""


@dataclass(frozen=True)
class Step:
    """What becomes of a neighbour when it is trimmed; it goes when nothing is `left`."""

    entry: TimeEntry
    left: tuple[Span, ...]


@dataclass(frozen=True)
class Offer:
    """Ways to find room for `mine`; those without any are None."""

    mine: Span
    steps: tuple[Step, ...]
    earlier: Span | None
    later: Span | None

    @property
    def seen(self) -> str:
        """Says exactly this offer: other rows or times give another one."""
        told = [(step.entry.pk, step.entry.mission_id, step.left) for step in self.steps]
        rows = [(step.entry.begun, step.entry.ended_at) for step in self.steps]
        return mark((self.mine, told, rows, self.earlier, self.later))


class Overlap(ActRefused):
    """Other entries lie there. `is_stale` when they moved since a way was chosen."""

    def __init__(self, offer: Offer, *, is_stale: bool) -> None:
        super().__init__(
            "The entries around it have changed since; look at what would happen now."
            if is_stale
            else "Other entries hold some of this time."
        )
        self.offer = offer
        self.is_stale = is_stale


def mark(value: Any) -> str:
    """A short text that says whether VALUE is still the same."""
    return sha256(repr(value).encode()).hexdigest()[:16]


def mark_of(entry: TimeEntry) -> str:
    return mark(sorted((k, str(v)) for k, v in edit_log.values_of(entry).items()))


def offer_of(changes: Changes, mine: Span, met: Sequence[TimeEntry]) -> Offer:
    since, until = mine.start - REACH, min(mine.until, changes.now) + REACH
    around = neighbours.touching(changes.owner, since=since, until=until)
    others = [neighbours.span_of(entry) for entry in around]
    is_known = len(around) <= neighbours.MOST
    return Offer(
        mine,
        tuple(Step(row, tuple(fitting.without(neighbours.span_of(row), mine))) for row in met),
        earlier=fitting.earlier(mine, others, since=since) if is_known else None,
        later=fitting.later(mine, others, by=min(until, changes.now)) if is_known else None,
    )


def place(changes: Changes, mine: Span, fit: Fit) -> tuple[Span, tuple[Step, ...]]:
    """Where MINE may stand, and what FIT does to its neighbours for that.

    Raises Overlap when they are in the way and no way was chosen from what stands now.
    """
    around = neighbours.touching(changes.owner, since=mine.start, until=mine.end)
    if len(around) > neighbours.MOST:
        raise ActRefused(f"More than {neighbours.MOST} entries lie in this time.")
    met = neighbours.met(mine, around)
    if not met:
        return mine, ()
    offer = offer_of(changes, mine, met)
    moved = {EARLIER: offer.earlier, LATER: offer.later}.get(fit.way)
    if fit.seen != offer.seen or not (moved or fit.way == TRIM):
        raise Overlap(offer, is_stale=bool(fit.way))
    return (moved, ()) if moved else (mine, offer.steps)


def trimmed(steps: Sequence[Step], *, now: datetime) -> dict[int, dict[str, Any]]:
    """The other values of the neighbours in STEPS; each row keeps its last piece."""
    wanted: dict[int, dict[str, Any]] = {}
    for step in steps:
        if not step.left:
            wanted[step.entry.pk] = {"discarded_at": now}
            continue
        last = step.left[-1]
        is_cut = step.entry.ended_at != last.end
        wanted[step.entry.pk] = {
            "started_at": last.start,
            "ended_at": last.end,
            "is_backdated": is_cut or step.entry.is_backdated,
        }
    return wanted


def add_first_pieces(changes: Changes, steps: Sequence[Step]) -> None:
    """Write what was left of neighbours on the earlier side, where both sides were left."""
    for step in steps:
        if len(step.left) > 1:
            amending.add_piece(changes, step.entry, step.left[0])
