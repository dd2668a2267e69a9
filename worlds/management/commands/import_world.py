"""`manage.py import_world FILE…`: bring world files in, each of them once."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from devcraft import accounts, clock
from devcraft.models import User
from missions.management.commands import account_named
from worlds import album, importing
from worlds.importing import BadFile
from worlds.wording import counted


class Command(BaseCommand):
    help = (
        "Import world files, each a state or a state in {meta, state}. Exit 1 when one was "
        "refused; the others are imported all the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--user", default=accounts.LOCAL_USERNAME, metavar="NAME")
        parser.add_argument("--json", action="store_true", help="print the account as JSON, last")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        owner = account_named(options["user"])
        worlds: list[dict[str, Any]] = []
        problems: list[dict[str, str]] = []
        for path in files:
            try:
                worlds.append(_import(owner, path))
                self.stdout.write(_told(worlds[-1]))
            except BadFile as error:
                problems.append({"file": _printable(path), "reason": str(error)})
                self.stderr.write(f"{_printable(path)}: {error}")
        if options["json"]:
            account = {"worlds": worlds} | ({"problems": problems} if problems else {})
            self.stdout.write(json.dumps(account))
        if problems:
            sys.exit(1)


def _import(owner: User, path: Path) -> dict[str, Any]:
    export = importing.read_file(path)
    found = importing.bring_in(owner=owner, export=export, file_name=path.name, now=clock.now())
    album.keep_card(found.world.state)
    return {
        "name": found.world.name,
        "objects": export.state.object_count,
        "tiles": len(export.state.tiles),
        "lights": export.state.light_count,
        "orphans": len(export.state.orphans),
        "created": found.is_new,
    }


def _told(world: dict[str, Any]) -> str:
    verb = "Imported" if world["created"] else "Here already, unchanged:"
    parts = ", ".join(counted(world[f"{noun}s"], noun) for noun in ("object", "tile", "light"))
    said = f"{verb} “{world['name']}”: {parts}."
    if world["orphans"]:
        said += f" {counted(world['orphans'], 'transform')} of no object kept."
    return said


def _printable(path: Path) -> str:
    """PATH for a terminal: what is not printable is spelled out."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in str(path))
