"""How much time and how many bytes one request may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """`seconds` from the begin of a request to the last byte of its answer."""

    seconds: float
    most_bytes: int
