"""The one refusal of what programs ask: a sentence that names the field and the rule."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Why, for those who answer over HTTP: 400, 413, 404, 409, 403 or 503."""

    INVALID = "invalid"
    TOO_LARGE = "too_large"
    MISSING = "missing"
    CONFLICT = "conflict"
    FORBIDDEN = "forbidden"
    UNSAFE = "unsafe"


class Refused(ValueError):
    """`Refused("role", "must be user or tool")` says "role must be user or tool."; nothing
    was changed."""

    def __init__(self, field: str, rule: str, kind: Kind = Kind.INVALID):
        super().__init__(f"{field} {rule}.")
        self.field = field
        self.rule = rule
        self.kind = kind


def missing(field: str, what: str) -> Refused:
    return Refused(field, f"names no {what} that is kept here", Kind.MISSING)


def conflict(field: str, rule: str) -> Refused:
    return Refused(field, rule, Kind.CONFLICT)
