"""Redis as a cache that may go away: a miss then, never an error."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")
MOST_SECONDS = 300


class Cache(RedisCache):
    """Django's Redis cache, except that a server that is away holds nothing.

    Nothing is kept for longer than five minutes, so that what was deleted while Redis
    was away (a session at sign-out) is not believed for long after it came back.
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _asked(lambda: super(Cache, self).get(key, default, version), otherwise=default)

    def set(
        self,
        key: Any,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        seconds = timeout if isinstance(timeout, int | float) else MOST_SECONDS
        kept = min(seconds, MOST_SECONDS)
        _asked(lambda: super(Cache, self).set(key, value, kept, version), otherwise=None)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return _asked(lambda: super(Cache, self).delete(key, version), otherwise=False)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return _asked(lambda: super(Cache, self).has_key(key, version), otherwise=False)


def _asked(ask: Callable[[], Answer], *, otherwise: Answer) -> Answer:
    try:
        return ask()
    except RedisError as error:
        logger.warning("Redis does not answer: %s", error)
        return otherwise
