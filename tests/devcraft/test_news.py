"""What is told outside the page: each kind once, only what is new and what was asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from missions import timer
from missions.models import Profile
from missions.models.growth import NEWS
from tests.agents.living.spaces.rooms import ask, room
from tests.devcraft.visiting import signed_in
from tests.factories.agents import RunFactory
from tests.factories.budgets import NoticeFactory
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
TITLES = {
    "tells_questions": "Ada wants an approval",
    "tells_budgets": "A budget is close to its limit",
    "tells_quiet_clock": "Is this clock still yours?",
    "tells_long_runs": "Ada is done",
}


@pytest.fixture
def left_at(owner, stranger, clock):
    """When the page was left; of each kind something came since, and something before."""
    space = room(owner)
    ask(space, now=clock.now)
    NoticeFactory(budget__owner=owner, at=clock.now, kind="spent")
    timer.start(user=owner, mission=MissionFactory(owner=owner, name="Gate"), now=clock.now)
    moment = clock.forward(minutes=10)
    later = clock.forward(minutes=15)
    for agent, begun in (("Ada", moment - timedelta(minutes=5)), ("Swift", later)):
        RunFactory(
            owner=owner,
            agent__name=agent,
            status="completed",
            started_at=begun,
            completed_at=later + timedelta(seconds=1),
        )
    space.agent.entity.display_name = "Ada"
    space.agent.entity.save(update_fields=["display_name"])
    ask(space, now=later)
    ask(room(stranger), now=later)
    NoticeFactory(budget__owner=owner, budget__period="week", at=later)
    with time_machine.travel(clock.forward(minutes=1), tick=False):
        yield moment


def titles(owner, moment):
    answer = signed_in(owner).get("/waiting/news/", {"since": moment.isoformat()})
    return [piece["title"] for piece in answer.json()["news"]]


def test_what_came_since_is_told_by_kind_as_it_is_switched(owner, left_at):
    assert sorted(titles(owner, left_at)) == sorted(TITLES.values())

    for off in NEWS:
        rest = {name: "on" for name in NEWS if name != off}
        signed_in(owner).post("/settings/notifications/", rest)
        assert sorted(titles(owner, left_at)) == sorted(set(TITLES.values()) - {TITLES[off]})


def test_a_page_says_where_news_are_unless_all_are_off(owner, left_at):
    client = signed_in(owner)
    assert b'data-news="/waiting/news/"' in client.get("/keys/").content

    assert client.post("/settings/notifications/", {}).status_code == 302

    page = client.get("/keys/").content
    assert b"data-news" not in page
    assert b"data-title" not in page
    assert b"img/mark" in page
    assert not any(getattr(Profile.objects.get(owner=owner), name) for name in NEWS)


def test_too_much_is_summed_up_and_a_bad_moment_refused(owner, left_at):
    for number in range(6):
        MissionFactory(owner=owner, name=f"M{number}", awaiting_answer_at=left_at)

    told = titles(owner, left_at - timedelta(minutes=1))

    assert len(told) == 4
    assert told[-1] == "And more"
    for bad in ("yesterday", "2026-11-18T09:00:00", "2026-13-01T00:00:00Z"):
        answer = signed_in(owner).get("/waiting/news/", {"since": bad})
        assert answer.status_code == 422
        assert answer.json()["error"].startswith("since must be a date and time")


def test_a_browser_whose_clock_is_years_ahead_asks_from_now_on(owner, left_at):
    assert titles(owner, left_at.replace(year=9999, month=12, day=31)) == ["Ada is done"]
