"""Another process of this program with a database of its own, in a folder that goes again.

The desk's database is never opened there: the process is given its own by the environment,
and refuses to begin with any other.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

DATABASE = "crashes.sqlite3"


class StageFailed(Exception):
    """The process ended before it was done; the words are the last it had to say."""


def lines(folder: Path, *command: str, allowed: str) -> Iterator[str]:
    """What `manage.py COMMAND` prints, with its data in FOLDER and ALLOWED, an origin, to ask.

    Raises StageFailed.
    """
    process = subprocess.Popen(  # noqa: S603 -- our own command
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command],
        env=_environment(folder, allowed),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        if process.stdout is None or process.stderr is None:
            raise StageFailed("It has no output.")
        yield from process.stdout
        said = process.stderr.read().strip().splitlines()
    if process.returncode:
        raise StageFailed(said[-1] if said else f"It ended with {process.returncode}.")


def is_in(folder: Path) -> bool:
    """Whether this process has the database in FOLDER and no other."""
    names = [str(database["NAME"]) for database in settings.DATABASES.values()]
    return names == [str(folder / DATABASE)]


def _environment(folder: Path, allowed: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "devcraft.settings",
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "OUTBOUND_ALLOWED": allowed,
        "OPENAI_BASE_URL": "",
        "REDIS_URL": "",
        "LOG_LEVEL": "WARNING",
    }
