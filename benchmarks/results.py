"""What a run found out, in the shape that `--json` prints."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field

GOAL = 1.5


@dataclass(frozen=True)
class Taken:
    """Seconds of one request: by the clock, and of this process alone."""

    seconds: float
    cpu_seconds: float


@dataclass(frozen=True)
class Timing:
    """One page or act on one desk: server time, and what it took to answer."""

    median_ms: float
    p95_ms: float
    median_cpu_ms: float
    queries: int
    kilobytes: float

    @classmethod
    def of(cls, taken: list[Taken], *, queries: int, size: int) -> Timing:
        clock = sorted(1000 * one.seconds for one in taken)
        cpu = statistics.median(1000 * one.cpu_seconds for one in taken)
        p95 = clock[min(len(clock) - 1, round(0.95 * len(clock)))]
        return cls(
            round(statistics.median(clock), 2),
            round(p95, 2),
            round(cpu, 2),
            queries,
            round(size / 1000, 1),
        )


@dataclass(frozen=True)
class Comparison:
    """The same thing on the small and on the large desk.

    `cpu_ratio` is the steadier figure on a machine that has other things to do.
    """

    name: str
    small: Timing
    large: Timing
    ratio: float
    cpu_ratio: float
    meets_goal: bool

    @classmethod
    def of(cls, name: str, small: Timing, large: Timing) -> Comparison:
        ratio = round(large.median_ms / small.median_ms, 2)
        cpu_ratio = round(large.median_cpu_ms / small.median_cpu_ms, 2)
        return cls(name, small, large, ratio, cpu_ratio, ratio <= GOAL)


@dataclass(frozen=True)
class Load:
    """One page of the real server under load."""

    page: str
    desk: str
    requests_per_second: float
    p50_ms: float
    p99_ms: float
    failed: int


@dataclass(frozen=True)
class LoadSetting:
    """How the load was made."""

    tool: str
    workers: int
    connections: int
    seconds: int


@dataclass
class Report:
    command: str
    commit: str
    has_local_changes: bool
    date: str
    machine: dict[str, str | int]
    load_average_before: float
    sizes: dict[str, dict[str, int]]
    rounds: int
    goal: float = GOAL
    pages: list[Comparison] = field(default_factory=list)
    acts: list[Comparison] = field(default_factory=list)
    load: list[Load] = field(default_factory=list)
    load_setting: LoadSetting | None = None
