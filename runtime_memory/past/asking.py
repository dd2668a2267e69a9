"""Which moment an address asks to look back at, and how links keep to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from runtime_memory import listing, moments
from runtime_memory.past.then import Then, look_back

MOST_LINE = 2**63 - 1
EXAMPLE = "2026-11-20T10:00"


@dataclass(frozen=True)
class Past:
    """What the bar above a page of memory shows. `then` is None when the page is of now."""

    typed: str = ""
    refused: str = ""
    then: Then | None = None
    line: int | None = None

    @property
    def query(self) -> str:
        """`?as_of=…` for links that stay in the past; empty for now."""
        return f"?{self._kept}" if self.then else ""

    @property
    def and_query(self) -> str:
        return f"&{self._kept}" if self.then else ""

    @property
    def _kept(self) -> str:
        return urlencode({"as_of": self.typed} | ({"line": self.line} if self.line else {}))

    @property
    def field(self) -> str:
        """What stands in the field: the moment in the reader's zone, or what was typed."""
        return local_text(self.then.at) if self.then else self.typed


def read(query: QueryDict) -> Past:
    """`as_of` in the reader's zone, with `line` the chain no further than that line."""
    typed = listing.typed(query, "as_of")
    if not typed:
        return Past()
    moment = read_moment(typed)
    if moment is None:
        return Past(typed, refused=refusal("As of", "now"))
    line = read_line(query)
    return Past(typed, then=look_back(at=moment, known=moment, line=line), line=line)


def refusal(label: str, shown: str) -> str:
    return f"{label} must be a date and time such as {EXAMPLE}; {shown} is shown."


def read_line(query: QueryDict) -> int | None:
    value = query.get("line", "")
    is_number = value.isascii() and value.isdigit() and len(value) <= 19
    return min(int(value), MOST_LINE) if is_number else None


def read_moment(value: str) -> datetime | None:
    """VALUE in the reader's zone unless it names one, to the millisecond."""
    try:
        moment = datetime.fromisoformat(value)
        moment = moment if moment.tzinfo else timezone.make_aware(moment)
        timezone.localtime(moment)
        return moments.cut(moment.astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def local_text(moment: datetime) -> str:
    """MOMENT as a field for date and time holds it."""
    local = timezone.localtime(moment).replace(tzinfo=None)
    if local.microsecond:
        return local.isoformat(timespec="milliseconds")
    return local.isoformat(timespec="seconds" if local.second else "minutes")
