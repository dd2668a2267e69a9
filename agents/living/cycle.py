"""One think cycle: open, think outside any transaction, act, save.

Every step is written down before the next begins, so that whoever holds the lease next
goes on where this process was killed.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from agents.living import (
    acting,
    failing,
    inbox,
    journal,
    leasing,
    limits,
    opening,
    prompting,
    remembering,
    saving,
    window,
)
from agents.living.acting.acts import Acting
from agents.living.config import reading
from agents.living.config.shape import Config
from agents.living.leasing import Lease, LeaseLost
from agents.living.providers import Message, Provider, ProviderFailed, registry
from agents.models import CallState, Run, ToolCall
from runtime_memory.refusing import Refused

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What came of one try to think."""

    BUSY = "busy"
    IDLE = "idle"
    SAVED = "saved"
    FAILED = "failed"
    RESTING = "resting"
    PARKED = "parked"
    LOST = "lost"
    STOPPED = "stopped"


class Stopped(Exception):
    """This process is asked to end, or the agent to stop; its run goes on later."""


@dataclass(frozen=True)
class Thinking:
    """A cycle under way, and what it needs from around it."""

    lease: Lease
    run: Run
    config: Config
    provider: Provider
    clock: Callable[[], datetime]
    is_stopping: Callable[[], bool]


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
        run = opening.open_run(lease, now=clock())
        if run is None:
            return Outcome.IDLE
        return _settled(lease, run, clock, provider_of, is_stopping)
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
        _go_on(Thinking(lease, run, config, provider_of(config), clock, is_stopping))
    except (LeaseLost, OperationalError, InterfaceError):
        raise
    except Stopped:
        with leasing.writing(lease, now=clock()):
            inbox.forgive(run)
        return Outcome.STOPPED
    except (reading.BadConfig, registry.NoProvider, remembering.Unreadable) as error:
        failing.park(lease, run, str(error), now=clock())
        return Outcome.PARKED
    except ProviderFailed as error:
        failing.wait_for_provider(lease, run, error, now=clock())
        return Outcome.RESTING
    except Exception as error:
        log.exception("A think cycle of %s failed", run.agent.slug)
        failing.fail(lease, run, f"{type(error).__name__}: {error}", now=clock())
        return Outcome.FAILED
    return Outcome.SAVED


class Endless(Exception):
    """The run was begun more often than any run should."""


def _refuse_endless(run: Run) -> None:
    attempts = max((event.attempts for event in inbox.of_run(run)), default=0)
    if attempts > inbox.MOST_ATTEMPTS:
        raise Endless(f"This run was interrupted {attempts - 1} times.")


def _go_on(thinking: Thinking) -> None:
    run = thinking.run
    while True:
        for call in journal.planned(run):
            _act(thinking, call)
        reason = limits.reason(journal.steps(run), thinking.config.loop)
        if reason is not None:
            saving.save(thinking.lease, run, reason, now=thinking.clock())
            return
        if thinking.is_stopping() or not _may_go_on(thinking):
            raise Stopped
        _ask(thinking)


def _may_go_on(thinking: Thinking) -> bool:
    return opening.may_think().filter(pk=thinking.lease.agent_id).exists()


def _ask(thinking: Thinking) -> None:
    """Ask the model outside any transaction, and keep its answer before acting on it."""
    run, config = thinking.run, thinking.config
    told = _told(thinking)
    offered = [] if config.loop.tool_choice == "none" else acting.offered()
    with leasing.writing(thinking.lease, now=thinking.clock()):
        step = journal.ask(run, told=told, model=config.model.name, now=thinking.clock())
    reply = thinking.provider.reply(told, offered)
    now = thinking.clock()
    with leasing.writing(thinking.lease, now=now):
        journal.answer(step, reply, now=now)


def _told(thinking: Thinking) -> list[Message]:
    """All that the model is sent: the prompt, what it remembers, the inbox, this cycle."""
    run, limit = thinking.run, thinking.config.consciousness
    held = remembering.load(run.agent_entity)
    return [
        prompting.system(
            thinking.config, run.agent_entity, cycle=run.cycle_number, now=thinking.clock()
        ),
        *window.sent(
            held.messages,
            held.cycles,
            recent=limit.min_recent_cycles,
            most_tokens=limit.max_tokens,
        ),
        saving.inbox_message(run),
        *(message for step in journal.steps(run) for message in step.messages()),
    ]


def _act(thinking: Thinking, call: ToolCall) -> None:
    """Do what CALL asks and close it, both or neither."""
    now = thinking.clock()
    who = Acting(thinking.run, thinking.run.agent_entity, call.idempotency_key, now)
    with leasing.writing(thinking.lease, now=now):
        try:
            with transaction.atomic():
                output = acting.perform(call.tool_name, call.args, who)
        except Refused as refusal:
            journal.close(call, CallState.REFUSED, {"error": str(refusal)}, now=now)
        else:
            journal.close(call, CallState.DONE, output, now=now)
