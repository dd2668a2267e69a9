"""Which copies tell of one request, whatever their roads, and what they come to.

Copies are the same that share a request id; or a message, unless both name other
requests; or a span, unless both name other requests or messages. Two lines of session
logs are the same only by their key (agents.usage.facts), which is how ccusage has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from agents.usage.facts import LOG, beats
from agents.usage.roads import gathered
from agents.usage.rows import Row

Name = tuple[str, str, str]


@dataclass(eq=False)
class Entry:
    """One request: its row as it was stored, if it was, and as the copies make it.

    `is_won` says that the figures are those of a new copy.
    """

    row: Row
    before: Row | None = None
    is_won: bool = False

    @property
    def is_new(self) -> bool:
        return self.before is None


class Shelf:
    """Stored rows, and new copies put beside those that tell of the same request."""

    def __init__(self, stored: Iterable[Row]) -> None:
        self.entries: list[Entry] = []
        self.twins: list[tuple[Row, Entry]] = []
        """Stored rows that turned out to be another's request, each with that one."""
        self._named: dict[Name, list[Entry]] = {}
        for row in stored:
            self._put(Entry(row, row))

    def add(self, row: Row) -> None:
        """Let ROW be a copy of what is known, or a request of its own."""
        known = self._known(row)
        if not known:
            self._put(Entry(row, is_won=True))
            return
        counted = [entry for entry in known if entry.row.is_counted]
        if not counted:
            return
        first, *others = sorted(counted, key=lambda entry: entry.is_new)
        self._fold(first, row, is_won=True)
        for other in others:
            if are_same(first.row, other.row):
                self._join(first, other)

    def _known(self, row: Row) -> list[Entry]:
        found: list[Entry] = []
        for name in _names(row):
            for entry in self._named.get(name, ()):
                if entry not in found and are_same(entry.row, row):
                    found.append(entry)
        return found

    def _put(self, entry: Entry) -> None:
        self.entries.append(entry)
        self._name(entry)

    def _name(self, entry: Entry) -> None:
        for name in _names(entry.row):
            entries = self._named.setdefault(name, [])
            if entry not in entries:
                entries.append(entry)

    def _join(self, first: Entry, other: Entry) -> None:
        """Let FIRST tell what OTHER told, which is the same request."""
        self.entries.remove(other)
        for entries in self._named.values():
            if other in entries:
                entries.remove(other)
        self._fold(first, other.row, is_won=other.is_won)
        if other.before is not None:
            self.twins.append((other.before, first))

    def _fold(self, entry: Entry, row: Row, *, is_won: bool) -> None:
        is_better = beats(row.as_fact(), entry.row.as_fact())
        after = folded(entry.row, row, is_better=is_better)
        if after is entry.row:
            return
        if is_better:
            entry.is_won = is_won
        entry.row = after
        self._name(entry)


def _names(row: Row) -> Iterator[Name]:
    """All that ROW may be known by to a copy of it."""
    yield row.provider, "key", row.key
    if row.request_id:
        yield row.provider, "request", row.request_id
    if row.message_id:
        yield row.provider, "message", row.message_id
    if row.span_id:
        yield row.provider, "span", f"{row.trace_id}:{row.span_id}"


def are_apart(rows: Iterable[Row]) -> bool:
    """Whether no two of ROWS share a name, so that none tells of another's request."""
    names = [name for row in rows for name in _names(row)]
    return len(set(names)) == len(names)


def are_same(one: Row, other: Row) -> bool:
    """Whether two rows of one provider tell of the same request."""
    if one.key == other.key:
        return True
    if one.message_id == other.message_id != "" and one.is_sidechain != other.is_sidechain:
        return True
    if LOG in one.roads.split(",") and LOG in other.roads.split(","):
        return False
    return _share_a_name(one, other)


def _share_a_name(one: Row, other: Row) -> bool:
    if one.request_id and other.request_id:
        return one.request_id == other.request_id
    if one.message_id and other.message_id:
        return one.message_id == other.message_id
    return one.span_id != "" and (one.trace_id, one.span_id) == (other.trace_id, other.span_id)


def folded(known: Row, copy: Row, *, is_better: bool) -> Row:
    """KNOWN with what COPY, which may be the better one, adds to it; KNOWN itself when that
    is nothing.
    """
    better, worse = (copy, known) if is_better else (known, copy)
    roads = gathered(known.roads, copy.roads)
    filled = {} if known.roads == copy.roads == LOG else _filled(better, worse)
    if not is_better and roads == known.roads and not filled:
        return known
    after = replace(better, id=known.id, roads=roads)
    for name, value in filled.items():
        setattr(after, name, value)
    if after.road != LOG:
        after.key = after.as_fact().key
    return after


def _filled(better: Row, worse: Row) -> dict[str, str]:
    """The names of a request that only the WORSE copy knows."""
    found = {
        name: getattr(worse, name)
        for name in ("request_id", "message_id")
        if getattr(worse, name) and not getattr(better, name)
    }
    if worse.span_id and not better.span_id:
        found |= {"trace_id": worse.trace_id, "span_id": worse.span_id}
    return found
