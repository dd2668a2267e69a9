"""Single values of items: ids, numbers, moments, texts that databases hold."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from agents.otlp.refusing import Rejected

TRACE_BYTES, SPAN_BYTES = 16, 8
DEEPEST = 24
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST_NS = 946_684_800 * 10**9
TOLERANCE = timedelta(days=1)
"""How far a sender's clock may be ahead of ours."""
MOST_NS = 2**63 - 1
HEX = re.compile(r"[0-9a-fA-F]+")
DIGITS = re.compile(r"-?[0-9]{1,19}")


def hex_id(raw: bytes, *, name: str, size: int, may_lack: bool = False) -> str:
    """The id in RAW as hex; empty where it is missing and may be. Raises Rejected."""
    if not any(raw):
        if may_lack:
            return ""
        raise Rejected(f"{name} is missing")
    if len(raw) != size:
        raise Rejected(f"{name} must have {size} bytes")
    return raw.hex()


def bytes_of_id(value: Any, *, name: str, size: int) -> bytes:
    """An id that JSON spells in hex, or in base64 as some senders do. Raises Rejected."""
    if value is None or value == "":
        return b""
    if isinstance(value, str) and len(value) == 2 * size and HEX.fullmatch(value):
        return bytes.fromhex(value)
    if isinstance(value, str) and len(value.rstrip("=")) == -(-size * 4 // 3):
        try:
            return base64.b64decode(value.rstrip("=") + "=" * (-size * 4 // 3 % 4), validate=True)
        except binascii.Error:
            pass
    raise Rejected(f"{name} must be {2 * size} hex digits")


def whole(value: Any, *, name: str) -> int:
    """A 64-bit number that JSON spells as number or text; 0 for none. Raises Rejected."""
    if value is None:
        return 0
    if isinstance(value, str) and DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is not int or not -MOST_NS <= value <= MOST_NS:
        raise Rejected(f"{name} must be a whole number of 64 bits")
    return value


def moment(ns: int, *, name: str, now: datetime) -> datetime:
    """NS since 1970 as a moment. Raises Rejected."""
    if not EARLIEST_NS <= ns <= MOST_NS:
        raise Rejected(f"{name} is no time since 2000")
    at = EPOCH + timedelta(microseconds=ns // 1000)
    if at > now + TOLERANCE:
        raise Rejected(f"{name} is more than a day in the future")
    return at


def text(value: Any, *, most: int = 200) -> str:
    """VALUE as one line that every database holds, cut at MOST characters."""
    if value is None or isinstance(value, dict | list):
        return ""
    found = value if isinstance(value, str) else str(value)
    if "\x00" in found:
        found = found.replace("\x00", "")
    return found if len(found) <= most else found[:most]
