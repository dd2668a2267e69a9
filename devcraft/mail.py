"""Mail on a console: on the standard error, since commands print their reports on the other."""

from __future__ import annotations

import sys
from typing import Any

from django.core.mail.backends import console


class Console(console.EmailBackend):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"stream": sys.stderr, **kwargs})
