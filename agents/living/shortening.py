"""Makes what is sent fit, without leaving out a call or a result. Pure."""

from __future__ import annotations

from typing import Any

from agents.living import messages
from agents.living.providers import Message

CAPS = (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200)
"""Letters of one text, argument or answer; the first cap that makes everything fit is used."""
VALUES = {messages.CALL: "input", messages.RESULT: "output"}


def fitted(told: list[Message], most_tokens: int) -> list[Message]:
    """TOLD within MOST_TOKENS if shorter answers of tools can do that, else with texts and
    arguments shorter too, else nearly so.

    What was kept of one says that it was shortened and how long it is.
    """
    shorter = told
    for roles in (["tool"], ["tool", "assistant", "user"]):
        for cap in CAPS:
            if messages.tokens(shorter) <= most_tokens:
                return shorter
            shorter = [_capped(m, cap) if m["role"] in roles else m for m in told]
    return shorter


def _capped(message: Message, cap: int) -> Message:
    content = message["content"]
    if isinstance(content, str):
        return message | {"content": _text(content, cap)}
    return message | {"content": [_part(part, cap) for part in content]}


def _part(part: dict[str, Any], cap: int) -> dict[str, Any]:
    if part["type"] == "text":
        return part | {"text": _text(part["text"], cap)}
    name = VALUES[part["type"]]
    value = part[name]
    text = value if isinstance(value, str) else messages.written(value)
    if len(text) <= cap:
        return part
    return part | {name: {"shortened": f"{text[:cap]}…", "letters": len(text), "shown": cap}}


def _text(text: str, cap: int) -> str:
    left_out = len(text) - cap
    return f"{text[:cap]}… ({left_out:,} more letters)" if left_out > 0 else text


def clipped(text: str, most: int) -> str:
    """TEXT on one line, with an ellipsis where it was cut after MOST letters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
