"""What a request used, out of the running totals that Codex writes after each. Pure.

A total that does not grow is told again, so nothing is counted twice; between two totals
counts the difference, whatever lies between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from agents.session_logs.values import MOST_TOKENS, NO_COUNT, NO_TOKENS, NO_USAGE, REPEATED, NoFact

NAMES = ("input_tokens", "cached_input_tokens", "output_tokens", "reasoning_output_tokens")
MOST_TOTAL = 10**12


class Used(NamedTuple):
    """Tokens as Codex tells them: sent includes cached, received includes reasoned."""

    sent: int = 0
    cached: int = 0
    received: int = 0
    reasoned: int = 0

    @property
    def sum(self) -> int:
        return self.sent + self.received


def total_in(info: Mapping[str, Any]) -> Used | None:
    """The running total that INFO tells; None when it tells none. Raises NoFact."""
    return _used(info.get("total_token_usage"), MOST_TOTAL)


def spent(info: Mapping[str, Any], before: Used | None) -> Used:
    """What the request of INFO used, after BEFORE in the same file. Raises NoFact."""
    total, last = total_in(info), _used(info.get("last_token_usage"), MOST_TOKENS)
    if total is None:
        return _checked(last)
    if before is None:
        return _checked(last or total)
    if total.sum <= before.sum:
        raise NoFact(REPEATED)
    difference = Used(*(now - then for now, then in zip(total, before, strict=True)))
    return _checked(difference if min(difference) >= 0 else last)


def _checked(used: Used | None) -> Used:
    if used is None:
        raise NoFact(NO_USAGE)
    for name, tokens in zip(NAMES, used, strict=True):
        if tokens > MOST_TOKENS:
            raise NoFact(NO_COUNT.format(name))
    if not used.sum:
        raise NoFact(NO_TOKENS)
    cached, reasoned = min(used.cached, used.sent), min(used.reasoned, used.received)
    return used._replace(cached=cached, reasoned=reasoned)


def _used(usage: Any, most: int) -> Used | None:
    if not isinstance(usage, dict):
        return None
    return Used(*(_tokens(usage.get(name), name, most) for name in NAMES))


def _tokens(value: Any, name: str, most: int) -> int:
    if value is None:
        return 0
    if type(value) is not int or not 0 <= value <= most:
        raise NoFact(NO_COUNT.format(name))
    return value
