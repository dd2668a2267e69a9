"""Brings a copy up to this Devcraft and lets nothing in it act twice, before it is the desk."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from django.conf import settings

from devcraft import environment
from devcraft.backups.manifest import Manifest
from devcraft.backups.refusals import CannotRestore

LONGEST = 1800
COMMAND = "settle_restored"


def settle(url: str, told: Manifest, *, left: list[Any]) -> None:
    """In a process of its own: this one has the other desk's settings. Raises CannotRestore.

    URL is the copy's; LEFT the last line of the desk that goes, as [seq, hash], if known.
    """
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), COMMAND, told.made_at]
    command += [f"--left={':'.join(map(str, left))}"] if left else []
    done = subprocess.run(  # noqa: S603 -- our own command
        command,
        env=environment.for_another(DATABASE_URL=url),
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise CannotRestore(f"The backup could not be brought up to date: {said}")
