"""A file that is wrong is refused by the path of each mistake, before anything is played."""

from __future__ import annotations

import json

import pytest

from agents.rehearsing import reading
from tests.agents.living.rehearsing.scripts import SCENARIO, scenario

GATEWAY = {
    "name": "deploy",
    "description": "Deploys",
    "executionType": "gateway",
    "inputSchema": {"type": "object"},
    "execution": {"url": "https://example.org/"},
}
WRONG = [
    (["title"], 7, "title must be a valid string."),
    (["starts"], "yesterday, at noon...", "starts must be a moment with its zone"),
    (["starts"], "2026-11-18T08:00:00.0", "starts must be a moment with its zone"),
    (["weather"], "fine", "weather is not known here."),
    (["people"], ["Ada", "Ada"], "people names Ada twice."),
    (["people"], ["Ada", "iris"], "people[1] is called like an agent."),
    (["agents"], [], "agents must have at least 1 item after validation, not 0."),
    (["agents", 0, "config", "model", "nmae"], 1, "agents[0].config.model.nmae is not known"),
    (["agents", 0, "config", "model", "provider"], "openai", "provider must be scripted"),
    (["agents", 0, "config", "tools"], [GATEWAY], "agents[0].config.tools[0] must be internal or"),
    (
        ["agents", 0, "config", "mcp"],
        {"servers": [{"name": "office", "url": "https://example.org/"}]},
        "agents[0].config.mcp.servers must be empty in a rehearsal.",
    ),
    (["spaces", 0, "members", 0], "Bob", "spaces[0].members[0] names nobody: Bob."),
    (["events", 0, "at"], -1, "events[0].at must be greater than or equal to 0."),
    (["events", 0, "say", "by"], "Bob", "events[0].say.by names nothing of this file: Bob."),
    (["events", 0, "say", "by"], "iris", "events[0].say.by must be one of people"),
    (["events", 0, "say", "space"], "Attic", "events[0].say.space names nothing of this file"),
    (["events", 0, "wait"], True, "events[0] must have one of say, service, answer, wait."),
    (["expect", 0, "runs", "agent"], "otto", "expect[0].runs.agent names nothing of this file"),
    (["expect", 0], {}, "expect[0] must have one of messages, runs, calls"),
]


@pytest.mark.parametrize(("path", "value", "words"), WRONG)
def test_a_mistake_is_named_by_its_path(path, value, words):
    raw = json.dumps(scenario((path, value))).encode()

    with pytest.raises(reading.BadScenario) as refused:
        reading.read(raw)

    assert words in str(refused.value)


def test_all_mistakes_are_said_at_once():
    raw = json.dumps(scenario((["title"], 1), (["events", 0, "at"], "x"))).encode()

    with pytest.raises(reading.BadScenario) as refused:
        reading.read(raw)

    assert len(refused.value.mistakes) == 2


@pytest.mark.parametrize(("raw", "words"), [(b"[]", "must be a JSON object"), (b"{", "not JSON")])
def test_what_is_no_scenario_at_all_is_said(raw, words):
    with pytest.raises(reading.BadScenario, match=words):
        reading.read(raw)


def test_what_is_left_out_has_a_default():
    found = reading.read(json.dumps(SCENARIO).encode())

    assert reading.moment(found).isoformat() == "2026-11-18T08:00:00+00:00"
