"""Lines of the log, without the links that open a world or sign somebody in."""

from __future__ import annotations

import logging
import re

SECRET = re.compile(r"(/(?:w|sign-in|api/worlds)/)[\w-]{16,}")


class Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub(r"\1…", super().format(record))
