"""Which SQLite library this process links, and whether its WAL mode may be trusted.

SQLite 3.7.0 to 3.51.2 can lose committed pages when a checkpoint in one process
overlaps a WAL restart in another (sqlite.org/wal.html, "The WAL-reset bug").
"""

import sys

FIXED_ON_OLD_BRANCHES = {(3, 44): 6, (3, 50): 7}
FIRST_FIXED = (3, 51, 3)
WITHDRAWN = (3, 52, 0)
GAP = 0.051
"""Seconds between two transactions of a writer that goes on for long. During its first 228 ms
of waiting SQLite asks for the lock at least every 50 ms, so whoever waits comes next."""


def link_bundled_library() -> None:
    """Make `import sqlite3` mean the library bundled with the pysqlite3 wheel.

    Must run before Django's SQLite backend is imported. Where the wheel does not
    exist the interpreter's own library stays, and `journal_mode` decides.
    """
    try:
        import pysqlite3
        from pysqlite3 import dbapi2
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2


def linked_version() -> tuple[int, int, int]:
    import sqlite3

    major, minor, patch = (int(part) for part in sqlite3.sqlite_version.split("."))
    return major, minor, patch


def has_safe_wal(version: tuple[int, int, int]) -> bool:
    if version == WITHDRAWN:
        return False
    if version >= FIRST_FIXED:
        return True
    fixed_patch = FIXED_ON_OLD_BRANCHES.get(version[:2])
    return fixed_patch is not None and version[2] >= fixed_patch


def journal_mode(version: tuple[int, int, int]) -> str:
    """WAL where it is safe, the older rollback journal elsewhere."""
    return "WAL" if has_safe_wal(version) else "DELETE"
