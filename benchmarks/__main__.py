"""`python -m benchmarks`: how pages, acts and the server do on a small and on a large desk."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import django


def main() -> None:
    options = parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="devcraft-bench-") as folder:
        configure(Path(folder), options.database)
        measure(Path(folder), options)


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    found.add_argument("--json", action="store_true", help="print one JSON object, no tables")
    found.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        help="pages, acts, load, or the name of one row; may be given again",
    )
    found.add_argument(
        "--quick", action="store_true", help="a tenth of the large desk and fewer requests"
    )
    found.add_argument(
        "--database",
        default="",
        metavar="URL",
        help="postgres://…: make the two databases on this server, and drop them at the end",
    )
    return found


def configure(folder: Path, database: str) -> None:
    """Settings of a production site with nothing of this machine's own site in it."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "devcraft.settings",
        "SECRET_KEY": "for-measuring-only",
        "DEBUG": "false",
        "HTTPS": "false",
        "REDIS_URL": "",
        "DATA_DIR": str(folder),
        "DATABASE_URL": database or f"sqlite:///{folder / 'unused.sqlite3'}",
    }
    django.setup()


def measure(folder: Path, options: argparse.Namespace) -> None:
    from benchmarks import run, stores, table  # models can be imported once configured

    try:
        names = run.chosen(options.only)
    except KeyError as unknown:
        every = ", ".join([*run.PARTS, *(name for part in run.PARTS.values() for name in part)])
        sys.exit(f"--only {unknown.args[0]}: choose from {every}")
    server = stores.Postgres(options.database) if options.database else stores.Folder(folder)
    try:
        report = run.run(
            server,
            effort=run.QUICK if options.quick else run.FULL,
            names=names,
            command=command(options),
        )
    finally:
        server.close()
    print(json.dumps(asdict(report), indent=1) if options.json else table.markdown(report))


def command(options: argparse.Namespace) -> str:
    """What was asked for, without the address of a database."""
    words = ["python -m benchmarks"]
    words += [f"--only {name}" for name in options.only]
    words += ["--quick"] if options.quick else []
    words += ["--json"] if options.json else []
    words += ["--database postgres://…"] if options.database else []
    return " ".join(words)


if __name__ == "__main__":
    main()
