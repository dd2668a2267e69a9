"""When a cycle is over. Pure."""

from __future__ import annotations

from agents.living.acting.ending import DONE, SKIP
from agents.living.config.thinking import Loop
from agents.living.journal import Step
from agents.models import StopReason


def reason(steps: list[Step], loop: Loop) -> StopReason | None:
    """Why a cycle of STEPS ends here, or None when the model is to be asked again."""
    if not steps:
        return None
    last = steps[-1]
    if _did_nothing(steps):
        return StopReason.NO_OP
    if not last.calls or {DONE, SKIP} & last.called:
        return StopReason.END_TURN
    if len(steps) >= loop.max_steps:
        return StopReason.MAX_STEPS
    if sum(s.usage.input_tokens + s.usage.output_tokens for s in steps) >= (
        loop.max_tokens_per_cycle
    ):
        return StopReason.MAX_TOKENS
    return None


def _did_nothing(steps: list[Step]) -> bool:
    """Whether all that was asked for was to skip, or nothing was said or asked for."""
    called = {name for step in steps for name in step.called}
    said = any(step.text for step in steps)
    return called == {SKIP} or not (called or said)
