"""What changed between two states of a world, thing by thing and in words.

Things are matched by id, so their order says nothing. Where a thing stands is what its
transform makes of it: moving a number from a transform into the thing itself is no change.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from worlds import surroundings
from worlds.state import Kind, State, Thing, Vector, label
from worlds.wording import amount, amounts, listed, quoted, said

NOISE = 1e-6
LEAST_SHOWN = 0.005
PLACING = {"position", "rotation", "scale"}
NAMING = {"name", "label"}
DIRECTIONS = (
    (0, "to the east", "to the west"),
    (2, "to the south", "to the north"),
    (1, "up", "down"),
)
NOUNS = {
    Kind.CRAFTED: "a crafted scene",
    Kind.PLACEMENT: "a placement",
    Kind.CONJURED: "a conjured asset",
    Kind.LIGHT: "a light",
    Kind.WINDOW: "a window",
    Kind.AVATAR: "an avatar",
}


class Verb(StrEnum):
    """What can happen to a thing; several may at once, but for the first two."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    SCALED = "scaled"
    RENAMED = "renamed"
    CHANGED = "changed"


@dataclass(frozen=True)
class ThingChange:
    """One thing of the newer state, or of the older one if it is gone, and what happened."""

    id: str
    kind: Kind
    name: str
    what: tuple[tuple[Verb, str], ...]

    @property
    def verbs(self) -> tuple[Verb, ...]:
        return tuple(verb for verb, _ in self.what)

    @property
    def mark(self) -> Verb:
        """How a map shows it: added, removed, moved or, for all else, changed."""
        verb = self.what[0][0]
        return verb if verb in (Verb.ADDED, Verb.REMOVED, Verb.MOVED) else Verb.CHANGED


@dataclass(frozen=True)
class Difference:
    """What happened from one state to another; `world` are sentences, `topics` their gist."""

    things: tuple[ThingChange, ...]
    world: tuple[str, ...]
    topics: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not self.things and not self.world

    @cached_property
    def counts(self) -> dict[Verb, int]:
        """Things by what happened to them; one that moved and was renamed counts in both."""
        found = Counter(verb for thing in self.things for verb in thing.verbs)
        return {verb: found[verb] for verb in Verb}

    @property
    def summary(self) -> str:
        """“2 added, 1 moved, sky changed”, or “Nothing changed.”"""
        things = [f"{count:,} {verb}" for verb, count in self.counts.items() if count]
        return ", ".join([*things, *self.topics]) or "Nothing changed."

    @property
    def marks(self) -> dict[str, Verb]:
        return {thing.id: thing.mark for thing in self.things}


def compare(before: State, after: State) -> Difference:
    """What it takes to come from BEFORE to AFTER, whenever each was saved."""
    world = tuple(surroundings.changes(before, after))
    return Difference(
        things=tuple(_things(before, after)),
        world=tuple(sentence for sentence, _ in world),
        topics=tuple(topic for _, topic in world),
    )


def _things(before: State, after: State) -> Iterator[ThingChange]:
    for thing in after.things:
        old = before.by_id.get(thing.id)
        if old is None:
            yield _change(thing, [(Verb.ADDED, _placed("added", " at ", thing))])
        elif not _is_untouched(old, thing, before, after) and (
            what := list(_what(old, thing, before, after))
        ):
            yield _change(thing, what)
    for thing in before.things:
        if thing.id not in after.by_id:
            yield _change(thing, [(Verb.REMOVED, _placed("removed", " from ", thing))])


def _is_untouched(old: Thing, new: Thing, before: State, after: State) -> bool:
    """Whether all that is said of a thing is equal; tried first, for most things are."""
    return old == new and all(
        _of(before, name, old.id) == _of(after, name, old.id)
        for name in ("behaviors", "transforms")
    )


def _change(thing: Thing, what: Iterable[tuple[Verb, str]]) -> ThingChange:
    return ThingChange(thing.id, thing.kind, thing.name, tuple(what))


def _placed(verb: str, word: str, thing: Thing) -> str:
    return verb if thing.position is None else f"{verb}{word}{_place(thing.position)}"


def _place(position: Vector) -> str:
    return ", ".join(amount(value) for value in position)


