"""Tokens and stated cost of one request, brought to counts that never overlap."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from agents.otlp.emitters import Emitter
from agents.otlp.names import NAMES
from agents.otlp.records import Attributes
from agents.otlp.refusing import Rejected
from agents.otlp.values import DIGITS
from agents.usage.pricing import pico_of

MOST_TOKENS = 10**7
MOST_DOLLARS = Decimal(1000)
"""Far beyond any one request, so that no sum of a half-hour leaves its 64 bits."""
CACHE_BEYOND_INPUT = "cache beyond input"
REASONING_BEYOND_OUTPUT = "reasoning beyond output"
FLAGS = {
    CACHE_BEYOND_INPUT: "more tokens were cached than the input has, so the input is taken to be"
    " without them",
    REASONING_BEYOND_OUTPUT: "more tokens of reasoning than of output, so the output is taken to"
    " be without them",
}


class Tokens(NamedTuple):
    """Input is without the cached tokens; output is with those of reasoning."""

    input: int
    cache_read: int
    cache_write_5m: int
    cache_write_1h: int
    output: int
    reasoning: int
    flags: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return (
            self.input + self.cache_read + self.cache_write_5m + self.cache_write_1h + self.output
        )


NONE = Tokens(0, 0, 0, 0, 0, 0)
COUNTED = frozenset(
    name
    for meaning in (
        "input_tokens",
        "output_tokens",
        "cache_read",
        "cache_write",
        "cache_write_1h",
        "reasoning",
    )
    for name in NAMES[meaning]
)


def tokens_of(attributes: Attributes, emitter: Emitter) -> Tokens:
    """What ATTRIBUTES count, by EMITTER's way of counting. Raises Rejected."""
    if COUNTED.isdisjoint(attributes):
        return NONE
    given = count(attributes, "input_tokens")
    read, written = count(attributes, "cache_read"), count(attributes, "cache_write")
    long = min(count(attributes, "cache_write_1h"), written)
    output, reasoning = count(attributes, "output_tokens"), count(attributes, "reasoning")
    flags = []
    if emitter.has_cached_in_input:
        if given >= read + written:
            given -= read + written
        else:
            flags.append(CACHE_BEYOND_INPUT)
    if not emitter.has_reasoning_in_output:
        output += reasoning
    elif reasoning > output:
        output += reasoning
        flags.append(REASONING_BEYOND_OUTPUT)
    beside = attributes.get(emitter.beside_input)
    given += _count(emitter.beside_input, beside) if beside is not None else 0
    return Tokens(given, read, written - long, long, output, reasoning, tuple(flags))


def count(attributes: Attributes, meaning: str) -> int:
    """The first count that any name of MEANING holds; 0 for none. Raises Rejected."""
    for name in NAMES[meaning]:
        value = attributes.get(name)
        if value is not None:
            return _count(name, value)
    return 0


def _count(name: str, value: Any) -> int:
    if isinstance(value, str) and DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is not int or not 0 <= value <= MOST_TOKENS:
        raise Rejected(f"{name} must be a whole number from 0 to {MOST_TOKENS:,}")
    return value


def stated_pico(attributes: Attributes) -> int | None:
    """The cost that the sender states, if it does. Raises Rejected."""
    for meaning, per_dollar in (("cost_micros", 10**6), ("cost", 1)):
        for name in NAMES[meaning]:
            value = attributes.get(name)
            if value is not None and value != "":
                return pico_of(_dollars(name, value, per_dollar))
    return None


def _dollars(name: str, value: Any, per_dollar: int) -> Decimal:
    try:
        found = Decimal(str(value)) / per_dollar
    except InvalidOperation:
        found = Decimal("NaN")
    if isinstance(value, bool) or not found.is_finite() or not 0 <= found <= MOST_DOLLARS:
        raise Rejected(f"{name} must be an amount from 0 to {MOST_DOLLARS:,} dollars")
    return found
