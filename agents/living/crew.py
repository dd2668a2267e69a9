"""Threads that think: several agents at once, each of them in one thread at a time."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from queue import SimpleQueue


class Crew:
    """SIZE threads that call THINK with the agents they are given.

    The threads end with the process: a call of a model that outlasts `end` is left behind,
    and its run goes on with whoever takes the lease next.
    """

    def __init__(self, think: Callable[[uuid.UUID], None], *, size: int) -> None:
        self._think = think
        self._size = size
        self._waiting: SimpleQueue[uuid.UUID] = SimpleQueue()
        self._busy: set[uuid.UUID] = set()
        self._lock = threading.Lock()
        self._freed = threading.Event()
        for number in range(size):
            threading.Thread(target=self._work, daemon=True, name=f"thinking-{number}").start()

    def give(self, agent_ids: list[uuid.UUID]) -> None:
        """Let free threads think for AGENT_IDS, in their order; the rest may come again."""
        with self._lock:
            for agent_id in agent_ids:
                if len(self._busy) >= self._size:
                    return
                if agent_id not in self._busy:
                    self._busy.add(agent_id)
                    self._waiting.put(agent_id)

    def free(self) -> int:
        return self._size - len(self._busy)

    def wait(self, seconds: float) -> None:
        """Until a thread is free again, or for SECONDS."""
        self._freed.wait(seconds)
        self._freed.clear()

    def end(self, *, within: float) -> bool:
        """Wait until nobody thinks; False when somebody still does after WITHIN seconds."""
        last = time.monotonic() + within
        while self._busy and time.monotonic() < last:
            self.wait(min(0.1, within))
        return not self._busy

    def _work(self) -> None:
        while True:
            agent_id = self._waiting.get()
            try:
                self._think(agent_id)
            finally:
                with self._lock:
                    self._busy.discard(agent_id)
                self._freed.set()
