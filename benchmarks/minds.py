"""What is measured of a consciousness: adding to it, saving a cycle, thinking, compacting."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from itertools import count

from django.db import transaction
from django.utils import timezone

from agents.living import cycle, journal, leasing, messages, opening, remembering, saving, window
from agents.living.config.thinking import Consciousness
from agents.living.cycle import Outcome
from agents.living.providers import Message, Reply, Usage
from agents.living.window import Cycle
from agents.models import AgentConsciousness, Effect, StopReason
from benchmarks import residents
from benchmarks.residents import MOST_TOKENS, Resident
from benchmarks.workers import NotDone
from devcraft.models import User

SMALL, LARGE = 1_000, 100_000
HOLDER = "benchmark"
ROOMY = Consciousness.model_validate({"maxTokens": MOST_TOKENS})
TIGHT = Consciousness.model_validate({"maxTokens": LARGE})
WORDS = "Something that people tell an agent in the course of a day, in plain words. "


def rows(owner: User, rounds: int) -> Iterator[list[str]]:
    found = {size: _planted(owner, size) for size in (SMALL, LARGE)}
    for name, act in (("adding a cycle", added), ("saving a run", saved), ("thinking", thought)):
        times = [_median(act, one, rounds) for one in found.values()]
        yield [name, *(f"{taken:.1f}" for taken in times), f"{times[1] / times[0]:.1f}"]
    compacted = [compaction(_planted(owner, LARGE)) for _ in range(max(1, rounds // 4))]
    yield ["compacting what grows beyond", "", f"{statistics.median(compacted):.1f}", ""]


def _median(act: Callable[[Resident], float], one: Resident, rounds: int) -> float:
    act(one)
    return statistics.median(act(one) for _ in range(rounds))


def added(one: Resident) -> float:
    """Milliseconds to read it, add a cycle and commit."""
    begun = time.perf_counter()
    with transaction.atomic():
        _add(one, ROOMY)
    return _passed(begun)


def saved(one: Resident) -> float:
    """Milliseconds of `saving.save` for a run of one step."""
    residents.give([one], 1, now=timezone.now())
    lease = leasing.take(one.agent.pk, holder=HOLDER, now=timezone.now())
    run = lease and opening.open_run(lease, now=timezone.now())
    if lease is None or run is None:
        raise NotDone("nothing to think about")
    step = journal.ask(run, told=[], model="none", now=timezone.now())
    reply = Reply("Answered; nothing is pending.", usage=Usage(10, 10))
    journal.answer(step, reply, effect=lambda _: Effect.READ, now=timezone.now())
    begun = time.perf_counter()
    saving.save(lease, run, StopReason.END_TURN, now=timezone.now())
    taken = _passed(begun)
    leasing.release(lease)
    return taken


def thought(one: Resident) -> float:
    """Milliseconds of a whole cycle of two steps and one call."""
    residents.give([one], 1, now=timezone.now())
    begun = time.perf_counter()
    outcome = cycle.think(one.agent.pk, holder=HOLDER)
    if outcome != Outcome.SAVED:
        raise NotDone(outcome)
    return _passed(begun)


def compaction(one: Resident) -> float:
    """Milliseconds to add a cycle that is too much, and archive all but the newest."""
    begun = time.perf_counter()
    with transaction.atomic():
        _add(one, TIGHT)
    taken = _passed(begun)
    if not window.earlier(AgentConsciousness.objects.get(agent_entity=one.entity).cycles):
        raise NotDone("nothing was compacted")
    return taken


def _add(one: Resident, limit: Consciousness) -> None:
    held, now = remembering.load(one.entity), timezone.now()
    number = held.cycle_count + 1
    remembering.append(held, Cycle(number, "none", now, _lived(number)), now=now, limit=limit)


def _planted(owner: User, tokens: int) -> Resident:
    """An agent with so many cycles in mind that one more passes TOKENS."""
    (one,) = residents.settle(owner, 1)
    held: list[Message] = []
    cycles: list[window.Entry] = []
    for number in count(1):
        told = _lived(number)
        tokens -= messages.tokens(told)
        if tokens < 0:
            break
        cycles.append(Cycle(number, "none", timezone.now(), told).placed(len(held)))
        held += told
    AgentConsciousness.objects.filter(agent_entity=one.entity).update(
        messages=held,
        cycles=cycles,
        cycle_count=len(cycles),
        token_estimate=window.tokens(held, cycles),
    )
    return one


def _lived(number: int) -> list[Message]:
    call = {"id": f"call_{number}", "name": "send_message", "args": {"text": f"{number}: {WORDS}"}}
    return [
        messages.user(f"INBOX (1 event): {number} {10 * WORDS}"),
        messages.assistant("They want to know how it stands.", [call]),
        messages.results([call | {"output": {"success": True, "messageId": f"m{number}"}}]),
        messages.assistant(f"Answered question {number}; nothing is pending.", []),
    ]


def _passed(begun: float) -> float:
    return 1000 * (time.perf_counter() - begun)
