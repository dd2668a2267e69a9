"""Bodies that must not be kept: a sentence, the field, no change; alike on both databases."""

from __future__ import annotations

import json

import pytest

from runtime_memory.api.bodies import MOST_BYTES
from tests.runtime_memory.api.programs import BODIES, Program, address, body, kept

pytestmark = pytest.mark.django_db
LONG = "x" * 1_000_001
DEEP = b'{"a":' * 65 + b"1" + b"}" * 65
ENDLESS = b'{"a":' * 100_000

NO_OBJECT = {
    "nothing": (b"", "must be valid JSON"),
    "half": (b'{"actor":', "must be valid JSON"),
    "two": (b"{} {}", "must be valid JSON"),
    "a list": (b"[]", "must be a JSON object"),
    "a text": (b'"actor"', "must be a JSON object"),
    "null": (b"null", "must be a JSON object"),
    "a form": (b"actor=user", "must be valid JSON"),
    "latin-1": ('{"actor":"é"}'.encode("latin-1"), "must be UTF-8 text (byte 10 is not)"),
    "utf-16": ('{"actor":"e"}'.encode("utf-16"), "must be UTF-8 text (byte 0 is not)"),
    "a mark": (b'\xef\xbb\xbf{"actor":"e"}', "must be valid JSON"),
    "a raw NUL": (b'{"actor":"\x00"}', "must be valid JSON"),
    "lists without end": (b"[" * 100_000, "may nest 64 levels at most"),
}


@pytest.fixture
def program(owner):
    return Program(owner)


def refused(program, url, sent, field, status=400):
    """The sentence with which SENT was refused, after a look that nothing changed."""
    before = kept()
    answer = program.tell(url, sent)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    assert answer.json()["field"] == field
    assert kept() == before
    return answer.json()["error"]


@pytest.mark.parametrize(("raw", "rule"), NO_OBJECT.values(), ids=NO_OBJECT)
@pytest.mark.parametrize("name", ["session_start", "deploy_record"])
def test_what_is_no_object_is_refused_as_a_whole(program, owner, name, raw, rule):
    assert refused(program, address(name, owner), raw, "body") == f"body {rule}."


@pytest.mark.parametrize("name", BODIES)
def test_an_unknown_member_is_refused_by_its_name(program, owner, name):
    sent = body(name, owner) | {"owner": 1}

    said = refused(program, address(name, owner), sent, "owner")

    assert said.startswith("owner is not known here; known are ")


@pytest.mark.parametrize("key", ["", "<script>", "a b", "\x00", "\ud800", "é", "x" * 61])
def test_a_name_that_is_no_name_is_not_said_back(program, key):
    said = refused(program, "/api/memory/sessions", {key: 1}, "a member of the body")

    assert key == "" or key not in said


@pytest.mark.parametrize("name", BODIES)
def test_each_member_that_is_needed_is_missed_by_its_name(program, owner, name):
    whole = body(name, owner)
    url = address(name, owner)
    needed = [one for one in whole if one not in ("status", "workflow_run_id", "session_id")]

    for field in needed:
        for absent in ({}, {field: None}):
            sent = {key: value for key, value in whole.items() if key != field} | absent
            assert refused(program, url, sent, field) == f"{field} is needed."


def test_a_member_that_is_named_twice_is_refused_by_its_name(program):
    raw = b'{"actor":"user","actor":"user"}'

    said = refused(program, "/api/memory/sessions", raw, "actor")

    assert said == "actor is named twice."


OBJECTS = {
    b'{"a":1,"a":1}': "names a key twice in one object",
    b'{"b":[{"a":1,"a":2}]}': "names a key twice in one object",
    b'{"a":NaN}': "may not hold NaN or infinity",
    b'{"a":-Infinity}': "may not hold NaN or infinity",
    b'{"a":1e400}': "may not hold NaN or infinity",
    b'{"a":9007199254740992}': "may hold whole numbers up to 9,007,199,254,740,991 only",
    b'{"a":-' + b"9" * 5000 + b"}": "may hold whole numbers up to 9,007,199,254,740,991 only",
    b'{"a":"\\u0000"}': "may not hold NUL (character 1)",
    b'{"\\ud800":1}': "may not hold half of a surrogate pair (character 1)",
    b"[]": "must be a JSON object",
    b'"{}"': "must be a JSON object",
    b"1": "must be a JSON object",
    b"true": "must be a JSON object",
    DEEP: "may nest 64 levels at most",
}
HOLDERS = {
    "session_start": "metadata_json",
    "turn_append": "metadata_json",
    "session_end": "metadata_json",
    "run_start": "context_json",
    "run_end": "context_json",
    "step_start": "details_json",
    "step_end": "details_json",
    "event_append": "payload_json",
    "skill_record": "metadata_json",
    "proposal_create": "proposal_json",
    "validation_record": "details_json",
    "deploy_record": "metrics_json",
}


@pytest.mark.parametrize(("name", "field"), HOLDERS.items(), ids=HOLDERS)
def test_an_object_that_cannot_be_kept_is_refused_by_its_column(program, owner, name, field):
    url = address(name, owner)
    members = {key: value for key, value in body(name, owner).items() if key != field}
    start = json.dumps(members).encode()[:-1] + (b"," if members else b"")

    for value, rule in OBJECTS.items():
        raw = start + b'"' + field.encode() + b'":' + value + b"}"
        assert refused(program, url, raw, field) == f"{field} {rule}."


