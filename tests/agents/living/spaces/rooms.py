"""A space with its owner, a guest and an agent in it, and what happens there."""

from __future__ import annotations

from agents.living import people, speaking
from agents.living.spaces import gathering
from agents.models import SmartSpaceMembership
from devcraft import strict_json
from tests.factories.agents import MORNING, RunFactory
from tests.factories.living import LivingFactory, PendingToolCallFactory, ToolCallFactory


def room(owner, *guests, agents=None, name="Gate"):
    """A space with GUESTS and an agent, which is `space.agent`."""
    agents = [LivingFactory(owner=owner)] if agents is None else agents
    space = gathering.create(owner=owner, name=name, agents=agents, guests=guests, now=MORNING)
    space.agent = agents[0] if agents else None
    return space


def say(space, who, text="Hello", *, key="", now=MORNING):
    """Let WHO, an account or an agent, say TEXT."""
    entity = who.entity if hasattr(who, "config_json") else people.entity_of(who)
    return speaking.say(space_id=space.pk, entity=entity, text=text, key=key, now=now)


def seat(space, user):
    seats = SmartSpaceMembership.objects.of(user).select_related("smart_space", "entity")
    return seats.get(smart_space=space)


def ask(space, kind="approval", *, tool="deploy", args=None, run=None, now=MORNING, **fields):
    """Let the agent of SPACE ask about a call of TOOL with ARGS."""
    args = {"service": "gate", "replicas": 3} if args is None else args
    entity = space.agent.entity
    run = run or RunFactory(agent=space.agent, agent_entity=entity, done=True)
    return PendingToolCallFactory(
        agent_entity=entity,
        call=ToolCallFactory(run=run, tool_name=tool, args=args),
        kind=kind,
        smart_space=space,
        args_digest=strict_json.digest(args),
        created_at=now,
        **fields,
    )


def show_call(message, status="complete", **told):
    """Make MESSAGE the card of a tool call."""
    message.content = None
    message.metadata = {
        "type": "tool_call",
        "toolCallId": "c1",
        "toolName": "run_tests",
        "args": {"suite": "gate"},
        "result": {"passed": 40},
        "status": status,
        **told,
    }
    message.save(update_fields=["content", "metadata"])
    return message
