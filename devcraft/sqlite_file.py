"""Opens another system's SQLite database that may be live, old or hostile, and reads it.

Only real tables and their plain columns are read: a view, a virtual table or a
generated column can make reading a row cost anything (spec/reliability I2).
"""

from __future__ import annotations

import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devcraft.imports import Record, id_text

MAGIC = b"SQLite format 3\x00"
SECONDS_PER_ROW = 10.0
SECONDS_PER_SCAN = 120.0
LONGEST_VALUE = 64 * 1024 * 1024
OPCODES_PER_LOOK = 10_000


class NotThisKind(Exception):
    """PATH is no readable database of the kind; the text is one line that says why."""


@dataclass(frozen=True)
class Kind:
    """What a database is recognised by: the columns that its tables need.

    When `is_numbered`, rows come in the order in which they were written and have their
    place, "rowid", among their values.
    """

    name: str
    needed: Mapping[str, Set[str]]
    is_numbered: bool = False


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[str, ...]


@dataclass
class SourceFile:
    connection: sqlite3.Connection
    tables: dict[str, Table]
    skipped: list[tuple[str, str]]
    watch: Watch
    kind: Kind
    path: Path

    def count(self, table: str) -> int:
        return self._scan(f"SELECT COUNT(*) FROM {_quoted(table)}")  # noqa: S608 -- quoted

    def giants(self, table: str) -> int:
        """How many rows hold a value too long to be read into memory."""
        lengths = " OR ".join(
            f"LENGTH(CAST({_quoted(name)} AS BLOB)) > {LONGEST_VALUE}"
            for name in self.tables[table].columns
        )
        return self._scan(f"SELECT COUNT(*) FROM {_quoted(table)} WHERE {lengths}")  # noqa: S608 -- quoted

    def holds(self, query: str) -> bool:
        """Whether QUERY, a constant of ours, finds a row."""
        return bool(self._scan(f"SELECT EXISTS({query})"))

    def _has_numbers(self, table: str) -> bool:
        """Whether rowid is the row's number: a table may lack it, or use the name otherwise."""
        if "rowid" in (name.lower() for name in self.tables[table].columns):
            return False
        try:
            self.connection.execute(f"SELECT rowid FROM {_quoted(table)} LIMIT 0")  # noqa: S608 -- quoted
        except sqlite3.Error:
            return False
        return True

    def _scan(self, statement: str) -> int:
        self.watch.start(SECONDS_PER_SCAN)
        try:
            found: int = self.connection.execute(statement).fetchone()[0]
        except sqlite3.Error as error:
            raise NotThisKind(f"A table cannot be read: {error}.") from error
        return found

    def rows(self, table: str) -> Iterator[Record]:
        """Rows in the kind's order. Raises NotThisKind when one cannot be read."""
        columns = self.tables[table].columns
        key = _key_of(columns)
        names = ", ".join(_quoted(name) for name in columns)
        order = f" ORDER BY {_quoted(key)}" if key else ""
        if self.kind.is_numbered and self._has_numbers(table):
            columns, names, order = ("rowid", *columns), f"rowid, {names}", " ORDER BY rowid"
        if self.giants(table):
            raise NotThisKind(f"Table {table} holds a value of more than 64 MB.")
        try:
            self.watch.start()
            cursor = self.connection.execute(f"SELECT {names} FROM {_quoted(table)}{order}")  # noqa: S608 -- quoted
            for number, values in enumerate(cursor, start=1):
                row = dict(zip(columns, values, strict=True))
                yield Record(table, id_text(row[key]) if key else f"row {number}", row)
                self.watch.start()
        except sqlite3.Error as error:
            raise NotThisKind(f"Table {table} cannot be read: {error}.") from error


class Watch:
    """Interrupts a statement that works too long on one row."""

    def __init__(self) -> None:
        self.start()

    def start(self, seconds: float = SECONDS_PER_ROW) -> None:
        self.deadline = time.monotonic() + seconds

    def is_over(self) -> int:
        return int(time.monotonic() > self.deadline)


@contextmanager
def opened(path: Path, kind: Kind) -> Iterator[SourceFile]:
    """The database at PATH, read only. Raises NotThisKind.

    With a WAL or a journal beside it, all of it is copied to a private folder and the
    copy is opened, so that what was committed last is read and the source stays as it is.
    """
    _refuse_other_files(path)
    with tempfile.TemporaryDirectory(prefix="devcraft-import-") as private:
        connection = _connect(path, Path(private))
        try:
            yield _described(connection, path, kind)
        finally:
            connection.close()


def _refuse_other_files(path: Path) -> None:
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise NotThisKind(f"{path} is not a file.")
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise NotThisKind(f"{path} cannot be read: {error.strerror}.") from error
    if head != MAGIC:
        raise NotThisKind(f"{path} is not an SQLite database.")


def _connect(path: Path, private: Path) -> sqlite3.Connection:
    beside = [Path(f"{path}{end}") for end in ("-wal", "-journal")]
    live = [file for file in beside if file.is_file() and file.stat().st_size]
    if live:
        copy = private / "source.db"
        shutil.copyfile(path, copy)
        for file in live:
            shutil.copyfile(file, f"{copy}{file.name.removeprefix(path.name)}")
        return sqlite3.connect(copy)
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _described(connection: sqlite3.Connection, path: Path, kind: Kind) -> SourceFile:
    watch = Watch()
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    connection.set_progress_handler(watch.is_over, OPCODES_PER_LOOK)
    watch.start(SECONDS_PER_SCAN)
    try:
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
            connection.execute(f"PRAGMA {pragma}")
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise NotThisKind(f"{path} is damaged: {str(verdict).splitlines()[0]}.")
        tables, skipped = _tables(connection)
    except sqlite3.Error as error:
        raise NotThisKind(f"{path} cannot be read: {error}.") from error
    for name, columns in kind.needed.items():
        if name not in tables:
            raise NotThisKind(f"{path} is not {kind.name}: it has no table {name}.")
        if lacking := sorted(columns - set(tables[name].columns)):
            raise NotThisKind(f"{path} is not {kind.name}: {name} has no column {lacking[0]}.")
    return SourceFile(connection, tables, skipped, watch, kind, path)


def _tables(
    connection: sqlite3.Connection,
) -> tuple[dict[str, Table], list[tuple[str, str]]]:
    """Real tables with their plain columns, and what is left out with the reason."""
    found: dict[str, Table] = {}
    skipped = []
    listing = connection.execute(
        "SELECT type, name, COALESCE(sql, '') FROM sqlite_master"
        " WHERE type IN ('table', 'view') ORDER BY name"
    ).fetchall()
    virtual = [name for _, name, sql in listing if sql.upper().startswith("CREATE VIRTUAL")]
    for kind, name, _ in listing:
        if name.startswith(("sqlite_", "_prisma")):
            continue
        if kind == "view" or name in virtual:
            skipped.append((name, "a view" if kind == "view" else "a virtual table"))
        elif any(name.startswith(f"{owner}_") for owner in virtual):
            skipped.append((name, "part of a virtual table"))
        else:
            found[name] = Table(name, _plain_columns(connection, name))
    return found, skipped


def _plain_columns(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    rows = connection.execute(f"PRAGMA table_xinfo({_quoted(table)})").fetchall()
    return tuple(row[1] for row in rows if row[6] == 0)


def _key_of(columns: tuple[str, ...]) -> str:
    return next((name for name in ("id", "key") if name in columns), "")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
