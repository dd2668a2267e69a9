"""What is measured of workers: cycles, how long messages wait, memory, and doing nothing."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Max, Min
from django.utils import timezone

from agents.living import speaking
from agents.models import InboxEvent, InboxStatus, Run, RunStatus
from benchmarks import residents, workers
from benchmarks.galleries import goal
from benchmarks.residents import Resident
from benchmarks.stores import Store
from benchmarks.workers import NotDone, Workers
from devcraft.models import User

CYCLES = {1: 30, 10: 8, 100: 2}
"""Events before each agent, by the number of agents."""
WORKERS = (1, 2, 4)
OPEN = [InboxStatus.PENDING.value, InboxStatus.PROCESSING.value]
TALKERS = 20
BUSY = 10
BUSY_EVENTS = 400
LONGEST_PAUSE = 0.4
SEED = 7
SLEEPERS = 1_000
IDLE_GOAL = 5.0
FLAT_GOAL_MB = 8.0


def rates(owner: User, store: Store) -> Iterator[list[str]]:
    for count, each in CYCLES.items():
        for processes in WORKERS:
            yield rate(owner, store, count, each, processes)


def rate(owner: User, store: Store, count: int, each: int, processes: int) -> list[str]:
    """Cycles a second from the first that began to the last that ended, and CPU ms of each."""
    found = residents.settle(owner, count)
    with workers.working(store, processes) as running:
        cpu = running.cpu_seconds()
        given = residents.give(found, each, now=timezone.now())
        running.wait_until(lambda: not waits(found))
        cpu = running.cpu_seconds() - cpu
    ended = Run.objects.filter(
        agent__in=[one.agent.pk for one in found], status=RunStatus.COMPLETED
    ).aggregate(n=Count("pk"), first=Min("started_at"), last=Max("completed_at"))
    if ended["n"] != given:
        raise NotDone(f"{given} events made {ended['n']} cycles")
    seconds = (ended["last"] - ended["first"]).total_seconds()
    cells = [f"{given}", f"{given / seconds:.1f}", f"{1000 * cpu / given:.0f}"]
    return [f"{count} agents" if count > 1 else "1 agent", str(processes), *cells]


def waits(found: list[Resident]) -> bool:
    keys = [one.entity.pk for one in found]
    return InboxEvent.objects.filter(agent_entity__in=keys, status__in=OPEN).exists()


def waiting(
    owner: User, store: Store, *, most_ms: float, alone: int, beside: int
) -> Iterator[list[str]]:
    """From a message that is committed to the start of the run that takes it."""
    talkers, busy = residents.settle(owner, TALKERS), residents.settle(owner, BUSY)
    with workers.working(store, 1) as running:
        taken = latencies(running, talkers, alone)
        met = goal(statistics.median(taken), most_ms)
        yield ["nobody else", str(alone), *figures(taken), met]
        residents.give(busy, BUSY_EVENTS, now=timezone.now())
        taken = latencies(running, talkers, beside)
        if not waits(busy):
            raise NotDone("the busy agents were through before the messages")
        yield [f"{BUSY} busy agents", str(beside), *figures(taken), ""]
    InboxEvent.objects.filter(
        agent_entity__in=[one.entity.pk for one in busy], status=InboxStatus.PENDING
    ).delete()


def figures(taken: list[float]) -> list[str]:
    ranked = sorted(taken)
    p99 = ranked[int(0.99 * (len(ranked) - 1))]
    return [f"{statistics.median(ranked):.0f}", f"{p99:.0f}", f"{ranked[-1]:.0f}"]


def latencies(running: Workers, talkers: list[Resident], count: int) -> list[float]:
    """Milliseconds that each of COUNT messages waited, said at random moments."""
    chance, said = random.Random(SEED), {}
    for number in range(count):
        time.sleep(chance.uniform(0, LONGEST_PAUSE))
        one = talkers[number % len(talkers)]
        key = say(one, f"Message {number}")
        said[key] = timezone.now()
    running.wait_until(lambda: not waits(talkers))
    events = InboxEvent.objects.filter(event_id__in=said)
    starts = dict(events.values_list("event_id", "run__started_at"))
    return [1000 * _seconds(moment, starts[key]) for key, moment in said.items()]


def say(one: Resident, text: str) -> str:
    message = speaking.say(
        space_id=one.space.pk, entity=one.person, text=text, key="", now=timezone.now()
    )
    return str(message.pk)


def _seconds(said: datetime, begun: datetime) -> float:
    """A run looks at the clock before it looks for messages, so it may seem to be first."""
    return max(0.0, (begun - said).total_seconds())


def memory(owner: User, store: Store, *, cycles: int) -> Iterator[list[str]]:
    """What one worker holds after a fifth of CYCLES, and after all of them."""
    found = residents.settle(owner, BUSY)
    with workers.working(store, 1) as running:
        held = []
        for part in (cycles // 5, cycles - cycles // 5):
            residents.give(found, part // BUSY, now=timezone.now())
            running.wait_until(lambda: not waits(found))
            held.append(running.megabytes())
    grown = held[1] - held[0]
    yield [f"{cycles:,}", *(f"{size:.1f}" for size in held), goal(grown, FLAT_GOAL_MB)]


def idle(owner: User, store: Store, *, seconds: int) -> Iterator[list[str]]:
    """What one worker takes of a core while nobody has anything to do; half have hearts."""
    residents.settle(owner, SLEEPERS, with_heart=True)
    with workers.working(store, 1) as running:
        before = running.cpu_seconds()
        time.sleep(seconds)
        share = 100 * (running.cpu_seconds() - before) / seconds
    yield [f"{SLEEPERS:,}", str(seconds), f"{share:.1f}", goal(share, IDLE_GOAL)]
