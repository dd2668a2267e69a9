"""A real server in processes of its own, with its own database file, to post to."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from tests.devcraft.processes import ROOT, SECRET, run

MAKE_KEY = """
import django; django.setup()
from devcraft import accounts, clock, keys
owner = accounts.ensure_local_user()
print(keys.issue(owner=owner, name="live", scopes=["telemetry:write"], now=clock.now()).text)
"""


class Desk:
    """Where it is, a key for it, and its rows as they are on disk."""

    def __init__(self, folder, port):
        self.file = folder / "site.sqlite3"
        self.site = f"http://127.0.0.1:{port}"
        self.environment = {
            "SECRET_KEY": SECRET,
            "PORT": str(port),
            "DATABASE_URL": f"sqlite:///{self.file}",
            "DATA_DIR": str(folder),
            "AGENT_WORKERS": "0",
            "WORKERS": "2",
        }
        self.server = None

    def start(self):
        environment = {"PATH": os.environ["PATH"], **self.environment}
        command = [sys.executable, "manage.py", "serve"]
        self.server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        _wait_for(f"{self.site}/healthz")

    def make_key(self):
        self.key = run("-c", MAKE_KEY, **self.environment).stdout.strip()

    def kill(self):
        """End every process of the server at once, without a word."""
        if self.server.poll() is None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()

    @property
    def headers(self):
        return {"Authorization": f"Bearer {self.key}"}

    def rows(self, statement):
        with sqlite3.connect(self.file) as connection:
            return connection.execute(statement).fetchall()


@contextmanager
def served(migrated, folder):
    """A desk in FOLDER that begins with a copy of the file MIGRATED."""
    shutil.copy(migrated, folder / "site.sqlite3")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    desk = Desk(folder, port)
    try:
        desk.start()
        desk.make_key()
        yield desk
    finally:
        desk.kill()


def _wait_for(address):
    for _ in range(3600):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 -- loopback
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("no answer")
