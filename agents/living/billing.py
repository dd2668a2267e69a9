"""Own think cycles in the ledger, written with the run that they are part of."""

from __future__ import annotations

import uuid
from datetime import datetime

from agents.living.journal import Step
from agents.models import Run, RunOrigin
from agents.usage import linking
from agents.usage.book import Book
from agents.usage.facts import Fact
from agents.usage.linking import Linker
from agents.usage.recording import Recorder, priced
from agents.usage.rows import Row
from agents.usage.runs import Runs

SOURCE = "own"
FREE_OF_CHARGE = "scripted"


class OwnRun(Runs):
    """The one run that is billed; its own figures are saved with it."""

    def __init__(self, run: Run) -> None:
        super().__init__(run.agent, RunOrigin.OWN)
        self._run_id = run.pk

    def of(self, row: Row) -> uuid.UUID:
        return self._run_id

    def write(self) -> None:
        """Nothing: the run's figures come from its steps."""


def bill(run: Run, steps: list[Step], *, provider: str, now: datetime) -> None:
    """Write what STEPS used into the owner's ledger; an agent of nobody has none."""
    if run.owner is None or not steps:
        return
    linking.lock(run.owner)
    facts = [_fact(run, step, provider) for step in steps]
    recorder = Recorder(run.owner, Linker(run.owner), OwnRun(run))
    recorder.record(priced(facts, seen_via=SOURCE, book=Book()), now=now)


def _fact(run: Run, step: Step, provider: str) -> Fact:
    return Fact(
        provider=provider,
        request_id=str(step.row.pk),
        message_id=str(step.row.pk),
        at=step.row.started_at,
        model=step.row.model,
        input_tokens=step.usage.input_tokens,
        cache_read_tokens=0,
        cache_write_5m_tokens=0,
        cache_write_1h_tokens=0,
        output_tokens=step.usage.output_tokens,
        reasoning_tokens=0,
        speed="",
        is_sidechain=False,
        provided_pico=0 if provider == FREE_OF_CHARGE else None,
        session=str(run.pk),
        project=run.agent.slug,
        branch="",
        flags="",
        path="",
        offset=0,
    )