def _what(old: Thing, new: Thing, before: State, after: State) -> Iterator[tuple[Verb, str]]:
    if moves := [*_moves(old.position, new.position), *_turns(old.rotation, new.rotation)]:
        yield Verb.MOVED, ", ".join(moves)
    if _differ(old.scale, new.scale):
        yield Verb.SCALED, _scaled(old.scale, new.scale)
    own = _changed_keys(old.values, new.values)
    behavior = _changed_keys(_of(before, "behaviors", old.id), _of(after, "behaviors", new.id))
    is_renamed = old.name != new.name and bool(NAMING & own.keys() or "label" in behavior)
    if is_renamed:
        yield Verb.RENAMED, f"renamed from {quoted(old.name)} to {quoted(new.name)}"
    transform = _changed_keys(_of(before, "transforms", old.id), _of(after, "transforms", new.id))
    changed = [f"kind from {NOUNS[old.kind]} to {NOUNS[new.kind]}"] if old.kind != new.kind else []
    changed += [
        f"{label(key, most=40) or quoted(key)}{words}"
        for keys in (own, behavior, transform)
        for key, words in keys.items()
        if not (key in NAMING and is_renamed)
    ]
    if changed:
        yield Verb.CHANGED, f"changed {listed(changed)}"


def _of(state: State, name: str, id: str) -> dict[str, Any]:
    values: dict[str, Any] = (state.data.get(name) or {}).get(id) or {}
    return values


def _changed_keys(before: dict[str, Any], after: dict[str, Any]) -> dict[str, str]:
    """Keys that say something else now, but for those that place a thing, with the words."""
    if before == after and before.get("visible") is after.get("visible"):
        return {}
    return {
        key: said(before.get(key), after.get(key))
        for key in before | after
        if key not in PLACING and not surroundings.same(before.get(key), after.get(key))
    }


def _moves(before: Vector | None, after: Vector | None) -> Iterator[str]:
    if before is None or after is None:
        if before is not None:
            yield f"taken from its place at {_place(before)}"
        if after is not None:
            yield f"placed at {_place(after)}"
    elif _differ(before, after):
        yield f"moved {_way(before, after)}"


def _way(before: Vector, after: Vector) -> str:
    steps = [
        f"{amount(abs(after[axis] - before[axis]))} {there if after[axis] > before[axis] else back}"
        for axis, there, back in DIRECTIONS
        if abs(after[axis] - before[axis]) >= LEAST_SHOWN
    ]
    return listed(steps) if steps else "by less than 0.01"


def _turns(before: Vector, after: Vector) -> Iterator[str]:
    if before == after:
        return
    turns = [_turn(old, new) for old, new in zip(before, after, strict=True)]
    if all(abs(turn) < NOISE for turn in turns):
        return
    if _is_upright(before) and _is_upright(after):
        degrees = abs(math.degrees(turns[1]))
        side = "to the left" if turns[1] > 0 else "to the right"
        shown = "less than 0.01" if degrees < LEAST_SHOWN else amount(degrees)
        yield f"turned {shown}° {side}"
    else:
        old, new = amounts(_degrees(before), _degrees(after))
        yield f"turned from {'°, '.join(old)}° to {'°, '.join(new)}°"


def _turn(before: float, after: float) -> float:
    """The shorter way around, in radians; counter-clockwise seen from above is positive."""
    way = after - before
    return math.remainder(way, math.tau) if math.isfinite(way) else math.pi


def _is_upright(rotation: Vector) -> bool:
    return abs(rotation[0]) < NOISE and abs(rotation[2]) < NOISE


def _degrees(rotation: Vector) -> list[float]:
    return [math.degrees(math.remainder(angle, math.tau)) for angle in rotation]


def _scaled(before: Vector, after: Vector) -> str:
    if len(set(before)) == len(set(after)) == 1:
        before_shown, after_shown = amounts(before[:1], after[:1])
    else:
        before_shown, after_shown = amounts(before, after)
    return f"scaled from {' × '.join(before_shown)} to {' × '.join(after_shown)}"


def _differ(before: Vector, after: Vector) -> bool:
    return before != after and any(
        abs(new - old) >= NOISE for old, new in zip(before, after, strict=True)
    )
