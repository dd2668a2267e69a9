"""Words about missions can be undone, once, and count what they really moved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.models import LinkRank, MissionLink
from agents.usage import verifying
from agents.views import unassigned
from tests.agents.facts import fact, many, record
from tests.agents.logs import one
from tests.agents.views.reading import texts
from tests.devcraft.visiting import location, snapshot
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
UNASSIGNED = "/billing/unassigned/"


@pytest.fixture
def recorded(owner):
    record(owner, *many(3))


def assign(client, mission, subject="project", name="-p"):
    typed = {"subject": subject, "name": name, "mission": f"#{mission.pk}"}
    assert client.post("/billing/assign/", typed).status_code == 302
    return MissionLink.objects.filter(ended_at=None).latest("id")


def missions(owner):
    return {event.mission_id for event in owner.usage.all()}


def test_the_toast_after_assigning_takes_it_back(desk, owner, mission, recorded):
    link = assign(desk, mission)
    said = desk.get(UNASSIGNED).content.decode()
    assert f'action="/billing/links/{link.pk}/undo/"' in said

    answer = desk.post(f"/billing/links/{link.pk}/undo/", {"next": "/billing/"})

    assert location(answer) == "/billing/"
    assert missions(owner) == {None}
    assert "Undone; 3 requests moved." in texts(desk, UNASSIGNED)
    assert list(verifying.differences()) == []


def test_undoing_puts_back_the_word_that_was_replaced(desk, owner, mission, recorded, hours):
    assign(desk, mission)
    hours.shift(timedelta(minutes=1))
    other = MissionFactory(owner=owner)
    link = assign(desk, other)
    assert missions(owner) == {other.pk}

    desk.post(f"/billing/links/{link.pk}/undo/")

    assert missions(owner) == {mission.pk}
    assert MissionLink.objects.get(ended_at=None).mission == mission


def test_the_toast_after_taking_back_says_it_again(desk, owner, mission, recorded):
    link = assign(desk, mission)
    desk.post(f"/billing/links/{link.pk}/end/")
    assert f'action="/billing/links/{link.pk}/renew/"' in desk.get(UNASSIGNED).content.decode()

    desk.post(f"/billing/links/{link.pk}/renew/")

    assert missions(owner) == {mission.pk}
    assert list(verifying.differences()) == []


@pytest.mark.parametrize("act", ["undo", "renew"])
def test_what_has_changed_since_is_not_undone(desk, owner, mission, recorded, act):
    link = assign(desk, mission)
    assign(desk, MissionFactory(owner=owner))
    before = snapshot()

    answer = desk.post(f"/billing/links/{link.pk}/{act}/")

    assert answer.status_code == 409
    assert "so it stays as it is." in answer.content.decode()
    assert snapshot() == before


def test_an_undo_sent_twice_happens_once(desk, owner, mission, recorded):
    link = assign(desk, mission)

    answers = [desk.post(f"/billing/links/{link.pk}/undo/").status_code for _ in range(2)]

    assert answers == [302, 409]
    assert missions(owner) == {None}


def test_only_requests_whose_mission_changed_are_counted(desk, owner, mission, recorded):
    assign(desk, mission)
    desk.get(UNASSIGNED)

    assign(desk, mission, subject="session", name="s")

    assert "0 requests moved." in texts(desk, UNASSIGNED)
    assert {event.rank for event in owner.usage.all()} == {LinkRank.SESSION}


def test_a_stronger_word_keeps_its_requests_out_of_the_count(desk, owner, mission, recorded):
    assign(desk, mission, subject="request", name="req:r1")
    desk.get(UNASSIGNED)

    assign(desk, MissionFactory(owner=owner))

    assert "2 requests moved." in texts(desk, UNASSIGNED)
    assert one(owner, request_id="r1").mission == mission


def test_what_was_said_lists_single_requests_and_leads_to_them(desk, owner, mission, recorded):
    assign(desk, mission, subject="request", name="req:r1")
    assign(desk, mission, subject="branch", name="-p\nmain")

    html = desk.get(UNASSIGNED).content.decode()

    assert f'href="{one(owner, request_id="r1").get_absolute_url()}"' in html
    assert 'href="/billing/requests/?period=all&amp;project=-p&amp;branch=main"' in html
    assert html.count(">Take back<") == 2


def test_what_was_said_is_paged(desk, owner, mission):
    MissionLink.objects.bulk_create(
        MissionLink(owner=owner, subject="project", name=f"-{n}", mission=mission)
        for n in range(60)
    )

    first = desk.get(UNASSIGNED)
    rest = desk.get(UNASSIGNED, {"after": first.context["page"].older})

    assert [len(page.context["words"]) for page in (first, rest)] == [50, 10]


def test_every_group_leads_to_its_own_requests(desk, owner):
    record(owner, fact(project="-a b", branch="x&y"), fact(request_id="2", message_id="2"))

    groups = desk.get(UNASSIGNED).context["groups"]

    for group in groups:
        rows = desk.get(group["requests_at"]).context["page"].rows
        assert [(row.project, row.branch) for row in rows] == [(group["project"], group["branch"])]


def test_only_the_newest_requests_are_grouped_and_only_some_groups_shown(desk, owner, monkeypatch):
    monkeypatch.setattr(unassigned, "MOST_SHOWN", 2)
    for number in range(4):
        named = {"request_id": f"r{number}", "message_id": f"m{number}"}
        record(owner, fact(project=f"-{number}", **named))

    assert "These are the costliest 2; assign some, and others move up." in texts(desk, UNASSIGNED)
