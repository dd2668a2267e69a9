"""Keeps what session logs say as sessions and turns of runtime memory.

A session of a tool is a session of memory under the id of its run. Turns have ids of their
own, so that a line that is read again is kept once; a session that was silent for a day has
ended, and one that goes on after that goes on in another. What a person erased stays erased.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from django.db import transaction

from agents.models import LogFile, Run
from agents.session_logs import files, keeping
from agents.session_logs.dialects import Tool, Turns
from agents.session_logs.files import Cursor, Found, Unreadable
from agents.session_logs.hearing import Heard, split
from agents.session_logs.values import looks_whole
from agents.usage import linking
from devcraft import scrubbing
from devcraft.models import User
from runtime_memory.models import Erasure, Session, Turn
from runtime_memory.recording.sessions import Said
from runtime_memory.store import RuntimeMemoryStore as store

BATCH = 500
HOLD = 0.2
"""Seconds of writing after which others get their turn."""
SILENCE = timedelta(days=1)
NAMES = uuid.UUID("6f2b1f7e-6a3e-4b64-9d57-0f6b3a0f4c1d")
CHANNEL = "session log"


@dataclass
class Kept:
    """What one run kept."""

    sessions: set[str] = field(default_factory=set)
    turns: int = 0


class Transcripts:
    """One run over folders of TOOL's logs for one owner; facts come first."""

    def __init__(self, owner: User, tool: Tool, *, now: datetime) -> None:
        self.owner = owner
        self.tool = tool
        self.now = now
        self.kept = Kept()
        self._source = f"{tool.source} turns"
        logs = LogFile.objects.filter(owner=owner, source=self._source)
        self._known = {log.path: log for log in logs}
        self._pace = keeping.Pace(hold=HOLD)

    def run(self, root: Path) -> Iterator[int]:
        """Keep what is new below ROOT; yields the turns kept after each batch."""
        for log in files.walk(root, []):
            known = self._known.get(log.name)
            if known is None or keeping.state_of(known) != keeping.state_of(log):
                yield from self._keep(log, known)
        self._end_silent()

    def _keep(self, log: Found, known: LogFile | None) -> Iterator[int]:
        """Keep what is new in LOG; one that cannot be read was named with the facts."""
        cursor = Cursor(known.offset, known.head, known.state) if known else None
        try:
            handle = files.open_log(log)
        except Unreadable:
            return
        with handle:
            start = files.start_of(handle, log, cursor)
            head = files.head_of(handle, log)
            turns = self.tool.listen(log, cursor.state if cursor and start else {}, self.now)
            heard, offset = list[Heard](), start
            for line, begun, end in files.lines(handle, start):
                if end < 0 and not looks_whole(line) and len(line) < files.LONGEST_LINE:
                    break
                heard += split(turns.heard(line, begun))
                offset = abs(end)
                if len(heard) >= BATCH:
                    yield self._store(log, Cursor(offset, head, turns.state), turns, heard)
                    heard = []
            yield self._store(log, Cursor(offset, head, turns.state), turns, heard)

    def _store(self, log: Found, cursor: Cursor, turns: Turns, heard: list[Heard]) -> int:
        """Keep HEARD and how far LOG was read in one transaction."""
        with self._pace.writing(), transaction.atomic():
            linking.lock(self.owner)
            if heard:
                self._extend(turns, heard)
            keeping.keep(self.owner, self._source, [(log, cursor)], self.now)
        return self.kept.turns

    def _extend(self, turns: Turns, heard: list[Heard]) -> None:
        base, run = self._named(turns.session)
        begun = run.started_at if run else self.now
        begun = min([one.at for one in heard if one.at], default=begun)
        said = {one.key: _said(base, one, begun) for one in heard}
        fresh = _unknown(list(said.values()))
        session_id = self._open(base) if fresh else None
        if session_id is None:
            return
        self.kept.turns += store.extend_session(
            session_id=session_id,
            actor=self.tool.source,
            channel=CHANNEL,
            turns=fresh,
            metadata=_about(turns, run, base, session_id),
            owner=self.owner,
            started_at=begun,
        )
        self.kept.sessions.add(session_id)

    def _named(self, session: str) -> tuple[str, Run | None]:
        """The id of SESSION here: that of its run, where it has one."""
        found = Run.objects.filter(owner=self.owner, origin=self.tool.origin, session=session)
        run = found.first()
        name = f"{self.owner.pk}:{self.tool.source}:{session}"
        return str(run.pk) if run else str(uuid.uuid5(NAMES, name)), run

    def _open(self, base: str) -> str | None:
        """The session of memory that goes on; None when a person erased one of them."""
        for number in count():
            session_id = str(uuid.uuid5(NAMES, f"{base}:{number}")) if number else base
            if Erasure.objects.filter(session_id=session_id).exists():
                return None
            ended = Session.objects.filter(pk=session_id).values_list("ended_at", flat=True)
            if not ended or ended[0] is None:
                return session_id
        return None

    def _end_silent(self) -> None:
        """End the sessions of this tool that said nothing for long."""
        mine = Session.objects.filter(
            owner=self.owner, actor=self.tool.source, channel=CHANNEL, ended_at=None
        )
        for session in mine:
            last = session.turns.order_by("-turn_index").first()
            if last and self.now - last.created_at > SILENCE:
                with self._pace.writing():
                    store.end_session(session_id=session.pk, now=last.created_at)


def _about(turns: Turns, run: Run | None, base: str, session_id: str) -> dict[str, str]:
    found = {"session": turns.session, "project": turns.project}
    found |= {"runId": str(run.pk), "branch": run.branch} if run else {}
    found |= {"continues": base} if base != session_id else {}
    return {name: _clean(value) for name, value in found.items()}


def _said(base: str, one: Heard, begun: datetime) -> Said:
    return Said(
        role=one.role,
        content=_clean(one.content),
        at=one.at or begun,
        metadata={name: _clean(v) if isinstance(v, str) else v for name, v in one.about.items()},
        id=str(uuid.uuid5(NAMES, f"{base}:{one.key}")),
    )


def _clean(text: str) -> str:
    """TEXT whole, without known secrets and what no database takes."""
    return scrubbing.text(text).replace("\x00", "\ufffd")


def _unknown(said: list[Said]) -> list[Said]:
    """Those of SAID that no session holds yet."""
    ids = [one.id for one in said]
    known = set(Turn.objects.filter(pk__in=ids).values_list("pk", flat=True))
    return [one for one in said if one.id not in known]
