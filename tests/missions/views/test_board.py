from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from missions import board, lifecycle
from missions.models import Mission
from tests.devcraft.visiting import htmx
from tests.factories.missions import MORNING, MissionFactory

pytestmark = pytest.mark.django_db
ODD_WORDS = (
    *("a*", "NEAR(", "a AND", "name:x", "a:*", "<->", "''", "DROP TABLE", "OR 1=1", "# 1", "#x"),
    *("x" * 200, "9" * 18, "9" * 19, "#" + "9" * 190, "\u0301", "\u202e", "a\u200bb", "\ufffe"),
)


def titles(response):
    return re.findall(r'<a (?:class="title" )?href="/missions/\d+/">([^<]+)</a>', text(response))


def text(response):
    return response.content.decode()


def test_the_board_has_four_columns_with_their_counts(desk, owner):
    MissionFactory(owner=owner, queued=True)
    MissionFactory(owner=owner)
    MissionFactory(owner=owner, wip=True)
    MissionFactory(owner=owner, done=True)

    html = text(desk.get("/missions/"))

    for title in ("Current", "Queue", "To do", "Done"):
        assert f'{title} <span class="figure quiet">1</span>' in html


def test_an_empty_board_says_what_to_do(desk):
    html = text(desk.get("/missions/"))

    assert "Nothing is in progress." in html
    assert "Nothing waits to be done." in html


def test_a_column_ends_at_twenty_and_leads_to_the_list(desk, owner):
    MissionFactory.create_batch(21, owner=owner)

    response = desk.get("/missions/")

    assert len(titles(response)) == board.COLUMN_SIZE
    assert "All 21 in the list" in text(response)


def test_the_list_is_ordered_by_priority(desk, owner):
    for urgency in (3, 9, 6):
        MissionFactory(owner=owner, urgency=Decimal(urgency), name=f"urgency {urgency}")

    assert titles(desk.get("/missions/?status=open")) == ["urgency 9", "urgency 6", "urgency 3"]


@pytest.mark.parametrize(
    ("sort", "wanted"),
    [("newest", ["day 2", "day 1", "day 0"]), ("oldest", ["day 0", "day 1", "day 2"])],
)
def test_the_list_is_ordered_by_age(desk, owner, sort, wanted):
    for day in range(3):
        created_at = MORNING + timedelta(days=day)
        MissionFactory(owner=owner, created_at=created_at, name=f"day {day}")

    assert titles(desk.get("/missions/", {"sort": sort})) == wanted


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("status=todo", ["a todo"]),
        ("status=wip", ["a wip"]),
        ("status=done", ["a done"]),
        ("status=archived", ["an archived"]),
        ("status=open", ["a todo", "a wip"]),
        ("status=all", ["a todo", "a wip", "a done", "an archived"]),
        ("assigned=anorak", ["a wip"]),
        ("level=2", ["a wip"]),
        ("quest=Dig", ["a wip"]),
        ("dharma=speech", ["a wip"]),
        ("q=archived", ["an archived"]),
    ],
)
def test_the_list_is_narrowed(desk, owner, query, wanted):
    MissionFactory(owner=owner, name="a todo")
    marks = {"assigned_to": "anorak", "maturity_level": 2, "quest_name": "Dig"}
    MissionFactory(owner=owner, wip=True, name="a wip", dharma_path="view,speech", **marks)
    MissionFactory(owner=owner, done=True, name="a done")
    archived = {"status": "archived", "archived_from": "todo"}
    MissionFactory(owner=owner, name="an archived", **archived)

    assert sorted(titles(desk.get(f"/missions/?{query}"))) == sorted(wanted)


@pytest.mark.parametrize("number", ["{pk}", "#{pk}", " #{pk} "])
def test_a_mission_is_found_by_its_number(desk, mission, other, number):
    response = desk.get("/missions/", {"q": number.format(pk=mission.pk)})

    assert titles(response) == [mission.name]


@pytest.mark.parametrize(
    "query",
    [
        "status=nonsense",
        "sort=nonsense",
        "level=99",
        "level=two",
        "dharma=nonsense",
        "q=%00",
        "q=" + "x" * 300,
        "assigned=%00",
        "quest=%00",
        "status=%00&sort=%00",
        "before=x&after=y",
        "level=9999999999999999999999",
    ],
)
def test_a_filter_that_makes_no_sense_means_its_default(desk, mission, query):
    response = desk.get(f"/missions/?{query}")

    assert response.status_code == 200
    assert titles(response) == [mission.name]


@pytest.mark.parametrize("words", [*"\"'*()^-\\%_&|!#:²ॐ", *ODD_WORDS])
def test_any_words_can_be_searched(desk, mission, words):
    response = desk.get("/missions/", {"q": words})

    assert response.status_code == 200
    assert "No mission matches." in text(response) or titles(response) == [mission.name]


def test_htmx_gets_the_rows_alone(desk, mission):
    response = desk.get("/missions/?status=open", headers=htmx("rows"))

    assert text(response).strip().startswith('<div id="rows">')
    assert titles(response) == [mission.name]
    assert {"HX-Request", "HX-Target"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize("target", ["main", "board", "", "rows2"])
def test_another_target_gets_the_whole_page(desk, mission, target):
    assert "<html" in text(desk.get("/missions/?status=open", headers=htmx(target)))


def test_a_restored_page_of_the_history_is_whole(desk, mission):
    headers = htmx("rows", **{"HX-History-Restore-Request": "true"})

    assert "<html" in text(desk.get("/missions/?status=open", headers=headers))


def test_the_list_goes_on_and_back_by_links(desk, owner):
    MissionFactory.create_batch(board.PAGE_SIZE + 1, owner=owner)
    first = desk.get("/missions/?status=open&q=mission")

    following = desk.get("/missions/" + link(first, "next"))
    back = desk.get("/missions/" + link(following, "prev"))

    assert len(titles(following)) == 1
    assert titles(back) == titles(first)
    assert "q=mission" in link(first, "next")


def link(response, rel):
    return re.search(rf'rel="{rel}" href="([^"]+)"', text(response))[1].replace("&amp;", "&")


def test_a_list_without_a_match_leads_on(desk, mission):
    assert "No mission matches." in text(desk.get("/missions/?q=zzz"))


def test_the_trash_shows_what_was_thrown_away_and_only_that(desk, mission, other, clock):
    lifecycle.trash(user=mission.owner, mission=mission, now=clock.now)

    assert titles(desk.get("/missions/trash/")) == [mission.name]
    assert titles(desk.get("/missions/?status=all")) == [other.name]


def test_an_empty_trash_says_so(desk):
    assert "The trash is empty." in text(desk.get("/missions/trash/"))


def test_a_shared_mission_is_marked_and_cannot_be_queued(desk):
    shared = MissionFactory(owner=None)

    assert '<span class="badge">shared</span>' in text(desk.get("/missions/?status=open"))
    assert f"/missions/{shared.pk}/queue/add/" not in text(desk.get("/missions/"))


def test_the_board_says_more_than_a_thousand_when_it_stops_counting(desk, owner):
    Mission.objects.bulk_create(Mission(owner=owner, name="x") for _ in range(1001))

    assert '<span class="figure quiet">1,000+</span>' in text(desk.get("/missions/"))
