"""Runs manage.py and snippets in a process of their own, with an environment of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a-secret-that-is-long-enough-and-varied-0123456789-abcdefghijklmnop"


def run(*command, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    settings = {"DJANGO_SETTINGS_MODULE": "devcraft.settings", "SECRET_KEY": SECRET}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | settings | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def manage(*arguments, **environment):
    return run("manage.py", *arguments, **environment)


def last_line(result):
    """What a person reads at the end of a refusal."""
    return result.stderr.strip().splitlines()[-1]
