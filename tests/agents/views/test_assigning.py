from __future__ import annotations

from datetime import timedelta

import pytest

from agents.models import LinkRank, MissionLink
from agents.usage import verifying
from agents.usage.linking import branch_name
from devcraft import clock
from missions import lifecycle, timer
from tests.agents.facts import fact, record
from tests.agents.logs import one
from tests.agents.views.reading import texts
from tests.devcraft.visiting import htmx, location, signed_in, snapshot
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
NAMES = {
    "request": ("req:r1", LinkRank.REQUEST),
    "session": ("s", LinkRank.SESSION),
    "branch": (branch_name("-p", "main"), LinkRank.BRANCH),
    "project": ("-p", LinkRank.PROJECT),
}


@pytest.fixture(autouse=True)
def recorded(owner):
    record(owner, fact())


def assign(client, subject, mission, *, name=None, **headers):
    name = NAMES[subject][0] if name is None else name
    typed = {"subject": subject, "name": name, "mission": mission}
    return client.post("/billing/assign/", typed, headers=headers)


@pytest.mark.parametrize("subject", NAMES)
def test_a_request_a_session_a_branch_or_a_project_is_assigned(desk, owner, mission, subject):
    answer = assign(desk, subject, f"#{mission.pk}")

    assert (answer.status_code, location(answer)) == (302, "/billing/unassigned/")
    event = one(owner)
    assert (event.mission, event.rank) == (mission, NAMES[subject][1])
    assert "1 request moved" in texts(desk, "/billing/unassigned/")
    assert list(verifying.differences()) == []


def test_a_branch_is_assigned_as_a_browser_sends_it(desk, owner, mission):
    assign(desk, "branch", f"{mission.pk}", name="-p\r\nmain")

    assert (one(owner).mission, one(owner).rank) == (mission, LinkRank.BRANCH)


@pytest.mark.parametrize("typed", ["{}", "#{}", " {} ", " #{} "])
def test_a_mission_is_typed_with_or_without_its_sign(desk, owner, mission, typed):
    assign(desk, "project", typed.format(mission.pk))

    assert one(owner).mission == mission


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("fix the PORTAL gate", True),
        ("portal", True),
        ("gate port", True),
        ("unicorn", False),
        ("shader", False),
        ("Write the shader", True),
    ],
)
def test_a_mission_is_found_by_its_name_when_it_is_the_only_one(desk, owner, mission, typed, found):
    for name in ("Write the shader", "Write the shader again"):
        MissionFactory(owner=owner, name=name)
    MissionFactory(name="A portal of somebody else")

    answer = assign(desk, "project", typed)

    assert (answer.status_code, one(owner).mission is not None) == (302 if found else 422, found)


def test_a_name_of_several_missions_is_refused_with_their_numbers(desk, owner, mission):
    other = MissionFactory(owner=owner, name="Paint the gate")

    said = assign(desk, "project", "gate", **htmx("main")).content.decode()

    wanted = f"“gate” is in #{other.pk} Paint the gate; #{mission.pk} Fix the portal gate."
    assert f"Mission must be one; {wanted}" in said


def test_what_ran_last_is_offered_first_and_nothing_from_the_trash(desk, owner, mission, hours):
    names = ("Thrown away", "Worked on", "Running")
    made = {name: MissionFactory(owner=owner, name=name) for name in names}
    for one_mission in made.values():
        timer.start(user=owner, mission=one_mission, now=clock.now())
        hours.shift(timedelta(minutes=5))
    lifecycle.trash(user=owner, mission=made["Thrown away"], now=clock.now())

    offered = desk.get("/billing/unassigned/").context["offered"]

    assert [one.name for one in offered] == ["Running", "Worked on", "Fix the portal gate"]


def test_a_chosen_mission_is_taken_and_two_answers_are_refused(desk, owner, mission):
    typed = {"subject": "project", "name": "-p", "chosen": f"#{mission.pk}", "mission": ""}

    both = desk.post("/billing/assign/", typed | {"mission": "gate"})
    chosen = desk.post("/billing/assign/", typed)

    assert (both.status_code, chosen.status_code) == (422, 302)
    assert "Mission must be chosen or typed, not both." in both.content.decode()
    assert one(owner).mission == mission


