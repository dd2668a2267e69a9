"""Reads JSON that strangers send: every value finite, every key once, nothing too deep."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

MOST_BYTES = 8 * 1024 * 1024
MOST_DEPTH = 64
MOST_DIGITS = 300
MOST_CONTAINERS = 500_000
EXACT = 2.0**53
SPACE = re.compile(r"[ \t\n\r]*")


class BadJson(ValueError):
    """The bytes are no JSON that is taken here; the text says which rule they break."""


def decode(raw: bytes, *, what: str) -> str:
    """RAW, which holds WHAT, as text. Raises BadJson beyond MOST_BYTES or when not UTF-8."""
    if len(raw) > MOST_BYTES:
        raise BadJson(
            f"it is {len(raw) / 2**20:,.1f} MB; {what} may be {MOST_BYTES // 2**20} MB at most"
        )
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise BadJson(f"it is not UTF-8 text (byte {error.start:,})") from error


def parse(text: str) -> Any:
    """The value TEXT stands for. Raises BadJson.

    A number without a fraction is an int however it is spelled: 1, 1.0 and 1e0 are one value.
    """
    if text.count("[") + text.count("{") > MOST_CONTAINERS:
        raise BadJson(f"it holds more than {MOST_CONTAINERS:,} lists and objects")
    try:
        value = _DECODER.decode(text)
    except BadJson:
        raise
    except RecursionError as error:
        raise BadJson(TOO_DEEP) from error
    except json.JSONDecodeError as error:
        raise BadJson(
            f"it is not JSON: {error.msg} in line {error.lineno:,}, column {error.colno:,}"
        ) from error
    _check_depth(value)
    return value


def items(chunks: Iterable[str], *, longest: int) -> Iterator[tuple[int, Any]]:
    """The items of the array that CHUNKS spell, each with the line in which it begins.

    Only one item of at most LONGEST characters is held; a comma before the end, as some
    programs write it, is passed over. Raises BadJson.
    """
    reading = _Reading(iter(chunks), longest)
    if reading.next_letter() != "[":
        raise BadJson("it is not a JSON array")
    reading.take("[")
    while reading.next_letter() != "]":
        line = reading.line
        yield line, reading.item()
        if reading.next_letter() not in ("]", ","):
            raise BadJson(f"in line {reading.line:,} there is neither a comma nor the end")
        if reading.next_letter() == ",":
            reading.take(",")
    reading.take("]")
    if reading.next_letter():
        raise BadJson(f"in line {reading.line:,} something follows the array")


@dataclass
class _Reading:
    """What of an array was read and not yet taken."""

    chunks: Iterator[str]
    longest: int
    text: str = ""
    line: int = 1

    def next_letter(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            at = _past_space(self.text, 0)
            self.take(self.text[:at])
            if self.text or not self._more():
                return self.text[:1]

    def take(self, part: str) -> None:
        self.line += part.count("\n")
        self.text = self.text[len(part) :]

    def item(self) -> Any:
        while True:
            try:
                value, end = self._decoded()
            except json.JSONDecodeError as error:
                if len(self.text) <= self.longest and self._more():
                    continue
                raise BadJson(f"the item of line {self.line:,} is no JSON: {error.msg}") from error
            if end < len(self.text) or not self._more():
                self.take(self.text[:end])
                return value

    def _decoded(self) -> tuple[Any, int]:
        try:
            value, end = _DECODER.raw_decode(self.text)
            _check_depth(value)
        except RecursionError as error:
            raise BadJson(f"in line {self.line:,} {TOO_DEEP}") from error
        except BadJson as error:
            raise BadJson(f"in line {self.line:,} {error}") from error
        return value, end

    def _more(self) -> bool:
        chunk = next(self.chunks, "")
        self.text += chunk
        return bool(chunk)


def member(text: str, name: str) -> str | None:
    """The exact characters of the member NAME of the object in TEXT, which parses."""
    at = _past_space(text, 0)
    if text[at] != "{":
        return None
    at = _past_space(text, at + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        start = _past_space(text, _past_space(text, at) + 1)
        _, at = _DECODER.raw_decode(text, start)
        if key == name:
            return text[start:at]
        at = _past_space(text, at)
        if text[at] == ",":
            at = _past_space(text, at + 1)
    return None


def canonical(value: Any) -> bytes:
    """One spelling of VALUE, for comparing: keys sorted, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


TOO_DEEP = f"its values nest deeper than {MOST_DEPTH} levels"


def digest(value: Any) -> str:
    """SHA-256 of VALUE in its one spelling, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _past_space(text: str, at: int) -> int:
    match = SPACE.match(text, at)
    return match.end() if match else at


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise BadJson(f"it names {twice[:60]!r} twice in one object")
    return value


def _float(digits: str) -> float:
    if len(digits) > MOST_DIGITS:
        raise BadJson(f"{digits[:20]}… has more than {MOST_DIGITS} digits")
    number = float(digits)
    if not math.isfinite(number):
        raise BadJson(f"{digits[:20]} is larger than any number can be")
    return int(number) if number.is_integer() and abs(number) < EXACT else number


def _int(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise BadJson(f"{digits[:20]}… has more than {MOST_DIGITS} digits")
    return int(digits)


def _constant(name: str) -> Any:
    raise BadJson(f"{name} is not a number that JSON knows")


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MOST_DEPTH):
        level = [item for parent in level for item in _inside(parent)]
        if not level:
            return
    raise BadJson(TOO_DEEP)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=_float,
    parse_int=_int,
    parse_constant=_constant,
)
