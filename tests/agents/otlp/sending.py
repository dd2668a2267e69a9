"""Posts as exporters send them, and what became of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from django.test import Client

from agents.models import UsageEvent
from devcraft import clock, keys

EMITTERS = Path(__file__).parent / "emitters"
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
BEGIN_NS = int(datetime(2026, 11, 18, 8, 0, tzinfo=UTC).timestamp()) * 10**9
JSON, PROTOBUF = "application/json", "application/x-protobuf"
FIGURES = (
    "input_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "reasoning_tokens",
)


def exporter(owner, scopes=("telemetry:write",)):
    """A client that signs in with a key of OWNER."""
    issued = keys.issue(owner=owner, name="exporter", scopes=list(scopes), now=clock.now())
    return Client(headers={"Authorization": f"Bearer {issued.text}"})


def post(client, content, signal="traces", *, kind=JSON, base="/otlp", **headers):
    body = content if isinstance(content, bytes) else json.dumps(content)
    return client.post(f"{base}/v1/{signal}", body, content_type=kind, headers=headers)


def fixture(name, signal="traces"):
    return json.loads((EMITTERS / f"{name}.{signal}.json").read_text())


def traces(*spans, resource=None, scope="tests"):
    group = {"resource": {"attributes": pairs(resource or {"service.name": "tests"})}}
    return {"resourceSpans": [group | {"scopeSpans": [{"scope": {"name": scope}, "spans": spans}]}]}


def span(number, parent=0, *, trace=1, begin_ms=0, ms=10, name="work", **attributes):
    """One span; underscores in the names of ATTRIBUTES stand for dots."""
    begin = BEGIN_NS + begin_ms * 10**6
    found = {
        "traceId": f"{trace:032x}",
        "spanId": f"{number:016x}",
        "name": name,
        "startTimeUnixNano": str(begin),
        "endTimeUnixNano": str(begin + ms * 10**6),
        "attributes": pairs({key.replace("__", "."): one for key, one in attributes.items()}),
    }
    return found | ({"parentSpanId": f"{parent:016x}"} if parent else {})


def chat(number, parent=0, *, tokens=(100, 10), model="claude-sonnet-4-5", **more):
    given, output = tokens
    attributes = {
        "gen_ai__operation__name": "chat",
        "gen_ai__provider__name": "anthropic",
        "gen_ai__request__model": model,
        "gen_ai__usage__input_tokens": given,
        "gen_ai__usage__output_tokens": output,
    }
    return span(number, parent, **attributes | more)


def pairs(attributes):
    return [{"key": key, "value": value(one)} for key, one in attributes.items()]


def value(one):
    if isinstance(one, bool):
        return {"boolValue": one}
    if isinstance(one, int):
        return {"intValue": str(one)}
    return {"doubleValue": one} if isinstance(one, float) else {"stringValue": one}


def figures(event):
    return tuple(getattr(event, name) for name in FIGURES)


def billed(owner):
    """The owner's requests, as provider, model, key and figures."""
    events = UsageEvent.objects.visible_to(owner).order_by("at", "id")
    return [(one.provider, one.model, one.key, figures(one)) for one in events]
