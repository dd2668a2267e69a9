"""Requests per second of the real server: with wrk where it is installed, else our own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys

from benchmarks.plan import Size
from benchmarks.results import Load
from benchmarks.server import Site, serving
from benchmarks.stores import Store

CONNECTIONS = 8
PROCESSES = 2
WARM_UP_SECONDS = 1
PATHS = {"front": "/", "board": "/missions/", "timer": "/timer/"}
MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
LATENCY = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s|m)$", re.MULTILINE)
RATE = re.compile(r"^Requests/sec:\s+([\d.]+)$", re.MULTILINE)
FAILED = re.compile(r"Non-2xx or 3xx responses: (\d+)")


def tool() -> str:
    return "wrk" if shutil.which("wrk") else "benchmarks.generator"


def measure(store: Store, size: Size, pages: list[str], *, seconds: int) -> list[Load]:
    """Each of PAGES for some SECONDS, one after the other on one server."""
    found = []
    load = with_wrk if tool() == "wrk" else with_generator
    with serving(store) as site:
        for page in pages:
            load(site, page, size.name, WARM_UP_SECONDS)
            found.append(load(site, page, size.name, seconds))
    return found


def with_wrk(site: Site, page: str, desk: str, seconds: int) -> Load:
    printed = subprocess.run(
        [
            "wrk",
            f"-t{PROCESSES}",
            f"-c{CONNECTIONS}",
            f"-d{seconds}s",
            "--latency",
            f"-HCookie: {site.cookie}",
            site.url + PATHS[page],
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    latency = {
        percent: float(number) * MILLISECONDS[unit]
        for percent, number, unit in LATENCY.findall(printed)
    }
    rate, failed = RATE.search(printed), FAILED.search(printed)
    return Load(
        page,
        desk,
        float(rate[1]) if rate else 0.0,
        round(latency["50"], 2),
        round(latency["99"], 2),
        int(failed[1]) if failed else 0,
    )


def with_generator(site: Site, page: str, desk: str, seconds: int) -> Load:
    command = [sys.executable, "-m", "benchmarks.generator", site.url + PATHS[page], site.cookie]
    command += [str(seconds), str(CONNECTIONS // PROCESSES)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)
    ]
    results = [json.loads(process.communicate()[0]) for process in running]
    latencies = sorted(1000 * taken for result in results for taken in result["seconds"])
    return Load(
        page,
        desk,
        round(len(latencies) / seconds, 1),
        round(latencies[len(latencies) // 2], 2),
        round(latencies[len(latencies) * 99 // 100], 2),
        sum(result["failed"] for result in results),
    )
