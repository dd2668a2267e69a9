"""PostgreSQL's own programs: found by name, told nothing secret on their command line."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from django.conf import settings

from devcraft import environment
from devcraft.backups.manifest import BadBackup

LONGEST = 6 * 3600
VERSION = re.compile(r"\b(\d+)(?:\.\d+|beta\d+|rc\d+|devel)")


class NoProgram(Exception):
    """A program is missing, too old, or said no; the text is one sentence."""


def dump(place: Path, *, snapshot: str, server: int) -> None:
    """Write what SNAPSHOT shows into the file PLACE. Raises NoProgram.

    SERVER is its major version: an older pg_dump would not know all that is there.
    """
    program = _found("pg_dump")
    mine = _version(program)
    if mine < server:
        raise NoProgram(
            f"pg_dump is of PostgreSQL {mine} and the server of {server}: install "
            f"postgresql-client-{server} or newer."
        )
    _run([program, "-Fc", f"--snapshot={snapshot}", f"--file={place}"])


def load(dump: Path, database: str) -> None:
    """Put what is in DUMP into the empty DATABASE, all or nothing. Raises NoProgram."""
    options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
    _run([_found("pg_restore"), *options, f"--dbname={database}", str(dump)])


def look(dump: Path) -> None:
    """Read DUMP from end to end. Raises BadBackup."""
    try:
        _run([_found("pg_restore"), "--file=/dev/null", str(dump)])
    except NoProgram as error:
        raise BadBackup(f"The database in it cannot be looked through: {error}") from error


def _found(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise NoProgram(f"{name} is not on the PATH; it comes with PostgreSQL's client programs.")
    return path


def _version(program: str) -> int:
    said = subprocess.run(  # noqa: S603 -- found by its name above
        [program, "--version"], capture_output=True, text=True, check=False
    ).stdout
    found = VERSION.search(said)
    return int(found[1]) if found else 0


def _run(command: list[str]) -> None:
    done = subprocess.run(  # noqa: S603 -- found by its name above
        command,
        env=environment.for_another(**_server()),
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip() or "no reason given").splitlines()[0]
        raise NoProgram(f"{Path(command[0]).name} says: {said.rstrip('.')}.")


def _server() -> dict[str, str]:
    """Where the server is and who we are, as libpq reads them from the environment."""
    told = settings.DATABASES["default"]
    names = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    names |= {"HOST": "PGHOST", "PORT": "PGPORT"}
    return {variable: str(told[name]) for name, variable in names.items() if told.get(name)}
