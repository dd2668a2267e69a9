"""The agent that is killed: it ships and announces every order it is told, and says so."""

from __future__ import annotations

from typing import Any

from agents.crashing.effects import ANNOUNCE, SHIP
from agents.crashing.toolserver import FATE, WORKER

Json = dict[str, Any]
NAME = "Clerk"
CONFIRM: Json = {
    "name": "confirm",
    "description": "Ask the people in the space.",
    "executionType": "space",
    "inputSchema": {"type": "object"},
}


def config(url: str, *, asks: bool = False, headers: Json | None = None) -> Json:
    """The config of an agent whose tools are below URL; with ASKS it asks before it ends."""
    calls = [_call(tool, mark="{content}") for tool in (SHIP, ANNOUNCE)]
    ask = [{"calls": [_call("confirm", mark="{content}")]}] if asks else []
    end = [_call("send_message", text="Done: {content}"),
           _call("set_memories", memories=[{"key": "last", "value": "{content}"}])]  # fmt: skip
    steps = [{"calls": calls}, *ask, {"calls": end}, {"text": "Nothing is pending."}]
    script = [{"when": " (human) ", "steps": steps}]
    tools = [_tool(SHIP, "idempotent", url, headers), _tool(ANNOUNCE, "unsafe", url, headers)]
    return {
        "version": "3.0",
        "agent": {"name": NAME},
        "model": {"provider": "scripted", "name": "clerk", "script": script},
        "tools": [*tools, CONFIRM] if asks else tools,
    }


def aimed(config: Json, *, worker: int, fates: dict[str, str]) -> Json:
    """CONFIG of a WORKER, a process id, whose calls end as FATES say by the tool's name."""
    tools = [_with_fate(tool, worker, fates) for tool in config["tools"]]
    return config | {"tools": tools}


def _with_fate(tool: Json, worker: int, fates: dict[str, str]) -> Json:
    fate = fates.get(tool["name"])
    if fate is None:
        return tool
    headers = {WORKER: str(worker), FATE: fate}
    return tool | {"execution": tool["execution"] | {"headers": headers}}


def _tool(name: str, effect: str, url: str, headers: Json | None) -> Json:
    return {
        "name": name,
        "description": f"{name.capitalize()} an order.",
        "executionType": "gateway",
        "inputSchema": {"type": "object"},
        "effect": effect,
        "visible": False,
        "execution": {"url": f"{url}{name}", "timeout": 10_000, "headers": headers or {}},
    }


def _call(tool: str, **args: Any) -> Json:
    return {"name": tool, "args": args}
