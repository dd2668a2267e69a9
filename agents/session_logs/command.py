"""The command that brings the session logs of a coding agent into the ledger."""

from __future__ import annotations

import gc
import json
import os
import stat
import sys
import time
from argparse import ArgumentParser
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agents.session_logs import files, reading
from agents.session_logs.account import Account, Problem
from agents.session_logs.dialects import Tool
from agents.session_logs.importing import Import
from agents.session_logs.transcripts import Kept, Transcripts
from agents.usage.money import exact, money
from devcraft import accounts, clock
from devcraft.models import User
from missions.management.commands import account_named

PAUSE = 2.0
"""Seconds between two looks with --follow."""


class ImportLogs(BaseCommand):
    """Subclasses name their `tool`."""

    tool: Tool

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            metavar="DIR",
            help=f"a {self.tool.logs}; without it the usual places are read",
        )
        parser.add_argument("--user", default=accounts.LOCAL_USERNAME, metavar="NAME")
        parser.add_argument("--json", action="store_true", help="print the account as JSON, last")
        parser.add_argument(
            "--transcripts", action="store_true", help="keep what was said in runtime memory, too"
        )
        parser.add_argument("--follow", action="store_true", help="go on until Ctrl-C")

    def handle(self, *args: Any, folder: Path | None, **options: Any) -> None:
        owner = account_named(options["user"])
        roots = _roots(self.tool, folder)
        gc.disable()  # facts hold no cycles, and looking for some takes a fifth of the time
        told = self._import(owner, roots, options)
        gc.enable()
        with suppress(KeyboardInterrupt):
            while options["follow"]:
                time.sleep(PAUSE)
                told |= self._import(owner, roots, options, told, is_quiet=True)

    def _import(
        self,
        owner: User,
        roots: list[Path],
        options: dict[str, Any],
        told: frozenset[Problem] = frozenset(),
        *,
        is_quiet: bool = False,
    ) -> frozenset[Problem]:
        """Import and print, without the problems TOLD before; returns those it told."""
        run = Import(owner, self.tool, now=clock.now(), told=told)
        for root in roots:
            for done in run.run(root):
                if sys.stderr.isatty() and not is_quiet:
                    self.stderr.write(f"\r{done / 1024 / 1024:,.0f} MiB", ending="")
        kept = self._keep(owner, roots) if options["transcripts"] else None
        if is_quiet and not (run.account.has_news or (kept and kept.turns)):
            return frozenset()
        if options["json"]:
            self.stdout.write(as_json(run.account, kept))
        else:
            self._print(run.account)
            if kept:
                sessions = counted(len(kept.sessions), "session")
                self.stdout.write(f"Kept {counted(kept.turns, 'turn')} of {sessions} in memory.")
        return frozenset(run.account.found)

    def _keep(self, owner: User, roots: list[Path]) -> Kept:
        """Keep what was said; after the facts, because sessions go under their runs."""
        run = Transcripts(owner, self.tool, now=clock.now())
        for root in roots:
            deque(run.run(root), maxlen=0)
        return run.kept

    def _print(self, account: Account) -> None:
        usage = account.usage
        self.stdout.write(
            f"Added {counted(usage['requests'], 'request')}: {usage['input']:,} tokens in,"
            f" {usage['output']:,} out, {usage['cache_write']:,} written to and"
            f" {usage['cache_read']:,} read from a cache."
        )
        self.stdout.write(cost_of(account))
        self.stdout.write(
            f"Read {counted(account.lines_read, 'line')} of {counted(account.files_read, 'file')};"
            f" {counted(account.files_unchanged, 'file')} had nothing new."
        )
        for reason, count in sorted(account.left_out.items()):
            said = meant(reason, {**reading.MEANINGS, **self.tool.meanings})
            self.stdout.write(f"  left out: {reason} ({counted(count, 'line')}){said}")
        for flag, count in sorted(account.flagged.items()):
            said = meant(flag, self.tool.flags)
            self.stdout.write(f"  counted, but flagged: {flag} ({counted(count, 'request')}){said}")
        for problem in account.problems:
            where = "" if problem["line"] is None else f", line {problem['line']:,}"
            self.stdout.write(f"  {shown(problem['file'])}{where}: {problem['reason']}")
        if account.more_problems:
            self.stdout.write(f"  and {account.more_problems:,} more")


def cost_of(account: Account) -> str:
    """Unknown is never told as zero."""
    pico, count = account.usage["cost_pico"], len(account.unpriced)
    unknown = f"unknown for {counted(count, 'request')}."
    if not count:
        return f"They cost {money(pico)}."
    return f"They cost {money(pico)}; cost {unknown}" if pico else f"Cost {unknown}"


def meant(name: str, meanings: Mapping[str, str]) -> str:
    return f": {meanings[name]}" if name in meanings else ""


def shown(path: str) -> str:
    """PATH without what would command a terminal."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in path)


def counted(number: int, thing: str) -> str:
    """1 line, 1,204 lines"""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def as_json(account: Account, kept: Kept | None = None) -> str:
    """One line: what was added, the account of lines, and what was kept of what was said."""
    usage = {
        name: account.usage[name]
        for name in ("requests", "input", "output", "cache_write", "cache_read")
    }
    usage |= {"unpriced": len(account.unpriced)}
    said = {"transcripts": {"sessions": len(kept.sessions), "turns": kept.turns}} if kept else {}
    return json.dumps(
        {
            "usage": usage | {"cost_usd": exact(account.usage["cost_pico"]).removeprefix("$")},
            "files": {"read": account.files_read, "unchanged": account.files_unchanged},
            "lines": {
                "read": account.lines_read,
                "used": account.lines_used,
                "left_out": dict(sorted(account.left_out.items())),
            },
            "flagged": dict(sorted(account.flagged.items())),
            "problems": account.problems,
            "more_problems": account.more_problems,
            **said,
        }
    )


def _roots(tool: Tool, folder: Path | None) -> list[Path]:
    if folder is None:
        roots = tool.usual_roots(os.environ)
        if not roots:
            raise CommandError(
                f"No session logs were found in the usual places; name their {tool.logs}."
            )
        return roots
    try:
        is_folder = stat.S_ISDIR(folder.stat().st_mode)
    except OSError as error:
        raise CommandError(f"{folder} cannot be read: {files.reason_of(error)}.") from error
    if not is_folder:
        raise CommandError(f"{folder} is not a folder.")
    return tool.roots_of(folder)
