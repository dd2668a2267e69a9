"""Reads the audit chain in a process of its own; prints its figures as JSON."""

from __future__ import annotations

import json
import time
from pathlib import Path

import django

django.setup()

from django.db import connection  # noqa: E402 -- settings can be read once set up

from runtime_memory import verifying  # noqa: E402 -- models need the setup


def main() -> None:
    if connection.vendor == "sqlite":  # pages of a mapped file would count as memory
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size=0")
    before = peak_mb()
    begun = time.perf_counter()
    report = verifying.verify()
    taken = time.perf_counter() - begun
    peak = peak_mb()
    print(
        json.dumps(
            {
                "lines": report.lines,
                "findings": [finding.reason for finding in report.findings],
                "seconds": taken,
                "peak_mb": peak,
                "grown_mb": peak - before,
            }
        )
    )


def peak_mb() -> float:
    """The most memory this program has held; `getrusage` would count what it was forked from."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("This kernel does not tell the peak of a process's memory.")


if __name__ == "__main__":
    main()
