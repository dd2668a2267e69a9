"""Entries and memories out of an Oasis database: their day, tags, moods and earlier texts."""

from __future__ import annotations

from datetime import date

import pytest

from devcraft.imports import digest
from devcraft.models import SourceRow
from missions import journal_entries, journaling, remembering
from missions.models import Journal, Memory
from tests.missions.importing import outcomes, run

pytestmark = pytest.mark.django_db
LATE = "2026-03-18T23:30:00.000Z"


@pytest.fixture
def diary(database):
    database.execute(
        "INSERT INTO \"Journal\" VALUES (1, 'The gate and #1', '[\"Deep Work\"]', 'wired', ?)",
        [LATE],
    )
    database.execute("INSERT INTO \"Memory\" VALUES (1, 'habit', 'tea', 'first', ?, ?)", [LATE] * 2)
    database.commit()
    return database


def test_an_entry_comes_with_its_day_tags_and_mood_and_refers_to_no_mission_here(path, diary):
    run(path)

    entry = Journal.objects.get()
    assert (entry.tags, entry.mood, entry.mood_step) == (["Deep Work"], "wired", None)
    assert entry.day == date(2026, 3, 18)
    assert journal_entries.tags_of(entry.owner) == [("deep work", 1)]
    assert journal_entries.found(entry.owner, "gate", 5) == [entry]
    assert not entry.mentions.exists()


def test_a_text_that_the_source_changed_keeps_the_one_before(path, diary):
    run(path)
    diary.execute("UPDATE \"Journal\" SET content = 'The hatch', tags = '[\"new\"]'")
    diary.commit()

    reports = [run(path), run(path)]

    entry = Journal.objects.get()
    assert [outcomes(report, "Journal")["read"] for report in reports] == [1, 1]
    assert [outcomes(report, "Journal").get("updated") for report in reports] == [1, None]
    assert (entry.content, entry.versions.get().content) == ("The hatch", "The gate and #1")
    assert journal_entries.tags_of(entry.owner) == [("new", 1)]


def test_what_was_edited_or_thrown_away_here_is_not_written_over(path, diary, clock):
    run(path)
    journaling.trash(entry=Journal.objects.get(), now=clock.now)
    remembering.trash(memory=Memory.objects.get(), now=clock.now)
    diary.execute("UPDATE \"Journal\" SET content = 'other'")
    diary.execute("UPDATE \"Memory\" SET value = 'other'")
    diary.commit()

    report = run(path)

    assert (Journal.objects.get().content, Memory.objects.get().value) == (
        "The gate and #1",
        "first",
    )
    assert {problem["table"] for problem in report["problems"]} == {"Journal", "Memory"}


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (Journal, ("owner_id", "content", "tags", "mood", "created_at")),
        (Memory, ("owner_id", "category", "key", "value", "created_at", "updated_at")),
    ],
)
def test_rows_of_imports_before_trash_and_versions_count_as_untouched(path, diary, model, names):
    run(path)

    row, source = model.objects.get(), SourceRow.objects.get(table=model.__name__)

    assert source.written_digest == digest({name: str(getattr(row, name)) for name in names})
    assert outcomes(run(path), model.__name__) == {"read": 1, "unchanged": 1}
