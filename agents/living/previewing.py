"""What waits while an agent thinks: said at the end of what its model is sent, never stored."""

from __future__ import annotations

from datetime import datetime

from agents.living import inbox, messages, rendering
from agents.living.providers import Message
from agents.models import Run

MOST_SHOWN = 3


def waiting(run: Run, *, now: datetime) -> list[Message]:
    """A message about the events that wait for RUN's agent, if there are any."""
    fresh = inbox.fresh(run.agent_entity_id, now=now)
    shown = list(fresh[:MOST_SHOWN])
    if not shown:
        return []
    passed = int((now - run.started_at).total_seconds())
    text = rendering.preview(shown, count=fresh.count(), passed=passed, now=now)
    return [messages.aside(text)]
