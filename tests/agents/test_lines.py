from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agents.claude_code.lines import Place, fact_of, place_of
from agents.session_logs.values import NoFact, looks_whole
from tests.agents.logs import NOW, OPUS, answer, as_line

HERE = Place("-p/s.jsonl", "-p", "s")


def read(content, place=HERE):
    return fact_of(as_line(content), place, 7, now=NOW)


@pytest.mark.parametrize(
    ("path", "project", "session"),
    [
        ("P/S.jsonl", "P", "S"),
        ("P/S/x.jsonl", "P", "S"),
        ("P/S/subagents/agent-1.jsonl", "P", "S"),
        ("P/S/subagents/workflows/wf_1/agent-1.jsonl", "P", "S"),
        ("S.jsonl", "", "S"),
        ("P/.jsonl", "P", ""),
    ],
)
def test_a_path_says_project_and_session(path, project, session):
    assert place_of(path) == Place(path, project, session)


def test_a_line_becomes_a_fact():
    fact = read(answer("m9", "r9", tokens=(1, 2, 3, 4), model=OPUS, branch="a", side=True))

    assert fact._asdict() == {
        "provider": "anthropic",
        "request_id": "r9",
        "message_id": "m9",
        "at": datetime(2026, 11, 18, 8, 0, tzinfo=UTC),
        "model": OPUS,
        "input_tokens": 1,
        "output_tokens": 2,
        "cache_write_5m_tokens": 3,
        "cache_write_1h_tokens": 0,
        "cache_read_tokens": 4,
        "reasoning_tokens": 0,
        "speed": "",
        "is_sidechain": True,
        "provided_pico": None,
        "session": "s",
        "project": "-p",
        "branch": "a",
        "flags": "",
        "path": "-p/s.jsonl",
        "offset": 7,
        "road": "log",
        "trace_id": "",
        "span_id": "",
        "since": None,
    }


def test_a_progress_line_holds_the_answer_two_levels_deeper():
    outer = answer()
    inner = outer.pop("message")

    assert read(outer | {"data": {"message": {"message": inner}}}).message_id == "m1"


@pytest.mark.parametrize(
    ("usage", "split"),
    [
        ({"cache_creation_input_tokens": 30}, (30, 0)),
        ({"cache_creation_input_tokens": 30, "cache_creation": {}}, (30, 0)),
        (
            {
                "cache_creation_input_tokens": 30,
                "cache_creation": {"ephemeral_1h_input_tokens": 20},
            },
            (10, 20),
        ),
        (
            {
                "cache_creation_input_tokens": 30,
                "cache_creation": {"ephemeral_1h_input_tokens": 90},
            },
            (0, 30),
        ),
        ({"cache_creation_input_tokens": 30, "cache_creation": "much"}, (30, 0)),
    ],
)
def test_what_was_cached_is_split_but_never_more_than_the_whole(usage, split):
    fact = read(answer(usage=usage))

    assert (fact.cache_write_5m_tokens, fact.cache_write_1h_tokens) == split


def test_a_split_alone_says_what_was_cached():
    line = answer(usage={"cache_creation": {"ephemeral_5m_input_tokens": 4}})
    del line["message"]["usage"]["cache_creation_input_tokens"]

    assert read(line).cache_write_5m_tokens == 4


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"usage":{', "not a JSON object"),
        (b'["usage"]', "not a JSON object"),
        (b'"usage"', "not a JSON object"),
        (b"\xff\xfe", "not a JSON object"),
        (answer(message=None) | {"message": "usage"}, "usage without figures"),
        (answer() | {"message": {"usage": None}}, "usage without figures"),
        (answer() | {"message": {"usage": [1]}}, "usage without figures"),
        (answer(tokens=(0, 0, 0, 0)), "no tokens"),
        (answer(model=""), "model is no name of 1 to 200 characters"),
        (answer(model=None), "model is no name of 1 to 200 characters"),
        (answer(model=7), "model is no name of 1 to 200 characters"),
        (answer(model="m" * 201), "model is no name of 1 to 200 characters"),
        (answer(at=None), "timestamp is no time since 2000"),
        (answer(at=1772359200), "timestamp is no time since 2000"),
        (answer(at="yesterday"), "timestamp is no time since 2000"),
        (answer(at="0001-01-01T00:00:00+14:00"), "timestamp is no time since 2000"),
        (answer(at="1999-12-31T23:59:59Z"), "timestamp is no time since 2000"),
        (answer(at="2026-11-19T09:00:01Z"), "timestamp is more than a day in the future"),
        (answer(at="9999-12-31T23:59:59-12:00"), "timestamp is no time since 2000"),
        (answer(costUSD="9.99"), "costUSD is no amount from 0 to 1,000 dollars"),
        (answer(costUSD=-0.01), "costUSD is no amount from 0 to 1,000 dollars"),
        (answer(costUSD=1e300), "costUSD is no amount from 0 to 1,000 dollars"),
        (answer(costUSD=[1]), "costUSD is no amount from 0 to 1,000 dollars"),
    ],
)
def test_a_line_that_is_no_request_says_why(content, reason):
    with pytest.raises(NoFact, match=f"^{reason}$"):
        read(content)


