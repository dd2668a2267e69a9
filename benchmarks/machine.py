"""What a figure depends on beside the code: the machine, the versions, the commit."""

from __future__ import annotations

import os
import platform
import subprocess

import django
import granian
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper


def machine(database: BaseDatabaseWrapper) -> dict[str, str | int]:
    return {
        "cores": os.cpu_count() or 1,
        "architecture": platform.machine(),
        "system": platform.system(),
        "Python": platform.python_version(),
        "Django": django.get_version(),
        "Granian": granian.__version__,
        database.display_name: ".".join(str(part) for part in database.get_database_version()),
    }


def load_average() -> float:
    """How much the machine had to do in the last minute; over zero before a run means noise."""
    return round(os.getloadavg()[0], 1)


def commit() -> tuple[str, bool]:
    """The short hash, and whether the files here differ from it."""
    changed = git("status", "--porcelain", "--untracked-files=no")
    return git("rev-parse", "--short", "HEAD"), bool(changed)


def git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=settings.BASE_DIR, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()
