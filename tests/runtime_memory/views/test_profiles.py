"""Versions on a time axis, active at T as known at K, two versions compared."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from tests.devcraft.visiting import signed_in
from tests.factories.runtime_memory import MORNING, BehaviorProfileFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def made(owner):
    def make(version, start, end=None, **fields):
        return BehaviorProfileFactory(
            owner=owner,
            version=version,
            effective_from=MORNING + start * DAY,
            effective_to=None if end is None else MORNING + end * DAY,
            **{"created_at": MORNING - 9 * DAY} | fields,
        )

    return make


def read(owner, query="", name="tom"):
    answer = signed_in(owner).get(f"/memory/profiles/behavior/{name}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_version_of_today_is_named(owner, made):
    made(1, -5, -1)
    made(2, -1)

    assert "<strong>v2</strong> applied" in read(owner)


@pytest.mark.parametrize(
    ("query", "version"),
    [
        ("?at=2026-11-15T00:00&known=2026-11-15T00:00", "v1"),
        ("?at=2026-11-15T00:00&known=2026-11-18T12:00", "v2"),
        ("?at=2026-11-15", "v2"),
    ],
)
def test_what_was_recorded_later_was_not_known_before(owner, made, query, version):
    made(1, -8)
    made(2, -7, created_at=MORNING)

    assert f"<strong>{version}</strong> applied" in read(owner, query)


def test_a_gap_has_no_version_and_says_so(owner, made):
    made(1, -8, -6)
    made(2, -2)

    text = read(owner, "?at=2026-11-14T08:00")

    assert "No version applied" in text
    assert "No version applies from" in text


def test_an_overlap_is_shown_with_the_version_that_counts(owner, made):
    made(1, -8)
    made(2, -2)

    text = read(owner)

    assert ("v1, v2 from" in text, "v2 counts" in text) == (True, True)


@pytest.mark.parametrize("typed", ["soon", "2026-13-01", "%00", "0001-01-01T00:00", "9" * 500])
def test_a_date_that_is_none_is_named_and_now_is_shown(owner, made, typed):
    made(1, -8)

    text = read(owner, f"?at={typed}")

    assert "<strong>v1</strong> applied" in text or "No version applied" in text
    assert read(owner, "?known=soon").count("As known at must be a date") == 1


def test_windows_at_the_ends_of_the_calendar_are_drawn(owner, made):
    first = MORNING.replace(year=1, month=1, day=1, hour=0)
    last = MORNING.replace(year=9999, month=12, day=31, hour=23)
    BehaviorProfileFactory(owner=owner, version=1, effective_from=first, effective_to=last)

    assert read(owner).count("<rect") == 3


def test_two_versions_are_compared_member_by_member(owner, made):
    made(1, -8, behavior_json='{"tone":"formal","limits":{"a":1,"b":2},"old":true}')
    made(2, -2, behavior_json='{"tone":"calm","limits":{"a":1,"b":3},"new":null}')

    text = read(owner, "compare/")

    for path in ("tone", "limits.b", "old", "new"):
        assert f"<code>{path}</code>" in text
    assert "<code>limits.a</code>" not in text
    assert ("removed" in text, "added" in text) == (True, True)


def test_a_version_compared_with_itself_has_not_changed(owner, made):
    made(1, -8)

    assert "Nothing changed." in read(owner, "compare/")


def test_a_version_that_is_not_there_is_404(owner, made):
    made(1, -8)

    assert signed_in(owner).get("/memory/profiles/behavior/tom/compare/?to=7").status_code == 404


def test_names_are_read_page_by_page(owner):
    for number in range(51):
        BehaviorProfileFactory(owner=owner, profile_name=f"name {number:02}")
    client = signed_in(owner)

    first = client.get("/memory/profiles/").content.decode()
    second = client.get("/memory/profiles/?after=name+49").content.decode()

    assert ("name 49" in first, "name 50" in first, "after=name+49" in first) == (True, False, True)
    assert ("name 50" in second, ">name 49<" in second) == (True, False)
