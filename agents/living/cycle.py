"""One think cycle: open, think outside any transaction, act, save.

Every step is written down before the next begins, so that whoever holds the lease next
goes on where this process was killed.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from agents.living import (
    acting,
    doing,
    failing,
    inbox,
    journal,
    leasing,
    limits,
    opening,
    questioning,
    remembering,
    saving,
    sparing,
)
from agents.living.calling import secrets
from agents.living.config import reading
from agents.living.config.shape import Config
from agents.living.doing import Hands
from agents.living.leasing import Lease, LeaseLost
from agents.living.providers import Provider, ProviderFailed, registry
from agents.living.questioning import Thinking
from agents.living.servers import listing
from agents.living.toolbox import Toolbox
from agents.models import Agent, Run
from devcraft.refusing import Refused

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What came of one try to think."""

    BUSY = "busy"
    IDLE = "idle"
    SAVED = "saved"
    FAILED = "failed"
    WAITING = "waiting"
    RESTING = "resting"
    PARKED = "parked"
    LOST = "lost"
    STOPPED = "stopped"


class Waits(Exception):
    """Somebody must answer before the run goes on."""


class Stopped(Exception):
    """This process is asked to end, or the agent to stop; its run goes on later."""


def think(
    agent_id: uuid.UUID,
    *,
    holder: str,
    clock: Callable[[], datetime] = timezone.now,
    provider_of: Callable[[Config], Provider] = registry.provider_of,
    is_stopping: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Let an agent think once, if it is free and has something to think about."""
    lease = leasing.take(agent_id, holder=holder, now=clock())
    if lease is None:
        return Outcome.BUSY
    try:
        run = opening.open_run(lease, now=clock(), check=sparing.check_agent)
        if run is None:
            return Outcome.IDLE
        return _settled(lease, run, clock, provider_of, is_stopping)
    except sparing.Spent as spent:
        sparing.rest(lease, spent, now=clock())
        return Outcome.RESTING
    except LeaseLost:
        return Outcome.LOST
    finally:
        leasing.release(lease)


def _settled(
    lease: Lease,
    run: Run,
    clock: Callable[[], datetime],
    provider_of: Callable[[Config], Provider],
    is_stopping: Callable[[], bool],
) -> Outcome:
    """Think on RUN, and leave it in order whatever happens."""
    try:
        _refuse_endless(run)
        config = reading.checked(run.agent.config_json)
        _check_key(run.agent, config)
        toolbox, provider = _toolbox(run, config, clock()), provider_of(config)
        _go_on(Thinking(lease, run, config, toolbox, provider, clock, is_stopping))
    except (LeaseLost, OperationalError, InterfaceError):
        raise
    except Waits:
        opening.wait(lease, run, now=clock())
        return Outcome.WAITING
    except Stopped:
        with leasing.writing(lease, now=clock()):
            inbox.forgive(run)
        return Outcome.STOPPED
    except sparing.Spent as spent:
        sparing.end(lease, run, spent, now=clock())
        return Outcome.RESTING
    except (reading.BadConfig, registry.NoProvider, remembering.Unreadable) as error:
        failing.park(lease, run, str(error), now=clock())
        return Outcome.PARKED
    except ProviderFailed as error:
        rests = failing.wait_for_provider(lease, run, error, now=clock())
        return Outcome.RESTING if rests else Outcome.PARKED
    except Exception as error:
        log.exception("A think cycle of %s failed", run.agent.slug)
        failing.fail(lease, run, f"{type(error).__name__}: {error}", now=clock())
        return Outcome.FAILED
    return Outcome.SAVED


def _check_key(agent: Agent, config: Config) -> None:
    try:
        secrets.check_model(config.model, agent=agent)
    except Refused as refusal:
        raise registry.NoProvider(str(refusal)) from refusal


def _toolbox(run: Run, config: Config, now: datetime) -> Toolbox:
    listing.ensure(run.agent, config, now=now)
    return Toolbox(config, tuple(listing.offered(run.agent, config)), acting.of_run(run))


class Endless(Exception):
    """The run was begun more often than any run should."""


def _refuse_endless(run: Run) -> None:
    attempts = max((event.attempts for event in inbox.of_run(run)), default=0)
    if attempts > inbox.MOST_ATTEMPTS:
        raise Endless(f"This run was interrupted {attempts - 1} times.")


def _go_on(thinking: Thinking) -> None:
    run = thinking.run
    while True:
        if not _act(thinking):
            raise Waits
        steps = journal.steps(run)
        reason = limits.reason(steps, thinking.config.loop)
        if reason is not None:
            saving.save(thinking.lease, run, reason, now=thinking.clock())
            return
        _check_may_ask(thinking)
        questioning.ask(thinking, steps)


def _check_may_ask(thinking: Thinking) -> None:
    """Raises Stopped, and sparing.Spent when there is nothing left to spend."""
    agent = opening.may_think().filter(pk=thinking.lease.agent_id)
    has_budgets = agent.values_list(sparing.HAS_BUDGETS, flat=True).first()
    if thinking.is_stopping() or has_budgets is None:
        raise Stopped
    if has_budgets:
        sparing.check_run(thinking.lease, thinking.run, now=thinking.clock())


def _act(thinking: Thinking) -> bool:
    """Do what was planned; False while some of it waits for an answer."""
    hands = Hands(thinking.lease, thinking.run, thinking.toolbox, thinking.clock)
    over = [doing.carry_out(hands, call) for call in journal.unfinished(thinking.run)]
    return all(over)
