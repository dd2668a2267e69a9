"""How much memory a process and its children hold together, pages that they share counted once."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

PAUSE = 0.1


def watched(running: subprocess.Popen[str]) -> tuple[str, float]:
    """What RUNNING wrote until its end, and the most MB that it and its children held."""
    peak = 0.0
    while running.poll() is None:
        peak = max(peak, _held(running.pid))
        time.sleep(PAUSE)
    return running.communicate()[0], peak / 1024


def _held(pid: int) -> float:
    """Proportional set sizes in kB."""
    try:
        threads = Path(f"/proc/{pid}/task").iterdir()
        children = " ".join((thread / "children").read_text() for thread in threads)
        return sum(_share(one) for one in (pid, *map(int, children.split())))
    except OSError:
        return 0.0


def _share(pid: int) -> float:
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(float(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:"))
