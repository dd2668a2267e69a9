"""Agents on real providers' protocols, for tests."""

from __future__ import annotations

import json

from agents.living import messages
from agents.living.config import reading
from agents.living.providers import Asking, Offered
from agents.living.providers.registry import provider_of
from tests.agents.living.thinking import awake
from tests.agents.wire.answers import Said

PROTOCOLS = {
    "responses": {"provider": "openai", "name": "gpt-4o"},
    "chat": {"provider": "openai", "name": "gpt-4o", "api": "chat"},
    "compatible": {"provider": "openai-compatible", "name": "local-model"},
    "anthropic": {"provider": "anthropic", "name": "claude-sonnet-4-6"},
}
TOLD = [{"role": "system", "content": "Be kind."}, messages.user("INBOX")]
SPEAK = Offered(
    "send_message", "Say it.", {"type": "object", "properties": {"text": {"type": "string"}}}
)


def agent_on(protocol, **model):
    agent = awake()
    agent.config_json["model"] = PROTOCOLS[protocol] | model
    agent.save()
    return agent


def calling(name, call_id="call_1", **args):
    return Said(calls=((call_id, name, json.dumps(args)),))


def asked(protocol, told=TOLD, *, offered=(SPEAK,), asking=None, **model):
    """The reply of a model on PROTOCOL to TOLD."""
    config = reading.checked({"agent": {"name": "Ada"}, "model": PROTOCOLS[protocol] | model})
    return provider_of(config).reply(told, list(offered), asking or Asking())


def results(body):
    """What a request of any protocol tells of the outcome of calls, by their ids."""
    if "input" in body:
        found = [i for i in body["input"] if i.get("type") == "function_call_output"]
        return {item["call_id"]: item["output"] for item in found}
    if isinstance(body["messages"][-1]["content"], list):
        blocks = [b for m in body["messages"] for b in m["content"] if b["type"] == "tool_result"]
        return {block["tool_use_id"]: _text(block["content"]) for block in blocks}
    found = [m for m in body["messages"] if m["role"] == "tool"]
    return {message["tool_call_id"]: message["content"] for message in found}


def _text(content):
    return content if isinstance(content, str) else "".join(part["text"] for part in content)
