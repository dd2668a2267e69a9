"""Facts as logs tell them, drawn by Hypothesis or built by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction
from hypothesis import strategies as st

from agents.claude_code.tool import TOOL
from agents.models import RunOrigin
from agents.usage import linking
from agents.usage.book import Book
from agents.usage.facts import Fact
from agents.usage.linking import Linker
from agents.usage.recording import Recorder, priced
from agents.usage.runs import Runs, foreign_agent
from tests.agents.logs import NOW, OPUS, SONNET, answer

AT = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)


def fact(**changes):
    fields = {
        "provider": "anthropic",
        "request_id": "r1",
        "message_id": "m1",
        "at": AT,
        "model": SONNET,
        "input_tokens": 1000,
        "cache_read_tokens": 0,
        "cache_write_5m_tokens": 0,
        "cache_write_1h_tokens": 0,
        "output_tokens": 100,
        "reasoning_tokens": 0,
        "speed": "",
        "is_sidechain": False,
        "provided_pico": None,
        "session": "s",
        "project": "-p",
        "branch": "main",
        "flags": "",
        "path": "-p/s.jsonl",
        "offset": 0,
    }
    return Fact(**fields | changes)


def many(count, **changes):
    return [fact(request_id=f"r{n}", message_id=f"m{n}", **changes) for n in range(count)]


def record(owner, *facts, now=NOW):
    """Write FACTS as one import would."""
    with transaction.atomic():
        linking.lock(owner)
        runs = Runs(foreign_agent(owner, TOOL.source), RunOrigin.CLAUDE_CODE)
        runs.know({one.session for one in facts})
        found = priced(facts, seen_via=TOOL.source, book=Book())
        return Recorder(owner, Linker(owner), runs).record(found, now=now)


sizes = st.sampled_from([0, 1, 7, 1000])
messages = st.sampled_from([None, "m0", "m1", "m2"])


@st.composite
def answers(draw, branches=("main",)):
    """A line of a log. A request belongs to one message, as with the real tool."""
    message = draw(messages)
    request = draw(st.sampled_from([None, "a", "b"]))
    minutes = draw(st.integers(0, 3 * 24 * 60))
    return answer(
        message,
        request and f"{message}-{request}",
        tokens=(draw(sizes), draw(sizes), draw(sizes), 1 + draw(sizes)),
        side=draw(st.booleans()),
        model=draw(st.sampled_from([SONNET, OPUS, "mystery-model-9", "<synthetic>"])),
        branch=draw(st.sampled_from(branches)),
        usage={"speed": draw(st.sampled_from([None, "fast"]))},
        costUSD=draw(st.sampled_from([None, 0.25])),
        at=(AT - timedelta(minutes=minutes)).isoformat(),
    )
