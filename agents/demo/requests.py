"""A month of sample requests beside the sample month's work, through the ledger's own acts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from agents.models import RunOrigin
from agents.usage import linking
from agents.usage.book import Book
from agents.usage.facts import Fact
from agents.usage.linking import Linker
from agents.usage.recording import Recorder, priced
from agents.usage.runs import Runs, foreign_agent
from devcraft.models import User
from missions.models import TimeEntry

SEED = 23
DAYS = 30
SOURCE = "claude-code"
MODELS = ("claude-sonnet-4-5-20250929", "claude-opus-4-5-20251101", "claude-haiku-4-5-20251001")
PROJECTS = ("oasis", "worlds")
NIGHT_PROJECT = "playground"
CACHE_FULL = 150_000


@transaction.atomic
def fill(owner: User, *, now: datetime) -> int:
    """Let agents work beside OWNER's timed work of the last month; returns the requests."""
    linking.lock(owner)
    runs = Runs(foreign_agent(owner, SOURCE), RunOrigin.CLAUDE_CODE)
    found = priced(_facts(owner, now), seen_via=SOURCE, book=Book())
    return len(Recorder(owner, Linker(owner), runs).record(found, now=now).added)


def _facts(owner: User, now: datetime) -> Iterator[Fact]:
    chance = random.Random(SEED)  # noqa: S311 -- sample data, not secrets
    timed = TimeEntry.objects.counted().filter(
        owner=owner, started_at__gte=now - timedelta(days=DAYS), ended_at__isnull=False
    )
    for number, entry in enumerate(timed.order_by("started_at")):
        if entry.ended_at is None or chance.random() < 0.3:
            continue
        branch = f"mission-{entry.mission_id}" if chance.random() < 0.6 else "main"
        project = PROJECTS[entry.mission_id % len(PROJECTS)]
        yield from _session(chance, number, entry.begun, entry.ended_at, project, branch)
        if number % 9 == 4:
            night = entry.begun + timedelta(hours=9)
            end = min(night + timedelta(minutes=25), now)
            yield from _session(chance, 1000 + number, night, end, NIGHT_PROJECT, "main")


def _session(
    chance: random.Random, number: int, begun: datetime, ended: datetime, project: str, branch: str
) -> Iterator[Fact]:
    """Requests from BEGUN until ENDED, a growing context read from the cache each time."""
    session, model, cached, at = f"sample-{number:04}", chance.choice(MODELS), 0, begun
    while (at := at + timedelta(seconds=chance.randrange(20, 240))) < ended:
        written = chance.randrange(300, 5_000)
        request = f"sample-{number:04}-{int((at - begun).total_seconds()):05}"
        yield Fact(
            provider="anthropic",
            request_id=request,
            message_id=f"msg-{request}",
            at=at,
            model="mystery-model-9" if chance.random() < 0.004 else model,
            input_tokens=chance.randrange(3, 40),
            cache_read_tokens=cached,
            cache_write_5m_tokens=written,
            cache_write_1h_tokens=0,
            output_tokens=chance.randrange(40, 1_800),
            reasoning_tokens=0,
            speed="",
            is_sidechain=False,
            provided_pico=None,
            session=session,
            project=project,
            branch=branch,
            flags="",
            path=f"{project}/{session}.jsonl",
            offset=0,
        )
        cached = 0 if cached > CACHE_FULL else cached + written
