"""Posts at the door: keys, encodings, sizes, and what senders are told."""

from __future__ import annotations

import gzip
import json

import pytest
from django.db import OperationalError
from django.test import Client
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from agents.models import Run, RunStep, TelemetryPost, UsageEvent
from agents.otlp import bodies, density, patience
from agents.otlp.bodies import Encoding
from agents.otlp.refusing import Unacceptable
from agents.views import telemetry
from tests.agents.otlp.sending import (
    BEGIN_NS,
    PROTOBUF,
    chat,
    exporter,
    fixture,
    post,
    span,
    traces,
)

pytestmark = pytest.mark.django_db


def protobuf(*spans):
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add().scope_spans.add()
    for trace, number in spans:
        row = group.spans.add(trace_id=trace, span_id=number, name="work")
        row.start_time_unix_nano = row.end_time_unix_nano = BEGIN_NS
    return request.SerializeToString()


GOOD = protobuf((b"t" * 16, b"s" * 8))


@pytest.mark.parametrize("base", ["", "/otlp"])
@pytest.mark.parametrize("signal", ["traces", "logs", "metrics"])
@pytest.mark.parametrize(
    ("kind", "body", "empty"),
    [("application/json", b'{"newer": 1}', b"{}"), (PROTOBUF, b"\x58\x01", b"")],
)
def test_unknown_fields_are_ignored_and_answered_in_kind(sender, base, signal, kind, body, empty):
    answer = post(sender, body, signal, kind=kind, base=base)

    assert (answer.status_code, answer.content) == (200, empty)
    assert answer.headers["Content-Type"] == kind


