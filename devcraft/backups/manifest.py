"""What a backup says of itself. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

FORMAT = 2
"""1 knew SQLite alone and no signature; it is read as ever."""
NAME = "manifest.json"
SEAL = "manifest.sig"
DATABASE = "database.sqlite3"
DATABASES = {"sqlite": DATABASE, "postgresql": "database.dump"}
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
MEDIA = "media/"


class BadBackup(Exception):
    """The file cannot be trusted; the text is one sentence that says why."""


@dataclass(frozen=True)
class Part:
    """A file of the backup; `sha256` in hex."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Facts:
    """What a database holds: rows by table, migrations as app.name, guards by digest, and the
    last line of the audit chain as [seq, hash].
    """

    counts: dict[str, int]
    migrations: list[str]
    triggers: str
    chain: list[Any]


@dataclass(frozen=True)
class Manifest:
    """`engine` is a vendor of Django's; `made_at` an ISO 8601 moment."""

    engine: str
    made_at: str
    facts: Facts
    parts: list[Part]
    needs: list[str]
    """Names of environment variables that were set and are not in the backup."""

    @property
    def database(self) -> str:
        """The name of the part that is the database."""
        return DATABASES[self.engine]

    @property
    def holds(self) -> str:
        """1,234 rows, 5 files"""
        return f"{sum(self.facts.counts.values()):,} rows, {len(self.parts) - 1:,} files"


def written(manifest: Manifest) -> bytes:
    told = {"format": FORMAT, "app": "devcraft", **asdict(manifest)}
    return json.dumps(told, indent=1, sort_keys=True).encode()


def read(raw: bytes) -> Manifest:
    """Raises BadBackup."""
    try:
        told = json.loads(raw)
        if told.pop("app") != "devcraft" or told["engine"] not in DATABASES:
            raise BadBackup("This is no backup of a Devcraft desk.")
        if told.pop("format") > FORMAT:
            raise BadBackup("This backup was written by a newer Devcraft; update this one first.")
        datetime.fromisoformat(told["made_at"])
        facts, parts = Facts(**told.pop("facts")), [Part(**part) for part in told.pop("parts")]
        return Manifest(facts=facts, parts=parts, **told)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadBackup(f"{NAME} cannot be read: {error}.") from error
