"""What agents know, by hand: kept, refused, deleted, and where it was read."""

from __future__ import annotations

import pytest

from missions.models import Memory
from tests.devcraft.visiting import signed_in
from tests.factories.missions import MemoryFactory, MemoryUseFactory

pytestmark = pytest.mark.django_db
TOLD = {"category": "habit", "key": "mornings", "value": "Deep work before noon."}


@pytest.fixture
def desk(owner):
    return signed_in(owner)


def test_what_is_told_stands_in_the_list_of_its_category(owner, desk):
    desk.post("/journal/memory/new/", TOLD)
    MemoryFactory(owner=owner, category="fact", value="A phone of 2021")

    habits = desk.get("/journal/memory/?category=habit").content.decode()
    every = desk.get("/journal/memory/?category=rumour").content.decode()

    assert "Deep work before noon." in habits
    assert "A phone of 2021" not in habits
    assert "Deep work before noon." in every
    assert "A phone of 2021" in every
    assert "read by no agent yet" in every


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "“mornings” already has a value under habit; change that one instead."),
        ({"key": ""}, "Key is needed."),
        ({"key": "k" * 201}, "Key must have at most 200 characters; it has 201."),
        ({"value": "a\x00"}, "Value must not hold NUL characters."),
        ({"value": "v" * 5001}, "Value must have at most 5000 characters; it has 5001."),
        (
            {"category": "rumour"},
            "Category must be one of: Preference, Habit, Goal, Fact, Pattern.",
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_input_is_named_kept_and_changes_nothing(owner, desk, changes, sentence):
    MemoryFactory(owner=owner, category="habit", key="mornings", value="before")
    other = MemoryFactory(owner=owner, category="habit", key="other", value="before")
    seen = {"seen": other.updated_at.isoformat()}

    for url in ("/journal/memory/new/", f"/journal/memory/{other.pk}/edit/"):
        answer = desk.post(url, TOLD | seen | changes)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert set(Memory.objects.values_list("key", "value")) == {
        ("mornings", "before"), ("other", "before"),
    }  # fmt: skip


@pytest.mark.parametrize("seen", ["", "soon", "2020-01-01T00:00:00+00:00"])
def test_a_form_that_is_out_of_date_changes_nothing(owner, desk, seen):
    memory = MemoryFactory(owner=owner, value="before")

    answer = desk.post(f"/journal/memory/{memory.pk}/edit/", TOLD | {"seen": seen})

    assert answer.status_code == 422
    assert Memory.objects.get().value == "before"


def test_a_memory_is_changed_deleted_and_brought_back(owner, desk):
    memory = MemoryFactory(owner=owner)
    at = f"/journal/memory/{memory.pk}"

    desk.post(f"{at}/edit/", TOLD | {"seen": memory.updated_at.isoformat()})
    deleted = desk.post(f"{at}/trash/", follow=True).content.decode()
    trash = desk.get("/journal/trash/").content.decode()
    is_gone = not Memory.objects.kept().exists()
    desk.post(f"{at}/put-back/")

    assert f'action="{at}/put-back/"' in deleted
    assert f'action="{at}/put-back/"' in trash
    assert (is_gone, Memory.objects.kept().get().value) == (True, TOLD["value"])


def test_a_memory_whose_key_was_taken_meanwhile_stays_deleted(owner, desk):
    memory = MemoryFactory(owner=owner, trashed_at="2026-11-18T09:00Z", key="k")
    MemoryFactory(owner=owner, key="k")

    answer = desk.post(f"/journal/memory/{memory.pk}/put-back/")

    assert answer.status_code == 409
    assert "already has a value" in answer.content.decode()


def test_each_memory_names_the_runs_that_read_it(owner, desk):
    memory = MemoryFactory(owner=owner)
    runs = [f"{number:08}-0000-0000-0000-000000000000" for number in range(5)]
    for run in runs:
        MemoryUseFactory(memory=memory, run=run)

    html = desk.get("/journal/memory/").content.decode()

    assert "read in 5 runs" in html
    assert [run for run in runs if f'href="/runs/{run}/"' in html] == runs[2:]
