"""What a scenario file says, closed like a config: nothing is read and ignored."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from agents.living.config.texts import Identifier, Name, Part, Prose, once

Seconds = Annotated[int, Field(ge=0, le=31_536_000)]
Count = Annotated[int, Field(ge=0, le=10_000)]
Moment = Annotated[str, Field(min_length=20, max_length=25)]


class Player(Part):
    """An agent; `as` is what the rest of the file calls it."""

    slug: Identifier = Field(alias="as")
    config: dict[str, Any]


class Space(Part):
    name: Name
    members: Annotated[list[Name], Field(min_length=1, max_length=32), once()]


class Said(Part):
    by: Name
    space: Name
    text: Prose


class Service(Part):
    agent: Name
    name: Name
    payload: Any = None
    key: Annotated[str, Field(max_length=120)] = ""


class Answered(Part):
    """How a person settles what an agent asks by calling a tool."""

    by: Name
    agent: Name
    tool: Name
    decision: Literal["answered", "approved", "edited", "denied"] = "answered"
    result: Any = None


class Event(Part):
    """One of `say`, `service`, `answer` and `wait`, AT so many seconds after the start."""

    at: Seconds
    say: Said | None = None
    service: Service | None = None
    answer: Answered | None = None
    wait: Literal[True] | None = None


class Messages(Part):
    """Texts that BY, or anybody, said in a space, in their order."""

    space: Name
    by: Name | None = None
    texts: Annotated[list[Prose], Field(max_length=200)]


class Runs(Part):
    agent: Name
    status: Literal["running", "waiting_tool", "completed", "failed"] | None = None
    count: Count


class Calls(Part):
    agent: Name
    tool: Name
    state: Literal["planned", "started", "done", "failed", "unknown", "refused"] | None = None
    count: Count


class Inbox(Part):
    agent: Name
    status: Literal["pending", "processing", "processed", "failed"]
    count: Count


class Memory(Part):
    """What an agent keeps under a key; null when it keeps nothing there."""

    agent: Name
    key: Name
    value: Prose | None


class Parked(Part):
    agent: Name
    because: Prose = ""


class Expectation(Part):
    """One of its members, held against what there is after the last event."""

    messages: Messages | None = None
    runs: Runs | None = None
    calls: Calls | None = None
    inbox: Inbox | None = None
    memory: Memory | None = None
    parked: Parked | None = None


class Scenario(Part):
    title: Name
    starts: Moment = "2026-11-18T08:00:00Z"
    people: Annotated[list[Name], Field(max_length=16), once()] = Field(default_factory=list)
    agents: Annotated[
        list[Player], Field(min_length=1, max_length=16), once(lambda player: player.slug)
    ]
    spaces: Annotated[list[Space], Field(max_length=16), once(lambda space: space.name)] = Field(
        default_factory=list
    )
    events: Annotated[list[Event], Field(max_length=500)]
    expect: Annotated[list[Expectation], Field(max_length=200)] = Field(default_factory=list)