@pytest.mark.parametrize("name", ["input_tokens", "output_tokens", "cache_read_input_tokens"])
@pytest.mark.parametrize("count", [-1, 1.5, "12", True, [], {}, 10**18, 2**63, 1e30])
def test_counts_that_cannot_be_are_refused(name, count):
    with pytest.raises(NoFact, match=f"^{name} is no whole number from 0 to 10,000,000$"):
        read(answer(usage={name: count}))


def test_a_count_of_null_is_none_at_all():
    assert read(answer(usage={"cache_read_input_tokens": None})).cache_read_tokens == 0


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({}, ""),
        ({"version": "dev"}, "odd version"),
        ({"version": None}, "odd version"),
        ({"version": 2}, "odd version"),
        ({"version": "2.1.0-beta"}, ""),
    ],
)
def test_odd_versions_are_flagged(changes, flags):
    assert read(answer() | changes).flags == flags


def test_a_null_request_is_flagged_and_a_missing_one_is_not():
    assert read(answer() | {"requestId": None}).flags == "null request id"
    assert read(answer(request=None)).flags == ""


def test_a_line_without_a_message_is_flagged():
    assert read(answer(message=None)).flags == "no message id"


@pytest.mark.parametrize("value", [1, True, None, ["r"], {"id": "r"}])
def test_ids_that_are_no_text_are_missing(value):
    fact = read(answer() | {"requestId": value, "gitBranch": value})

    assert (fact.request_id, fact.branch) == ("", "")


def test_texts_are_cut_to_what_the_ledger_holds():
    fact = read(answer("m" * 999, "r" * 999, branch="b" * 999), Place("p", "P" * 999, "S" * 999))

    sizes = [len(text) for text in (fact.message_id, fact.request_id, fact.branch)]
    assert sizes == [200, 200, 200]
    assert (len(fact.project), len(fact.session)) == (400, 200)


def test_no_text_holds_a_nul():
    nul = "a\x00b"

    fact = read(answer(nul, nul, model=nul, branch=nul))

    assert {fact.message_id, fact.request_id, fact.model, fact.branch} == {"ab"}


@pytest.mark.parametrize("speed", [None, "standard", "FAST", 1, ["fast"]])
def test_only_fast_is_fast(speed):
    assert read(answer(usage={"speed": speed})).speed == ""
    assert read(answer(usage={"speed": "fast"})).speed == "fast"


def test_a_clock_may_be_a_day_ahead():
    ahead = NOW + timedelta(days=1)

    assert read(answer(at=ahead.isoformat())).at == ahead


@pytest.mark.parametrize("at", ["2026-11-18T09:00:00+02:00", "2026-11-18T07:00:00", "20261118T07Z"])
def test_times_of_any_zone_become_utc(at):
    assert read(answer(at=at)).at == datetime(2026, 11, 18, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "is_whole"),
    [(b"{}", True), (b'{"a":1', False), (b"", False), (b"null", False), (b"{", False)],
)
def test_a_whole_line_is_told_by_its_ends(line, is_whole):
    assert looks_whole(line) is is_whole


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("requestId", "timestamp", "costUSD", "version", "isSidechain", "gitBranch", "message")
INNER = ("id", "model", "usage")
USAGE = ("input_tokens", "output_tokens", "cache_creation", "speed", "cache_read_input_tokens")


@given(st.sampled_from([*FIELDS, *INNER, *USAGE, "odd field"]), anything)
@example("timestamp", "2026-11-18T08:00:00+23:59:59.999999")
@example("model", "\ud800")
def test_whatever_a_field_holds_a_line_is_a_fact_or_none(name, value):
    line = answer()
    holder = line if name in FIELDS else line["message"]
    (holder["usage"] if name in USAGE else holder)[name] = value
    fact = None
    with suppress(NoFact):
        fact = read(line)

    if fact is not None:
        assert fact.total_tokens > 0
        assert "\x00" not in fact.model + fact.branch + fact.request_id + fact.message_id


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(content):
    with pytest.raises(NoFact):
        read(content)
