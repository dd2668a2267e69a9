"""A tool of an MCP server, as an agent may call it. Pure."""

from __future__ import annotations

import re
from typing import Any, Literal

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from agents.living.config import holding
from agents.living.config.calling import Called, Server
from devcraft import strict_json

LONGEST_NAME = 64
SPOKEN = re.compile(r"[^A-Za-z0-9_-]")


class ServerCall(Called):
    """A tool that `server` knows as `remote`. It is never built from a config's text."""

    execution_type: Literal["mcp"] = "mcp"
    visible: bool = False
    server: Server
    remote: str


def offered_name(server: str, remote: str) -> str:
    """What a model calls the tool REMOTE of SERVER, so that no two servers meet."""
    return SPOKEN.sub("_", f"{server}__{remote}")[:LONGEST_NAME]


def of_server(server: Server, remote: str, description: str, schema: dict[str, Any]) -> ServerCall:
    """The tool REMOTE of SERVER; what the config says of effects and approval holds."""
    return ServerCall.model_construct(
        name=offered_name(server.name, remote),
        description=description,
        input_schema=schema,
        effect=server.effects.get(remote, "unsafe"),
        needs_approval=server.needs_approval,
        execution_type="mcp",
        visible=False,
        server=server,
        remote=remote,
    )


def digest(name: str, description: str, schema: dict[str, Any]) -> str:
    """What changes when a server says anything else of a tool."""
    told = {"name": name, "description": description, "inputSchema": schema}
    return strict_json.digest(told)


def fault(schema: Any) -> str:
    """Why calls cannot be held against SCHEMA, or nothing."""
    if not isinstance(schema, dict) or schema.get("type") != "object":
        return "Its arguments are no object."
    if '"$ref"' in strict_json.canonical(schema).decode() and not _refers_inside(schema):
        return "Its arguments refer to something outside."
    if holding.is_entangled(schema):
        return f"Its arguments use {holding.UNEVALUATED} beside {holding.PATTERNS}."
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return f"Its arguments are not described by a JSON Schema: {error.message[:200]}"
    return ""


def _refers_inside(value: Any) -> bool:
    if isinstance(value, dict):
        reference = value.get("$ref", "#")
        inside = not isinstance(reference, str) or reference.startswith("#")
        return inside and all(_refers_inside(item) for item in value.values())
    return not isinstance(value, list) or all(_refers_inside(item) for item in value)
