"""A server on this machine that counts who connects, and keeps what they sent."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager, suppress


def answered(body=b"{}", status="200 OK", **headers):
    """The bytes of a whole answer."""
    named = {"Content-Type": "application/json", "Content-Length": len(body)} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


class Listener:
    """Answers every request with ANSWER, or lets it do as it likes with the connection.

    Without an ANSWER it keeps what comes first and hangs up.
    """

    def __init__(self, answer, family=socket.AF_INET, address="127.0.0.1"):
        self.answer, self.connects, self.requests = answer, 0, []
        self._socket = socket.create_server((address, 0), family=family)
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.connects += 1
                threading.Thread(target=self._talk, args=[connection], daemon=True).start()

    def _talk(self, connection):
        with connection, suppress(OSError):
            if self.answer is None:
                self.requests.append(connection.recv(65536))
                return
            while request := whole_request(connection):
                self.requests.append(request)
                if callable(self.answer):
                    self.answer(connection)
                    return
                connection.sendall(self.answer)

    def close(self):
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"


def whole_request(connection):
    held = b""
    while b"\r\n\r\n" not in held:
        piece = connection.recv(65536)
        if not piece:
            return b""
        held += piece
    head, _, body = held.partition(b"\r\n\r\n")
    length = next(
        (int(line[15:]) for line in head.split(b"\r\n") if line.lower()[:15] == b"content-length:"),
        0,
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def dripping(head, piece, pause):
    """Sends HEAD, then PIECE again and again with a PAUSE in seconds."""

    def answer(connection):
        connection.sendall(head)
        for _ in range(200):
            time.sleep(pause)
            connection.sendall(piece)

    return answer


@contextmanager
def listening(answer=b"", **options):
    listener = Listener(answered() if answer == b"" else answer, **options)
    try:
        yield listener
    finally:
        listener.close()
