"""What differs between two JSON objects, member by member."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """One place: `path` as a.b.c, JSON text before and after; None where there was nothing."""

    path: str
    before: str | None
    after: str | None

    @property
    def verb(self) -> str:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def changes(before: Mapping[str, Any], after: Mapping[str, Any], path: str = "") -> list[Change]:
    """Changes in the order of the keys; lists are compared whole."""
    return list(_changes(before, after, path))


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], path: str) -> Iterator[Change]:
    for key in sorted(before.keys() | after.keys()):
        place = f"{path}.{key}" if path else key
        old, new = before.get(key), after.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _changes(old, new, place)
        else:
            was = _spelled(old) if key in before else None
            now = _spelled(new) if key in after else None
            if was != now:
                yield Change(place, was, now)


def _spelled(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
