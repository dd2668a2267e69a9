"""Rules with * for any letters: what they fit, which goes first, and what they never undo."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models import LinkRank, UsageEvent
from agents.usage import holding, linking, patterns, verifying
from agents.usage.linking import branch_name
from agents.usage.patterns import Pattern
from tests.agents.facts import fact, record
from tests.agents.logs import NOW
from tests.agents.views.reading import texts
from tests.devcraft.visiting import location
from tests.factories.missions import MissionFactory

AT = "/billing/links/"
letters = st.text(alphabet="ab-*.\\[", max_size=6)


@given(letters, letters)
def test_a_star_stands_for_any_letters_and_nothing_else_is_special(name, value):
    expected = _fits(name, value)

    assert Pattern(name).fits(value) is expected
    if expected:
        assert value.startswith(patterns.prefix(name))


def _fits(name, value):
    """The same by trying every split."""
    if not name:
        return not value
    if name[0] == "*":
        return any(_fits(name[1:], value[start:]) for start in range(len(value) + 1))
    return value[:1] == name[0] and _fits(name[1:], value[1:])


def say(owner, subject, name, mission):
    return linking.link(owner=owner, subject=subject, name=name, mission=mission, now=NOW)


def told(number, project, branch="main"):
    named = {"request_id": f"r{number}", "message_id": f"m{number}"}
    return fact(project=project, branch=branch, session=f"s{number}", **named)


def placed(owner):
    found = UsageEvent.objects.filter(owner=owner).order_by("key")
    return list(found.values_list("mission", "rank"))


@pytest.mark.django_db
def test_the_exact_name_goes_before_a_pattern_and_a_longer_pattern_before_a_shorter(owner):
    wide, long, exact, branch = (MissionFactory(owner=owner).pk for _ in range(4))
    by_pk = {one.pk: one for one in MissionFactory._meta.model.objects.all()}
    names = ("-x", "-home-a", "-home-oasis", "-home-oasis-web", "-home-oasis")
    record(owner, *(told(number, name) for number, name in enumerate(names[:4])))
    record(owner, told(4, names[4], "feature/portal"))

    say(owner, "project", "-home-*", by_pk[wide])
    say(owner, "project", "-home-oasis*", by_pk[long])
    say(owner, "project", "-home-oasis", by_pk[exact])
    moved = say(owner, "branch", branch_name("*", "feature/*"), by_pk[branch])

    project, of_branch = LinkRank.PROJECT, LinkRank.BRANCH
    assert placed(owner) == [
        (None, LinkRank.NONE),
        (wide, project),
        (exact, project),
        (long, project),
        (branch, of_branch),
    ]
    assert moved == 1
    assert list(verifying.differences()) == []
    links = list(owner.mission_links.filter(ended_at=None).order_by("id"))
    assert list(holding.counts(links).values()) == [1, 1, 1, 1]


@pytest.mark.django_db
def test_a_pattern_never_moves_what_a_person_assigned_and_its_end_takes_it_back(owner):
    ruled, by_hand = MissionFactory(owner=owner), MissionFactory(owner=owner)
    record(owner, told(1, "-home-a"), told(2, "-home-b"), told(3, "-HOME-c"))
    say(owner, "session", "s1", by_hand)

    say(owner, "project", "-home-*", ruled)
    assert [mission for mission, _ in placed(owner)] == [by_hand.pk, ruled.pk, None]

    linking.unlink(owner=owner, subject="project", name="-home-*", now=NOW)
    assert [mission for mission, _ in placed(owner)] == [by_hand.pk, None, None]
    assert list(verifying.differences()) == []


@pytest.mark.django_db
def test_a_rule_is_added_given_another_mission_taken_back_and_undone(desk, owner):
    first, second = (MissionFactory(owner=owner, name=name) for name in ("Gate", "Tower"))
    record(owner, told(1, "-home-a"), told(2, "-home-b"), told(3, "-other"))

    answer = desk.post(AT, {"project": "-home-*", "mission": "Gate", "next": AT})

    assert location(answer) == AT
    assert "2 requests moved" in texts(desk, AT)
    assert "2 requests" in texts(desk, AT)
    typed = {"subject": "project", "name": "-home-*", "mission": f"#{second.pk}", "next": AT}
    desk.post("/billing/assign/", typed)
    link = owner.mission_links.get(ended_at=None)
    assert link.mission == second
    desk.post(f"/billing/links/{link.pk}/undo/")
    link = owner.mission_links.get(ended_at=None)
    assert link.mission == first
    desk.post(f"/billing/links/{link.pk}/end/", {"next": AT})
    assert placed(owner) == [(None, 0)] * 3
    assert "Tower" in texts(desk, f"{AT}?tab=ended")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"project": ""}, "Project is needed."),
        ({"mission": ""}, "Mission is needed."),
        ({"mission": "Nobody knows"}, "was not found by its name"),
        (
            {"project": "-a*", "branch": ""},
            "Project and branch must say at least 3 letters beside *.",
        ),
        ({"project": "*", "branch": "*"}, "Project and branch must say at least 3 letters"),
        ({"project": "-home\x0b-a"}, "Project must be one line of printable text."),
        ({"branch": "a\x00"}, "Branch must not hold NUL characters."),
        ({"branch": "b" * 251}, "Branch must have at most 250 characters; it has 251."),
    ],
)
def test_what_makes_no_rule_is_said_and_stays_typed(desk, owner, typed, sentence):
    MissionFactory(owner=owner, name="Gate")
    sent = {"project": "-home-*", "branch": "main", "mission": "Gate"} | typed

    answer = desk.post(AT, sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    kept = [value for value in sent.values() if value.isprintable() and value]
    assert all(f'value="{value}"' in page for value in kept)
    assert not owner.mission_links.exists()
