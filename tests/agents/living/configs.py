"""Configs for tests: the document's full example, and any valid one."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

from hypothesis import strategies as st

EXAMPLE = (Path(__file__).parents[1] / "data" / "agent_config_v3.json").read_text()
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_-]{0,12}", fullmatch=True).map("my_{}".format)
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0$"), max_size=20)
GIVEN = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20)
URLS = st.sampled_from(["https://jira.example.org/api", "http://10.0.0.1:8080/x?y=1"])
HEADERS = st.dictionaries(
    st.sampled_from(["Authorization", "X-Key"]), st.sampled_from(["Bearer ${env.TOKEN}", "plain"])
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(GIVEN, inner, max_size=3),
    max_leaves=5,
)
SCHEMAS = st.dictionaries(
    GIVEN, st.sampled_from([{"type": "string"}, {"type": "array", "items": {"type": "number"}}])
).map(lambda properties: {"type": "object", "properties": properties})


def part(needed, **optional):
    return st.fixed_dictionaries(needed, optional=optional)


def whole(least, most):
    return st.integers(least, most)


def tool(kind, needed=None, **optional):
    shared = {"name": NAMES, "description": TEXTS, "inputSchema": SCHEMAS}
    return part(
        {**shared, "executionType": st.just(kind), **(needed or {})},
        effect=st.sampled_from(["read", "idempotent", "unsafe"]),
        needsApproval=st.booleans(),
        **optional,
    )


CALL = {
    "method": st.sampled_from(["GET", "POST", "DELETE"]),
    "headers": HEADERS,
    "timeout": whole(100, 120_000),
}
TOOLS = st.one_of(
    tool("gateway", {"execution": part({"url": URLS}, **CALL)}, visible=st.booleans()),
    tool("external", execution=part({}, webhookUrl=URLS, **CALL), visible=st.booleans()).filter(
        lambda made: "webhookUrl" in made.get("execution", {}) or not made.get("needsApproval")
    ),
    tool("space", display=part({"customUI": NAMES}), visible=st.just(True)),
    tool("internal", execution=part({}, output=JSON), visible=st.booleans()),
)
SERVERS = part(
    {"name": NAMES, "url": URLS},
    transport=st.sampled_from(["http", "sse"]),
    headers=HEADERS,
    allowedTools=st.lists(NAMES, unique=True, max_size=3),
    pinnedDigests=st.dictionaries(NAMES, st.just("0" * 64), max_size=2),
    timeout=whole(100, 120_000),
)


def several(items):
    return st.lists(items, max_size=3, unique_by=lambda item: item["name"])


KEYS = st.sampled_from(["${env.GATEWAY}", "${env.AGENT_SECRET_X}"])


def model(provider, apis, needed=None):
    return part(
        {"provider": st.just(provider), "name": GIVEN, **(needed or {})},
        api=st.sampled_from(apis),
        temperature=st.floats(0, 2) | whole(0, 2),
        maxOutputTokens=whole(1, 10**6),
        reasoning=part(
            {},
            enabled=st.booleans(),
            effort=st.sampled_from(["low", "medium", "high"]),
            summary=st.sampled_from(["auto", "never"]),
        ),
    )


CONFIGS = part(
    {
        "agent": part({"name": GIVEN}, description=TEXTS, system=TEXTS),
        "model": model("openai", ["default", "responses", "chat"])
        | model("openai-compatible", ["default", "responses", "chat"])
        | model("openai-compatible", ["responses"], {"baseUrl": URLS, "apiKey": KEYS}),
    },
    version=st.just("3.0"),
    consciousness=part(
        {},
        maxTokens=whole(1000, 10**7),
        minRecentCycles=whole(1, 1000),
        compactionStrategy=st.just("summarize"),
    ),
    adaptiveModel=part({}, cheap=GIVEN, standard=GIVEN, reasoning=GIVEN),
    loop=part(
        {},
        maxSteps=whole(1, 200),
        maxTokensPerCycle=whole(100, 10**7),
        toolChoice=st.sampled_from(["auto", "required", "none"]),
    ),
    middleware=st.lists(st.sampled_from(["rag", "guardrails", "logging"]), unique=True),
    tools=several(TOOLS),
    mcp=part({}, servers=several(SERVERS)),
    heartbeat=part(
        {"enabled": st.booleans()},
        intervalMinutes=whole(5, 10_080),
        activeHours=part({"start": whole(0, 11), "end": whole(12, 24)}),
        timezone=st.sampled_from(["Europe/Berlin", "UTC"]),
    ),
)


def example(**changes):
    """The document's example with the values at dotted paths changed; None takes one away."""
    raw = json.loads(EXAMPLE)
    for path, value in changes.items():
        *way, last = [int(step) if step.isdigit() else step for step in path.split("__")]
        place = raw
        for step in way:
            place = place[step]
        if value is None:
            del place[last]
        else:
            place[last] = deepcopy(value)
    return raw


def objects(value, path=()):
    """The paths of all objects in a config that have keys of their own meaning."""
    if isinstance(value, dict):
        yield path
        for key, item in value.items():
            if key not in ("headers", "pinnedDigests", "inputSchema", "output"):
                yield from objects(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from objects(item, (*path, number))
