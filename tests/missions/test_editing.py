from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions import criteria, editing
from missions.acts import ActRefused
from missions.models import Mission
from tests.factories.missions import MissionFactory

CRITERIA = "# Must hold\n- [x] opens\n* survives a reload\n\n2. works on a phone"


@pytest.fixture
def mission(owner):
    return MissionFactory(owner=owner, carbon_description="old", acceptance_criteria=CRITERIA)


@pytest.fixture
def edit(owner, clock, mission):
    def run(base_revision=1, **fields):
        return editing.edit(
            user=owner, mission=mission, base_revision=base_revision, fields=fields, now=clock.now
        )

    return run


@pytest.mark.django_db
def test_an_edit_keeps_the_old_words_in_the_history(edit, mission):
    edit(carbon_description="new")

    assert mission.history_entries.get().body["before"] == {"carbon_description": "old"}


@pytest.mark.django_db
def test_an_edit_on_an_old_revision_shows_what_is_stored(edit):
    edit(carbon_description="first")

    with pytest.raises(editing.EditedMeanwhile) as conflict:
        edit(carbon_description="second")

    assert conflict.value.mission.carbon_description == "first"


@pytest.mark.django_db
def test_saving_the_same_words_is_no_new_revision(edit, mission):
    edit(carbon_description="old")

    assert Mission.objects.get().revision == 1
    assert not mission.history_entries.exists()


@pytest.mark.django_db
def test_the_same_token_creates_one_mission(owner, clock):
    for _ in range(2):
        editing.create(owner=owner, name="once", now=clock.now, token="t")

    assert Mission.objects.count() == 1


@pytest.mark.django_db
def test_ticking_marks_one_line(owner, clock, mission):
    editing.tick(
        user=owner, mission=mission, line=2, text="survives a reload", is_met=True, now=clock.now
    )

    met = [check.is_met for check in Mission.objects.get().acceptance_checks]
    assert met == [False, True, True, False]


@pytest.mark.django_db
def test_ticking_a_line_that_was_changed_meanwhile_is_refused(owner, clock, mission):
    with pytest.raises(ActRefused, match="changed meanwhile"):
        editing.tick(
            user=owner, mission=mission, line=1, text="something else", is_met=True, now=clock.now
        )


@pytest.mark.django_db
def test_a_removed_note_can_be_put_back(owner, clock, mission):
    note = editing.add_note(user=owner, mission=mission, message="hello", now=clock.now)
    editing.remove_note(note=note, now=clock.now)

    editing.put_note_back(note=note)

    note.refresh_from_db()
    assert note.removed_at is None


def test_criteria_are_read_from_any_list():
    found = [(check.text, check.is_met) for check in criteria.parse(CRITERIA)]

    assert found == [
        ("# Must hold", False),
        ("opens", True),
        ("survives a reload", False),
        ("works on a phone", False),
    ]


def test_ticking_a_line_that_is_none_is_an_error():
    with pytest.raises(IndexError):
        criteria.tick(CRITERIA, 3, is_met=True)


@given(st.text(max_size=200), st.booleans())
def test_ticking_changes_no_other_criterion(markdown, is_met):
    before = criteria.parse(markdown)
    for chosen in before:
        after = criteria.parse(criteria.tick(markdown, chosen.line, is_met=is_met))

        others = [check for check in after if check.line != chosen.line]
        assert others == [check for check in before if check.line != chosen.line]
