"""One request under way: until when it may take, and whether any of it has left."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import httpcore2
import httpx2

from devcraft.outbound.failing import NotSent, OutcomeUnknown

BELOW = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
)


class Exchange:
    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self.is_sent = False

    def left(self, timeout: float | None) -> float:
        """Seconds that the next step may take: TIMEOUT, or what is left if that is less."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("The time for this request is over.")
        return left if timeout is None else min(timeout, left)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Let streams below know this exchange, and tell their errors apart."""
        token = _CURRENT.set(self)
        try:
            yield
        except BELOW as error:
            raise self._failure(error) from error
        finally:
            _CURRENT.reset(token)

    def _failure(self, error: Exception) -> httpx2.TransportError:
        words = str(error) or type(error).__name__
        return OutcomeUnknown(words) if self.is_sent else NotSent(words)


_CURRENT: ContextVar[Exchange | None] = ContextVar("outbound_exchange", default=None)


def left(timeout: float | None) -> float | None:
    exchange = _CURRENT.get()
    return timeout if exchange is None else exchange.left(timeout)


def mark_sent() -> None:
    exchange = _CURRENT.get()
    if exchange is not None:
        exchange.is_sent = True
