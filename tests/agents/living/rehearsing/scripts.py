"""A small scenario, whole and with parts exchanged."""

from __future__ import annotations

import copy
import json

CONFIG = {
    "version": "3.0",
    "agent": {"name": "Iris"},
    "model": {"provider": "scripted", "name": "hello"},
}
SCENARIO = {
    "title": "Ada says hello",
    "people": ["Ada"],
    "agents": [{"as": "iris", "config": CONFIG}],
    "spaces": [{"name": "Hall", "members": ["Ada", "iris"]}],
    "events": [{"at": 0, "say": {"by": "Ada", "space": "Hall", "text": "Hello"}}],
    "expect": [{"runs": {"agent": "iris", "status": "completed", "count": 1}}],
}


def scenario(*changes):
    """SCENARIO with CHANGES, each a path of keys and the value that stands there."""
    found = copy.deepcopy(SCENARIO)
    for path, value in changes:
        *way, last = path
        part = found
        for key in way:
            part = part[key]
        part[last] = value
    return found


def written(folder, content):
    """A file with CONTENT, JSON or text."""
    path = folder / "scenario.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path
