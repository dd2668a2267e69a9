"""A model's server on this machine that speaks the real wire formats and does as it is told."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.agents.wire import chat, claude, responses
from tests.agents.wire.answers import Fault

SPEAKS = {
    "/v1/chat/completions": chat.events,
    "/v1/responses": responses.events,
    "/v1/messages": claude.events,
}


class Asked:
    """One request as it came: its path, headers in small letters, and body."""

    def __init__(self, path, headers, body):
        self.path, self.body = path, body
        self.headers = {name.lower(): value for name, value in headers.items()}


class ModelServer(ThreadingHTTPServer):
    """Answers with SCRIPT, one entry per request: a Said, a Fault, or a function of Asked.

    When it is through, ALWAYS answers, a function of Asked, if there is one.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script, self.asked, self.always = [], [], None
        self.over = threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def last(self):
        return self.asked[-1].body

    def handle_error(self, request, client_address):
        """Nothing: those who ask may hang up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        """Nothing."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        asked = Asked(self.path, self.headers, json.loads(self.rfile.read(length)))
        self.server.asked.append(asked)
        following = self.server.script.pop(0) if self.server.script else self.server.always
        following = following(asked) if callable(following) else following
        fault = following if isinstance(following, Fault) else Fault(said=following)
        self.server.over.wait(fault.wait)
        if fault.status:
            self._refuse(fault)
        else:
            self._stream(fault, SPEAKS[self.path](fault.said, asked.body))
        self.close_connection = True

    def _refuse(self, fault):
        body = json.dumps(fault.body).encode()
        self.send_response(fault.status)
        for name, value in fault.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, fault, events):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number, event in enumerate([fault.raw] if fault.raw is not None else events):
            if number == fault.cut:
                self._hang_up()
                return
            if number == fault.ends:
                break
            self.wfile.write(b"%x\r\n%b\r\n" % (len(event), event))
            self.wfile.flush()
            if fault.pause and self.server.over.wait(fault.pause):
                return
        self.wfile.write(b"0\r\n\r\n")

    def _hang_up(self):
        """Break the connection as a crash does, without a goodbye."""
        time.sleep(0.02)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


def started():
    server = ModelServer()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server


def stopped(server):
    server.over.set()
    server.shutdown()
    server.server_close()
