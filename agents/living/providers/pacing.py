"""How the scripted provider takes its time, and is heard while it writes."""

from __future__ import annotations

import json
import re
import time

from agents.living.providers import Asking, Call

WORD = re.compile(r"\S+\s*")


def pace(calls: tuple[Call, ...], asking: Asking, *, seconds: float) -> None:
    """Take SECONDS, telling the arguments of CALLS word by word meanwhile."""
    pieces = [
        (number, call.name, word)
        for number, call in enumerate(calls)
        for word in WORD.findall(json.dumps(call.args))
    ]
    began = time.monotonic()
    for told, piece in enumerate(pieces, 1):
        _wait_until(began + seconds * told / len(pieces))
        asking.hear(*piece)
    _wait_until(began + seconds)


def _wait_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))
