"""The same script played twice: by the scripted provider, and by a server on the wire.

On the wire the agent's model is named by the agent's slug. The server reads what a request
says, lets the script go on from there, and spells its answer as chat completions.
"""

from __future__ import annotations

import itertools
import json

from agents.living import cycle, messages, scheduling, working
from agents.living.config.thinking import Rule
from agents.living.providers import Asking, ProviderFailed, registry
from agents.living.providers.scripted import Scripted
from tests.agents.living.thinking import awake
from tests.agents.wire.answers import Fault, Said, error
from tests.factories.agents import MORNING

STATUS = {"rate_limit": 429, "overloaded": 503, "auth": 401, "bad_request": 400}


class Heard:
    """A provider, and what it was told and offered each time."""

    def __init__(self, provider, asked):
        self._provider, self._asked = provider, asked

    def reply(self, told, offered, asking):
        self._asked.append((told, [tool.name for tool in offered]))
        return self._provider.reply(told, offered, asking)


class Cast:
    """Agents that follow scripts; `asked` are the messages and tools of every question."""

    def __init__(self):
        self.asked = []

    def agent(self, *rules, **config):
        """An agent in a space with Ada that follows RULES, with CONFIG beside its model."""
        agent = awake()
        self.follow(agent, *rules, **config)
        return agent

    def follow(self, agent, *rules, **config):
        """Let AGENT follow RULES from now on."""
        agent.config_json |= {"model": self.model(agent, list(rules)), **config}
        agent.save()

    def model(self, agent, rules):
        return {"provider": "scripted", "name": agent.slug, "script": rules}

    def provider_of(self, config):
        return Heard(registry.provider_of(config), self.asked)

    def think(self, agent, *, now=MORNING, meanwhile=None, holder="worker"):
        """Let AGENT think once; MEANWHILE is told the number of each question before it is put."""
        return cycle.think(
            agent.pk,
            holder=holder,
            clock=lambda: now,
            provider_of=self.provider_of,
            is_stopping=_counting(meanwhile),
        )

    def work(self, now=MORNING):
        """Let everybody think who has a reason at NOW, until nobody has."""
        scheduling.clockwork(now)
        outcomes = []
        while ids := list(working.due(now).values_list("pk", flat=True)):
            outcomes += [
                cycle.think(i, holder="w", clock=lambda: now, provider_of=self.provider_of)
                for i in ids
            ]
        return outcomes

    def told(self):
        """The messages of every question, in order."""
        return [told for told, _ in self.asked]

    def offered(self):
        return [offered for _, offered in self.asked]


class OnTheWire(Cast):
    """Likewise, through SERVER; what was asked is what came in as bytes."""

    def __init__(self, server):
        super().__init__()
        self.server, self._scripts = server, {}
        server.always = self._answer

    def model(self, agent, rules):
        self._scripts[agent.slug] = [_at_once(Rule.model_validate(rule)) for rule in rules]
        return {"provider": "openai", "name": agent.slug, "api": "chat"}

    def provider_of(self, config):
        return registry.provider_of(config)

    def _answer(self, asked):
        name, told = asked.body["model"], read(asked.body)
        self.asked.append((told, [tool["function"]["name"] for tool in asked.body["tools"]]))
        try:
            reply = Scripted(name, self._scripts[name]).reply(told, [], Asking())
        except ProviderFailed as failure:
            return _fault(failure.kind)
        calls = tuple((call.id, call.name, json.dumps(call.args)) for call in reply.calls)
        used = reply.usage
        said = Said(reply.text, calls, prompt=used.input_tokens, completion=used.output_tokens)
        return Fault(said=said, pause=0.05) if "slowly" in reply.text else said


def _at_once(rule):
    """RULE without the pace of what is streamed, which is the server's own here."""
    steps = [t.model_copy(update={"delay_ms": 0}) if t.stream else t for t in rule.steps]
    return rule.model_copy(update={"steps": steps})


def _fault(kind):
    if kind == "network":
        return Fault(cut=1)
    return Fault(status=STATUS[kind], body=error(f"The script says {kind}."))


def _counting(meanwhile):
    numbers = itertools.count(1)

    def is_stopping():
        if meanwhile:
            meanwhile(next(numbers))
        return False

    return is_stopping


def read(body):
    """The messages of a request of chat completions, as the think cycle told them."""
    return [_read(message) for message in body["messages"]]


def _read(message):
    content = message.get("content") or ""
    match message["role"]:
        case "system":
            return {"role": "system", "content": content}
        case "user":
            return messages.aside(content) if content[:4] == "now=" else messages.user(content)
        case "assistant":
            calls = [
                {
                    "id": call["id"],
                    "name": call["function"]["name"],
                    "args": json.loads(call["function"]["arguments"]),
                }
                for call in message.get("tool_calls", [])
            ]
            return messages.assistant(content, calls)
        case _:
            output = json.loads(content)
            answer = {"id": message["tool_call_id"], "name": "", "output": output}
            return messages.results([answer])


def rule(*steps, when=""):
    return {"when": when, "steps": list(steps)}


def call(name, **args):
    return {"name": name, "args": args}


def calls(*made, text=""):
    """A step that makes these calls."""
    return {"text": text, "calls": list(made)}


def say(text, **args):
    """A step that says TEXT in a space."""
    return calls(call("send_message", text=text, **args))


END = {"text": "Done; nothing is pending."}
SKIP = calls(call("skip"))
