"""The real server: it answers, and it stops however often it is told to."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from tests.devcraft.processes import ROOT, SECRET

pytestmark = pytest.mark.threads


@pytest.fixture
def served(migrated, tmp_path):
    """A server on a free port, and its address."""
    shutil.copy(migrated, tmp_path / "site.sqlite3")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": SECRET,
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}",
        "DATA_DIR": str(tmp_path),
    }
    command = [sys.executable, "manage.py", "serve"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    yield server, f"http://127.0.0.1:{port}/healthz"
    server.kill()
    server.wait()


def wait_for(address):
    for _ in range(3600):
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 -- loopback
                return answer.status
        except OSError:
            time.sleep(0.05)
    raise AssertionError("no answer")


@pytest.mark.parametrize("signals", [1, 2, 50])
def test_it_stops_however_many_signals_come(served, signals):
    server, address = served
    assert wait_for(address) == 200

    for _ in range(signals):
        server.send_signal(signal.SIGTERM)

    assert server.wait(timeout=15) is not None
