"""What an archive says of itself. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from devcraft.archives.left_out import LEFT_OUT, REBUILT, SECRETS
from devcraft.storable import is_storable

FORMAT = 1
NAME = "manifest.json"
APP = "devcraft"
KIND = "archive of one person"
STATES = "states/"
MEDIA = "media/"
PLACES = re.compile(
    r"tables/[a-z_]{1,40}\.[A-Za-z]{1,60}\.jsonl"
    r"|states/[0-9a-f]{64}"
    r"|media/avatars/[0-9a-f]{64}\.(webp|vrm|glb)"
)


class BadArchive(Exception):
    """The file cannot be put back; the text is one sentence that says where and why."""


@dataclass(frozen=True)
class Part:
    """A file of the archive; `sha256` in hex. A table has so many `rows`; `apart` counts those
    that belong to somebody else's and were left out."""

    name: str
    bytes: int
    sha256: str
    rows: int = 0
    apart: int = 0


@dataclass(frozen=True)
class Manifest:
    """`id` tells one archive from another; `person` is the sign-in name there."""

    id: str
    made_at: str
    person: str
    parts: list[Part]

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    @property
    def holds(self) -> str:
        """1,234 rows, 5 files"""
        files = sum(not part.name.startswith("tables/") for part in self.parts)
        return f"{self.rows:,} rows, {files:,} files"


def written(manifest: Manifest) -> bytes:
    told = {
        "app": APP,
        "kind": KIND,
        "format": FORMAT,
        **asdict(manifest),
        "rebuilt": REBUILT,
        "left_out": LEFT_OUT,
        "secrets": SECRETS,
    }
    return json.dumps(told, indent=1, sort_keys=True).encode()


def read(raw: bytes) -> Manifest:
    """Raises BadArchive."""
    try:
        return _read(json.loads(raw))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadArchive(f"{NAME} cannot be read: {error}.") from error


def _read(told: dict[str, Any]) -> Manifest:
    if told["app"] != APP or told["kind"] != KIND:
        raise BadArchive("This is no archive of a person's data on a Devcraft desk.")
    if type(told["format"]) is not int or not 1 <= told["format"] <= FORMAT:
        raise BadArchive("This archive was written by a newer Devcraft; update this one first.")
    names = ("id", "made_at", "person")
    texts = {name: told[name] for name in names}
    if not all(isinstance(text, str) and 0 < len(text) <= 200 for text in texts.values()):
        raise BadArchive(f"{NAME} must name {', '.join(names)} as text.")
    if not all(map(is_storable, texts.values())):
        raise BadArchive(f"{NAME} holds NUL or half a character.")
    found = Manifest(**texts, parts=[_part(one) for one in told["parts"]])
    if found.moment.tzinfo is None:
        raise BadArchive(f"{NAME} must name made_at with its zone.")
    return found


def _part(told: dict[str, Any]) -> Part:
    part = Part(**told)
    figures = (part.bytes, part.rows, part.apart)
    if not all(type(figure) is int and figure >= 0 for figure in figures):
        raise BadArchive(f"{NAME} must count in whole numbers.")
    if not (isinstance(part.name, str) and PLACES.fullmatch(part.name)):
        raise BadArchive(f"It names {str(part.name)[:80]!r}, which has no place in an archive.")
    return part
