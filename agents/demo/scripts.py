"""What the two sample agents are: configs on the scripted provider, and what they answer.

A rule decides by words in the inbox, and what one agent says wakes the other: so neither
says a word that the other listens for, and only Tom greets people.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
SPACE = "Workshop"
HUMAN = " (human) "
LIGHTS = ("antern", "a light")
TO_MASON = ': "Mason'
MENU = (
    "Hello {sender}! Write “missions” and I look what is most urgent, “ripen” and I work one "
    "out, “remember …” and I keep it, “deploy” and I ask you first. Mason builds: call him."
)
OFFER = "I hang lights in the world that was saved last: ask me for one."
LANTERN = [
    {"type": "cylinder", "position": [0, 0.8, 0], "scale": [0.2, 1.6, 0.2], "color": "#5b4636"},
    {"type": "sphere", "position": [0, 1.8, 0], "scale": [0.6, 0.6, 0.6], "color": "#e2b93b"},
]
CONFIRM: Json = {
    "name": "confirmDeployment",
    "description": "Ask the people in the space whether to deploy.",
    "executionType": "space",
    "inputSchema": {
        "type": "object",
        "properties": {"what": {"type": "string"}, "risk": {"type": "string"}},
        "required": ["what"],
    },
    "display": {"customUI": "confirmation"},
}


def tom(name: str) -> Json:
    """Knows the missions, remembers what he is told, asks before he deploys."""
    return _config(
        name,
        "Looks after the missions and asks before anything leaves the house.",
        [
            *(_rule(when, [_call("skip")]) for when in (TO_MASON, *LIGHTS)),
            _rule("eploy", [_call("confirmDeployment", what="{content}", risk="low")],
                  [_call("set_memories", memories=[_kept("asked to deploy", "{content}")]),
                   _say("Thank you, I wrote down what you decided.")]),
            _rule("ission", [_call("list_missions", limit=3)],
                  [_say("Most urgent is “{result.missions.0.name}” with priority "
                        "{result.missions.0.priority}, then “{result.missions.1.name}”.")]),
            _rule("ipen", [_call("list_missions", status="todo", limit=1)],
                  [_call("mature_mission", missionId="{result.missions.0.id}",
                         message="Split it into steps and wrote down what must hold.",
                         siliconDescription="1. Measure. 2. Change one thing. 3. Measure again.",
                         predictedResponse="Good, go on.", confidence=0.7, flawlessPercent=60)],
                  [_say("I worked out “{result.missions.0.name}”; it waits for your answer.")]),
            _rule("emember", [_call("set_memories",
                                    memories=[_kept("told by {sender}", "{content}")]),
                              _say("I keep that, {sender}.")]),
            _rule(HUMAN, [_say(MENU)]),
        ],
        [CONFIRM],
    )  # fmt: skip


def mason(name: str) -> Json:
    """Places lanterns in the world that was saved last."""
    placing = (
        [_call("list_worlds", limit=1)],
        [_call("place_object", worldId="{result.worlds.0.id}",
               revision="{result.worlds.0.revision}", name="Lantern for {sender}",
               position=[2, 0, 3], shapes=LANTERN)],
        [_say("It stands in “{result.worlds.0.name}”, which is at revision "
              "{result.revision} now. The version before is kept.")],
    )  # fmt: skip
    return _config(
        name,
        "Builds in worlds; the version before is always kept.",
        [
            *(_rule(when, *placing) for when in LIGHTS),
            _rule(TO_MASON, [_say(OFFER)]),
        ],
        [],
    )


def _config(name: str, about: str, script: list[Json], tools: list[Json]) -> Json:
    return {
        "version": "3.0",
        "agent": {"name": name, "description": about},
        "model": {"provider": "scripted", "name": "sample", "script": script},
        "tools": tools,
    }


def _rule(when: str, *steps: list[Json]) -> Json:
    """One step after the other, and a line for the record at the end."""
    ended = {"text": "Answered {sender}; nothing is pending."}
    return {"when": when, "steps": [*({"calls": calls} for calls in steps), ended]}


def _call(tool: str, **args: Any) -> Json:
    return {"name": tool, "args": args}


def _say(text: str) -> Json:
    return _call("send_message", text=text)


def _kept(key: str, value: str) -> Json:
    return {"key": key, "value": value}
