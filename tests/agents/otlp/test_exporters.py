"""The official SDK, pydantic-ai's own instrumentation and others like it, against a real server."""

from __future__ import annotations

import gzip
import http.client
import json
import time
import urllib.request

import pytest
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic_ai import Agent
from pydantic_ai.capabilities.instrumentation import Instrumentation
from pydantic_ai.models.instrumented import InstrumentationSettings
from pydantic_ai.models.test import TestModel

from tests.agents.otlp.desk import served

pytestmark = pytest.mark.threads
CHAT = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "anthropic",
    "gen_ai.request.model": "claude-sonnet-4-5",
    "gen_ai.usage.input_tokens": 1000,
    "gen_ai.usage.output_tokens": 100,
}
AGENT = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "Scout"}
OPENINFERENCE = {
    "openinference.span.kind": "LLM",
    "llm.provider": "anthropic",
    "llm.model_name": "claude-sonnet-4-5",
    "llm.token_count.prompt": 1000,
    "llm.token_count.completion": 100,
}
OPENLLMETRY = {
    "llm.request.type": "chat",
    "gen_ai.system": "Anthropic",
    "gen_ai.request.model": "claude-sonnet-4-5",
    "gen_ai.usage.prompt_tokens": 1000,
    "gen_ai.usage.completion_tokens": 100,
}
COST = 4_500_000_000


@pytest.fixture(scope="module")
def desk(migrated, tmp_path_factory):
    with served(migrated, tmp_path_factory.mktemp("desk")) as found:
        yield found


@pytest.fixture
def told():
    """A provider of spans, and those that ended."""
    memory = InMemorySpanExporter()
    provider = TracerProvider(resource=Resource.create({"service.name": "sdk"}))
    provider.add_span_processor(SimpleSpanProcessor(memory))
    return provider, memory


def work(provider, scope, *requests):
    """One trace: an agent with REQUESTS below it; returns the trace's id."""
    tracer = provider.get_tracer(scope)
    with tracer.start_as_current_span("agent", attributes=AGENT) as root:
        for attributes in requests:
            with tracer.start_as_current_span("request", attributes=attributes):
                pass
    return f"{root.get_span_context().trace_id:032x}"


def export(desk, memory, compression=Compression.Gzip):
    """Send what ended as the SDK does, told where by its usual variables."""
    exporter = OTLPSpanExporter(
        f"{desk.site}/otlp/v1/traces", headers=desk.headers, compression=compression
    )
    return exporter.export(memory.get_finished_spans())


def parents(desk, trace_id):
    found = desk.rows(
        "SELECT s.kind, p.kind FROM run_steps s LEFT JOIN run_steps p ON p.id = s.parent_id"
        f" WHERE s.trace_id = '{trace_id}' ORDER BY s.started_at, s.number"
    )
    return [tuple(row) for row in found]


def costs(desk, trace_id):
    return desk.rows(
        "SELECT input_tokens, output_tokens, cost_pico FROM agents_usageevent"
        f" WHERE trace_id = '{trace_id}' ORDER BY at"
    )


@pytest.mark.parametrize(
    ("compression", "scope", "request_"),
    [
        (Compression.Gzip, "my.agent", CHAT),
        (Compression.NoCompression, "my.agent", CHAT),
        (Compression.Gzip, "openinference.instrumentation.langchain", OPENINFERENCE),
        (Compression.Gzip, "opentelemetry.instrumentation.anthropic", OPENLLMETRY),
    ],
)
def test_the_official_exporter_is_taken_whole(desk, told, compression, scope, request_):
    provider, memory = told
    trace_id = work(provider, scope, request_, request_)

    assert export(desk, memory, compression) is SpanExportResult.SUCCESS

    assert parents(desk, trace_id) == [("agent", None), ("model", "agent"), ("model", "agent")]
    assert costs(desk, trace_id) == [(1000, 100, COST)] * 2


def test_pydantic_ai_tells_its_own_runs(desk, told):
    provider, memory = told
    settings = InstrumentationSettings(tracer_provider=provider)
    agent = Agent(TestModel(), name="helper", capabilities=[Instrumentation(settings)])
    agent.tool_plain(look)

    agent.run_sync("What do you see?")
    export(desk, memory)

    root = next(one for one in memory.get_finished_spans() if one.parent is None)
    trace_id = f"{root.context.trace_id:032x}"
    assert parents(desk, trace_id) == [
        ("agent", None),
        ("model", "agent"),
        ("tool", "agent"),
        ("model", "agent"),
    ]
    told_tokens = [one.attributes.get("gen_ai.usage.input_tokens") for one in requests_of(memory)]
    assert [row[0] for row in costs(desk, trace_id)] == told_tokens


def look(place: str) -> str:
    """Look at a place."""
    return f"nothing at {place}"


def requests_of(memory):
    spans = sorted(memory.get_finished_spans(), key=lambda one: one.start_time)
    return [one for one in spans if one.attributes.get("gen_ai.operation.name") == "chat"]


def test_a_body_without_a_length_is_read_to_its_end(desk, told):
    provider, memory = told
    trace_id = work(provider, "node", CHAT)
    body = gzip.compress(encode_spans(memory.get_finished_spans()).SerializePartialToString())
    connection = http.client.HTTPConnection(desk.site.removeprefix("http://"), timeout=20)
    headers = {"Content-Type": "application/x-protobuf", "Content-Encoding": "gzip"}

    connection.request(
        "POST",
        "/v1/traces",
        iter([body[:20], body[20:]]),
        {**desk.headers, **headers},
        encode_chunked=True,
    )

    assert connection.getresponse().status == 200
    assert costs(desk, trace_id) == [(1000, 100, COST)]


def test_what_was_answered_with_200_outlives_a_kill(desk):
    spans = [
        {
            "traceId": f"{0x7A11:032x}",
            "spanId": f"{place + 1:016x}",
            "name": "work",
            "startTimeUnixNano": str(time.time_ns()),
        }
        for place in range(200)
    ]
    body = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}).encode()
    headers = {**desk.headers, "Content-Type": "application/json"}
    request = urllib.request.Request(f"{desk.site}/v1/traces", body, headers)  # noqa: S310 -- loopback

    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 -- loopback
        status = answer.status
    desk.kill()

    kept = desk.rows(f"SELECT count(*) FROM run_steps WHERE trace_id = '{0x7A11:032x}'")
    assert (status, kept) == (200, [(200,)])
    desk.start()