def test_gzip_is_unpacked_in_one_member_or_two(sender):
    halves = gzip.compress(GOOD[:9]) + gzip.compress(GOOD[9:])

    for body in (gzip.compress(GOOD), halves, GOOD):
        packing = {} if body is GOOD else {"Content-Encoding": "gzip"}
        assert post(sender, body, kind=PROTOBUF, **packing).status_code == 200

    assert (Run.objects.count(), RunStep.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("body", "kind", "headers", "status"),
    [
        (b"\xff\xff\xff", PROTOBUF, {}, 400),
        (b"{", "application/json", {}, 400),
        (b"[]", "application/json", {}, 400),
        (b'{"resourceSpans": {}}', "application/json", {}, 400),
        (b'{"resourceSpans": [1]}', "application/json", {}, 400),
        (b'{"a":"\\ud800"}', "application/json", {}, 400),
        (b"[" * 5000, "application/json", {}, 400),
        (b"", "text/plain", {}, 415),
        (b"", "", {}, 415),
        (GOOD, PROTOBUF, {"Content-Encoding": "br"}, 415),
        (GOOD, PROTOBUF, {"Content-Encoding": "gzip"}, 400),
        (gzip.compress(GOOD, mtime=0)[:-9], PROTOBUF, {"Content-Encoding": "gzip"}, 400),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(sender, body, kind, headers, status):
    answer = post(sender, body, kind=kind, **headers)

    assert answer.status_code == status
    if kind == "application/json":
        assert answer.json()["message"].endswith(".")
    assert not Run.objects.exists()


def test_a_refusal_in_protobuf_is_a_status_message(sender):
    answer = post(sender, b"\xff", kind=PROTOBUF)

    code, sentence = answer.content[:2], answer.content[4:]
    assert (code, answer.content[3]) == (b"\x08\x03", len(sentence))
    assert sentence == b"The body is no OTLP message in protobuf."


def test_bombs_are_stopped_before_they_unfold(sender):
    bomb = gzip.compress(b"\0" * (bodies.MOST_BYTES + 1))

    answer = post(sender, bomb, kind=PROTOBUF, **{"Content-Encoding": "gzip"})

    assert (answer.status_code, len(bomb) < 20_000) == (413, True)
    assert TelemetryPost.objects.get().problems == [bodies.TOO_LARGE]


@pytest.mark.parametrize(
    ("part", "encoding"),
    [(b"\x0a\x00", Encoding.PROTOBUF), (b'{"a":[]},', Encoding.JSON)],
)
def test_many_tiny_parts_are_refused_before_they_become_objects(part, encoding):
    body = part * (density.SMALL // len(part) + 1)

    density.require_sparse(body[: density.SMALL], encoding)
    with pytest.raises(Unacceptable) as refused:
        density.require_sparse(body * 3, encoding)

    assert refused.value.status == 413


def test_a_large_text_is_not_many_parts():
    density.require_sparse(protobuf((b"t" * 16, b"\x0a" * 2_000_000)), Encoding.PROTOBUF)


def test_without_a_key_nothing_is_read(owner, noon):
    stranger = exporter(owner, scopes=["spaces:read"])

    answers = [post(client, GOOD, kind=PROTOBUF) for client in (Client(), stranger)]

    assert [answer.status_code for answer in answers] == [401, 403]
    assert answers[0].headers["WWW-Authenticate"] == "Bearer"
    assert not TelemetryPost.objects.exists()


def test_a_post_says_whose_key_it_came_with_and_what_became_of_it(owner, sender):
    post(sender, traces(span(1), chat(2, 1, odd__name=1, odd__other__3=2)))

    told = TelemetryPost.objects.get()

    assert (told.owner, told.key.name, told.status) == (owner, "exporter", 200)
    assert (told.accepted, told.rejected, told.requests) == (2, 0, 1)
    assert told.read == {"other": 1, "model": 1}
    assert told.ignored == {"attribute odd.name": 1, "attribute odd.other.N": 1}
    assert told.lag_ms == 4 * 3600 * 1000 - 10


BAD = [
    ({"gen_ai__usage__input_tokens": -1}, "gen_ai.usage.input_tokens must be a whole number"),
    ({"gen_ai__usage__output_tokens": 10**12}, "gen_ai.usage.output_tokens must be a whole number"),
    ({"gen_ai__usage__output_tokens": "many"}, "gen_ai.usage.output_tokens must be a whole number"),
    ({"gen_ai__usage__cost": -0.5}, "gen_ai.usage.cost must be an amount from 0"),
    ({"gen_ai__usage__cost": "1e400"}, "gen_ai.usage.cost must be an amount from 0"),
    ({"begin_ms": -(10**13)}, "startTimeUnixNano is no time since 2000"),
    ({"begin_ms": 10**9}, "startTimeUnixNano is more than a day in the future"),
]


@pytest.mark.parametrize(("changes", "sentence"), BAD)
def test_a_bad_span_is_rejected_alone(sender, changes, sentence):
    answer = post(sender, traces(chat(1), chat(2, **changes), chat(3)))

    partial = answer.json()["partialSuccess"]
    assert partial["rejectedSpans"] == "1"
    assert f"span {2:016x}: {sentence}" in partial["errorMessage"]
    assert UsageEvent.objects.count() == RunStep.objects.count() == 2


def test_bad_ids_are_rejected_in_both_encodings(sender):
    answer = post(sender, protobuf((b"t" * 16, b"s" * 8), (b"t" * 3, b"u" * 8)), kind=PROTOBUF)
    told = ExportTraceServiceResponse.FromString(answer.content).partial_success
    ids = [span(5) | {"traceId": "xyz"}, span(6) | {"spanId": "0" * 16}, span(7) | {"spanId": 7}]
    other = post(sender, traces(*ids)).json()["partialSuccess"]

    assert (told.rejected_spans, "traceId must have 16 bytes" in told.error_message) == (1, True)
    assert other["rejectedSpans"] == "3"


def test_ids_may_come_in_base64_and_numbers_as_numbers(sender):
    odd = span(1) | {
        "traceId": "AAAAAAAAAAAAAAAAAAAAAQ==",
        "spanId": "AAAAAAAAAAE=",
        "startTimeUnixNano": BEGIN_NS,
        "newField": {"x": 1},
        "status": {"code": "STATUS_CODE_ERROR", "message": "boom"},
    }

    post(sender, traces(span(1), span(2, 1)))
    post(sender, traces(odd))

    step = RunStep.objects.get(span_id=f"{1:016x}")
    assert (step.trace_id, step.status, step.error) == (f"{1:032x}", "failed", "boom")


def test_rejected_log_records_are_told_in_protobuf_words(sender):
    content = fixture("codex", "logs")
    records = content["resourceLogs"][0]["scopeLogs"][0]["logRecords"]
    records[3]["attributes"] += [{"key": "output_token_count", "value": {"intValue": "-3"}}]

    answer = post(sender, content, "logs")

    assert answer.json()["partialSuccess"]["rejectedLogRecords"] == "1"
    assert ExportLogsServiceResponse().partial_success.rejected_log_records == 0


def test_hostile_texts_are_kept_as_data(sender):
    hostile = "<script>alert(1)</script>\x00‮"

    content = traces(chat(1, name=hostile, gen_ai__agent__name=hostile, x=hostile))
    answer = post(sender, json.dumps(content).encode())

    assert answer.status_code == 200
    step = RunStep.objects.get()
    assert "\x00" not in step.name + step.run.agent.name
    assert step.payload["attributes"]["x"].startswith("<script>")


def test_long_texts_are_cut_and_secrets_are_not_kept(sender):
    told = {"gen_ai__input__messages": "a" * 100_000, "http__authorization": "Bearer x"}

    post(sender, traces(chat(1, **told)))

    payload = RunStep.objects.get().payload
    assert payload["input"].endswith("characters more)")
    assert len(payload["input"]) < 20_000
    assert payload["attributes"]["http.authorization"] == "[left out]"


def test_more_posts_than_seats_are_told_to_come_again(sender):
    for _ in range(4):
        telemetry.SEATS.acquire()
    try:
        answer = post(sender, GOOD, kind=PROTOBUF)
    finally:
        telemetry.SEATS.release(4)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")


def test_a_busy_database_is_told_with_a_moment_to_come_again():
    with pytest.raises(Unacceptable) as refused, patience.patiently():
        raise OperationalError("database is locked")

    assert (refused.value.status, refused.value.retry_after) == (503, 2)
