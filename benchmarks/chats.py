"""Spaces in which much was said, and agents that did much: rows by the million, and pages."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.test import Client
from django.utils import timezone

from agents.living.spaces import pulse
from benchmarks import fill, pasts, recalling, residents
from benchmarks.galleries import goal
from benchmarks.residents import Resident
from benchmarks.stores import Store
from devcraft.models import User

RATIO_GOAL = 1.5
NEW = 5


@dataclass(frozen=True)
class Size:
    messages: int
    past: int
    """Runs of one agent, and events in its inbox."""


class UnexpectedAnswer(Exception):
    """A page did not answer as it does for a person; its time means nothing."""


@dataclass(frozen=True)
class Desk:
    """One database with a visitor, who reads there what one agent said and did."""

    store: Store
    size: Size
    client: Client
    pages: dict[str, str]


def desk(owner: User, store: Store, size: Size) -> Desk:
    (one,) = residents.settle(owner, 1)
    pasts.talk(one, size.messages, now=timezone.now())
    pasts.work(one, size.past, now=timezone.now())
    fill.settle()
    return Desk(store, size, recalling.visitor(owner), _pages(one, size))


def _pages(one: Resident, size: Size) -> dict[str, str]:
    space, agent = f"/spaces/{one.space.pk}/", f"/agents/{one.agent.slug}/"
    shown = {"pulse": pulse.of(one.space.pk, now=timezone.now()).version}
    since = timezone.now().isoformat()
    new = urlencode({"after": size.messages - NEW, "since": since, **shown})
    nothing = urlencode({"after": size.messages, "since": since, **shown})
    return {
        "space": space,
        "space, in the middle": f"{space}?before={size.messages // 2}",
        f"what is new, {NEW} messages": f"{space}live/?{new}",
        "what is new, nothing": f"{space}live/?{nothing}",
        "list of spaces": "/spaces/",
        "inbox of an agent": f"{agent}inbox/",
        "runs of an agent": f"{agent}runs/",
    }


def compared(desks: tuple[Desk, Desk], rounds: int) -> Iterator[list[str]]:
    """Median ms of each page by turns on both desks, with their ratio."""
    for name in desks[0].pages:
        found: list[list[tuple[float, float]]] = [[] for _ in desks]
        for _ in range(rounds + 1):
            for one, taken in zip(desks, found, strict=True):
                taken.append(_taken(one, name))
        (small, small_cpu), (large, large_cpu) = (
            [statistics.median(column) for column in zip(*taken[1:], strict=True)]
            for taken in found
        )
        ratio = large / small
        cells = [f"{small:.1f}", f"{large:.1f}", f"{large_cpu / small_cpu:.2f}", f"{ratio:.2f}"]
        yield [name, *cells, goal(ratio, RATIO_GOAL)]


def _taken(desk: Desk, name: str) -> tuple[float, float]:
    """Milliseconds of one request: by the clock, and of this process alone."""
    path = desk.pages[name]
    with desk.store.in_use():
        begun, cpu_begun = time.perf_counter(), time.process_time()
        response = desk.client.get(path)
        taken = time.perf_counter() - begun, time.process_time() - cpu_begun
    if response.status_code != (204 if name.endswith("nothing") else 200):
        raise UnexpectedAnswer(f"{path} answered {response.status_code}")
    return 1000 * taken[0], 1000 * taken[1]
