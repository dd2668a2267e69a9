"""Own think cycles in the ledger, written with the run that they are part of."""

from __future__ import annotations

import uuid
from datetime import datetime

from agents.living.journal import Step
from agents.models import PriceVersion, Road, Run, RunOrigin, UsageEvent
from agents.usage import linking
from agents.usage.book import Book
from agents.usage.facts import OWN, Fact
from agents.usage.linking import Linker
from agents.usage.recording import Recorder, priced
from agents.usage.rows import Row
from agents.usage.runs import Runs

FREE_OF_CHARGE = "scripted"
ESTIMATED = "estimated"


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
    """Write what STEPS used into the owner's ledger, each once; an agent of nobody has none."""
    if run.owner is None or not steps:
        return
    linking.lock(run.owner)
    told = [str(step.row.pk) for step in steps]
    known = UsageEvent.objects.filter(owner=run.owner, message_id__in=told)
    billed = set(known.values_list("message_id", flat=True))
    fresh = [step for step in steps if str(step.row.pk) not in billed]
    if not fresh:
        return
    is_free = provider == FREE_OF_CHARGE and not _is_priced(fresh)
    facts = [_fact(run, step, provider, is_free=is_free) for step in fresh]
    recorder = Recorder(run.owner, Linker(run.owner), OwnRun(run))
    recorder.record(priced(facts, seen_via=OWN, book=Book()), now=now)


def _is_priced(steps: list[Step]) -> bool:
    """Whether somebody set a price for the scripts that answered, to rehearse what costs do."""
    models = {step.row.model for step in steps}
    return PriceVersion.objects.filter(provider=FREE_OF_CHARGE, model__in=models).exists()


def _fact(run: Run, step: Step, provider: str, *, is_free: bool) -> Fact:
    used = step.usage
    return Fact(
        provider=provider,
        request_id=str(step.row.pk),
        message_id=str(step.row.pk),
        at=step.row.started_at,
        model=step.row.model,
        input_tokens=max(0, used.input_tokens - used.cache_read_tokens - used.cache_write_tokens),
        cache_read_tokens=used.cache_read_tokens,
        cache_write_5m_tokens=used.cache_write_tokens,
        cache_write_1h_tokens=0,
        output_tokens=used.output_tokens,
        reasoning_tokens=used.reasoning_tokens,
        speed="",
        is_sidechain=False,
        provided_pico=0 if is_free else None,
        session=str(run.pk),
        project=run.agent.slug,
        branch=run.branch,
        flags=ESTIMATED if used.is_estimated else "",
        path="",
        offset=0,
        road=Road.OWN.value,
    )
