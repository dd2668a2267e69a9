"""What is measured of a memory: appending, replaying, listing, searching."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.db import transaction
from django.http import QueryDict
from django.test import Client

from benchmarks import remembered
from benchmarks.galleries import get, goal
from devcraft.models import User
from devcraft.views.sign_in import MODEL_BACKEND
from runtime_memory import finding, searching
from runtime_memory.store import RuntimeMemoryStore as store
from runtime_memory.views.sessions import TURNS

IN_ONE = 1_000
ALONE = 200
REPLAYED = 5
ERASED = 10
SEARCH = "/memory/search/"
SEARCH_GOAL_MS = 50
RATIO_GOAL = 1.5
SEARCHES = {
    "rare: in 10 turns": remembered.RARE,
    "middling: in each hundredth": remembered.MIDDLING,
    "very common: in every turn": remembered.COMMON,
    "common and rare": f"{remembered.COMMON} {remembered.RARE}",
    "common without middling": f"{remembered.COMMON} -{remembered.MIDDLING}",
    "a beginning of common words": f"{remembered.COMMON[:3]}*",
    "in no turn": "unicorn",
}


def visitor(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=MODEL_BACKEND)
    return client


def appends(user: User, count: int, now: datetime) -> Iterator[list[str]]:
    """Half of COUNT turns and half events, IN_ONE to a transaction; a few each alone."""
    session = store.start_session(actor="agent", owner=user, now=now)
    run = store.start_run(
        workflow_name="bench", trigger_source="api", initiated_by="bench", owner=user, now=now
    )
    said = list(remembered.texts())

    def turn(number: int) -> None:
        content = said[number % len(said)]
        store.append_turn(session_id=session.pk, role="agent", content=content, now=now)

    def event(number: int) -> None:
        store.append_event(
            event_type="info",
            event_level="low",
            message=said[number % len(said)][:80],
            payload={"step": number, "file": "src/gate.py"},
            run_id=run.pk,
            now=now,
        )

    for name, act in (("turns", turn), ("events", event)):
        yield [f"{name}, {IN_ONE:,} to a transaction", *appended(act, count // 2, IN_ONE)]
        yield [f"{name}, each by itself", *appended(act, ALONE, 1)]


def appended(act: Callable[[int], None], count: int, in_one: int) -> list[str]:
    """How many were appended; rows a second, in all and of the first and last tenth; CPU ms."""
    marks, cpu_begun = [time.perf_counter()], time.process_time()
    for first in range(0, count, in_one):
        with transaction.atomic():
            for number in range(first, min(first + in_one, count)):
                act(number)
        marks.append(time.perf_counter())
    tenth = max((len(marks) - 1) // 10, 1)
    rows = tenth * in_one
    parts = (marks[tenth] - marks[0], marks[-1] - marks[-1 - tenth])
    rates = [f"{count / (marks[-1] - marks[0]):,.0f}", *(f"{rows / part:,.0f}" for part in parts)]
    return [f"{count:,}", *rates, f"{1000 * (time.process_time() - cpu_begun) / count:.2f}"]


def times(act: Callable[[], object], rounds: int) -> list[float]:
    """Seconds of ROUNDS warm acts, the shortest first."""
    act()
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return sorted(taken)


def median_ms(act: Callable[[], object], rounds: int) -> float:
    return 1000 * statistics.median(times(act, rounds))


def replays(user: User, count: int, now: datetime) -> Iterator[list[str]]:
    """Every page of one session of COUNT turns, in order, by the page itself."""
    session = store.start_session(actor="agent", owner=user, now=now)
    said = list(remembered.texts())
    with transaction.atomic():
        for number in range(count):
            content = said[number % len(said)]
            store.append_turn(session_id=session.pk, role="agent", content=content, now=now)
    client, page = visitor(user), f"/memory/sessions/{session.pk}/?from="
    starts = range(0, count, TURNS)
    medians = [
        median_ms(lambda start=start: get(client, f"{page}{start}"), REPLAYED) for start in starts
    ]
    for name, place in (("first page", 0), ("in the middle", len(starts) // 2), ("last page", -1)):
        ratio = medians[place] / medians[0]
        yield [name, f"{medians[place]:.1f}", f"{ratio:.2f}", goal(ratio, RATIO_GOAL)]
    yield [f"all {len(starts)} pages", f"{sum(medians):,.0f}", "", ""]


def pages(count: int) -> dict[str, str]:
    """The list of sessions, and a lineage in the middle of COUNT governed rows."""
    skill = remembered.key(remembered.SKILL, count // 2 // 4 * 4)
    return {"session list": "/memory/", "skill lineage": f"/memory/skills/{skill}/"}


def taken(client: Client, path: str) -> tuple[float, float]:
    """Milliseconds of one request: by the clock, and of this process alone."""
    begun, cpu_begun = time.perf_counter(), time.process_time()
    get(client, path)
    return 1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - cpu_begun)


def searches(user: User, rounds: int) -> Iterator[list[str]]:
    """The first page of each search: the question to the index and its rows; the whole page."""
    client = visitor(user)
    for name, typed in SEARCHES.items():
        asked = searching.read(typed)
        alone = median_ms(lambda asked=asked: first_page(user, asked), rounds)
        path = f"{SEARCH}?{urlencode({'q': typed})}"
        clock, cpu = zip(*(taken(client, path) for _ in range(rounds + 1)), strict=True)
        p50, p95 = statistics.median(clock[1:]), sorted(clock[1:])[int(rounds * 0.95)]
        cells = [alone, p50, p95, statistics.median(cpu[1:])]
        yield [name, *(f"{cell:.1f}" for cell in cells), goal(p50, SEARCH_GOAL_MS)]


def erasures(user: User, now: datetime) -> list[str]:
    """ERASED sessions, one after the other, each out of the rows and out of the index."""
    taken = []
    for number in range(ERASED):
        key = remembered.key(remembered.SESSION, number * number)
        begun = time.perf_counter()
        store.erase_session(session_id=key, by=user, now=now)
        taken.append(1000 * (time.perf_counter() - begun))
    return [f"{ERASED} sessions", f"{statistics.median(taken):.1f}", f"{max(taken):.1f}"]


def first_page(user: User, asked: searching.Search) -> finding.Hits:
    return finding.page_of(finding.KINDS["turns"], asked, user, QueryDict())
