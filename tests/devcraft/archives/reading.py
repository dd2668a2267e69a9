"""Archives as tests look at them: lines by table, ids told by their places, files changed."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile

from devcraft.archives import manifest, taking
from devcraft.archives.tables import BY_LABEL, TABLES
from devcraft.archives.turning import MODELS
from missions.models import Mission

ASIDE = {"agents.Agent": {"parked_at", "parked_reason"}}
"""What a restore says otherwise by intent."""


def taken(user, now):
    """The bytes of USER's archive."""
    file = io.BytesIO()
    taking.write(user, file, now=now)
    return file.getvalue()


def files_of(raw):
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        return {name: file.read(name) for name in file.namelist()}


def lines_of(raw):
    """Lines by table, in order."""
    files = files_of(raw)
    return {
        table.label: [json.loads(line) for line in files[table.file].splitlines()]
        for table in TABLES
    }


def told_by_place(raw):
    """The lines with every number that a database gave as the place of its row in the archive."""
    tables = lines_of(raw)
    places = {
        (label, str(line["id"])): f"{label}#{number}"
        for label, lines in tables.items()
        if BY_LABEL[label].numbered
        for number, line in enumerate(lines)
    }
    return {
        label: [_told(BY_LABEL[label], line, places) for line in lines]
        for label, lines in tables.items()
    }


def _told(table, line, places):
    told = {"id": places.get((table.label, str(line["id"])), line["id"])}
    for field in (field for field in table.fields if field.name in line):
        value = line[field.name]
        if field.is_relation and not isinstance(value, bool):
            value = places.get((field.related_model._meta.label, str(value)), value)
        told[field.name] = value
    for name in ASIDE.get(table.label, ()):
        told.pop(name, None)
    _tell_hidden(table.label, told, places)
    return told


def _tell_hidden(label, told, places):
    """Numbers that stand in texts."""
    mission = Mission._meta.label
    if label == "missions.EntryEdit":
        for part in (told["before"], told["after"]):
            if "mission_id" in part:
                part["mission_id"] = places[mission, str(part["mission_id"])]
    if label == "missions.XpEntry":
        told["key"] = re.sub(
            r"^mission:(\d+)", lambda match: places[mission, match[1]], told["key"]
        )
    if label == "agents.Budget" and told["mission"]:
        told["subject"] = told["mission"]
    if label == "devcraft.SourceRow":
        target = MODELS[told["target_table"]]._meta.label
        told["target_id"] = places.get((target, told["target_id"]), told["target_id"])


def changed(raw, *, files=None, told=None, signed=True):
    """RAW with some of its FILES other ones (None: gone) and its manifest changed by TOLD; the
    manifest's counts and digests fit again when SIGNED."""
    held = {**files_of(raw), **(files or {})}
    head = json.loads(held.pop(manifest.NAME))
    held = {name: content for name, content in held.items() if content is not None}
    if signed:
        head["parts"] = [part_of(name, content) for name, content in held.items()]
    head |= told or {}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in held.items():
            file.writestr(name, content)
        file.writestr(manifest.NAME, json.dumps(head))
    return made.getvalue()


def part_of(name, content):
    digest = hashlib.sha256(content).hexdigest()
    rows = content.count(b"\n") if name.startswith("tables/") else 0
    return {"name": name, "bytes": len(content), "sha256": digest, "rows": rows, "apart": 0}


def with_line(raw, label, number, **values):
    """RAW with VALUES in one line of a table; `signed` again."""
    name = BY_LABEL[label].file
    lines = files_of(raw)[name].splitlines()
    lines[number - 1] = json.dumps(json.loads(lines[number - 1]) | values).encode()
    return changed(raw, files={name: b"".join(line + b"\n" for line in lines)})
