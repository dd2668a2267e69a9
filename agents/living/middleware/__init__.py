"""What stands around every question to a model, in the order that a config names it.

Each hook may change what is sent and what comes back. What is stored stays as it was: a
hook that is taken out of the config leaves no trace in what the agent remembers.
"""

from __future__ import annotations

from functools import reduce

from agents.living.config.shape import Config
from agents.living.middleware import guardrails, logging, rag
from agents.living.middleware.hooks import Around, Hook
from agents.living.providers import Message, Reply

HOOKS: dict[str, Hook] = {
    "rag": rag.Rag(),
    "guardrails": guardrails.Guardrails(),
    "logging": logging.Logging(),
}


def told(config: Config, messages: list[Message], around: Around) -> list[Message]:
    """MESSAGES as they are sent, after every hook of CONFIG, the first one first."""
    return reduce(lambda sent, hook: hook.told(sent, around), _hooks(config), messages)


def replied(config: Config, reply: Reply, around: Around) -> Reply:
    """REPLY as the cycle gets it, after every hook of CONFIG, the last one first."""
    return reduce(
        lambda answer, hook: hook.replied(answer, around), reversed(_hooks(config)), reply
    )


def _hooks(config: Config) -> list[Hook]:
    return [HOOKS[name] for name in config.middleware]
