"""Reads a scenario file and says all that is wrong with it, each mistake at its path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from agents.living.config import reading, saying
from agents.living.config.calling import InternalTool, SpaceTool
from agents.living.config.crossing import Path
from agents.living.config.reading import BadConfig
from agents.rehearsing.shape import Event, Expectation, Scenario
from devcraft import strict_json
from devcraft.strict_json import BadJson

AT_HOME = (InternalTool, SpaceTool)
"""Tools that ask nobody outside; a rehearsal calls no other."""
ACTS = ("say", "service", "answer", "wait")
Found = Iterator[tuple[Path, str]]


class BadScenario(ValueError):
    """A file with `mistakes`, one sentence each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__(" ".join(mistakes))
        self.mistakes = mistakes


def read(raw: bytes) -> Scenario:
    """The scenario that RAW holds. Raises BadScenario."""
    try:
        value = strict_json.parse(strict_json.decode(raw, what="a scenario"))
    except BadJson as error:
        raise BadScenario([f"The file cannot be read: {error}."]) from error
    if not isinstance(value, dict):
        raise BadScenario(["The file must be a JSON object."])
    try:
        scenario = Scenario.model_validate(value)
    except ValidationError as error:
        raise BadScenario(
            _sentences(_told(each) for each in error.errors(include_url=False))
        ) from error
    if found := _sentences(_between(scenario)):
        raise BadScenario(found)
    return scenario


def moment(scenario: Scenario) -> datetime:
    """When SCENARIO starts."""
    return datetime.fromisoformat(scenario.starts)


def _sentences(found: Found) -> list[str]:
    return [f"{saying.spelled(path) or 'The file'} {words}" for path, words in found]


def _told(error: ErrorDetails) -> tuple[Path, str]:
    kind, path = error["type"], error["loc"]
    if kind == "house":
        return path, error["ctx"]["words"]
    if kind == "missing":
        return path, "is needed."
    if kind == "extra_forbidden":
        return path, "is not known here."
    return path, f"{re.sub('^[A-Z][a-z]+ should', 'must', error['msg'])}."


def _between(scenario: Scenario) -> Found:
    """What no field shows by itself."""
    yield from _clock(scenario.starts)
    yield from _cast(scenario)
    names = {
        "by": {*scenario.people, *(player.slug for player in scenario.agents)},
        "agent": {player.slug for player in scenario.agents},
        "space": {space.name for space in scenario.spaces},
    }
    for number, event in enumerate(scenario.events):
        yield from _event(event, ("events", number), names, set(scenario.people))
    for number, expectation in enumerate(scenario.expect):
        yield from _one_of(expectation, tuple(Expectation.model_fields), ("expect", number))
        yield from _names(expectation, ("expect", number), names)


def _cast(scenario: Scenario) -> Found:
    """Agents, people, and who is in a space."""
    players = [player.slug for player in scenario.agents]
    for number, name in enumerate(scenario.people):
        if name in players:
            yield ("people", number), "is called like an agent."
    for number, player in enumerate(scenario.agents):
        yield from _config(player.config, ("agents", number, "config"))
    for number, space in enumerate(scenario.spaces):
        for place, member in enumerate(space.members):
            if member not in {*scenario.people, *players}:
                yield ("spaces", number, "members", place), f"names nobody: {member}."


def _clock(text: str) -> Found:
    try:
        starts = datetime.fromisoformat(text)
    except ValueError:
        starts = None
    if starts is None or starts.tzinfo is None:
        yield ("starts",), "must be a moment with its zone, such as 2026-11-18T08:00:00Z."


def _config(raw: dict[str, Any], path: Path) -> Found:
    """A config that thinks by a script and asks nobody outside."""
    try:
        config = reading.checked(raw)
    except BadConfig as error:
        for mistake in error.mistakes:
            yield (*path, *_parts(mistake.path)), mistake.words
        return
    if config.model.provider != "scripted":
        yield (*path, "model", "provider"), "must be scripted in a rehearsal."
    for number, tool in enumerate(config.tools):
        if not isinstance(tool, AT_HOME):
            yield (*path, "tools", number), "must be internal or space; nobody outside is called."
    if config.mcp.servers:
        yield (*path, "mcp", "servers"), "must be empty in a rehearsal."


def _parts(spelled: str) -> Path:
    found = re.findall(r"\[(\d+)\]|([^.\[\]]+)", spelled)
    return tuple(int(number) if number else name for number, name in found)


def _event(event: Event, path: Path, names: dict[str, set[str]], people: set[str]) -> Found:
    yield from _one_of(event, ACTS, path)
    yield from _names(event, path, names)
    for act in ("say", "answer"):
        said = getattr(event, act)
        if said is not None and said.by in names["by"] - people:
            yield (*path, act, "by"), "must be one of people; agents speak by themselves."


def _one_of(part: Event | Expectation, names: tuple[str, ...], path: Path) -> Found:
    if sum(getattr(part, name) is not None for name in names) != 1:
        yield path, f"must have one of {', '.join(names)}."


def _names(part: Event | Expectation, path: Path, names: dict[str, set[str]]) -> Found:
    """Who and what is spoken of but stands nowhere."""
    for member in type(part).model_fields:
        held = getattr(part, member)
        for field, known in names.items():
            name = getattr(held, field, None)
            if name is not None and name not in known:
                yield (*path, member, field), f"names nothing of this file: {name}."
