"""`manage.py run_agents` in processes of their own, and what they cost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from benchmarks.server import stop
from benchmarks.stores import Store

TICKS = os.sysconf("SC_CLK_TCK")
LONGEST = 240
CALM_SECONDS = 0.5
CALM_CPU = 0.15
LONGEST_START = 60


class NotDone(Exception):
    """The workers ended, or did not get through what they were given, so no figure holds."""


@dataclass(frozen=True)
class Workers:
    processes: list[subprocess.Popen[bytes]]

    def cpu_seconds(self) -> float:
        """What all of them used since they were started."""
        return sum(_cpu_seconds(process.pid) for process in self.processes)

    def megabytes(self) -> float:
        """What all of them hold in memory."""
        return sum(_resident_kilobytes(process.pid) for process in self.processes) / 1024

    def wait_until(self, is_so: Callable[[], bool], *, every: float = 0.1) -> None:
        """Raises NotDone."""
        end = time.monotonic() + LONGEST
        while not is_so():
            if time.monotonic() > end or any(one.poll() is not None for one in self.processes):
                raise NotDone
            time.sleep(every)


@contextmanager
def working(store: Store, count: int) -> Iterator[Workers]:
    """COUNT workers on STORE that have started and look for work, until the block ends."""
    environment = os.environ | {"DATABASE_URL": store.url, "LOG_LEVEL": "WARNING"}
    workers = Workers([_started(environment) for _ in range(count)])
    try:
        _calm_down(workers)
        yield workers
    finally:
        for process in workers.processes:
            stop(process)


def _started(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "manage.py", "run_agents"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)


def _calm_down(workers: Workers) -> None:
    """Wait until they have started: from then on they only poll, which takes next to nothing."""
    end = time.monotonic() + LONGEST_START
    before = 0.0
    while time.monotonic() < end:
        time.sleep(CALM_SECONDS)
        now = workers.cpu_seconds()
        if before and now - before < CALM_CPU * CALM_SECONDS * len(workers.processes):
            return
        before = now
    raise NotDone


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _resident_kilobytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise NotDone
