"""What a tool server outside knows by itself: every call that came, every effect that was had.

It lies in a file of its own and never asks the database of the agents.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path

SCHEMA = """
CREATE TABLE calls (number INTEGER PRIMARY KEY, tool TEXT, key TEXT, mark TEXT, fate TEXT);
CREATE TABLE effects (number INTEGER PRIMARY KEY, tool TEXT, key TEXT, mark TEXT);
CREATE UNIQUE INDEX once_per_key ON effects (tool, key) WHERE tool = 'ship';
"""
SHIP, ANNOUNCE = "ship", "announce"
"""`ship` has its effect once per key, however often it is called; `announce` every time."""


class Effects:
    """A log in FILE, which is made anew."""

    def __init__(self, file: Path) -> None:
        self._file, self._lock = file, threading.Lock()
        with closing(self._open()) as log:
            log.executescript(SCHEMA)

    def came(self, tool: str, key: str, mark: str, fate: str) -> None:
        """Note a call, whatever becomes of it."""
        self._write("INSERT INTO calls (tool, key, mark, fate) VALUES (?, ?, ?, ?)",
                    (tool, key, mark, fate))  # fmt: skip

    def have(self, tool: str, key: str, mark: str) -> None:
        """Have the effect of a call, unless its key was seen and the tool minds keys."""
        self._write("INSERT OR IGNORE INTO effects (tool, key, mark) VALUES (?, ?, ?)",
                    (tool, key, mark))  # fmt: skip

    def calls(self, tool: str) -> Counter[str]:
        """How many calls of TOOL came, by mark."""
        return self._counted("SELECT mark, COUNT(*) FROM calls WHERE tool = ? GROUP BY mark", tool)

    def had(self, tool: str) -> Counter[str]:
        """How many effects TOOL had, by mark."""
        return self._counted(
            "SELECT mark, COUNT(*) FROM effects WHERE tool = ? GROUP BY mark", tool
        )

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=20)

    def _write(self, statement: str, values: tuple[str, ...]) -> None:
        with self._lock, closing(self._open()) as log, log:
            log.execute(statement, values)

    def _counted(self, statement: str, tool: str) -> Counter[str]:
        with self._lock, closing(self._open()) as log:
            return Counter(dict(log.execute(statement, (tool,)).fetchall()))
