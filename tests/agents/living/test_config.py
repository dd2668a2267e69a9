"""Config v3: what is read is what is written, and what is wrong is said by its path."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from agents.living.config import reading, saying, texts
from agents.living.config.reading import BadConfig
from tests.agents.living.configs import CONFIGS, EXAMPLE, example, objects

URL = "tools__0__execution__url"
SCHEMA = "tools__0__inputSchema"
HEADERS = "tools__0__execution__headers"
ENV = "must not hold ${env.…}; secrets go into header values and model.apiKey alone."
AT = {"model__provider": "openai-compatible"}
URL_AT = {"model__baseUrl": "https://x.org/v1"}
WRONG = [
    ({"model__temperature": 2.5}, "model.temperature must be a number from 0 to 2."),
    ({"model__temperature": True}, "model.temperature must be a number from 0 to 2."),
    ({"model__temperature": "0.5"}, "model.temperature must be a number from 0 to 2."),
    ({"model__name": None}, "model.name is needed."),
    ({"model__name": ""}, "model.name must be text of 1 to 80 characters."),
    ({"model": None}, "model is needed."),
    ({"agent__name": "x" * 81}, "agent.name must be text of 1 to 80 characters."),
    ({"version": "2.0"}, "version must be 3.0."),
    ({"version": 3}, "version must be 3.0."),
    ({"model__provider": "google"}, "model.provider cannot be google yet; use openai-compatible."),
    (
        {"model__provider": "acme"},
        "model.provider must be openai, anthropic, openai-compatible or scripted.",
    ),
    ({"model__api": "completion"}, "model.api cannot be completion yet; use responses or chat."),
    ({"model__provider": "anthropic"}, "model.api is not for anthropic; leave it out."),
    (
        {"model__provider": "anthropic", "model__api": None, "model__temperature": 1.5},
        "model.temperature must be a number from 0 to 1 for anthropic.",
    ),
    ({"model__baseUrl": "https://x.org/v1"}, "model.baseUrl is for openai-compatible alone;"),
    ({"model__apiKey": "${env.A}", **AT}, "model.apiKey goes with model.baseUrl;"),
    ({"model__apiKey": "sk-live", **AT, **URL_AT}, "model.apiKey must be a reference such as"),
    ({"model__apiKey": "${env.A} x", **AT, **URL_AT}, "model.apiKey must be a reference such as"),
    ({"model__baseUrl": "https://x.org/${env.A}", **AT}, f"model.baseUrl {ENV}"),
    ({"model__baseUrl": "file:///etc", **AT}, "model.baseUrl must be an address such as"),
    (
        {"model__reasoning__summary": "always", "model__api": "chat"},
        "model.reasoning.summary cannot be always but with api responses.",
    ),
    ({"model__reasoning__effort": "huge"}, "model.reasoning.effort must be low, medium or high."),
    (
        {"consciousness__compactionStrategy": "semantic"},
        "consciousness.compactionStrategy cannot be semantic yet; use summarize.",
    ),
    (
        {"consciousness__compactionStrategy": "layered"},
        "consciousness.compactionStrategy cannot be layered yet; use summarize.",
    ),
    ({"loop__maxSteps": 1.5}, "loop.maxSteps must be a whole number from 1 to 200."),
    ({"loop__toolChoice": "any"}, "loop.toolChoice must be auto, required or none."),
    ({"middleware": ["rag", "rag"]}, "middleware names rag twice."),
    ({"middleware": ["cache"]}, "middleware[0] must be rag, guardrails or logging."),
    ({"loop__maxSetps": 3}, "loop.maxSetps is not known here; did you mean maxSteps?"),
    ({"model__max_output_tokens": 3}, "model.max_output_tokens is not known here."),
    ({"tools__0__isAsync": True}, "tools[0].isAsync is not known here."),
    ({"a b": 1}, "['a b'] is not known here."),
    (
        {"tools__0__executionType": "shell"},
        "tools[0].executionType must be external, gateway, internal or space.",
    ),
    (
        {"tools__0__executionType": None},
        "tools[0].executionType must be external, gateway, internal or space.",
    ),
    ({"tools__1__execution": {}}, "tools[1].execution is not known here."),
    (
        {
            "tools__1__executionType": "external",
            "tools__1__display": None,
            "tools__1__needsApproval": True,
        },
        "tools[1].needsApproval needs execution.webhookUrl;",
    ),
    ({"tools__1__visible": False}, "tools[1].visible must be true."),
    ({"tools__0__name": "done"}, "tools[0].name must not be done, which every agent has."),
    ({"tools__1__name": "fetchJiraTickets"}, "tools names fetchJiraTickets twice."),
    ({URL: "ftp://x"}, "tools[0].execution.url must be an address such as"),
    ({URL: "http://a b"}, "tools[0].execution.url must be an address such as"),
    ({URL: "https://[x"}, "tools[0].execution.url must be an address such as"),
    ({URL: "https://u:p@x.org"}, "tools[0].execution.url must not hold a user or password;"),
    ({URL: "https://x.org/{{input.id}}"}, "tools[0].execution.url cannot hold {{…}} yet;"),
    ({URL: "https://x.org/${env.KEY}"}, f"tools[0].execution.url {ENV}"),
    ({"agent__system": "${env.SECRET_KEY}"}, f"agent.system {ENV}"),
    ({"tools__0__description": "see ${env.A}"}, f"tools[0].description {ENV}"),
    ({f"{SCHEMA}__default": {"headers": "${env.A}"}}, f"default.headers {ENV}"),
    ({HEADERS: {"A": "${env.lower}"}}, "must write secrets in A as ${env.NAME}, in capitals."),
    ({HEADERS: {"A": "${SECRET_KEY}"}}, "must write secrets in A as ${env.NAME}, in capitals."),
    ({HEADERS: {"A": "${env.KEY"}}, "must write secrets in A as ${env.NAME}, in capitals."),
    ({HEADERS: {"A": "b\r\nC: d"}}, "must give A in printable ASCII on one line."),
    ({HEADERS: {"Host": "x"}}, "tools[0].execution.headers cannot set a header 'Host'."),
    ({HEADERS: {"a": "1", "A": "2"}}, "tools[0].execution.headers names a header twice."),
    (
        {"tools__0__execution__timeout": 0},
        "tools[0].execution.timeout must be a whole number from 100 to 120,000.",
    ),
    ({SCHEMA: {"type": "array"}}, 'tools[0].inputSchema must have "type": "object"'),
    ({SCHEMA: {"type": "object", "required": "a"}}, "is not a JSON Schema: required: "),
    ({SCHEMA: {"type": "object", "$ref": "http://x"}}, "must refer to its own parts alone"),
    ({SCHEMA: {"type": "object", "$ref": "#/$defs/x"}}, "must refer to its own parts alone"),
    ({SCHEMA: {"type": "object", "$ref": "#"}}, "tools[0].inputSchema refers to itself without"),
    ({SCHEMA: {"type": "object", "$id": "http://x"}}, "tools[0].inputSchema cannot use $id yet."),
    (
        {SCHEMA: {"type": "object", "properties": {"a": {"pattern": "("}}}},
        "is not a JSON Schema: properties.a.pattern: '(' is not a 'regex'.",
    ),
    (
        {SCHEMA: {"type": "object", "properties": {"a": {"pattern": "(?=b)"}}}},
        "tools[0].inputSchema cannot hold texts against '(?=b)': write the pattern without",
    ),
    (
        {SCHEMA: {"type": "object", "patternProperties": {r"(.)\1": {}}}},
        "tools[0].inputSchema cannot hold texts against '(.)\\\\1': write the pattern without",
    ),
    (
        {SCHEMA: {"type": "object", "patternProperties": {}, "unevaluatedProperties": False}},
        "tools[0].inputSchema cannot use unevaluatedProperties beside patternProperties.",
    ),
    ({f"{SCHEMA}__title": "x" * 40_000}, "tools[0].inputSchema must be at most 32 KB."),
    (
        {"mcp__servers__0__transport": "stdio"},
        "mcp.servers[0].transport cannot be stdio yet; use http or sse.",
    ),
    (
        {"mcp__servers__0__pinnedDigests": {"list_prs": "beef"}},
        "mcp.servers[0].pinnedDigests.list_prs must be a SHA-256 of 64 small hex digits.",
    ),
    ({"heartbeat": {}}, "heartbeat.enabled is needed."),
    (
        {"heartbeat": {"enabled": True, "timezone": "Mars/One"}},
        "heartbeat.timezone must be a zone such as Europe/Berlin.",
    ),
    (
        {"heartbeat": {"enabled": True, "activeHours": {"start": 8, "end": 8}}},
        "heartbeat.activeHours must end at another hour than they start.",
    ),
    ({"agent__description": "a\0b"}, "agent.description holds a character that cannot be stored."),
    (
        {"agent__description": "\ud800"},
        "agent.description holds a character that cannot be stored.",
    ),
    ({"tools": {}}, "tools must be a list of at most 64 items."),
    ({"loop": []}, "loop must be an object."),
]
UNREADABLE = [
    ("", "The config cannot be read: it is not JSON: "),
    ("[]", "The config must be a JSON object."),
    ('{"version": "3.0", "version": "3.0"}', "it names 'version' twice in one object"),
    ('{"model": {"temperature": NaN}}', "NaN is not a number that JSON knows"),
    ("[" * 100_000, "its values nest deeper than 64 levels"),
    (json.dumps({"agent": {"system": "x" * 300_000}}), "The config must be at most 256 KB."),
]


def mistakes(raw):
    with pytest.raises(BadConfig) as refused:
        reading.checked(raw)
    return [mistake.sentence for mistake in refused.value.mistakes]


def test_the_documents_example_is_taken_and_written_as_it_came():
    assert reading.read(EXAMPLE).written() == json.loads(EXAMPLE)


def test_the_least_config_names_an_agent_and_a_model():
    least = {"agent": {"name": "Ada"}, "model": {"provider": "scripted", "name": "hello"}}

    config = reading.checked(least)

    assert config.written() == least
    assert (config.loop.max_steps, config.consciousness.max_tokens) == (20, 100_000)


@given(CONFIGS)
def test_any_config_comes_back_as_it_was(raw):
    config = reading.read(json.dumps(raw))

    assert config.written() == raw
    assert reading.read(reading.pretty(config)) == config


@given(CONFIGS)
def test_the_published_schema_takes_what_is_taken(raw):
    Draft202012Validator(saying.published()).validate(raw)

    assert reading.checked(raw).agent.name == raw["agent"]["name"]


@given(CONFIGS, st.data())
def test_an_unknown_key_is_refused_wherever_it_stands(raw, data):
    path = data.draw(st.sampled_from(sorted(objects(raw), key=str)))
    place = raw
    for step in path:
        place = place[step]
    place["unheardOf"] = 1

    assert mistakes(raw) == [saying.mistake((*path, "unheardOf"), "is not known here.").sentence]


@pytest.mark.parametrize(("changes", "sentence"), WRONG)
def test_a_mistake_is_said_by_its_path(changes, sentence):
    raw = json.loads(EXAMPLE) | {"a b": 1} if "a b" in changes else example(**changes)

    (found,) = mistakes(raw)

    assert sentence in found


@pytest.mark.parametrize(("text", "sentence"), UNREADABLE)
def test_what_is_no_config_at_all_is_refused(text, sentence):
    with pytest.raises(BadConfig) as refused:
        reading.read(text)

    assert sentence in str(refused.value)


@pytest.mark.parametrize("path", ["agent", "model__temperature", "tools__0", "heartbeat"])
def test_null_is_no_way_to_leave_something_out(path):
    raw = example(**{path: 0})
    *way, last = [int(step) if step.isdigit() else step for step in path.split("__")]
    place = raw
    for step in way:
        place = place[step]
    place[last] = None

    assert [sentence.partition(" ")[2] for sentence in mistakes(raw)] == [
        "must not be null; leave it out instead."
    ]


def test_all_mistakes_are_said_at_once_and_in_one_order():
    changes = {"model__temperature": 9, "loop__maxSteps": 0, "tools__1__name": "a b", "zzz": 1}
    raw = example(**changes)
    backwards = dict(reversed(raw.items()))

    found = mistakes(raw)

    assert [sentence.split(" ")[0] for sentence in found] == [
        *("loop.maxSteps", "model.temperature", "tools[1].name", "zzz"),
    ]
    assert mistakes(backwards) == found


def test_mistakes_without_number_are_cut_off():
    assert len(mistakes(example(**{f"x{number}": 1 for number in range(500)}))) == 100


def test_a_config_has_one_digest_however_its_keys_are_ordered():
    raw = json.loads(EXAMPLE)
    backwards = dict(reversed(raw.items()))

    digests = {reading.digest(reading.checked(each)) for each in (raw, backwards)}

    assert len(digests) == 1
    assert reading.digest(reading.checked(example(version=None))) not in digests


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Bearer ${env.JIRA_TOKEN}", ["AGENT_SECRET_JIRA_TOKEN"]),
        ("${env.SECRET_KEY}", ["AGENT_SECRET_SECRET_KEY"]),
        ("${env.AGENT_SECRET_A} ${env.B}", ["AGENT_SECRET_A", "AGENT_SECRET_B"]),
        ("plain $HOME", []),
    ],
)
def test_a_reference_reads_only_variables_with_the_prefix(value, names):
    assert texts.secrets_in(value) == names


def test_a_config_cannot_be_changed():
    config = reading.read(EXAMPLE)

    with pytest.raises(ValueError, match="frozen"):
        config.version = "4.0"