def test_nesting_without_end_is_refused(program):
    raw = b'{"actor":"user","metadata_json":' + ENDLESS + b"}"

    assert refused(program, "/api/memory/sessions", raw, "body") == (
        "body may nest 64 levels at most."
    )


TEXTS = {
    "session_start": {"actor": True, "channel": False},
    "turn_append": {"content": True},
    "run_start": {"workflow_name": True, "initiated_by": True},
    "step_start": {"step_name": True},
    "event_append": {"message": True},
    "skill_record": {"skill_key": True, "description": True, "source_ref": False},
    "proposal_create": {"proposed_by": True},
    "validation_record": {"validator": True},
    "deploy_record": {"deployment_target": True, "deployment_id": False, "summary": False},
}
CASES = [(name, field) for name, fields in TEXTS.items() for field in fields]


@pytest.mark.parametrize(("name", "field"), CASES)
def test_text_that_cannot_be_kept_is_refused_by_its_column(program, owner, name, field):
    url, whole = address(name, owner), body(name, owner)

    for value in (1, 1.5, True, [], {}, ["a"], {"a": 1}):
        assert refused(program, url, whole | {field: value}, field) == f"{field} must be text."
    for value in ("\x00", "a\ud800", "\udc00"):
        assert " may not hold " in refused(program, url, whole | {field: value}, field)
    assert " bytes at most." in refused(program, url, whole | {field: LONG}, field, status=413)


@pytest.mark.parametrize(("name", "field"), [case for case in CASES if TEXTS[case[0]][case[1]]])
def test_text_that_is_needed_may_not_be_blank(program, owner, name, field):
    url, whole = address(name, owner), body(name, owner)
    blanks = ("", " ", "\n") if field != "content" else ()

    for value in blanks:
        assert refused(program, url, whole | {field: value}, field) == f"{field} is needed."


VALUES = {
    ("session_end", "status"): ["active", "COMPLETED", "", 1, [], {}],
    ("run_start", "status"): ["succeeded", 1],
    ("run_start", "trigger_source"): ["browser", None, ["api"]],
    ("run_end", "status"): ["running", None, {"a": 1}],
    ("step_end", "status"): ["queued", None],
    ("turn_append", "role"): ["god", None, "\x00", "\ud800"],
    ("turn_append", "token_count"): [-1, 1.5, True, "7", 2**31, 10**400, float("nan")],
    ("event_append", "event_type"): ["note", None],
    ("event_append", "event_level"): ["LOW", None],
    ("skill_record", "source_type"): ["dream", None],
    ("skill_record", "confidence"): [-0.1, 1.1, True, "1", float("nan"), 10**400, float("inf")],
    ("skill_record", "learned_at"): [
        *("yesterday", "", "2026-02-30", "2026-02-18T20:00:00", "2026-W08-3", 1, "20260218"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00", "٢٠٢٦-02-18", "2026-02-18\n"),
    ],
    ("proposal_create", "risk_level"): ["none", None],
    ("proposal_create", "proposal_type"): ["wish", None],
    ("proposal_create", "determinism_score"): [2, True, "1"],
    ("validation_record", "build_pass"): ["yes", 2, 1.0, -1, [], None],
    ("deploy_record", "status"): ["promoted", None],
}


@pytest.mark.parametrize(("place", "values"), VALUES.items(), ids=map("-".join, VALUES))
def test_a_value_out_of_its_range_is_refused_by_its_column(program, owner, place, values):
    name, field = place
    url, whole = address(name, owner), body(name, owner)

    for value in values:
        assert refused(program, url, whole | {field: value}, field).startswith(f"{field} ")


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("run_start", "session_id"),
        ("event_append", "workflow_run_id"),
        ("event_append", "step_id"),
        ("proposal_create", "skill_id"),
    ],
)
def test_an_id_that_is_none_is_refused_by_its_column(program, owner, name, field):
    url, whole = address(name, owner), body(name, owner)

    for value in ("\x00", "\ud800", "", "nobody", "x" * 5000, "' OR 1=1"):
        refused(program, url, whole | {field: value}, field, status=404)
    for value in (1, True, [], {"a": 1}):
        assert refused(program, url, whole | {field: value}, field) == f"{field} must be text."


@pytest.mark.parametrize("key", ["nobody", "~", "~AA", "~gICA", "-1", "0" * 5000])
def test_an_id_in_the_address_that_is_none_is_404(program, key):
    answer = program.tell(f"/api/memory/sessions/{key}/turns", BODIES["turn_append"])

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")


@pytest.mark.parametrize("size", [MOST_BYTES + 1, MOST_BYTES * 3])
def test_a_body_that_is_too_long_is_refused_unread(program, size):
    said = refused(program, "/api/memory/sessions", b" " * size, "body", status=413)

    assert said == "what was sent is larger than 4 MB"


def test_a_megabyte_of_content_is_kept_to_the_letter(program):
    content = "\n" * 500_000 + "é" * 250_000

    answer = program.sent("turn_append", content=content)

    assert (answer.status_code, answer.json()["content"]) == (201, content)


def test_a_body_in_pieces_is_told_to_come_in_one(program):
    answer = program.tell(
        "/api/memory/sessions", b"", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH=""
    )

    assert (answer.status_code, answer.json()["field"]) == (411, "body")


def test_hostile_text_is_kept_as_data(program):
    text = "<script>{{ 7*7 }}</script> '; DROP TABLE sessions; -- \u202e\u200b %s {0.__class__}"

    answer = program.sent("session_start", actor=text, metadata_json={text: [text]})

    assert (answer.json()["actor"], answer.json()["metadata_json"]) == (text, {text: [text]})
