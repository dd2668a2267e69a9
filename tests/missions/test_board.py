from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from missions import board, lifecycle, timer
from missions.models import Mission
from tests.factories.missions import MORNING, MissionFactory

pytestmark = pytest.mark.django_db


def names(page):
    return [mission.name for mission in page.rows]


def listing(user, *, size=board.PAGE_SIZE, **filters):
    return board.listing(user, board.Filters(**filters), size=size)


def column(user, key):
    return next(column for column in board.columns(user) if column.key == key)


def test_columns_hold_what_belongs_to_them(owner):
    MissionFactory(owner=owner, name="c", wip=True)
    MissionFactory(owner=owner, name="q", queue_position=1)
    MissionFactory(owner=owner, name="t")
    MissionFactory(owner=owner, name="d", done=True)

    shown = {c.key: [m.name for m in c.missions] for c in board.columns(owner)}

    assert shown == {"current": ["c"], "queue": ["q"], "todo": ["t"], "done": ["d"]}


def test_what_runs_stands_first_however_much_is_paused(owner, clock):
    MissionFactory.create_batch(board.COLUMN_SIZE, owner=owner, wip=True, urgency=9)
    humble = MissionFactory(owner=owner, name="humble", urgency=1)
    timer.start(user=owner, mission=humble, now=clock.now)

    current = column(owner, "current")

    assert current.missions[0].name == "humble"
    assert (len(current.missions), current.count) == (board.COLUMN_SIZE, board.COLUMN_SIZE + 1)


def test_a_column_shows_its_first_rows_and_counts_the_rest(owner):
    MissionFactory.create_batch(board.COLUMN_SIZE + 3, owner=owner)

    todo = column(owner, "todo")

    assert (len(todo.missions), todo.count) == (board.COLUMN_SIZE, board.COLUMN_SIZE + 3)
    assert todo.has_more


def test_counting_ends_at_a_thousand(owner, monkeypatch):
    monkeypatch.setattr(board, "MOST_COUNTED", 3)
    MissionFactory.create_batch(6, owner=owner)

    assert column(owner, "todo").counted == "3+"


def test_shared_missions_stand_among_the_own(owner):
    MissionFactory(owner=owner, name="own", urgency=Decimal(5))
    MissionFactory(owner=None, name="shared", urgency=Decimal(9))

    assert names(listing(owner)) == ["shared", "own"]


def test_nobody_sees_missions_of_others_or_the_trash(owner, stranger, clock):
    MissionFactory(owner=stranger)
    trashed = MissionFactory(owner=owner)
    lifecycle.trash(user=owner, mission=trashed, now=clock.now)

    assert names(listing(owner, status="all")) == []
    assert names(board.trash(owner, before="", after="")) == [trashed.name]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("priority", ["new", "old", "middle"]),
        ("newest", ["new", "middle", "old"]),
        ("oldest", ["old", "middle", "new"]),
        ("queue", ["middle", "old"]),
    ],
)
def test_sorting(owner, sort, expected):
    day = timedelta(days=1)
    MissionFactory(owner=owner, name="old", urgency=6, queue_position=2, created_at=MORNING - day)
    MissionFactory(owner=owner, name="middle", urgency=2, queue_position=1)
    MissionFactory(owner=owner, name="new", urgency=9, created_at=MORNING + day)

    assert names(listing(owner, sort=sort)) == expected


@pytest.mark.parametrize(
    "filters",
    [
        {"assigned": "anorak"},
        {"level": 3},
        {"dharma": "speech"},
        {"quest": "Yatra"},
        {"text": "wanted"},
    ],
)
def test_every_filter_narrows(owner, filters):
    MissionFactory(owner=owner, name="other")
    MissionFactory(
        owner=owner,
        name="wanted",
        assigned_to="anorak",
        maturity_level=3,
        dharma_path="view,speech",
        quest_name="Yatra",
    )

    assert names(listing(owner, **filters)) == ["wanted"]


def test_paging_forth_and_back_shows_every_row_once(owner):
    MissionFactory.create_batch(7, owner=owner)
    MissionFactory.create_batch(4, owner=None)

    pages = [listing(owner, size=4)]
    while pages[-1].older:
        pages.append(listing(owner, size=4, after=pages[-1].older))
    back = listing(owner, size=4, before=pages[-1].newer)

    seen = [name for page in pages for name in names(page)]
    assert sorted(seen) == sorted(Mission.objects.values_list("name", flat=True))
    assert names(back) == names(pages[-2])


def test_next_up_is_the_queue_and_without_one_the_most_urgent(owner):
    MissionFactory(owner=owner, name="urgent", urgency=9)
    queued = MissionFactory(owner=owner, name="queued", queue_position=1)

    assert board.next_up(owner, 3) == [queued]
    Mission.objects.filter(pk=queued.pk).update(queue_position=None)
    assert board.next_up(owner, 1)[0].name == "urgent"
