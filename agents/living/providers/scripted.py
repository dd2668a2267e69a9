"""A model that follows a script: deterministic, offline, for demos and tests.

The first rule whose `when` is found in the cycle's inbox decides; its steps are the
replies, one after the other. Without a rule that fits there is nothing to do. In texts and
arguments {content} and {sender} stand for the newest message that fits, and who wrote it;
`filling` tells what {result.…} stands for.
"""

from __future__ import annotations

import json
import re
from typing import Any

from agents.living import messages
from agents.living.config.thinking import Rule, Turn
from agents.living.providers import (
    Asking,
    Call,
    Message,
    Offered,
    ProviderFailed,
    Reply,
    Usage,
    filling,
    pacing,
)

SAID = re.compile(r'^\[.*\| spaceId: [^\]]*\] ("(?:[^"\\]|\\.)*") \(\w+\) [^:]*: (".*")$', re.M)
HELLO = [
    Rule.model_validate(
        {
            "when": " (human) ",
            "steps": [
                {
                    "calls": [
                        {
                            "name": "send_message",
                            "args": {"text": "Hello {sender}, I heard: {content}"},
                        }
                    ]
                },
                {"text": "Greeted {sender}; nothing is pending."},
            ],
        }
    )
]
SKIP = Turn.model_validate({"calls": [{"name": "skip", "args": {}}]})
END = Turn()


class Scripted:
    """The model NAME that follows RULES, or greets whoever writes when there are none."""

    def __init__(self, name: str, rules: list[Rule] | None = None) -> None:
        self._name = f"scripted:{name}"
        self._rules = HELLO if rules is None else rules

    def reply(self, told: list[Message], offered: list[Offered], asking: Asking) -> Reply:
        inbox, turn = _place(told)
        when, step = self._step(inbox, turn)
        step = filling.filled(step, told)
        words = _words(inbox, when)
        text = _filled(step.text, words)
        calls = tuple(
            Call(f"call_{turn}_{number}", call.name, _filled(call.args, words))
            for number, call in enumerate(step.calls)
        )
        pacing.pace(calls if step.stream else (), asking, seconds=step.delay_ms / 1000)
        if step.error:
            raise ProviderFailed(step.error, f"The script says {step.error}.")
        said = messages.assistant(
            text, [{"id": c.id, "name": c.name, "args": c.args} for c in calls]
        )
        usage = Usage(messages.tokens(told), messages.tokens([said]))
        return Reply(text, calls, usage, "tool_calls" if calls else "stop", self._name)

    def _step(self, inbox: str, turn: int) -> tuple[str, Turn]:
        """What decides, and the reply number TURN by it."""
        for rule in self._rules:
            if rule.when in inbox:
                return rule.when, rule.steps[turn] if turn < len(rule.steps) else END
        return "", END if turn else SKIP


def _place(held: list[Message]) -> tuple[str, int]:
    """The newest inbox without what was said before, and how many replies it has had."""
    told = (n for n, m in enumerate(held) if m["role"] == "user" and not m.get("aside"))
    newest = max(told, default=0)
    turn = sum(message["role"] == "assistant" for message in held[newest:])
    lines = messages.text_of(held[newest]).splitlines()
    return "\n".join(line for line in lines if not line.startswith("  ")), turn


def _words(inbox: str, when: str) -> dict[str, str]:
    found = SAID.findall("\n".join(line for line in inbox.splitlines() if when in line))
    sender, content = (json.loads(word) for word in found[-1]) if found else ("", "")
    return {"{sender}": sender, "{content}": content}


def _filled(value: Any, words: dict[str, str]) -> Any:
    if isinstance(value, str):
        return re.sub(r"\{sender\}|\{content\}", lambda name: words[name[0]], value)
    if isinstance(value, dict):
        return {key: _filled(item, words) for key, item in value.items()}
    return [_filled(item, words) for item in value] if isinstance(value, list) else value
