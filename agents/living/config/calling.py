"""What a config says of calling out: tools of four kinds, and MCP servers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PlainSerializer

from agents.living.config import schemas
from agents.living.config.texts import (
    Digest,
    Headers,
    Identifier,
    Part,
    Prose,
    Url,
    not_yet,
    once,
)

PREBUILT = frozenset(
    {
        *("enter_space", "leave_space", "send_message", "read_messages", "peek_inbox", "done"),
        *("set_memories", "get_memories", "delete_memories", "set_goals", "delete_goals"),
        *("set_plans", "get_plans", "delete_plans", "skip", "recall"),
        *("list_missions", "read_mission", "create_mission", "mature_mission"),
        *("report_review", "report_test", "predict_answer"),
        *("list_worlds", "read_world", "place_object", "modify_object", "remove_object"),
        *("search_memory", "record_skill", "propose", "read_person"),
    }
)
"""Tools that agents have by themselves; a config cannot name its own like one."""


def _sorted(value: Any) -> Any:
    """Free values with their keys in one order, whatever order the database gave them."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


Free = Annotated[Any, PlainSerializer(_sorted)]
InputSchema = Annotated[dict[str, Any], AfterValidator(schemas.checked), PlainSerializer(_sorted)]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Effect = Literal["read", "idempotent", "unsafe"]
Timeout = Annotated[int, Field(ge=100, le=120_000, description="Milliseconds.")]


class Gateway(Part):
    """A request that the server makes; the arguments are its query on GET, else its body."""

    url: Url
    method: Method = "POST"
    headers: Headers = Field(default_factory=dict)
    timeout: Timeout = 30_000


class Webhook(Part):
    """Who executes a call elsewhere. Without an address workers fetch it."""

    webhook_url: Url | None = None
    method: Method = "POST"
    headers: Headers = Field(default_factory=dict)
    timeout: Timeout = 30_000


class Output(Part):
    """What an internal tool answers; without it the arguments come back."""

    output: Free = None


class Display(Part):
    custom_ui: Identifier = Field(alias="customUI")


class Called(Part):
    """What all tools share. An `effect` says whether a call may be repeated."""

    name: Identifier
    description: Prose
    input_schema: InputSchema
    effect: Effect = "unsafe"
    needs_approval: bool = False


class GatewayTool(Called):
    execution_type: Literal["gateway"]
    visible: bool = True
    execution: Gateway


class ExternalTool(Called):
    execution_type: Literal["external"]
    visible: bool = True
    execution: Webhook = Field(default_factory=Webhook)


class SpaceTool(Called):
    """A person in the space gives the answer, in the dialog that `display` names."""

    execution_type: Literal["space"]
    visible: Literal[True] = True
    display: Display | None = None


class InternalTool(Called):
    execution_type: Literal["internal"]
    visible: bool = False
    execution: Output = Field(default_factory=Output)


Tool = Annotated[
    GatewayTool | ExternalTool | SpaceTool | InternalTool, Field(discriminator="execution_type")
]
Tools = Annotated[list[Tool], Field(max_length=64), once(lambda tool: tool.name)]


class Server(Part):
    """An MCP server. A tool whose pinned digest no longer fits is switched off.

    `effects` says of its tools whether a call may be repeated; what the server itself says
    of that is a stranger's word.
    """

    name: Identifier
    url: Url
    transport: Annotated[Literal["http", "sse"], not_yet("stdio", instead="http or sse")] = "http"
    headers: Headers = Field(default_factory=dict)
    allowed_tools: Annotated[list[Identifier], Field(max_length=128), once()] | None = None
    pinned_digests: Annotated[dict[Identifier, Digest], Field(max_length=128)] = Field(
        default_factory=dict
    )
    effects: Annotated[dict[Identifier, Effect], Field(max_length=128)] = Field(
        default_factory=dict
    )
    needs_approval: bool = False
    timeout: Timeout = 30_000


class Mcp(Part):
    servers: Annotated[list[Server], Field(max_length=16), once(lambda server: server.name)] = (
        Field(default_factory=list)
    )
