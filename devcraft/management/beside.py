"""Commands that run as long as the site does."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

from django.conf import settings

AGAIN_AFTER = 2.0
LEAVE_WITHIN = 12.0


class Beside:
    """COUNT processes of `manage.py COMMAND`, each started again when it ends by itself.

    They are told this process's number and end when it is gone, so that a killed site
    leaves nobody behind.
    """

    def __init__(self, *command: str, count: int) -> None:
        self._command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *command]
        self._command.append(f"--beside={os.getpid()}")
        self._stopping = threading.Event()
        self._running: list[subprocess.Popen[bytes]] = []
        self._watchers = [threading.Thread(target=self._watch, daemon=True) for _ in range(count)]

    def start(self) -> None:
        for watcher in self._watchers:
            watcher.start()

    def stop(self) -> None:
        """Ask all to end, and see that they do."""
        self._stopping.set()
        for process in self._running:
            process.terminate()
        for process in self._running:
            try:
                process.wait(LEAVE_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _watch(self) -> None:
        while not self._stopping.is_set():
            process = subprocess.Popen(self._command)  # noqa: S603 -- our own command
            self._running.append(process)
            if self._stopping.is_set():
                process.terminate()
            process.wait()
            self._running.remove(process)
            self._stopping.wait(AGAIN_AFTER)
