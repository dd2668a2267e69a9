"""A small load generator: `python -m benchmarks.generator` prints the latencies as JSON.

A process of its own, so that measuring does not wait for the interpreter that measures.
"""

from __future__ import annotations

import http.client
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit


def ask(url: str, cookie: str, until: float) -> tuple[list[float], int]:
    """One connection's requests one after the other; seconds each, and how many failed."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    found: list[float] = []
    failed = 0
    while (begun := time.perf_counter()) < until:
        connection.request("GET", parts.path, headers={"Cookie": cookie})
        response = connection.getresponse()
        response.read()
        failed += response.status != 200
        found.append(time.perf_counter() - begun)
    connection.close()
    return found, failed


def main(url: str, cookie: str, seconds: str, connections: str) -> None:
    until = time.perf_counter() + float(seconds)
    with ThreadPoolExecutor(int(connections)) as pool:
        asked = [pool.submit(ask, url, cookie, until) for _ in range(int(connections))]
        results = [one.result() for one in asked]
    latencies = [taken for found, _ in results for taken in found]
    print(json.dumps({"seconds": latencies, "failed": sum(failed for _, failed in results)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
