"""Starts the real server on a desk, signs in by its printed link, and stops it again."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from django.conf import settings

from benchmarks.stores import Store

WORKERS = 4
START_SECONDS = 60
STOP_SECONDS = 15
LINK = re.compile(r"http://\S+/sign-in/\S+")


class ServerSilent(Exception):
    """The server ended or said nothing before it printed a sign-in link, or did not listen."""


@dataclass(frozen=True)
class Site:
    """A running server, and the cookie of somebody signed in there."""

    url: str
    cookie: str


@contextmanager
def serving(store: Store, *, workers: int = WORKERS) -> Iterator[Site]:
    """Run `manage.py serve` in a process group of its own until the block ends."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DATABASE_URL": store.url,
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "WORKERS": str(workers),
        },
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        link = printed_link(process)
        wait_until_open(port)
        yield Site(f"http://127.0.0.1:{port}", sign_in(link))
    finally:
        stop(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def printed_link(process: subprocess.Popen[str]) -> str:
    """Wait for the link. A server that stays silent is stopped, which ends the wait."""
    watchdog = threading.Timer(START_SECONDS, stop, [process])
    watchdog.start()
    try:
        for line in process.stdout or ():
            found = LINK.search(line)
            if found:
                return found[0]
    finally:
        watchdog.cancel()
    raise ServerSilent("manage.py serve printed no sign-in link")


def wait_until_open(port: int) -> None:
    """The link is printed a moment before the workers listen."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise ServerSilent("manage.py serve does not listen")


def sign_in(link: str) -> str:
    """Spend LINK and return the cookies as a request header."""
    parts = urlsplit(link)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    connection.request("GET", parts.path)
    response = connection.getresponse()
    cookies = SimpleCookie()
    for header in response.headers.get_all("Set-Cookie") or []:
        cookies.load(header)
    connection.close()
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())


def stop(process: subprocess.Popen[str]) -> None:
    """End the whole process group, first kindly."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, kind)
            process.wait(STOP_SECONDS)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
