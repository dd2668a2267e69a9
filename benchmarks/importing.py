"""One import of session logs in a process of its own; prints its figures as JSON."""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from pathlib import Path

import django

django.setup()

from agents.claude_code.tool import TOOL  # noqa: E402 -- models need the setup
from agents.session_logs.importing import Import  # noqa: E402
from devcraft import accounts, clock  # noqa: E402


def main() -> None:
    owner = accounts.ensure_local_user()
    gc.disable()
    begun, cpu_begun = time.perf_counter(), time.process_time()
    run = Import(owner, TOOL, now=clock.now())
    for _ in run.run(Path(sys.argv[1])):
        pass
    own, reader = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(
        json.dumps(
            {
                "wall": time.perf_counter() - begun,
                "cpu": time.process_time() - cpu_begun,
                "peak_mb": own.ru_maxrss / 1024,
                "reader_cpu": reader.ru_utime + reader.ru_stime,
                "reader_peak_mb": reader.ru_maxrss / 1024,
                "requests": run.account.usage["requests"],
            }
        )
    )


if __name__ == "__main__":
    main()
