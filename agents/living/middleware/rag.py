"""rag: earlier cycles that speak of what woke the agent, put before it.

Those are meant that are no longer sent whole. They stand at the end of the system prompt,
which is sent and never stored, as quoted words of at most MOST_TOKENS.
"""

from __future__ import annotations

import json
import re

from agents.living import messages as counting
from agents.living import recalling, remembering
from agents.living.middleware.hooks import Around
from agents.living.providers import Message, Reply
from agents.living.rendering import quoted

MOST_CYCLES = 5
MOST_LOOKED_AT = 20
MOST_TOKENS = 1_500
MOST_LETTERS_ASKED = 400
TITLE = "# WHAT MAY HELP (from earlier cycles)"
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


class Rag:
    def told(self, messages: list[Message], around: Around) -> list[Message]:
        lines = _lines(around)
        if not lines:
            return messages
        system, *rest = messages
        words = "\n".join([system["content"], "", TITLE, *lines])
        return [{**system, "content": words}, *rest]

    def replied(self, reply: Reply, around: Around) -> Reply:
        return reply


def _lines(around: Around) -> list[str]:
    held = remembering.load(around.run.agent_entity)
    found = recalling.search(held, words(around.inbox), most=MOST_LOOKED_AT)
    lines, room = [], MOST_TOKENS
    for cycle in [one for one in found if not one.is_present][:MOST_CYCLES]:
        line = f"- cycle {cycle.number}: {quoted(cycle.excerpt)}"
        room -= counting.tokens([counting.user(line)])
        if room < 0:
            break
        lines.append(line)
    return lines


def words(inbox: str) -> str:
    """What people and programs wrote in INBOX, its last MOST_LETTERS_ASKED letters."""
    said = " ".join(json.loads(text) for text in QUOTED.findall(inbox))
    return said[-MOST_LETTERS_ASKED:]
