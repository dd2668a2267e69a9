"""Agents: spaces, triggers, tool calls, telemetry."""

from __future__ import annotations

from agents.otlp.answering import SIGNALS
from agents.views import space_programs, telemetry
from devcraft.openapi.operations import (
    ANYTHING,
    FLAG,
    MOMENT,
    OBJECT,
    TEXT,
    WHOLE,
    Operation,
    list_of,
    or_null,
    record,
    ref,
)
from devcraft.programs import IDEMPOTENCY

MESSAGE = record({"id": TEXT, "seq": WHOLE, "role": TEXT, "content": TEXT, "createdAt": MOMENT})
EVENT = record(
    {"id": TEXT, "eventId": TEXT, "status": TEXT, "address": TEXT, "run": or_null(OBJECT)}
)
CALL = record(
    {
        **dict.fromkeys(("id", "toolCallId", "toolName", "runId", "agent", "status"), TEXT),
        "args": ANYTHING,
        "createdAt": MOMENT,
        "expiresAt": or_null(MOMENT),
    }
)
SCHEMAS = {"Message": MESSAGE, "AgentEvent": EVENT, "ToolCall": CALL}
ONCE = {IDEMPOTENCY: "It is said or told once under this key."}
OPERATIONS = {
    "agents:api_spaces": (
        Operation("get", "Spaces that you are in", {200: record({"spaces": list_of(OBJECT)})}),
    ),
    "agents:api_messages": (
        Operation(
            "get",
            "Messages of a space, the oldest first",
            {200: record({"messages": list_of(ref("Message"))})},
            scope=space_programs.READ,
            query={"afterSeq": WHOLE, "beforeSeq": WHOLE, "limit": WHOLE},
            refusals=(400, 404),
        ),
        Operation(
            "post",
            "Say something in a space as you",
            {201: ref("Message")},
            scope=space_programs.WRITE,
            body=record({"content": TEXT}, {"entityId": TEXT}),
            headers=ONCE,
            refusals=(400, 404, 409),
        ),
    ),
    "agents:api_seen": (
        Operation(
            "post",
            "Move the mark of what you have read",
            {200: OBJECT},
            body=record({"seq": WHOLE}),
            refusals=(400, 404),
        ),
    ),
    "agents:api_trigger": (
        Operation(
            "post",
            "Tell an agent something; it wakes for it",
            {202: ref("AgentEvent")},
            body=record({"serviceName": TEXT}, {"payload": ANYTHING}),
            headers=ONCE,
            refusals=(400, 404, 409, 413),
        ),
    ),
    "agents:api_trigger_event": (
        Operation("get", "What became of an event", {200: ref("AgentEvent")}, refusals=(404,)),
    ),
    "agents:api_tool_calls": (
        Operation(
            "get",
            "Tool calls that wait for a program",
            {200: record({"toolCalls": list_of(ref("ToolCall")), "next": or_null(TEXT)})},
            query={"after": TEXT, "limit": WHOLE, "status": TEXT},
        ),
    ),
    "agents:api_tool_result": (
        Operation(
            "post",
            "Bring the result of a tool call",
            {200: record({"id": TEXT, "status": TEXT, "cameLate": FLAG})},
            body=record({"result": ANYTHING}),
            refusals=(400, 404, 409),
        ),
    ),
    **{
        f"agents:otlp_{signal}": (
            Operation(
                "post",
                f"Send OpenTelemetry {signal}, as JSON here or as protobuf",
                {200: OBJECT},
                scope=telemetry.SCOPE,
                body=OBJECT,
                refusals=(400, 413, 429),
            ),
        )
        for signal in SIGNALS
    },
}
