"""Processes that are forked to end in the middle of something."""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, connections

from agents.crashing import places

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]
MOST_TOLD = 60_000
OUTSIDE = frozenset({"begin", "write"})
"""Where nobody is in a transaction, so that who stands still there hinders nobody."""
EVERY = OUTSIDE | {"commit"}


@dataclass(frozen=True)
class Border:
    """What comes next: the begin or the commit of a transaction, or a write that is one itself.

    A process that ends between two borders leaves the same as one that ends at the first.
    """

    kind: str
    place: tuple[str, ...]


@dataclass
class Watch:
    """Counts statements and borders of this process, and calls AFTERWARDS before one of them.

    It is the one numbered STATEMENT, or BORDER among those of KINDS; 0 is none.
    """

    statement: int = 0
    border: int = 0
    afterwards: Callable[[str], None] = lambda where: None
    kinds: frozenset[str] = EVERY
    count: int = 0
    borders: list[Border] = field(default_factory=list)
    _is_begun: bool = False
    _block: object = None

    def __call__(self, execute: Execute, sql: str, params: Any, many: Any, context: Any) -> Any:
        self.count += 1
        kind = self._kind(sql.split(maxsplit=1)[0].upper())
        if kind:
            self._pass(kind)
        if self.count == self.statement:
            self.afterwards(places.short(places.path()))
        return execute(sql, params, many, context)

    def commit(self) -> None:
        self._pass("commit")

    def _kind(self, word: str) -> str:
        """SQLite is told to begin; PostgreSQL begins with the first statement."""
        if word == "BEGIN":
            self._is_begun = True
            return "begin"
        block = connection.atomic_blocks[0] if connection.atomic_blocks else None
        is_new = block is not None and block is not self._block and not self._is_begun
        self._block, self._is_begun = block, False
        if is_new:
            return "begin"
        return "write" if block is None and word != "SELECT" else ""

    def _pass(self, kind: str) -> None:
        if kind not in self.kinds:
            return
        self.borders.append(Border(kind, places.path()))
        if len(self.borders) == self.border:
            self.afterwards(places.short(places.path()))


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Let WATCH see every statement and every commit of this process."""
    commit = connection.commit

    def seen() -> None:
        watch.commit()
        commit()

    vars(connections["default"])["commit"] = seen
    try:
        with connection.execute_wrapper(watch):
            yield
    finally:
        del vars(connections["default"])["commit"]


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code, minus the signal when one ended it, and its word.

    `pid` is of one that was stopped and still is; its exit code is not known then.
    """

    code: int
    told: str
    pid: int = 0


def forked(act: Callable[[Callable[[str], None]], None]) -> Ended:
    """Let ACT run in a process of its own, and wait until it ends or is stopped.

    ACT is given a way to tell its parent something before it ends.
    """
    return wait(start(act))


@dataclass(frozen=True)
class Child:
    pid: int
    pipe: int


def start(act: Callable[[Callable[[str], None]], None]) -> Child:
    """As `forked`, without waiting. No connection is shared with the process that begins."""
    connections.close_all()
    to_parent, from_child = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        os.close(from_child)
        return Child(pid, to_parent)
    status = 1
    try:
        act(lambda words: _tell(from_child, words))
        connections.close_all()
        status = 0
    finally:
        os._exit(status)


def _tell(pipe: int, words: str) -> None:
    os.write(pipe, words.encode()[:MOST_TOLD])


def wait(child: Child) -> Ended:
    _, status = os.waitpid(child.pid, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        return Ended(0, "", child.pid)
    with os.fdopen(child.pipe, "rb") as pipe:
        told = pipe.read().decode()
    return Ended(os.waitstatus_to_exitcode(status), told)


def kill(where: str) -> None:
    """End this process as the power would."""
    os.kill(os.getpid(), signal.SIGKILL)


def stop(where: str) -> None:
    """Let this process stand still until somebody sends SIGCONT."""
    os.kill(os.getpid(), signal.SIGSTOP)
