"""One question to a model: what it is sent, how it is asked, what is kept of its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from agents.living import (
    inbox,
    journal,
    leasing,
    middleware,
    previewing,
    profiles,
    prompting,
    remembering,
    saving,
    tiers,
    window,
)
from agents.living.config.shape import Config
from agents.living.drafting import Drafting
from agents.living.journal import Step
from agents.living.leasing import Lease
from agents.living.middleware.hooks import Around
from agents.living.providers import Asking, Hear, Message, Provider, deaf
from agents.living.toolbox import Toolbox
from agents.models import Run


@dataclass(frozen=True)
class Thinking:
    """A cycle under way, and what it needs from around it."""

    lease: Lease
    run: Run
    config: Config
    toolbox: Toolbox
    provider: Provider
    clock: Callable[[], datetime]
    is_stopping: Callable[[], bool]

    @cached_property
    def remembered(self) -> list[Message]:
        """What its agent is sent of earlier cycles, the same at every step: nobody changes a
        consciousness while its lease is held. Raises remembering.Unreadable.
        """
        held, limit = remembering.load(self.run.agent_entity), self.config.consciousness
        return window.sent(
            held.messages,
            held.cycles,
            recent=limit.min_recent_cycles,
            most_tokens=limit.max_tokens,
        )


def ask(thinking: Thinking, steps: list[Step]) -> None:
    """Ask the model what follows on STEPS, outside any transaction, and keep its answer before
    acting on it.
    """
    run, config = thinking.run, thinking.config
    events, offered = inbox.of_run(run), thinking.toolbox.offered()
    names = [tool.name for tool in offered]
    tier, model = tiers.chosen(config, events, steps, tools=names)
    woken = saving.inbox_message(run, events)
    around = Around(run, len(steps) + 1, woken["content"])
    told = middleware.told(config, _told(thinking, woken, steps), around)
    with leasing.writing(thinking.lease, now=thinking.clock()):
        step = journal.ask(run, told=told, model=model, tier=tier, now=thinking.clock())
    asking = Asking(model, config.loop.tool_choice, _listener(thinking, steps))
    reply = middleware.replied(config, thinking.provider.reply(told, offered, asking), around)
    now = thinking.clock()
    with leasing.writing(thinking.lease, now=now):
        journal.answer(step, reply, effect=thinking.toolbox.effect, now=now)


def _listener(thinking: Thinking, steps: list[Step]) -> Hear:
    """Who hears the answer while it is written: nobody, where it is looked through first."""
    if "guardrails" in thinking.config.middleware:
        return deaf
    first = journal.following(steps)
    return Drafting(thinking.lease, thinking.run, first, thinking.clock).hear


def _told(thinking: Thinking, woken: Message, steps: list[Step]) -> list[Message]:
    """What the model is sent: prompt, memory, inbox, this cycle, and what waits meanwhile."""
    run, now = thinking.run, thinking.clock()
    return [
        prompting.system(
            thinking.config,
            run.agent_entity,
            cycle=run.cycle_number,
            now=now,
            by=profiles.of_run(run),
        ),
        *thinking.remembered,
        woken,
        *(message for step in steps for message in step.told()),
        *(previewing.waiting(run, now=now) if steps else []),
    ]
