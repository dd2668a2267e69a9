"""How many parts a large body holds, counted before anything is built from it.

A few megabytes of empty parts would become hundreds of megabytes of objects.
"""

from __future__ import annotations

from agents.otlp.bodies import Encoding
from agents.otlp.refusing import Unacceptable

SMALL = 1024 * 1024
"""Bodies up to here are taken without counting."""
MOST_PARTS = 400_000
LENGTH_DELIMITED = 2
WIDTHS = {1: 8, 5: 4}
"""Bytes of the wire types of fixed width."""


def require_sparse(body: bytes, encoding: Encoding) -> None:
    """Raises Unacceptable for a large body of too many parts."""
    if len(body) <= SMALL:
        return
    count = _in_json(body) if encoding is Encoding.JSON else _in_protobuf(body)
    if count > MOST_PARTS:
        raise Unacceptable(413, f"More than {MOST_PARTS:,} parts; send smaller batches.")


def _in_json(body: bytes) -> int:
    return sum(map(body.count, (b"{", b"[", b",")))


def _in_protobuf(body: bytes) -> int:
    """Fields that may hold others, at any depth; stops past MOST_PARTS.

    Texts look like messages sometimes, so this counts at least what there is.
    """
    stretches, count = [(0, len(body))], 0
    while stretches and count <= MOST_PARTS:
        place, end = stretches.pop()
        while place < end and count <= MOST_PARTS:
            tag, place = _number(body, place, end)
            kind = tag & 7
            if kind == LENGTH_DELIMITED:
                length, place = _number(body, place, end)
                count += 1
                if place + length > end:
                    break
                stretches.append((place, place + length))
                place += length
            elif kind in WIDTHS:
                place += WIDTHS[kind]
            elif kind == 0:
                _, place = _number(body, place, end)
            else:
                break
    return count


def _number(body: bytes, place: int, end: int) -> tuple[int, int]:
    """The varint at PLACE and where the next byte is; what is cut off counts as it stands."""
    found = shift = 0
    while place < end and shift < 70:
        byte = body[place]
        place += 1
        found |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
        shift += 7
    return found, place
