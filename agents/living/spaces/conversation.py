"""What was said in a space, a stretch at a time; the cost does not depend on its history."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from agents.models import SmartSpaceMessage

SIZE = 50
MOST_NEW = 200


@dataclass(frozen=True)
class Stretch:
    """MESSAGES in their order, the one BEFORE them, and whether others follow."""

    messages: list[SmartSpaceMessage]
    before: SmartSpaceMessage | None
    has_newer: bool = False

    @property
    def older_than(self) -> int | None:
        """The number before which there is more, if there is."""
        return self.messages[0].seq if self.messages and self.before else None

    @property
    def last_seq(self) -> int:
        return self.messages[-1].seq if self.messages else 0


def said_in(space_id: uuid.UUID) -> QuerySet[SmartSpaceMessage]:
    return SmartSpaceMessage.objects.filter(smart_space=space_id).select_related("entity")


def newest(space_id: uuid.UUID, *, before: int | None = None) -> Stretch:
    """The last messages, or the last of those with numbers below BEFORE."""
    rows = said_in(space_id)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: SIZE + 1])[::-1]
    has_older = len(found) > SIZE
    return Stretch(
        found[1:] if has_older else found,
        found[0] if has_older else None,
        has_newer=before is not None,
    )


def beginning(space_id: uuid.UUID, *, start: int) -> Stretch:
    """The messages from number START on."""
    rows = said_in(space_id).filter(seq__gte=start - 1).order_by("seq")
    found = list(rows[: SIZE + 2])
    before = found.pop(0) if found and found[0].seq < start else None
    return Stretch(found[:SIZE], before, has_newer=len(found) > SIZE)


def following(space_id: uuid.UUID, *, after: int) -> Stretch:
    """What was said since message AFTER."""
    rows = said_in(space_id).filter(seq__gte=after).order_by("seq")
    found = list(rows[: MOST_NEW + 1])
    before = found.pop(0) if found and found[0].seq == after else None
    return Stretch(found, before)


def at(space_id: uuid.UUID, *, seqs: list[int]) -> list[SmartSpaceMessage]:
    """The messages with the numbers SEQS."""
    return list(said_in(space_id).filter(seq__in=seqs).order_by("seq")) if seqs else []
