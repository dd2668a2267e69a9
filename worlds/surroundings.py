"""What changed in a world beside its things: ground, sky, terrain, default light, the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from devcraft import strict_json
from worlds.state import DEFAULT_SKY, LISTS, NO_GROUND, State, label
from worlds.wording import MOST_LISTED, counted, listed, quoted, was

Change = tuple[str, str]
KNOWN = {
    *("version", "savedAt", "terrain", "groundPresetId", "groundTiles", "skyBackgroundId"),
    *("conjuredAssetIds", "customGroundPresets", "transforms", "behaviors", *LISTS.values()),
}
LOOSE = {"transforms": "transform", "behaviors": "behaviour"}


def changes(before: State, after: State) -> Iterator[Change]:
    """A sentence and its gist in two or three words, for each."""
    yield from _tiles(before.data.get("groundTiles") or {}, after.data.get("groundTiles") or {})
    for name, key, default in (
        ("ground", "groundPresetId", NO_GROUND),
        ("sky", "skyBackgroundId", DEFAULT_SKY),
    ):
        old, new = before.data.get(key) or default, after.data.get(key) or default
        if old != new:
            yield f"The {name} changed from {label(old)} to {label(new)}.", f"{name} changed"
    yield from _terrain(before.data.get("terrain") or {}, after.data.get("terrain") or {})
    yield from _default_light(before, after)
    yield from _custom_grounds(before, after)
    for key, noun in LOOSE.items():
        yield from _loose(key, noun, before, after)
    yield from _unknown(before.data, after.data)


def same(before: Any, after: Any) -> bool:
    """Whether two JSON values are one; Python alone would take true for 1."""
    return bool(before == after) and isinstance(before, bool) == isinstance(after, bool)


def _tiles(before: dict[str, str], after: dict[str, str]) -> Iterator[Change]:
    if before == after:
        return
    painted = Counter(preset for key, preset in after.items() if key not in before)
    repainted = Counter(
        (before[key], preset) for key, preset in after.items() if before.get(key, preset) != preset
    )
    cleared = len(before.keys() - after.keys())
    ways = [(count, f"painted {label(preset)}") for preset, count in _ranked(painted)]
    ways += [
        (count, f"repainted from {label(old)} to {label(new)}")
        for (old, new), count in _ranked(repainted)
    ]
    ways += [(cleared, "cleared")] if cleared else []
    total = counted(sum(count for count, _ in ways), "tile")
    yield f"{_bounded(ways)}.", f"{total} changed"


def _ranked(found: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _bounded(ways: list[tuple[int, str]]) -> str:
    if len(ways) > MOST_LISTED:
        rest = sum(count for count, _ in ways[MOST_LISTED - 1 :])
        ways = [*ways[: MOST_LISTED - 1], (rest, "changed in other ways")]
    (first, way), *others = ways
    head = f"{counted(first, 'tile')} {way}"
    return ", ".join([head, *(f"{count:,} {way}" for count, way in others)])


def _terrain(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    if before == after:
        return
    if not before or not after:
        verb = "removed" if before else "added"
        yield f"The terrain was {verb}.", f"terrain {verb}"
    else:
        keys = _differing(before, after)
        yield f"The terrain changed: {listed([label(key) for key in keys])}.", "terrain changed"


def _default_light(before: State, after: State) -> Iterator[Change]:
    had, has = (state.data.get("lights") is None for state in (before, after))
    if had and not has and not after.light_count:
        yield "The default light was switched off.", "default light off"
    elif has and not had:
        yield "The default light came back.", "default light on"


def _custom_grounds(before: State, after: State) -> Iterator[Change]:
    old, new = (_named(state.data.get("customGroundPresets") or []) for state in (before, after))
    for verb, keys in _ways(old, new):
        names = listed([quoted(key) for key in keys])
        yield (
            f"{counted(len(keys), 'custom ground')} {was(len(keys))} {verb}: {names}.",
            f"{counted(len(keys), 'custom ground')} {verb}",
        )


def _named(presets: Iterable[Any]) -> dict[str, Any]:
    """Custom grounds by id; those without one, or with one taken, by what they say."""
    found: dict[str, Any] = {}
    for preset in presets:
        id = preset.get("id") if isinstance(preset, dict) else None
        if not isinstance(id, str) or id in found:
            id = strict_json.canonical(preset).decode()
        found[id] = preset
    return found


def _loose(key: str, noun: str, before: State, after: State) -> Iterator[Change]:
    """Transforms and behaviours of nothing in either state: kept, so their change is told."""
    old, new = (
        {
            id: values
            for id, values in (state.data.get(key) or {}).items()
            if id not in before.by_id and id not in after.by_id
        }
        for state in (before, after)
    )
    for verb, ids in _ways(old, new):
        count = counted(len(ids), noun)
        yield f"{count} of no object {was(len(ids))} {verb}.", f"{count} {verb}"


def _unknown(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    old, new = ({k: v for k, v in data.items() if k not in KNOWN} for data in (before, after))
    for verb, keys in _ways(old, new):
        names = listed([quoted(key) for key in keys])
        yield f"{names} {was(len(keys))} {verb}.", f"{counted(len(keys), 'other part')} {verb}"


def _ways(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for verb, keys in (
        ("added", [key for key in after if key not in before]),
        ("changed", [key for key in _differing(before, after) if key in before and key in after]),
        ("removed", [key for key in before if key not in after]),
    ):
        if keys:
            yield verb, sorted(keys)


def _differing(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return sorted(key for key in before | after if not same(before.get(key), after.get(key)))
