"""Which of a config's three models answers a step. Pure.

The first rule that fits decides:

1. A config without adaptiveModel has no tiers; model.name answers.
2. reasoning, when the step before went wrong (a call of it was refused, failed or has no
   known outcome, or its answer was cut at its limit), when a person asked for it ("think
   hard", "step by step" and the like), when a plan is due, or when the cycle is wide: five
   events, or messages from three spaces.
3. cheap, when everything that woke the agent is small talk: at most two messages, all from
   people, each of at most 280 characters, without a link, code, or the name of a tool. It
   stays cheap after the first step while the agent has only spoken or ended.
4. standard in every other case.

A tier that the config leaves out is answered by model.name, and recorded all the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from agents.living.acting.ending import DONE, SKIP
from agents.living.config.shape import Config
from agents.living.journal import Step
from agents.models import CallState, EventType, InboxEvent, Tier

ASKED_FOR = re.compile(
    r"\b(think (hard(er)?|carefully|deeply|it through|step by step)|step by step|"
    r"reason (carefully|thoroughly|through)|take your time|analy[sz]e (carefully|in depth))\b",
    re.IGNORECASE,
)
MATTER = re.compile(r"https?://|```|`[^`]+`")
WORD = re.compile(r"[A-Za-z_][\w-]*")
SHORT = 280
FEW_EVENTS = 2
MANY_EVENTS = 5
MANY_SPACES = 3
WENT_WRONG = {CallState.REFUSED, CallState.FAILED, CallState.UNKNOWN}
SMALL_TALK = {"send_message", DONE, SKIP}


def chosen(
    config: Config, events: list[InboxEvent], steps: list[Step], *, tools: Collection[str]
) -> tuple[Tier | None, str]:
    """The tier of the step after STEPS, and the model that answers it.

    EVENTS are the run's, TOOLS the names of all that may be called.
    """
    models = {name: value for name, value in vars(config.adaptive_model).items() if value}
    if not models:
        return None, config.model.name
    tier = _tier(events, steps, set(tools))
    return tier, models.get(tier.value, config.model.name)


def _tier(events: list[InboxEvent], steps: list[Step], tools: set[str]) -> Tier:
    if _went_wrong(steps) or _is_demanding(events):
        return Tier.REASONING
    only_spoke = all(step.called <= SMALL_TALK for step in steps)
    return Tier.CHEAP if only_spoke and _is_small_talk(events, tools) else Tier.STANDARD


def _went_wrong(steps: list[Step]) -> bool:
    if not steps:
        return False
    last = steps[-1]
    return last.row.finish_reason == "length" or any(c.state in WENT_WRONG for c in last.calls)


def _is_demanding(events: list[InboxEvent]) -> bool:
    if len(events) >= MANY_EVENTS or any(e.event_type == EventType.PLAN for e in events):
        return True
    said = _messages(events)
    spaces = {message.get("spaceId") for message in said}
    asked = (m for m in said if m.get("senderType") == "human" and ASKED_FOR.search(_text(m)))
    return len(spaces) >= MANY_SPACES or any(asked)


def _is_small_talk(events: list[InboxEvent], tools: set[str]) -> bool:
    said = _messages(events)
    return len(said) == len(events) <= FEW_EVENTS and all(_is_light(m, tools) for m in said)


def _is_light(message: dict[str, Any], tools: set[str]) -> bool:
    text = _text(message)
    return (
        message.get("senderType") == "human"
        and len(text) <= SHORT
        and not MATTER.search(text)
        and tools.isdisjoint(WORD.findall(text))
    )


def _messages(events: list[InboxEvent]) -> list[dict[str, Any]]:
    return [event.data for event in events if event.event_type == EventType.SPACE_MESSAGE]


def _text(message: dict[str, Any]) -> str:
    return str(message.get("content") or "")
