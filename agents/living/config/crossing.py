"""Rules between fields, and rules for every text wherever it stands. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agents.living.config import inline
from agents.living.config.calling import PREBUILT
from devcraft.storable import is_storable

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]
INLINE = (
    "looks like a secret, which a config must not hold; write ${env.NAME} in a header value "
    "and set the variable AGENT_SECRET_NAME on the server."
)


def everywhere(value: Any, path: Path = ()) -> Found:
    """What no part of a config may hold, at any depth of VALUE."""
    if isinstance(value, dict):
        for key, item in value.items():
            if not is_storable(key):
                yield path, "has a name with a character that cannot be stored."
                continue
            yield from everywhere(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from everywhere(item, (*path, number))
    elif isinstance(value, str):
        yield from _text(value, path)
    elif value is None and not _is_free(path):
        yield path, "must not be null; leave it out instead."


def _text(value: str, path: Path) -> Found:
    if not is_storable(value):
        yield path, "holds a character that cannot be stored."
    if "${" in value and "env." in value and not _may_name_a_secret(path):
        yield path, "must not hold ${env.…}; secrets go into header values and model.apiKey alone."
    if inline.is_issued(value) or (_is_header(path) and inline.is_literal(value)):
        yield path, INLINE


def _may_name_a_secret(path: Path) -> bool:
    return path == ("model", "apiKey") or _is_header(path)


def _is_header(path: Path) -> bool:
    of_tool = path[:1] == ("tools",) and path[2:4] == ("execution", "headers")
    of_server = path[:2] == ("mcp", "servers") and path[3:4] == ("headers",)
    return len(path) == 5 and (of_tool or of_server)


def _is_free(path: Path) -> bool:
    """Whether PATH lies where JSON of any shape may stand."""
    return bool(path[:1] == ("tools",) and (path[2:3] == ("inputSchema",) or "output" in path))


def between(raw: dict[str, Any]) -> Found:
    """Fields that do not go together. RAW may be wrong in any other way."""
    yield from _model(_object(raw.get("model")))
    yield from _heartbeat(_object(raw.get("heartbeat")))
    tools = raw.get("tools")
    for number, tool in enumerate(tools if isinstance(tools, list) else []):
        yield from _tool(_object(tool), ("tools", number))


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _model(model: dict[str, Any]) -> Found:
    provider, temperature = model.get("provider"), model.get("temperature")
    if "api" in model and provider in ("anthropic", "scripted"):
        yield ("model", "api"), f"is not for {provider}; leave it out."
    for name in ("baseUrl", "apiKey"):
        if name in model and provider != "openai-compatible":
            yield ("model", name), "is for openai-compatible alone; leave it out."
    if "apiKey" in model and "baseUrl" not in model:
        yield (
            ("model", "apiKey"),
            "goes with model.baseUrl; without it the operator's key is sent.",
        )
    reasoning = _object(model.get("reasoning"))
    if reasoning.get("summary") == "always" and not _summarizes(model):
        yield ("model", "reasoning", "summary"), "cannot be always but with api responses."
    if "script" in model and provider != "scripted":
        yield ("model", "script"), "is for scripted alone; leave it out."
    if provider == "anthropic" and isinstance(temperature, int | float) and 1 < temperature <= 2:
        yield ("model", "temperature"), "must be a number from 0 to 1 for anthropic."


def _summarizes(model: dict[str, Any]) -> bool:
    """Whether MODEL is asked through the api that can sum up its reasoning."""
    by_default = model.get("provider") == "openai" and model.get("api", "default") == "default"
    return by_default or model.get("api") == "responses"


def _heartbeat(heartbeat: dict[str, Any]) -> Found:
    hours = _object(heartbeat.get("activeHours"))
    if hours.get("start") is not None and hours.get("start") == hours.get("end"):
        yield ("heartbeat", "activeHours"), "must end at another hour than they start."


def _tool(tool: dict[str, Any], path: Path) -> Found:
    if tool.get("name") in PREBUILT:
        yield (*path, "name"), f"must not be {tool['name']}, which every agent has."
    fetched = "webhookUrl" not in _object(tool.get("execution"))
    if tool.get("executionType") == "external" and fetched and tool.get("needsApproval"):
        yield (
            (*path, "needsApproval"),
            "needs execution.webhookUrl; a call that a program fetches is not held back.",
        )
