"""Worlds and their states."""

from __future__ import annotations

from devcraft.openapi.operations import (
    FLAG,
    MOMENT,
    OBJECT,
    TEXT,
    WHOLE,
    Operation,
    list_of,
    record,
    ref,
)
from worlds.views import api

FACTS = {
    "id": TEXT,
    "name": TEXT,
    "visibility": TEXT,
    "revision": WHOLE,
    "objects": WHOLE,
    "saved_at": MOMENT,
}
SCHEMAS = {"World": record(FACTS), "SavedWorld": record({**FACTS, "is_new": FLAG})}
OPERATIONS = {
    "worlds:api_world_index": (
        Operation("get", "Your newest worlds", {200: record({"worlds": list_of(ref("World"))})}),
    ),
    "worlds:api_world_state": (
        Operation(
            "get",
            "The state of a world, byte for byte",
            {200: OBJECT, 304: None},
            scope=api.READ,
            headers={"If-None-Match": "The ETag of an earlier answer."},
            refusals=(404,),
        ),
        Operation(
            "put",
            "Save a whole state over the revision that If-Match names",
            {200: ref("SavedWorld")},
            scope=api.WRITE,
            body=OBJECT,
            query={"confirm": TEXT, "source": TEXT},
            headers={"If-Match": 'The ETag of the state it began with, such as "r3".'},
            refusals=(404, 409, 412, 413, 422, 428, 429),
        ),
    ),
}
