from __future__ import annotations

import pytest

from missions import search
from missions.models import Mission
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db


def found(text):
    return set(Mission.objects.filter(search.holding(text)).values_list("name", flat=True))


@pytest.fixture(autouse=True)
def _missions(owner):
    MissionFactory(owner=owner, name="Fix the portal gate")
    MissionFactory(owner=owner, name="Café über alles", description="naïve façade")
    MissionFactory(owner=owner, name="再試行 lip sync ✨", silicon_description="src/lib/portal.ts")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("gate", {"Fix the portal gate"}),
        ("PORT", {"Fix the portal gate", "再試行 lip sync ✨"}),
        ("gate portal", {"Fix the portal gate"}),
        ("cafe uber", {"Café über alles"}),
        ("facade", {"Café über alles"}),
        ("再試", {"再試行 lip sync ✨"}),
        ("✨", {"再試行 lip sync ✨"}),
        ("nowhere", set()),
        ("gate nowhere", set()),
        ("  ", {"Fix the portal gate", "Café über alles", "再試行 lip sync ✨"}),
    ],
)
def test_words_match_from_their_beginning(text, names):
    assert found(text) == names


@pytest.mark.parametrize(
    "text", ['"', "'", "*", "gate*", '"gate" OR 1', "NEAR(a b)", "a AND", "-gate", "col:gate", "%"]
)
def test_operators_are_plain_text(text):
    assert found(text) <= {"Fix the portal gate"}


def test_a_number_finds_its_mission():
    mission = Mission.objects.first()

    assert mission.name in found(f"#{mission.pk}")


def test_an_edited_name_is_found_by_its_new_words():
    Mission.objects.filter(name="Fix the portal gate").update(name="Close the hatch")

    assert found("hatch") == {"Close the hatch"}
    assert found("gate") == set()


def test_many_matches_are_all_found(owner, monkeypatch):
    monkeypatch.setattr(search, "FEW", 2)
    MissionFactory.create_batch(5, owner=owner, name="common word")

    assert Mission.objects.filter(search.holding("common")).count() == 5
