"""The pages that are measured, in turns on the small and on the large desk."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from benchmarks import texts
from benchmarks.plan import EVERGREEN
from benchmarks.results import Comparison, Taken
from benchmarks.visitor import Visitor, timing
from devcraft import clock

WARM_UP = 4
DEEP_PAGES = 300
NEXT = re.compile(r'rel="next" href="([^"]+)"')


@dataclass(frozen=True)
class Page:
    name: str
    path: Callable[[Visitor], str]
    status: int = 200


def fixed(path: str) -> Callable[[Visitor], str]:
    return lambda visitor: path


def listed(**filters: str) -> Callable[[Visitor], str]:
    return fixed(f"/missions/?{urlencode(filters)}")


def deep(visitor: Visitor) -> str:
    """The page some hundred pages on, or the last full one of a shorter list."""
    path = full = "/missions/?status=open"
    for _ in range(DEEP_PAGES):
        _, response = visitor.get(path)
        following = NEXT.search(response.content.decode())
        if following is None:
            return full
        full, path = path, "/missions/" + html.unescape(following[1])
    return full


def yesterday(visitor: Visitor) -> str:
    today = clock.now().astimezone(visitor.user.tz).date()
    return f"/missions/days/{today - timedelta(days=1)}/"


def timer_unchanged(visitor: Visitor) -> str:
    return f"/timer/?version={visitor.timer_version}"


ONE = f"/missions/{EVERGREEN}/"
PAGES = (
    Page("front", fixed("/")),
    Page("board", fixed("/missions/")),
    Page("list", listed(status="open")),
    Page("list-deep", deep),
    Page("list-all-newest", listed(status="all", sort="newest")),
    Page("list-done-ended", listed(status="done", sort="ended")),
    Page("list-queue", listed(sort="queue")),
    Page("list-level", listed(status="all", level="3")),
    Page("list-quest", listed(status="all", quest="Harbour")),
    Page("list-rare-person", listed(status="all", assigned=texts.RARE_ASSIGNEE)),
    Page("list-rare-dharma", listed(status="all", dharma=texts.RARE_DHARMA)),
    Page("search-rare", listed(q=texts.RARE_WORD)),
    Page("search-common", listed(q=texts.COMMON_WORD)),
    Page("search-two-words", listed(q=f"{texts.COMMON_WORD} harbour")),
    Page("trash", fixed("/missions/trash/")),
    Page("mission", fixed(ONE)),
    Page("mission-history", fixed(f"{ONE}history/")),
    Page("mission-time", fixed(f"{ONE}time/")),
    Page("mission-score", fixed(f"{ONE}score/")),
    Page("day", yesterday),
    Page("profile", fixed("/profile/")),
    Page("timer-changed", fixed("/timer/?version=0")),
    Page("timer-unchanged", timer_unchanged, status=204),
)


def measure(page: Page, visitors: list[Visitor], *, rounds: int) -> Comparison:
    """Medians of warm requests; taking turns, both desks meet the same disturbances."""
    paths = [page.path(visitor) for visitor in visitors]
    times: list[list[Taken]] = [[] for _ in visitors]
    for turn in range(WARM_UP + rounds):
        for visitor, path, found in zip(visitors, paths, times, strict=True):
            taken, _ = visitor.get(path, status=page.status)
            if turn >= WARM_UP:
                found.append(taken)
    small, large = (
        timing(found, visitor.counted_get(path, status=page.status))
        for visitor, path, found in zip(visitors, paths, times, strict=True)
    )
    return Comparison.of(page.name, small, large)
