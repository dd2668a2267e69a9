"""The body of an answer: unpacked piece by piece, and counted as it grows."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from devcraft.outbound.failing import TooLarge, Unreadable

PIECE = 64 * 1024
PLAIN = ("", "identity")
GZIP = ("gzip", "x-gzip")
WITH_HEADER = zlib.MAX_WBITS | 16
RawHeaders = list[tuple[bytes, bytes]]


class Unpacker:
    """Unpacks a body of CODING, at most MOST_BYTES of it. Raises TooLarge or Unreadable.

    No step makes more than PIECE bytes, so that a bomb is noticed before it fills memory.
    """

    def __init__(self, coding: str, most_bytes: int) -> None:
        if coding not in PLAIN + GZIP:
            raise Unreadable(f"The answer is packed as {coding[:40]!r}, which was not asked for.")
        self._most, self._came, self._made = most_bytes, 0, 0
        self._gzip = zlib.decompressobj(WITH_HEADER) if coding in GZIP else None

    def read(self, piece: bytes) -> Iterator[bytes]:
        """PIECE unpacked. What is still taken comes out before TooLarge does."""
        self._came += len(piece)
        for made in [piece] if self._gzip is None else self._inflated(self._gzip, piece):
            fits = self._most - self._made
            self._made += len(made)
            yield made[:fits]
            if max(self._made, self._came) > self._most:
                raise TooLarge(f"The answer is larger than {self._most:,} bytes.")

    def end(self) -> None:
        if self._gzip is not None and self._came and not self._gzip.eof:
            raise Unreadable("The packed answer ends too early.")

    def _inflated(self, gzip: zlib._Decompress, piece: bytes) -> Iterator[bytes]:
        while True:
            try:
                made = gzip.decompress(piece, PIECE)
            except zlib.error as error:
                raise Unreadable("The answer is wrongly packed.") from error
            yield made
            piece = gzip.unconsumed_tail
            if gzip.unused_data:
                raise Unreadable("The packed answer goes on after its end.")
            if not piece and len(made) < PIECE:
                return


def coding_of(headers: RawHeaders) -> str:
    found = [value.decode("latin-1") for name, value in headers if _is(name, b"content-encoding")]
    return ", ".join(found).strip().lower()


def unpacked(headers: RawHeaders) -> RawHeaders:
    """HEADERS of the body as it is once unpacked."""
    if coding_of(headers) in PLAIN:
        return headers
    gone = (b"content-encoding", b"content-length")
    return [(name, value) for name, value in headers if name.lower() not in gone]


def _is(name: bytes, wanted: bytes) -> bool:
    return name.lower() == wanted
