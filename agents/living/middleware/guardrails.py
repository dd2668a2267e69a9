"""guardrails: credentials and card numbers go neither to a model nor, from it, to anybody.

A text keeps its place with the thing itself struck out. A call whose arguments hold one is
not carried out; the model is told why.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agents.living import messages
from agents.living.middleware import numbers
from agents.living.middleware.hooks import Around
from agents.living.providers import Call, Message, Reply

FAULT = "Not carried out: its arguments hold a credential or a card number."
SAID = {"text": "text", messages.CALL: "input", messages.RESULT: "output"}
"""Where the words of each kind of part stand; the rest of it are names and ids."""


class Guardrails:
    def told(self, sent: list[Message], around: Around) -> list[Message]:
        return [{**message, "content": _struck(message["content"])} for message in sent]

    def replied(self, reply: Reply, around: Around) -> Reply:
        return replace(
            reply,
            text=struck(reply.text),
            calls=tuple(_guarded(call) for call in reply.calls),
            native=struck(reply.native),
        )


def _struck(content: Any) -> Any:
    if isinstance(content, str):
        return struck(content)
    return [{**part, SAID[part["type"]]: struck(part[SAID[part["type"]]])} for part in content]


def _guarded(call: Call) -> Call:
    args = struck(call.args)
    return call if args == call.args else replace(call, args=args, fault=FAULT)


def struck(value: Any) -> Any:
    """VALUE, text or JSON, with `numbers.STRUCK` for what must not pass."""
    if isinstance(value, str):
        return numbers.struck(value)
    if isinstance(value, dict):
        return {numbers.struck(str(key)): struck(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [struck(item) for item in value]
    if isinstance(value, int) and numbers.is_card(str(value)):
        return numbers.STRUCK
    return value
