"""A tool server of its own: it has effects, counts them, and kills whoever asks it to.

A worker sends its process id and its fate in two headers. The server listens on this machine
alone, under a path that nobody can guess, and does nothing to anybody else.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from agents.crashing.effects import Effects

WORKER, FATE = "X-Worker", "X-Fate"
SPARED, BEFORE, AFTER = "spared", "killed before", "killed after"
CUT_BEFORE, CUT_AFTER = "cut before", "cut after"
NO_EFFECT = {BEFORE, CUT_BEFORE}
ANSWER = b'{"ok": true}'
MOST_BYTES = 64 * 1024


class ToolServer(ThreadingHTTPServer):
    """Answers `origin` + `path` + the name of a tool, and writes what it does into EFFECTS."""

    daemon_threads = True

    def __init__(self, effects: Effects) -> None:
        super().__init__(("127.0.0.1", 0), _Caller)
        self.effects = effects
        self.path = f"/{secrets.token_urlsafe(16)}/"

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        return f"{self.origin}{self.path}"


class _Caller(BaseHTTPRequestHandler):
    """One request of a worker."""

    protocol_version = "HTTP/1.1"
    server: ToolServer

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), MOST_BYTES))
        if not self.path.startswith(self.server.path):
            self.send_error(404)
            return
        self.close_connection = True
        tool, fate = self.path.removeprefix(self.server.path), self.headers.get(FATE, SPARED)
        key, mark = self.headers.get("Idempotency-Key", ""), str(json.loads(body).get("mark"))
        self.server.effects.came(tool, key, mark, fate)
        if fate == BEFORE and not self._kills():
            fate = SPARED
        if fate not in NO_EFFECT:
            self.server.effects.have(tool, key, mark)
        if fate == AFTER and not self._kills():
            fate = SPARED
        if fate == SPARED:
            self._answer()

    def _kills(self) -> bool:
        """False when the worker that the call names is gone: another one makes it, unharmed."""
        try:
            os.kill(int(self.headers[WORKER]), signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the log is in the file."""

    def _answer(self) -> None:
        with suppress(OSError):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(ANSWER)))
            self.end_headers()
            self.wfile.write(ANSWER)


@contextmanager
def listening(file: Path) -> Iterator[ToolServer]:
    """A server that keeps its log in FILE, until the end of the block."""
    with ToolServer(Effects(file)) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
