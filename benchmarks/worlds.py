"""`python -m benchmarks.worlds`: reading, comparing and keeping states of worlds."""

from __future__ import annotations

import argparse
import bz2
import lzma
import random
import statistics
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.__main__ import configure
from benchmarks.states import make_state, make_world, move, spelled
from benchmarks.usage import made
from worlds import state
from worlds.comparing import compare

MB = 1_000_000
SEED = 7
ROUNDS = 15
SIZES = (1_000, 5_000)
COMPARE_GOAL_MS = 10
STORE_GOAL_MB = 350
SNAPSHOTS = 1_000
MOVED = 10
SAMPLED_EVERY = 50


def main() -> None:
    options = parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="devcraft-bench-") as folder:
        configure(Path(folder), "")
        print(report(Path(folder), is_quick=options.quick))


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m benchmarks.worlds", description=__doc__)
    found.add_argument("--quick", action="store_true", help="a tenth of the snapshots")
    return found


def report(folder: Path, *, is_quick: bool) -> str:
    from benchmarks import machine, table  # settings can be read once configured
    from devcraft import clock

    commit, has_changes = machine.commit()
    changed = " with local changes" if has_changes else ""
    lines = [f"# Worlds benchmark of {commit}{changed}, {clock.now():%Y-%m-%d}", ""]
    lines += [f"    python -m benchmarks.worlds{' --quick' if is_quick else ''}", ""]
    lines += [f"Load average before the run: {machine.load_average()}.", ""]
    lines += [f"## States: median of {ROUNDS}, in ms", ""]
    head = ["objects", "MB", "read", "content digest", "compare", f"≤ {COMPARE_GOAL_MS}"]
    lines += table.table(head, [timings(objects) for objects in SIZES])
    count = SNAPSHOTS // 10 if is_quick else SNAPSHOTS
    lines += ["", f"## {count:,} snapshots of {SIZES[-1]:,} objects, {MOVED} moved in each", ""]
    head = ["each alone", "MB", "ms each", "measured", f"< {STORE_GOAL_MB}"]
    lines += table.table(head, [*kept(count), *stored(folder, count)])
    return "\n".join([*lines, *in_database(folder)])


def stored(folder: Path, count: int) -> Iterator[list[str]]:
    from benchmarks import galleries

    with made(folder, "versions"):
        yield galleries.versions_on_disk(count)


def in_database(folder: Path) -> Iterator[str]:
    from benchmarks import galleries, table

    with made(folder, "galleries"):
        yield from ["", f"## Pages and acts: {galleries.ROUNDS} warm ones each, in ms", ""]
        yield from table.table(["", "median", "best", "ratio", "goal"], list(galleries.pages()))
        yield from ["", "## Refusing a file of 50 MB", ""]
        head = ["", "ms", "MB at the peak", f"< {galleries.FLAT_GOAL_MB}"]
        yield from table.table(head, list(galleries.refusals(folder)))


def timings(objects: int) -> list[str]:
    """One row: what is read is new every time, so nothing has been worked out before."""
    raw = make_state(objects, SEED)
    world = make_world(objects, random.Random(SEED))
    move(world, MOVED, random.Random(SEED))
    other = spelled(world)
    compared = median_ms(lambda pair: compare(*pair), lambda: (state.read(raw), state.read(other)))
    return [
        f"{objects:,}",
        f"{len(raw) / MB:.2f}",
        f"{median_ms(state.read, lambda: raw):.1f}",
        f"{median_ms(lambda found: found.content_digest, lambda: state.read(raw)):.1f}",
        f"{compared:.2f}",
        verdict(compared <= COMPARE_GOAL_MS) if objects == SIZES[0] else "",
    ]


def median_ms(act: Callable[[Any], object], prepared: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        argument = prepared()
        begun = time.perf_counter()
        act(argument)
        taken.append(time.perf_counter() - begun)
    return 1000 * statistics.median(taken)


def kept(count: int) -> Iterator[list[str]]:
    """What COUNT snapshots take, each compressed by itself; other ways on a sample of them."""
    chance = random.Random(SEED)
    world = make_world(SIZES[-1], chance)
    total, seconds, size, sample = 0, 0.0, 0, []
    for number in range(count):
        raw = spelled(world)
        size += len(raw)
        sample += [raw] if number % SAMPLED_EVERY == 0 else []
        packed, taken = timed(lambda raw: zlib.compress(raw, 6), raw)
        total, seconds = total + packed, seconds + taken
        move(world, MOVED, chance)
    yield ["as they are", f"{size / MB:,.1f}", "", "all", ""]
    each = f"{1000 * seconds / count:.1f}"
    yield ["zlib 6", f"{total / MB:,.1f}", each, "all", verdict(total / MB < STORE_GOAL_MB)]
    for name, pack in alternatives(sample[0]).items():
        found = [timed(pack, raw) for raw in sample]
        mean = statistics.mean(length for length, _ in found) * count / MB
        each = f"{1000 * statistics.mean(taken for _, taken in found):.1f}"
        yield [name, f"{mean:,.1f}", each, f"{len(sample)} of them", ""]


def alternatives(first: bytes) -> dict[str, Callable[[bytes], bytes]]:
    return {
        "zlib 1": lambda raw: zlib.compress(raw, 1),
        "zlib 9": lambda raw: zlib.compress(raw, 9),
        "zlib 6, the end of the first as dictionary": lambda raw: with_dictionary(raw, first),
        "bz2": bz2.compress,
        "lzma": lzma.compress,
    }


def with_dictionary(raw: bytes, first: bytes) -> bytes:
    packer = zlib.compressobj(6, zdict=first[-(1 << 15) :])
    return packer.compress(raw) + packer.flush()


def timed(pack: Callable[[bytes], bytes], raw: bytes) -> tuple[int, float]:
    begun = time.perf_counter()
    packed = pack(raw)
    return len(packed), time.perf_counter() - begun


def verdict(is_met: bool) -> str:  # noqa: FBT001 -- a cell of a table
    return "yes" if is_met else "NO"


if __name__ == "__main__":
    main()
