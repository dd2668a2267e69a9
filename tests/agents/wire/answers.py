"""What a model says on the wire, before a protocol spells it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Said:
    """An answer. CALLS are (id, name, JSON text); usage counts as the providers do:
    `prompt` holds `cached`, `completion` holds `reasoning`.
    """

    text: str = ""
    calls: tuple[tuple[str, str, str], ...] = ()
    thought: str = ""
    finish: str = ""
    prompt: int = 100
    completion: int = 20
    cached: int = 0
    written: int = 0
    reasoning: int = 0
    piece: int = 7
    """How many letters one event carries."""

    def pieces(self, text):
        return [text[at : at + self.piece] for at in range(0, len(text), self.piece)] or [""]


@dataclass(frozen=True)
class Fault:
    """What goes wrong around an answer.

    With `status` an error is sent instead of it. `cut` sends so many events and then breaks
    the connection; `ends` closes it in order after them. `wait` seconds pass before the first
    byte, `pause` between events. `raw` is sent in place of the events.
    """

    status: int = 0
    headers: dict = field(default_factory=dict)
    body: dict = field(default_factory=dict)
    cut: int | None = None
    ends: int | None = None
    wait: float = 0
    pause: float = 0
    raw: bytes | None = None
    said: Said = field(default_factory=lambda: Said(text="Never whole."))


def error(message, *, code=None, kind="invalid_request_error"):
    return {"error": {"message": message, "type": kind, "code": code, "param": None}}
