"""Worlds in a database: the gallery, a world's pages, saving, and a thousand versions on disk."""

from __future__ import annotations

import random
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.states import make_state, make_world, move, spelled
from devcraft import accounts, clock
from devcraft.models import User
from devcraft.views.sign_in import MODEL_BACKEND
from worlds import importing, saving, state
from worlds.authors import Author
from worlds.models import World
from worlds.models.worlds import folded
from worlds.pictures.svg import draw_map

MB = 1_000_000
SEED = 7
ROUNDS = 20
GALLERIES = (50, 5_000)
GALLERY_GOAL = 1.5
SAVE_GOAL_MS = 120
STORE_GOAL_MB = 350
FLAT_GOAL_MB = 1
OBJECTS = 5_000
MOVED = 10
GALLERY = "/worlds/"
HEAVY = ("blob", "png")


class ReadsStates(Exception):
    """A list of worlds read states or pictures, and so its time means nothing."""


def pages() -> Iterator[list[str]]:
    """The gallery at both sizes and what is done with one world: median and best in ms."""
    user = accounts.ensure_local_user()
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=MODEL_BACKEND)
    medians = []
    for count in GALLERIES:
        fill(user, count)
        check(client)
        taken = times(lambda: get(client, GALLERY))
        medians.append(statistics.median(taken))
        ratio = medians[-1] / medians[0]
        yield [*row(f"gallery, {count:,} worlds", taken), f"{ratio:.2f}", goal(ratio, GALLERY_GOAL)]
    yield from one_world(client, user)


def one_world(client: Client, user: User) -> Iterator[list[str]]:
    before, after = two_states(1_000)
    world = saving.create(owner=user, name="Thousand", now=clock.now(), incoming=before)
    author = Author(user)
    kept = saving.snapshot(world=world, name="before", author=author, now=clock.now())
    saving.save(world=world, incoming=after, base_revision=1, author=author, now=clock.now())
    page = f"/worlds/{world.pk}/"
    yield [*row("world, 1,000 objects", times(lambda: get(client, page))), "", ""]
    compare = f"{page}versions/compare/?from={kept.pk}"
    yield [*row("comparing, 1,000 objects", times(lambda: get(client, compare))), "", ""]
    crowd = state.read(make_state(10_000, SEED))
    yield [*row("map, 10,000 objects", times(lambda: draw_map(crowd))), "", ""]
    taken = list(saves(user, ROUNDS))
    megabytes = len(make_state(OBJECTS, SEED)) / MB
    name = f"save, {OBJECTS:,} objects ({megabytes:.1f} MB)"
    yield [*row(name, taken), "", goal(1000 * min(taken), SAVE_GOAL_MS)]


def fill(user: User, count: int) -> None:
    """Worlds of one small state until there are COUNT, saved a minute apart."""
    now = clock.now()
    first = World.objects.filter(owner=user).first() or saving.create(
        owner=user, name="World", now=now, incoming=state.read(make_state(20, SEED))
    )
    have = World.objects.filter(owner=user).count()
    names = [f"World {number}" for number in range(have, count)]
    World.objects.bulk_create(
        World(
            owner=user,
            name=name,
            name_key=folded(name),
            search_text=folded(name),
            state=first.state,
            revision=1,
            object_count=first.object_count,
            created_at=now,
            updated_at=now,
            state_saved_at=now - timedelta(minutes=number),
        )
        for number, name in enumerate(names)
    )


def check(client: Client) -> None:
    """Raises ReadsStates."""
    with CaptureQueriesContext(connection) as queries:
        get(client, GALLERY)
    for query in queries.captured_queries:
        if any(f'."{column}"' in query["sql"] for column in HEAVY):
            raise ReadsStates(query["sql"])


def get(client: Client, path: str) -> None:
    response = client.get(path)
    if response.status_code != 200:
        raise AssertionError(f"{path} answered {response.status_code}")


def saves(user: User, count: int) -> Iterator[float]:
    """Seconds of each of COUNT saves, reading the bytes included; each moves a few things."""
    chance = random.Random(SEED)
    content = make_world(OBJECTS, chance)
    now, author = clock.now(), Author(user)
    world = saving.create(owner=user, name="Saved", now=now, incoming=state.read(spelled(content)))
    for number in range(count):
        move(content, MOVED, chance)
        raw = spelled(content)
        begun = time.perf_counter()
        saving.save(
            world=world,
            incoming=state.read(raw),
            base_revision=number + 1,
            author=author,
            now=now + timedelta(minutes=6 * number),
        )
        yield time.perf_counter() - begun


def versions_on_disk(count: int) -> list[str]:
    """What COUNT kept versions add to the file of an SQLite database, and what each takes."""
    user = accounts.ensure_local_user()
    chance = random.Random(SEED)
    content = make_world(OBJECTS, chance)
    now, author, before = clock.now(), Author(user), on_disk()
    world = saving.create(owner=user, name="Kept", now=now, incoming=state.read(spelled(content)))
    begun = time.perf_counter()
    for number in range(count):
        saving.snapshot(world=world, name=f"version {number}", author=author, now=now)
        move(content, MOVED, chance)
        saving.save(
            world=world,
            incoming=state.read(spelled(content)),
            base_revision=number + 1,
            author=author,
            now=now,
        )
    taken, size = time.perf_counter() - begun, (on_disk() - before) / MB
    met = goal(size, STORE_GOAL_MB)
    return ["SQLite file", f"{size:,.1f}", f"{1000 * taken / count:.1f}", "all", met]


def on_disk() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(connection.settings_dict["NAME"]).stat().st_size


def refusals(folder: Path) -> Iterator[list[str]]:
    """A file of 50 MB by command and by upload: ms, and MB at the peak beyond what was there."""
    path = folder / "large.json"
    with path.open("wb") as file:
        file.truncate(50 * MB)
    yield ["by command", *refusal(lambda: by_command(path))]
    client = Client(SERVER_NAME="localhost")
    client.force_login(accounts.ensure_local_user(), backend=MODEL_BACKEND)
    yield ["by upload", *refusal(lambda: by_upload(client))]


def refusal(act: Callable[[], bool]) -> list[str]:
    act()
    tracemalloc.start()
    begun = time.perf_counter()
    is_refused = act()
    taken = time.perf_counter() - begun
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    is_flat = "yes" if is_refused and peak < FLAT_GOAL_MB * MB else "NO"
    return [f"{1000 * taken:.1f}", f"{peak / MB:.2f}", is_flat]


def by_command(path: Path) -> bool:
    try:
        importing.read_file(path)
    except importing.BadFile:
        return True
    return False


def by_upload(client: Client) -> bool:
    length = {"CONTENT_LENGTH": str(50 * MB)}
    return client.post(f"{GALLERY}import/", **length).status_code == 413


def two_states(objects: int) -> tuple[state.State, state.State]:
    content = make_world(objects, random.Random(SEED))
    before = state.read(spelled(content))
    move(content, MOVED, random.Random(SEED))
    return before, state.read(spelled(content))


def times(act: Callable[[], object]) -> list[float]:
    act()
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return taken


def row(name: str, taken: list[float]) -> list[str]:
    return [name, f"{1000 * statistics.median(taken):.1f}", f"{1000 * min(taken):.1f}"]


def goal(found: float, most: float) -> str:
    return "yes" if found <= most else "NO"
