"""An agent in a space with a person, a clock, and models that do as a test says."""

from __future__ import annotations

from dataclasses import dataclass, field

from agents.living import acting, cycle, inbox, speaking
from agents.living.config import reading
from agents.living.providers import Call, Reply, Usage
from agents.living.toolbox import Toolbox
from agents.models import (
    AgentConsciousness,
    EventType,
    InboxEvent,
    OutboxMessage,
    Priority,
    Run,
    SmartSpaceMessage,
)
from tests.factories import living
from tests.factories.agents import MORNING

SAY = {"name": "send_message", "args": {"text": "Noted: {content}"}}


def rule(*steps, when=""):
    return {"when": when, "steps": list(steps)}


ANSWER = [rule({"calls": [SAY]}, {"text": "Answered {sender}."})]


def awake(script=None, **changes):
    """An agent on the scripted provider, in a space with a person."""
    agent = living.LivingFactory(**changes)
    if script is not None:
        agent.config_json["model"]["script"] = script
        agent.save()
    space = living.SmartSpaceFactory(owner=agent.owner, name="Desk")
    person = living.PersonFactory(display_name="Ada")
    for entity in (agent.entity, person):
        living.MembershipFactory(smart_space=space, entity=entity)
    agent.space, agent.person = space, person
    return agent


def write(agent, text="Hello", *, key="", now=MORNING):
    """Let the person say TEXT in the agent's space."""
    return speaking.say(space_id=agent.space.pk, entity=agent.person, text=text, key=key, now=now)


def call_in(agent, event_id, *, now=MORNING, payload=None, name="jira"):
    return inbox.put(
        entity_id=agent.entity.pk,
        event_id=event_id,
        event_type=EventType.SERVICE,
        data={"serviceName": name, "payload": payload},
        now=now,
        priority=Priority.SCHEDULED,
    )


def think(agent, *, now=MORNING, holder="worker", **options):
    return cycle.think(agent.pk, holder=holder, clock=lambda: now, **options)


@dataclass
class Model:
    """Answers with REPLIES one after the other; an exception among them is raised.

    A function among them is called first and returns the reply.
    """

    replies: list = field(default_factory=list)
    told: list = field(default_factory=list)
    offered: list = field(default_factory=list)
    asked: list = field(default_factory=list)

    def reply(self, told, offered, asking):
        self.told.append(told)
        self.offered.append(offered)
        self.asked.append(asking)
        following = self.replies.pop(0)
        following = following() if callable(following) else following
        if isinstance(following, Exception):
            raise following
        return following


def with_model(*replies):
    model = Model(list(replies))
    return model, {"provider_of": lambda config: model}


def called(name, call_id="c1", **args):
    return Reply(calls=(Call(call_id, name, args),), usage=Usage(10, 5))


def held(agent):
    return AgentConsciousness.objects.get(agent_entity=agent.entity)


def told_texts(agent):
    """What the inbox said in every cycle that is remembered."""
    return [m["content"] for m in held(agent).messages if m["role"] == "user"]


def said(agent):
    """What AGENT said, in order."""
    mine = SmartSpaceMessage.objects.filter(entity=agent.entity).order_by("seq")
    return list(mine.values_list("content", flat=True))


def states(agent):
    """How often each status stands in the inbox."""
    found = InboxEvent.objects.filter(agent_entity=agent.entity).order_by("sequence")
    return list(found.values_list("status", flat=True))


def run_of(agent):
    return Run.objects.filter(agent=agent).latest("started_at", "completed_at")


def outbox(agent):
    return list(OutboxMessage.objects.order_by("id").values_list("topic", flat=True))


def perform(name, args, who):
    """What the act NAME answers to WHO, whose arguments are held against its schema first."""
    config = reading.checked(living.config("Anybody"))
    toolbox = Toolbox(config, acts=acting.of_run(who.run))
    toolbox.check(name, args)
    return toolbox.find(name).do(args, who)
