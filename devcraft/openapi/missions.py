"""The clock, time entries and missions."""

from __future__ import annotations

from devcraft.openapi.operations import (
    DAY,
    FLAG,
    MOMENT,
    TEXT,
    WHOLE,
    Operation,
    Schema,
    list_of,
    or_null,
    record,
    ref,
)
from devcraft.programs import IDEMPOTENCY
from missions.api import telling, wishes, wording
from missions.exchange import columns
from missions.models import Status
from missions.views.api import missions, timer

ONCE = {IDEMPOTENCY: "Up to 128 visible ASCII characters; the call happens once under it."}
KNOWN = {"If-None-Match": "The ETag of an earlier answer; 304 if it still holds."}
LIMIT: Schema = {"type": "integer", "minimum": 1, "maximum": wishes.MOST, "default": wishes.LIMIT}
PAGING = {"after": TEXT, "limit": LIMIT}
NEXT = or_null(TEXT)
VALOR: Schema = {"type": "number", "minimum": 0, "maximum": 2, "default": 1}
MEMBERS = {"mission": WHOLE, "valor": VALOR, "startNext": FLAG}
SCHEMAS = {
    "TimeEntry": telling.entry_schema(),
    "Mission": columns.schema(columns.MISSION),
    "Timer": telling.timer_schema(),
    "Acted": record(
        {"act": or_null(TEXT), "mission": or_null(ref("Mission")), "timer": or_null(ref("Timer"))}
    ),
}
WORDS = dict.fromkeys(wording.WORDS, TEXT)
SUMMARIES = {
    "start": "Start or resume a mission; what ran is paused at the same instant",
    "pause": "Pause the mission that runs",
    "resume": "Go on with the mission that was paused last, or with the one named",
    "stop": "Stop the mission that runs or is paused, keep its time, put it back on the list",
    "complete": "Finish the mission that runs or is paused and freeze its score",
}


def _act(name: str) -> Operation:
    shape = timer.SHAPES[name]
    needed = {member: MEMBERS[member] for member in shape.needed}
    optional = {member: MEMBERS[member] for member in shape.optional}
    return Operation(
        "post",
        SUMMARIES[name],
        {200: ref("Acted")},
        body=record(needed, optional),
        headers=ONCE,
        refusals=(400, 404, 409),
    )


OPERATIONS = {
    "missions:api_timer": (
        Operation("get", "The clock that runs; 204 when none does", {200: ref("Timer"), 204: None}),
    ),
    **{f"missions:api_timer_{name}": (_act(name),) for name in timer.SHAPES},
    "missions:api_entries": (
        Operation(
            "get",
            "Time entries in the order in which they were made",
            {200: record({"entries": list_of(ref("TimeEntry")), "next": NEXT}), 304: None},
            query={"from": DAY, "to": DAY, "mission": WHOLE, **PAGING},
            headers=KNOWN,
        ),
    ),
    "missions:api_missions": (
        Operation(
            "get",
            "Missions outside the trash, the oldest first",
            {200: record({"missions": list_of(ref("Mission")), "next": NEXT}), 304: None},
            scope=missions.READ,
            query={"status": {"type": "string", "enum": list(Status.values)}, **PAGING},
            headers=KNOWN,
        ),
        Operation(
            "post",
            "Make a mission to do",
            {201: ref("Mission")},
            scope=missions.WRITE,
            body=record({"name": TEXT}, {"description": TEXT}),
            headers=ONCE,
            refusals=(400, 409, 413),
        ),
    ),
    "missions:api_mission": (
        Operation(
            "get",
            "One mission",
            {200: ref("Mission"), 304: None},
            scope=missions.READ,
            headers=KNOWN,
            refusals=(404,),
        ),
        Operation(
            "patch",
            "Edit words of a mission over the revision that was read",
            {200: ref("Mission")},
            scope=missions.WRITE,
            body=record({"revision": WHOLE}, WORDS),
            refusals=(400, 404, 409, 413),
        ),
    ),
    "missions:api_signs": (
        Operation(
            "post",
            "Tell that an agent worked for a mission; the human's clock stays as it is",
            {201: record({"missionId": WHOLE, "source": TEXT, "signs": WHOLE})},
            body=record({"startedAt": MOMENT, "endedAt": MOMENT}),
            refusals=(400, 404),
        ),
    ),
}
