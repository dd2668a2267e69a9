"""Fills a ledger of requests: ninety dense days, and years of thinner ones before."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from agents.models import CostSource, Road
from agents.usage import rows
from agents.usage.facts import slot_of
from agents.usage.rows import Row
from agents.usage.tally import Tally
from devcraft.models import User

SEED = 17
CHUNK = 20_000
IN_A_SESSION = 80
YEARS = timedelta(days=3650)
PROJECTS = 24
MODELS = ("claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5")


def fill(owner: User, count: int, *, recent: int, now: datetime, days: timedelta) -> None:
    """COUNT requests: RECENT of them in the DAYS before NOW, the others in ten years before."""
    chunk: list[Row] = []
    for row in _requests(count, recent, now, days):
        chunk.append(row)
        if len(chunk) == CHUNK:
            _write(owner, chunk)
            chunk = []
    _write(owner, chunk)


@transaction.atomic
def _write(owner: User, chunk: list[Row]) -> None:
    tally = Tally()
    for row in chunk:
        tally.add(row)
    rows.insert(owner.pk, chunk)
    tally.write(owner.pk)


def _requests(count: int, recent: int, now: datetime, days: timedelta) -> Iterator[Row]:
    chance = random.Random(SEED)
    for first in range(0, count, IN_A_SESSION):
        is_recent = first < recent
        span = days if is_recent else YEARS
        end = now if is_recent else now - days
        begun = end - span * chance.random()
        project, model = f"project-{chance.randrange(PROJECTS):02}", chance.choice(MODELS)
        for number in range(first, min(first + IN_A_SESSION, count)):
            at = min(begun + timedelta(seconds=40 * (number - first)), end)
            yield _request(number, first, at, project, model)


def _request(number: int, first: int, at: datetime, project: str, model: str) -> Row:
    cost = 10**10 + number
    return Row(
        id=0,
        provider="anthropic",
        key=f"req:{number}",
        request_id=str(number),
        message_id=f"msg{number}",
        at=at,
        slot=slot_of(at),
        model=model,
        speed="",
        is_sidechain=False,
        input_tokens=10,
        cache_read_tokens=40_000,
        cache_write_5m_tokens=2_000,
        cache_write_1h_tokens=0,
        output_tokens=500,
        reasoning_tokens=0,
        provided_pico=None,
        calculated_pico=cost,
        cost_pico=cost,
        cost_source=CostSource.BOOK.value,
        price_id=None,
        run_id=None,
        session=f"session-{first}",
        project=project,
        branch="main",
        mission_id=None,
        rank=0,
        seen_via="claude-code",
        road=Road.LOG.value,
        roads=Road.LOG.value,
        trace_id="",
        span_id="",
        since=None,
        flags="",
        source_path=f"{project}/session-{first}.jsonl",
        source_offset=number,
    )
