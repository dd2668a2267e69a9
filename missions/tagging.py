"""Tags as people type them and as they are looked for. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

TAG_LENGTH = 40
MOST_TAGS = 20


class BadTags(ValueError):
    """The tags break a rule; the text names it."""


def read(typed: str) -> list[str]:
    """The tags in TYPED, which commas part, in their order. Raises BadTags."""
    tags = list(dict.fromkeys(filter(None, map(normal, typed.split(",")))))
    if len(tags) > MOST_TAGS:
        raise BadTags(f"Tags must be at most {MOST_TAGS}; these are {len(tags)}.")
    long = next((tag for tag in tags if len(tag) > TAG_LENGTH), None)
    if long:
        raise BadTags(
            f"A tag must have at most {TAG_LENGTH} characters; “{long[:20]}…” has {len(long)}."
        )
    return tags


def normal(tag: str) -> str:
    """TAG without capitals, sign and superfluous space, each accented letter as one character."""
    plain = unicodedata.normalize("NFC", tag).strip().lstrip("#")
    return " ".join(plain.lower().split())


def names(tags: Iterable[str]) -> list[str]:
    """What stored TAGS are looked for by; an import's may be longer than any typed here."""
    return list(dict.fromkeys(filter(None, (normal(tag)[:TAG_LENGTH].strip() for tag in tags))))
