"""The kinds of files that are read, and how each names what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from devcraft.imports import Mapped, Record
from devcraft.models import User
from missions.exchange import own, timewarrior, toggl
from missions.exchange.options import Options
from missions.models import FileKind


@dataclass(frozen=True)
class Kind:
    """`group` and `words` say what of an entry may name its mission; empty: no choice."""

    name: FileKind
    table: str
    records: Callable[[IO[bytes]], Iterator[Record]]
    read: Callable[[Record, Options], Mapped]
    group: str = ""
    words: str = ""

    def label(self, owner: User) -> str:
        """How source rows of OWNER's files of this kind are labelled."""
        return f"{self.name}:{owner.pk}"


KINDS = {
    kind.name: kind
    for kind in (
        Kind(FileKind.TOGGL, toggl.TABLE, toggl.records, toggl.read, "project", "description"),
        Kind(
            FileKind.TIMEWARRIOR,
            timewarrior.TABLE,
            timewarrior.records,
            timewarrior.read,
            "tags",
            "annotation",
        ),
        Kind(FileKind.DEVCRAFT, own.TABLE, own.records, own.read),
    )
}
