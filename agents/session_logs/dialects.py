"""What differs between the coding agents whose session logs are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from agents.session_logs.files import Found
from agents.session_logs.hearing import Heard
from agents.usage.facts import Fact

State = dict[str, Any]
"""What reading a file on must know of what stood before; JSON."""


class Lines(Protocol):
    """Reads the lines of one log in their order."""

    @property
    def state(self) -> State:
        """What stood in the lines so far, for whoever reads on."""

    def fact(self, line: bytes, offset: int) -> Fact:
        """The request that LINE tells of. Raises NoFact."""


class Turns(Protocol):
    """Hears what the lines of one log say, in their order."""

    @property
    def state(self) -> State:
        """What was heard so far about the session, for whoever reads on."""

    @property
    def session(self) -> str:
        """The session that the lines so far belong to, as facts name it."""

    @property
    def project(self) -> str:
        """The project of that session, as facts name it."""

    def heard(self, line: bytes, offset: int) -> Iterator[Heard]:
        """The turns that LINE tells of; none for most kinds of lines."""


@dataclass(frozen=True)
class Tool:
    """A coding agent. Its parts are functions of modules, as they go to another process.

    `roots_of` are the folders of logs that a named folder is or holds. `meanings` are of
    reasons to leave a line out, `flags` of what is counted nevertheless.
    """

    source: str
    name: str
    origin: str
    logs: str
    begin: Callable[[Found, State, datetime], Lines]
    listen: Callable[[Found, State, datetime], Turns]
    usual_roots: Callable[[Mapping[str, str]], list[Path]]
    roots_of: Callable[[Path], list[Path]]
    meanings: Mapping[str, str]
    flags: Mapping[str, str]
