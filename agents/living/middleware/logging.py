"""logging: a line in the log for every question and every answer, without what was said."""

from __future__ import annotations

import logging

from agents.living import messages as counting
from agents.living.middleware.hooks import Around
from agents.living.providers import Message, Reply

log = logging.getLogger("agents.thinking")


class Logging:
    def told(self, messages: list[Message], around: Around) -> list[Message]:
        log.info(
            "%s asks at step %d of run %s: %d messages, about %d tokens",
            around.run.agent.slug,
            around.step,
            around.run.pk,
            len(messages),
            counting.tokens(messages),
        )
        return messages

    def replied(self, reply: Reply, around: Around) -> Reply:
        log.info(
            "%s got %s at step %d of run %s: %d tokens in, %d out, %d calls",
            around.run.agent.slug,
            reply.finish_reason,
            around.step,
            around.run.pk,
            reply.usage.input_tokens,
            reply.usage.output_tokens,
            len(reply.calls),
        )
        return reply
