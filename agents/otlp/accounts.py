"""What one post came to: what was read, what was ignored by name, what was rejected and why."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from agents.models import TelemetryPost
from agents.otlp.names import INPUTS, INSTRUCTIONS, KEPT, KINDS, NAMES, OUTPUTS, VERSION
from agents.otlp.records import Attributes
from agents.otlp.talk import BELOW
from agents.otlp.values import EPOCH, text
from devcraft.models import ClientKey, User

MOST_NAMES = 60
MOST_PROBLEMS = 20
KEPT_POSTS = 200
PRUNED_EVERY = 50
"""Older posts go once in so many."""
UNDERSTOOD = frozenset(
    (
        *(name for names in NAMES.values() for name in names),
        *INPUTS,
        *OUTPUTS,
        *INSTRUCTIONS,
        *(attribute for attribute, _ in KINDS),
        *KEPT,
    )
)
NUMBER = re.compile(r"(?<=\.)\d+(?=\.|$)")


@dataclass
class Account:
    """Gathered while a post is read and written."""

    read: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    rejected: list[str] = field(default_factory=list)
    sources: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    newest_ns: int = 0

    @property
    def accepted(self) -> int:
        return self.read.total()

    def look(self, attributes: Attributes) -> None:
        """Count the names of ATTRIBUTES, to tell later which mean nothing here."""
        self.names.update(attributes.keys())

    def ignore(self, what: str) -> None:
        self.ignored[text(what, most=120)] += 1

    def unknown(self) -> Counter[str]:
        """Everything that was ignored: events and metrics by name, attributes by theirs."""
        found = Counter(self.ignored)
        for name, count in self.names.items():
            if name not in UNDERSTOOD and not name.startswith(BELOW):
                found[f"attribute {text(NUMBER.sub('N', name), most=120)}"] += count
        return found


class Arrival(NamedTuple):
    """How a post came: whose it is, when, and in what form. `sent` and `size` are bytes."""

    owner: User
    key: ClientKey
    signal: str
    at: datetime
    encoding: str = ""
    sent: int = 0
    size: int = 0


def keep(arrival: Arrival, account: Account, *, took_ms: int) -> None:
    """Write what became of a post that was taken."""
    newest = account.newest_ns
    sent_at = EPOCH.timestamp() + newest / 10**9
    _write(
        arrival,
        status=200,
        accepted=account.accepted,
        rejected=len(account.rejected),
        requests=account.requests,
        sources=", ".join(name for name, _ in account.sources.most_common(5))[:200],
        read=dict(account.read),
        ignored=_most(account.unknown()),
        problems=[text(one, most=500) for one in account.rejected[:MOST_PROBLEMS]],
        lag_ms=round((arrival.at.timestamp() - sent_at) * 1000) if newest else None,
        took_ms=took_ms,
    )


def keep_refused(arrival: Arrival, status: int, sentence: str) -> None:
    """Write that a whole post was refused, and why."""
    _write(arrival, status=status, problems=[sentence])


def _write(arrival: Arrival, **figures: object) -> None:
    post = TelemetryPost.objects.create(
        owner=arrival.owner,
        key=arrival.key,
        at=arrival.at,
        signal=arrival.signal,
        encoding=arrival.encoding,
        sent=arrival.sent,
        size=arrival.size,
        mapping=VERSION,
        **figures,
    )
    if post.pk % PRUNED_EVERY == 0:
        mine = TelemetryPost.objects.filter(owner=arrival.owner)
        older = mine.order_by("-pk").values_list("pk", flat=True)[KEPT_POSTS : KEPT_POSTS + 1]
        for last in older:
            mine.filter(pk__lte=last).delete()


def _most(counted: Counter[str]) -> dict[str, int]:
    """The most frequent of COUNTED, and how many others there are."""
    found = dict(counted.most_common(MOST_NAMES))
    others = len(counted) - len(found)
    return found | ({"others": others} if others > 0 else {})
