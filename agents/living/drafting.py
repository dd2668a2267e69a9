"""What an agent is writing, shown in its space while its model still answers.

A draft is a courtesy: whatever goes wrong with it is its own end, never that of the thought.
It is shown only once it is settled where the message goes, so that nothing meant for one
space is ever seen in another.
"""

from __future__ import annotations

import logging
import math
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from pydantic_core import from_json

from agents.living import leasing, speaking
from agents.living.acting import places
from agents.living.acting.acts import Acting
from agents.living.leasing import Lease, LeaseLost
from agents.models import Run, SmartSpaceMembership, SpaceDraft
from devcraft import storable
from devcraft.refusing import Refused

log = logging.getLogger(__name__)
EVERY_SECONDS = 0.25


def text_so_far(written: str) -> str:
    """The text that the begun JSON WRITTEN holds by now."""
    text = _begun(written, "trailing-strings").get("text")
    return text if isinstance(text, str) else ""


def space_so_far(written: str) -> str | None:
    """The spaceId that WRITTEN names from its first to its last letter, or None."""
    given = _begun(written, True).get("spaceId")  # noqa: FBT003 -- the parser's own word
    return given if isinstance(given, str) else None


def _begun(written: str, partial: Any) -> dict[str, Any]:
    try:
        found = from_json(written, allow_partial=partial)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


@dataclass
class Writing:
    """One message that is being written, and when it was last shown."""

    written: str = ""
    shown: str = ""
    shown_at: float = -math.inf


@dataclass
class Drafting:
    """Listens to one answer of a model. FIRST is the number its first call will get."""

    lease: Lease
    run: Run
    first: int
    clock: Callable[[], datetime]
    monotonic: Callable[[], float] = time.monotonic
    _writings: dict[int, Writing] = field(default_factory=dict)
    _is_over: bool = False

    def hear(self, number: int, tool: str, piece: str) -> None:
        """Take a PIECE of the arguments of call NUMBER of this answer."""
        if tool != "send_message" or self._is_over:
            return
        writing = self._writings.setdefault(number, Writing())
        writing.written += piece
        if self.monotonic() - writing.shown_at < EVERY_SECONDS:
            return
        writing.shown_at = self.monotonic()
        try:
            self._show(writing, key=f"{self.run.pk}:{self.first + number}")
        except (DatabaseError, LeaseLost) as error:
            self._is_over = True
            log.info("A draft of run %s is no longer shown: %s", self.run.pk, error)

    def _show(self, writing: Writing, *, key: str) -> None:
        text = storable.mended(text_so_far(writing.written))[: speaking.MOST_LETTERS]
        space_id = self._space(writing, key)
        if not text.strip() or text == writing.shown or space_id is None:
            return
        now = self.clock()
        with leasing.writing(self.lease, now=now):
            SpaceDraft.objects.update_or_create(
                key=key,
                defaults={
                    "run": self.run,
                    "smart_space_id": space_id,
                    "entity": self.run.agent_entity,
                    "text": text,
                    "updated_at": now,
                },
            )
        writing.shown = text

    def _space(self, writing: Writing, key: str) -> uuid.UUID | None:
        """Where the message will surely go, if that is settled and the agent is there."""
        named = space_so_far(writing.written)
        acting = Acting(self.run, self.run.agent_entity, key, self.clock())
        mine = set(
            SmartSpaceMembership.objects.filter(entity=acting.entity).values_list(
                "smart_space_id", flat=True
            )
        )
        if named is None and len(mine) > 1:
            return None
        try:
            space_id = places.meant({"spaceId": named} if named else {}, acting).pk
        except Refused:
            return None
        return space_id if space_id in mine else None
