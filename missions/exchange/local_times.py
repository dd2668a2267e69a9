"""Pure: times by the clock of a zone as instants, and what to ask when there are two.

When clocks go back an hour happens twice; when they go forward one never happens, and the
two instants are those that the rules before and after the change give.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from missions import walltime

Span = tuple[datetime, datetime]
CHOICES = ("earlier", "later")


@dataclass(frozen=True)
class Written:
    """A span as a file has it: two times without a zone, and perhaps its seconds."""

    start: datetime
    end: datetime
    seconds: int | None = None


class BackwardsSpan(Exception):
    """The end lies before the start however the times are read."""


class TwoReadings(Exception):
    """The times mean either of two spans; somebody must choose."""

    def __init__(self, earlier: Span, later: Span) -> None:
        super().__init__(earlier, later)
        self.earlier = earlier
        self.later = later


def span(written: Written, zone: str, *, choice: str = "") -> Span:
    """The instants of WRITTEN; its seconds decide before CHOICE, `earlier` or `later`, does.

    Raises BackwardsSpan and TwoReadings.
    """
    starts, ends = (walltime.by_offsets(one, zone) for one in (written.start, written.end))
    spans = [(start, end) for start in starts for end in ends if start <= end]
    if not spans:
        raise BackwardsSpan
    lasting = [one for one in spans if _seconds(one) == written.seconds]
    spans = lasting or spans
    earlier, later = min(spans), max(spans)
    if earlier != later and choice not in CHOICES:
        raise TwoReadings(earlier, later)
    return later if choice == "later" else earlier


def _seconds(one: Span) -> int:
    return int((one[1] - one[0]).total_seconds())
