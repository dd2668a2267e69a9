"""Whatever bytes come, a post is records, items left out, or one sentence of refusal."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models import UsageEvent
from agents.otlp import density, plain_json, protobuf
from agents.otlp.bodies import Encoding
from agents.otlp.refusing import Unacceptable
from tests.agents.otlp.sending import fixture, post

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("1e400")
names = st.sampled_from(
    [
        "resourceSpans",
        "scopeSpans",
        "spans",
        "resource",
        "attributes",
        "traceId",
        "spanId",
        "key",
        "value",
        "intValue",
        "arrayValue",
        "values",
        "events",
        "startTimeUnixNano",
        "status",
    ]
)
trees = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(names, inner), max_leaves=25
)


def verdict(read, *arguments):
    """The status that a post would be answered with."""
    try:
        read(*arguments)
    except Unacceptable as error:
        return error.status
    return 200


@pytest.mark.parametrize("read", [protobuf.spans, protobuf.logs, protobuf.points])
@given(body=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_protobuf(read, body):
    assert verdict(read, body) in (200, 400)
    large = body * (density.SMALL // max(len(body), 1) + 1)
    assert verdict(density.require_sparse, large, Encoding.PROTOBUF) in (200, 413)


@pytest.mark.parametrize("read", [plain_json.spans, plain_json.logs, plain_json.points])
@given(tree=trees)
def test_any_tree_is_read_or_refused_in_json(read, tree):
    spans = {"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "a" * 32, "x": tree}]}]}]}
    for content in (tree, spans, {"resourceSpans": tree}, {"resourceLogs": [{"scopeLogs": tree}]}):
        assert verdict(read, json.dumps(content).encode()) in (200, 400)


@pytest.mark.django_db
def test_a_series_that_counts_from_its_start_adds_only_what_it_grew(owner, sender):
    content = fixture("claude-code", "metrics")
    metrics = content["resourceMetrics"][0]["scopeMetrics"][0]["metrics"]
    for metric in metrics:
        metric["sum"]["aggregationTemporality"] = 2
    post(sender, content, "metrics")
    points = metrics[2]["sum"]["dataPoints"]
    later = str(int(points[0]["timeUnixNano"]) + 60 * 10**9)
    for point in points:
        point["timeUnixNano"] = later
    points[0]["asDouble"] = 1700

    post(sender, content, "metrics")
    post(sender, content, "metrics")

    counted = UsageEvent.objects.visible_to(owner).order_by("at")
    assert [event.input_tokens for event in counted] == [1200, 700]
    assert counted[1].output_tokens == 0
