"""Names that worlds and snapshots get: ids, and the secrets in share links."""

from __future__ import annotations

import itertools
import secrets
import string
import time

ID_DIGITS = string.digits + string.ascii_lowercase
_turns = itertools.count()


def new_id() -> str:
    """An id in the shape of the document's (a cuid): `c`, the time, a counter, chance.

    Ids made one after another sort that way; they are no secret.
    """
    moment = _base36(time.time_ns() // 1000, 10)
    turn = _base36(next(_turns) % 36**4, 4)
    return f"c{moment}{turn}{_base36(secrets.randbelow(36**10), 10)}"


def new_share_id() -> str:
    """128 random bits in 22 characters that an address may hold."""
    return secrets.token_urlsafe(16)


def _base36(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 36)
        digits.append(ID_DIGITS[digit])
    return "".join(reversed(digits))
