"""Any order and repetition of copies over all roads gives the same facts and sums."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.models import TotalKind, UsageEvent, UsageTotal
from agents.usage import blocks, burning, linking, reports, spans, verifying
from agents.usage.tally import FIGURES
from missions import desk
from tests.agents.facts import AT, fact, record
from tests.agents.logs import NOW
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
TOLD = ("key", "at", "model", "session", "project", "road", "roads", "slot", "cost_pico")
EVERY = (
    TotalKind.ALL,
    TotalKind.MODEL,
    TotalKind.PROJECT,
    TotalKind.SESSION,
    TotalKind.AGENT,
    TotalKind.MISSION,
    TotalKind.LINK,
)


@st.composite
def copies(draw):
    """A copy of one of six requests, or a metric point of a session.

    A session's name and a request's moment are the same on all roads, as with real ones.
    """
    number = draw(st.integers(0, 5))
    road = draw(st.sampled_from(["log", "log", "event", "span", "metric"]))
    frame = {
        "session": "st"[number % 2],
        "at": AT - timedelta(minutes=25 * number),
        "model": draw(st.sampled_from(["claude-sonnet-4-20250514", "mystery-model-9"])),
        "output_tokens": draw(st.integers(1, 4)),
        "road": road,
    }
    if road == "metric":
        since = frame["at"] - timedelta(minutes=draw(st.sampled_from([1, 40])))
        return fact(**frame | {"request_id": "", "message_id": "", "path": "", "since": since})
    names = {"request_id": f"r{number}", "message_id": f"m{number}"}
    span = {"trace_id": "a" * 32, "span_id": f"{number:016x}"}
    if road == "log":
        told = {"is_sidechain": number == 5, "path": draw(st.sampled_from(["-p/a", "-p/b"]))}
        # One place of a file says one thing.
        told["offset"] = 10 * frame["output_tokens"] + len(frame["model"])
        return fact(**frame | names | told)
    known = draw(st.sampled_from(["request", "message", "span", "both", "all"]))
    told = {"path": "", "project": "", "message_id": "", "request_id": ""}
    if known in ("request", "both", "all"):
        told["request_id"] = names["request_id"]
    if known in ("message", "both", "all"):
        told["message_id"] = names["message_id"]
    return fact(**frame | told | (span if known in ("span", "all") else {}))


def counted(owner):
    return sorted(UsageEvent.objects.counted().filter(owner=owner).values_list(*TOLD))


def by_kind(owner):
    """What the totals of each kind come to, figure by figure."""
    sums = defaultdict(lambda: [0] * len(FIGURES))
    for kind, *figures in UsageTotal.objects.filter(owner=owner).values_list("kind", *FIGURES):
        sums[kind] = [known + one for known, one in zip(sums[kind], figures, strict=True)]
    return sums


def whole(one):
    """The log event of ONE's request, which has all of its names."""
    number = int((AT - one.at).total_seconds() // 1500)
    names = {"request_id": f"r{number}", "message_id": f"m{number}"}
    span = {"trace_id": "a" * 32, "span_id": f"{number:016x}", "road": "event", "path": ""}
    return fact(session=one.session, at=one.at, output_tokens=9, **names, **span)


def by_days(owner):
    period = spans.last_days(3, today=NOW.date(), rule=desk.rule_of(owner))
    return sum(reports.by_day(owner, period).values(), reports.Spend())


def by_blocks(owner):
    """Requests of all five-hour blocks; the page of the last one says the same of it."""
    moments = UsageEvent.objects.visible_to(owner).values_list("at", flat=True)
    used = [block for block in blocks.blocks(moments) if not block.is_gap]
    assert burning.current(owner, now=max(moments)).spend.requests == used[-1].requests
    return sum(block.requests for block in used)


@settings(max_examples=8)
@given(st.lists(copies(), min_size=1, max_size=10), st.data())
def test_whatever_comes_first_and_however_often_the_facts_are_the_same(pile, data):
    known = {one.at: whole(one) for one in pile if one.road != "metric"}
    pile = [*pile, *known.values()]
    orders = [pile, data.draw(st.permutations(pile + pile[:3]))]
    owners = [UserFactory(), UserFactory()]
    for owner, order in zip(owners, orders, strict=True):
        mission = MissionFactory(owner=owner)
        linking.link(owner=owner, subject="session", name="s", mission=mission, now=NOW)
        for one in order:
            record(owner, one)

    assert counted(owners[0]) == counted(owners[1])
    assert list(verifying.differences()) == []
    for owner in owners:
        whole_sum = reports.all_time(owner, TotalKind.ALL, "")
        assert by_days(owner) == whole_sum
        assert by_blocks(owner) == whole_sum.requests
        sums = by_kind(owner)
        assert all(sums[kind] == sums[TotalKind.ALL] for kind in EVERY)
        assert sums[TotalKind.ALL][0] == UsageEvent.objects.visible_to(owner).count()
