"""Reads a config from text or from the database, and says all that is wrong at once."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from agents.living.config import crossing, saying
from agents.living.config.saying import Mistake
from agents.living.config.shape import Config
from agents.living.config.thinking import Consciousness
from devcraft import strict_json
from devcraft.strict_json import BadJson

MOST_BYTES = 256 * 1024
MOST_MISTAKES = 100


class BadConfig(ValueError):
    """A config with `mistakes`, in the order of their paths."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__(" ".join(mistake.sentence for mistake in mistakes))
        self.mistakes = mistakes


def read(text: str) -> Config:
    """The config that TEXT holds. Raises BadConfig."""
    if len(text.encode(errors="surrogatepass")) > MOST_BYTES:
        raise BadConfig([saying.mistake((), f"must be at most {MOST_BYTES // 1024} KB.")])
    try:
        raw = strict_json.parse(text)
    except BadJson as error:
        raise BadConfig([saying.mistake((), f"cannot be read: {error}.")]) from error
    return checked(raw)


def checked(raw: Any) -> Config:
    """RAW, a parsed value, as a config. Raises BadConfig."""
    if not isinstance(raw, dict):
        raise BadConfig([saying.mistake((), "must be a JSON object.")])
    found = [*crossing.everywhere(raw), *crossing.between(raw)]
    config = None
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        found += [saying.told(each) for each in error.errors(include_url=False)]
    if found or config is None:
        raise BadConfig(_in_order(found))
    return config


def _in_order(found: list[tuple[crossing.Path, str]]) -> list[Mistake]:
    """One mistake per path, the first that was found there, by path."""
    first: dict[crossing.Path, str] = {}
    for path, words in found:
        first.setdefault(path, words)
    order = sorted(first, key=lambda path: [(str(type(part)), part) for part in path])
    return [saying.mistake(path, first[path]) for path in order[:MOST_MISTAKES]]


def pretty(config: Config) -> str:
    """CONFIG as people read and edit it."""
    return json.dumps(config.written(), indent=2, ensure_ascii=False)


def shown(raw: Any) -> str:
    """RAW, a stored config, as people read it; as it is when it is no config any more."""
    try:
        return pretty(checked(raw))
    except BadConfig:
        return json.dumps(raw, indent=2, ensure_ascii=False)


def limits(raw: Any) -> Consciousness:
    """What RAW, a stored config, says of its consciousness; the defaults when it is none."""
    try:
        return checked(raw).consciousness
    except BadConfig:
        return Consciousness()


def digest(config: Config) -> str:
    """What tells one config from another, whatever order its keys came in."""
    return strict_json.digest(config.written())
