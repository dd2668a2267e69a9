"""Puts cycles that leave a consciousness into the archive, whole."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from agents.living import messages, window, wording
from agents.living.providers import Message
from agents.living.window import Entry
from agents.models import ArchivedCycle, Entity, Run


class Taken(Exception):
    """The archive holds another cycle under a number that is to be archived."""


def shelve(
    entity: Entity, held: list[Message], leaving: list[Entry], *, now: datetime
) -> list[ArchivedCycle]:
    """Archive the cycles LEAVING, which lie in HELD. Raises Taken.

    One that a restore brought back is in the archive already.
    """
    own = ArchivedCycle.objects.filter(agent_entity=entity)
    numbers = [cycle["number"] for cycle in leaving]
    known = dict(own.filter(cycle_number__in=numbers).values_list("cycle_number", "messages"))
    for cycle in leaving:
        if known.get(cycle["number"], window.of(held, cycle)) != window.of(held, cycle):
            raise Taken(f"cycle {cycle['number']} was archived before with other messages")
    runs = _runs(leaving)
    return ArchivedCycle.objects.bulk_create(
        ArchivedCycle(
            agent_entity=entity,
            run_id=runs.get(str(cycle.get("run"))),
            cycle_number=cycle["number"],
            messages=window.of(held, cycle),
            summary=cycle["summary"],
            token_estimate=window.size(held, cycle),
            at=moment(cycle.get("at")),
            words=wording.kept(text(window.of(held, cycle))),
            archived_at=now,
        )
        for cycle in leaving
        if cycle["number"] not in known
    )


def text(told: list[Message]) -> str:
    """All that was said, asked and answered in a cycle, as one text."""
    return "\n".join(said for message in told for said in _said(message["content"]))


def _said(content: Any) -> list[str]:
    if isinstance(content, str):
        return [content]
    return [
        part["text"]
        if part["type"] == "text"
        else f"{part['toolName']} {messages.written(messages.carried(part))}"
        for part in content
    ]


def _runs(leaving: list[Entry]) -> dict[str, uuid.UUID]:
    """The runs of LEAVING that there are, by what is noted of them."""
    named = {}
    for cycle in leaving:
        try:
            named[str(cycle.get("run"))] = uuid.UUID(str(cycle.get("run")))
        except ValueError:
            continue
    there = set(Run.objects.filter(pk__in=named.values()).values_list("pk", flat=True))
    return {text: run for text, run in named.items() if run in there}


def moment(written: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