def test_without_scripts_a_refused_form_keeps_what_was_typed(desk, mission):
    html = assign(desk, "branch", "no such <mission>", name="-p\r\nmain").content.decode()

    assert 'name="mission" value="no such &lt;mission&gt;"' in html
    assert 'type="hidden" name="name" value="-p\nmain"' in html.replace("\r\n", "\n")
    assert "was not found by its name; try its number." in html
    assert f'<option value="#{mission.pk}">Fix the portal gate</option>' in html


@pytest.mark.parametrize(
    "typed", ["", "abc", "#", "##1", "1.5", "-1", "१", "9" * 20, "0x1", "\x00", "#999999", "0"]
)
@pytest.mark.parametrize("headers", [{}, htmx("main")], ids=["page", "htmx"])
def test_a_bad_mission_is_refused_in_one_sentence_and_changes_nothing(desk, typed, headers):
    before = snapshot()

    answer = assign(desk, "project", typed, **headers)

    assert answer.status_code == 422
    assert "Mission" in answer.content.decode()
    assert snapshot() == before


def test_a_foreign_mission_is_refused_as_one_that_does_not_exist(desk, stranger):
    foreign = MissionFactory(owner=stranger, name="A private plan")
    before = snapshot()

    answer = assign(desk, "project", f"#{foreign.pk}")

    assert answer.status_code == 422
    assert f"Mission #{foreign.pk} does not exist, or it is not yours." in answer.content.decode()
    assert "A private plan" not in answer.content.decode()
    assert snapshot() == before


@pytest.mark.parametrize(
    ("subject", "name"), [("planet", "-p"), ("", "-p"), ("project", ""), ("project", "a\x00b")]
)
def test_what_is_not_there_to_assign_is_refused(desk, mission, subject, name):
    before = snapshot()

    typed = {"subject": subject, "name": name, "mission": mission.pk}
    answer = desk.post("/billing/assign/", typed)

    assert answer.status_code == 422
    assert snapshot() == before


def test_a_name_that_is_too_long_is_refused(desk, mission):
    assert assign(desk, "project", mission.pk, name="x" * 701).status_code == 422
    assert MissionLink.objects.count() == 0


def test_another_persons_project_of_the_same_name_stays(stranger, owner, hours):
    own = MissionFactory(owner=stranger)

    assign(signed_in(stranger), "project", own.pk)

    assert one(owner).mission is None


def test_a_word_is_taken_back_where_it_is_shown(desk, owner, mission):
    assign(desk, "project", mission.pk)
    link = MissionLink.objects.get()
    assert f"belongs to #{mission.pk}" in texts(desk, "/billing/unassigned/")

    answer = desk.post(f"/billing/links/{link.pk}/end/", {"next": "/billing/"})
    again = desk.post(f"/billing/links/{link.pk}/end/")

    assert (location(answer), again.status_code) == ("/billing/", 404)
    assert one(owner).mission is None
    assert "-p" in texts(desk, "/billing/unassigned/")


def test_somebody_elses_word_cannot_be_taken_back(desk, owner, mission, stranger):
    assign(desk, "project", mission.pk)
    other = signed_in(stranger)
    before = snapshot()

    answer = other.post(f"/billing/links/{MissionLink.objects.get().pk}/end/")

    assert answer.status_code == 404
    assert snapshot() == before


def test_unassigned_work_is_grouped_by_project_and_branch(desk, owner, mission):
    record(owner, fact(request_id="a", message_id="a", branch="feature"))
    record(owner, fact(request_id="b", message_id="b", project="", branch=""))
    record(owner, fact(request_id="c", message_id="c", project="-q", model="mystery-model-9"))

    groups = desk.get("/billing/unassigned/").context["groups"]
    assign(desk, "project", mission.pk)
    left = desk.get("/billing/unassigned/").context["groups"]

    found = [(group["project"], group["branch"], group["unpriced"]) for group in groups]
    assert found == [("", "", 0), ("-p", "feature", 0), ("-p", "main", 0), ("-q", "main", 1)]
    assert [group["project"] for group in left] == ["", "-q"]


def test_a_way_back_to_another_site_is_not_taken(desk, mission):
    typed = {"subject": "project", "name": "-p", "mission": mission.pk}

    answer = desk.post("/billing/assign/", typed | {"next": "https://evil.example/"})

    assert location(answer) == "/billing/unassigned/"
