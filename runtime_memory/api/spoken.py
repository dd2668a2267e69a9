"""Words that programs and addresses share: moments, and names that may be said back."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from devcraft.refusing import Refused
from runtime_memory import moments

PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,60}")
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2}))?"
)
EXAMPLE = "2026-11-18T09:00:00.000Z"


def moment(spelled: str, *, field: str) -> datetime:
    """The moment SPELLED stands for, cut to milliseconds; a day alone begins in UTC.

    Raises Refused.
    """
    if not MOMENT.fullmatch(spelled):
        raise Refused(field, f"must be a day or a moment with its zone, such as {EXAMPLE}")
    try:
        read = datetime.fromisoformat(spelled)
        return moments.cut(read if read.tzinfo else read.replace(tzinfo=UTC))
    except (ValueError, OverflowError) as error:
        raise Refused(field, f"must be a day or a moment that exists, such as {EXAMPLE}") from error


def name(sent: str, *, default: str) -> str:
    """What SENT calls itself, if that can be said back in a sentence."""
    return sent if PLAIN.fullmatch(sent) else default
