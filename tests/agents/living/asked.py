"""Agents whose tools people and programs answer, and their answers."""

from __future__ import annotations

from datetime import timedelta

from agents.living import answering, people
from agents.living.config import reading
from agents.models import Decision, PendingToolCall, SmartSpaceMessage
from tests.agents.living.thinking import awake, rule
from tests.factories.agents import MORNING

SCHEMA = {
    "type": "object",
    "properties": {"version": {"type": "string"}},
    "required": ["version"],
    "additionalProperties": False,
}
ARGS = {"version": "1.2"}
SOON = MORNING + timedelta(minutes=1)
LATER = MORNING + timedelta(minutes=5)


def tool(kind="space", *, name="deploy", **more):
    return {
        "name": name,
        "description": "Deploy a version",
        "executionType": kind,
        "inputSchema": SCHEMA,
    } | more


APPROVED = tool("internal", needsApproval=True, visible=True, execution={"output": {"ok": 1}})
FETCHED = tool("external", execution={"timeout": 10_000})


def asking(*tools, calls=("deploy",), args=ARGS):
    """An agent that calls its tools when it is written to, says so, and ends."""
    asked = {"calls": [{"name": name, "args": args} for name in calls]}
    agent = awake([rule(asked, {"text": "Went on."}, when=" (human) "), rule({"text": "Heard."})])
    agent.config_json["tools"] = list(tools)
    agent.save()
    reading.checked(agent.config_json)
    return agent


def question():
    return PendingToolCall.objects.get()


def owner(agent):
    return people.entity_of(agent.owner)


def answer(by, decision, *, now=SOON, shown=None, result=None, asked=None):
    asked = asked or question()
    answering.answer(
        asked,
        by=by,
        decision=Decision(decision),
        now=now,
        shown=asked.args_digest if shown is None else shown,
        result=result,
    )


def shown(agent):
    """What stands in the space of the call, and how it stands."""
    found = SmartSpaceMessage.objects.filter(entity=agent.entity, metadata__type="tool_call")
    return [(m.metadata["toolName"], m.metadata["status"]) for m in found.order_by("seq")]
