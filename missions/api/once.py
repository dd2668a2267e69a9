"""Acts of programs happen once per Idempotency-Key; the same key for something else is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from devcraft import strict_json
from devcraft.models import User
from devcraft.programs import IDEMPOTENCY
from devcraft.refusing import conflict
from missions import acts

HALF = 32
Made = TypeVar("Made")


@dataclass(frozen=True)
class Call:
    """What a program asks to happen: under which KEY, at which place, with which body."""

    user: User
    key: str
    place: str
    body: dict[str, Any]

    @property
    def token(self) -> str:
        """Half tells the key, half what was asked under it; empty without a key."""
        return self.marked + _digest(self.place, self.body) if self.key else ""

    @property
    def marked(self) -> str:
        return _digest("key", self.key)


@transaction.atomic
def perform(call: Call, rows: QuerySet[Any], column: str, act: Callable[[str], Made]) -> Made:
    """Run ACT with the call's token; ROWS keep tokens of earlier calls in COLUMN.

    Raises Refused when the key was used for something else.
    """
    acts.lock(call.user)
    if call.key:
        _refuse_another(call, rows, column)
    return act(call.token)


def _refuse_another(call: Call, rows: QuerySet[Model], column: str) -> None:
    bounds = {
        f"{column}__gte": call.marked + "0" * HALF,
        f"{column}__lte": call.marked + "f" * HALF,
    }
    tokens = rows.filter(~Q(**{column: ""}), owner=call.user, **bounds)
    used = tokens.values_list(column, flat=True).first()
    if used is not None and used != call.token:
        raise conflict(IDEMPOTENCY, "was used for another call")


def _digest(*parts: Any) -> str:
    return hashlib.sha256(strict_json.canonical(parts)).hexdigest()[:HALF]
