"""The HTTP client that models are asked with: the guarded one, with the patience they need."""

from __future__ import annotations

from devcraft import outbound

TOTAL_SECONDS = 600.0
"""Models that reason take minutes; the worker keeps its leases meanwhile."""
MOST_BYTES = 64 * 1024 * 1024
FIRST_EVENT_SECONDS = 240.0


def client() -> outbound.AsyncClient:
    """A client for one question; whoever asked closes it."""
    return outbound.async_client(timeout=TOTAL_SECONDS, most_bytes=MOST_BYTES)
