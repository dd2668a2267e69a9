"""The bytes of a post: how they are coded, unpacked within bounds."""

from __future__ import annotations

import zlib
from enum import Enum
from typing import Protocol

from agents.otlp.refusing import Unacceptable

MOST_SENT = 16 * 1024 * 1024
MOST_BYTES = 16 * 1024 * 1024
"""What a body may come to once it is unpacked."""
PORTION = 64 * 1024
GZIP = 16 + zlib.MAX_WBITS
TOO_LARGE = f"What was sent is larger than {MOST_BYTES // 1024 // 1024} MB; send smaller batches."


class Encoding(Enum):
    PROTOBUF = "application/x-protobuf"
    JSON = "application/json"


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def encoding_of(content_type: str) -> Encoding:
    """Raises Unacceptable."""
    kind = content_type.partition(";")[0].strip().lower()
    try:
        return Encoding(kind)
    except ValueError as error:
        known = " or ".join(one.value for one in Encoding)
        raise Unacceptable(415, f"Content-Type must be {known}.") from error


def received(stream: Stream, packing: str) -> tuple[bytes, int]:
    """The unpacked body in STREAM, and how many bytes were sent. Raises Unacceptable.

    PACKING is the Content-Encoding. Nothing is unpacked beyond MOST_BYTES.
    """
    packing = packing.strip().lower()
    if packing not in ("", "identity", "gzip"):
        raise Unacceptable(415, "Content-Encoding must be gzip, or left out.")
    reader = Unpacked() if packing == "gzip" else Plain()
    sent = 0
    while portion := stream.read(PORTION):
        sent += len(portion)
        if sent > MOST_SENT:
            raise Unacceptable(413, TOO_LARGE)
        reader.take(portion)
    return reader.whole(), sent


class Plain:
    """A body as it was sent."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def take(self, portion: bytes) -> None:
        self._parts.append(portion)

    def whole(self) -> bytes:
        return b"".join(self._parts)


class Unpacked:
    """A body in gzip, of one member or several, unpacked as it comes."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._room = MOST_BYTES
        self._member = zlib.decompressobj(GZIP)

    def take(self, portion: bytes) -> None:
        while portion:
            if self._member.eof:
                self._member = zlib.decompressobj(GZIP)
            try:
                found = self._member.decompress(portion, self._room + 1)
            except zlib.error as error:
                raise Unacceptable(400, "The body is no gzip; its header says it is.") from error
            self._room -= len(found)
            if self._room < 0:
                raise Unacceptable(413, TOO_LARGE)
            self._parts.append(found)
            portion = self._member.unused_data

    def whole(self) -> bytes:
        if not self._member.eof:
            raise Unacceptable(400, "The gzip of the body ends too early.")
        return b"".join(self._parts)
