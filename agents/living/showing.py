"""Visible calls: what people in the space see of a tool while it runs and when it is over."""

from __future__ import annotations

import json
import uuid
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from agents.living import speaking
from agents.living.acting.acts import Acting
from agents.models import SmartSpace, SmartSpaceMembership, SmartSpaceMessage, ToolCall

MOST_SHOWN = 20_000


class Shown(StrEnum):
    RUNNING = "running"
    REQUIRES_ACTION = "requires_action"
    COMPLETE = "complete"
    ERROR = "error"


def show(call: ToolCall, acting: Acting, space_id: uuid.UUID | None, status: Shown) -> None:
    """Let CALL stand in the space with STATUS, once; nowhere when the agent is in no space."""
    mine = SmartSpaceMembership.objects.filter(smart_space=space_id, entity=acting.entity)
    if space_id is None or not mine.exists():
        return
    space = SmartSpace.objects.select_for_update().get(pk=space_id)
    metadata = _metadata(call, status)
    text = json.dumps(metadata, ensure_ascii=False)[:MOST_SHOWN]
    posted = _shown(call)
    if not posted.update(metadata=metadata, content=text):
        speaking.post(
            space,
            acting.entity,
            text,
            key=_key(call),
            now=acting.now,
            run=acting.run,
            metadata=metadata,
        )


def finish(call: ToolCall) -> None:
    """Show how CALL, which is over, ended, if it was shown at all."""
    status = Shown.ERROR if call.error else Shown.COMPLETE
    _shown(call).update(
        metadata=_metadata(call, status),
        content=json.dumps(_metadata(call, status), ensure_ascii=False)[:MOST_SHOWN],
    )


def _shown(call: ToolCall) -> QuerySet[SmartSpaceMessage]:
    """The message that shows CALL; the term beside its key is the condition of the index."""
    return SmartSpaceMessage.objects.filter(~Q(idempotency_key=""), idempotency_key=_key(call))


def _key(call: ToolCall) -> str:
    return f"{call.idempotency_key}:shown"


def _metadata(call: ToolCall, status: Shown) -> dict[str, Any]:
    return {
        "type": "tool_call",
        "toolCallId": call.tool_call_id,
        "toolName": call.tool_name,
        "args": call.args,
        "result": call.result,
        "status": status.value,
        "runId": str(call.run_id),
    }
