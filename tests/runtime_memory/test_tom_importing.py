"""A file of the original comes in whole, as evidence, with one line in the chain."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from devcraft.models import RawRow
from runtime_memory import verifying
from runtime_memory.models import (
    Approval,
    BehaviorProfile,
    ChainEntry,
    ImportBatch,
    Proposal,
    Session,
    Skill,
    Turn,
)
from runtime_memory.tom.tables import MODELS
from tests.factories.runtime_memory import BehaviorProfileFactory, SessionFactory
from tests.runtime_memory.tom_files import (
    AT,
    COUNTS,
    SAMPLE,
    everything,
    key,
    made,
    outcomes,
    problems,
    run,
)

pytestmark = pytest.mark.django_db


def test_the_sample_comes_in_whole():
    report = run(SAMPLE)

    assert {table: outcomes(report, table) for table in COUNTS} == {
        table: {"read": rows, "created": rows} for table, rows in COUNTS.items()
    }
    assert (report["repairs"], report["problems"]) == ([], [])
    assert {name: model.objects.count() for name, model in MODELS.items()} == COUNTS


def test_rows_keep_their_ids_moments_texts_and_places():
    run(SAMPLE)

    source = sqlite3.connect(SAMPLE).execute(
        "SELECT id, behavior_json, rowid FROM behavior_profiles ORDER BY rowid"
    )
    ours = BehaviorProfile.objects.order_by("sequence")
    assert list(ours.values_list("id", "behavior_json", "sequence")) == source.fetchall()


def test_everything_is_frozen_evidence_of_one_batch():
    run(SAMPLE)

    batch = ImportBatch.objects.get()
    for model in MODELS.values():
        assert set(model.objects.values_list("import_batch", flat=True)) == {batch.pk}
    for model in (Session, Turn, Skill, Proposal, Approval, BehaviorProfile):
        row = model.objects.first()
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.filter(pk=row.pk).update(sequence=999)


def imports():
    return ChainEntry.objects.filter(kind="import.recorded")


def test_the_batch_is_one_line_of_a_chain_that_holds():
    run(SAMPLE)

    line, batch = imports().get(), ImportBatch.objects.get()
    facts = json.loads(line.body)
    assert line.kind == "import.recorded"
    assert line.subject == f"runtime_memory_importbatch/{batch.pk}"
    assert facts["file"] == batch.digest == hashlib.sha256(SAMPLE.read_bytes()).hexdigest()
    assert facts["generation"] == batch.generation == "G5"
    assert facts["counts"]["approvals"]["created"] == COUNTS["approvals"]
    assert json.loads(batch.report_json)["tables"] == facts["counts"]
    assert verifying.verify().findings == []


def test_a_second_run_changes_nothing():
    run(SAMPLE)
    before = everything()

    report = run(SAMPLE)

    assert outcomes(report, "approvals") == {"read": 26, "unchanged": 26}
    assert everything() == before


def test_the_same_rows_under_another_label_change_nothing():
    run(SAMPLE)
    before = everything()

    report = run(SAMPLE, "--source", "copy")

    assert outcomes(report, "task_events") == {"read": 65, "unchanged": 65}
    assert everything() == before


def test_a_dry_run_reports_the_same_and_writes_nothing():
    before = everything()

    report = run(SAMPLE, "--dry-run")

    assert outcomes(report, "sessions") == {"read": 16, "created": 16}
    assert everything() == before


def test_the_file_is_only_read(tmp_path):
    path = shutil.copy(SAMPLE, tmp_path / "tom.sqlite")

    run(path)

    assert path.read_bytes() == SAMPLE.read_bytes()
    assert [file.name for file in tmp_path.iterdir()] == ["tom.sqlite"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("DROP TABLE approvals", "it has no table approvals"),
        ("ALTER TABLE sessions DROP COLUMN actor", "sessions has no column actor"),
    ],
)
def test_a_file_that_lacks_a_part_is_none(tmp_path, capsys, spoil, words):
    path = made(tmp_path / "tom.sqlite", {}, spoil)
    errors = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("import_runtime_memory", path, stderr=errors)

    assert ended.value.code == 2
    assert words in errors.getvalue()


def test_one_label_is_one_persons(teammate):
    run(SAMPLE)

    with pytest.raises(CommandError, match="Label 'tom' holds an import for"):
        run(SAMPLE, "--user", teammate.username)


def test_a_profile_with_other_content_is_shown_and_not_overwritten(tmp_path):
    ours = BehaviorProfileFactory(profile_name="tom", version=1, behavior_json='{"ours":1}')
    path = made(tmp_path / "tom.sqlite", {"behavior_profiles": [{"id": key(1)}]})

    report = run(path)

    reason = "profile_name tom and version 1 are here with other content; ours was kept."
    assert problems(report) == [("behavior_profiles", key(1), reason)]
    assert BehaviorProfile.objects.get() == ours
    assert RawRow.objects.get().reason == reason


def test_a_row_recorded_here_is_not_taken_for_its_parent(tmp_path):
    SessionFactory(id=key(1), actor="ours")
    path = made(
        tmp_path / "tom.sqlite",
        {
            "sessions": [{"id": key(1), "actor": "theirs"}],
            "conversation_turns": [{"id": key(2), "session_id": key(1)}],
        },
    )

    report = run(path)

    assert [reason for _, _, reason in problems(report)] == [
        "A row with this id is here with other content; ours was kept.",
        "session_id names a row that was recorded here and not imported.",
    ]
    assert Session.objects.get().actor == "ours"


def test_a_row_that_went_on_in_the_source_stays_as_it_was_witnessed(tmp_path):
    path = made(tmp_path / "tom.sqlite", {"sessions": [{"id": key(1)}]})
    run(path)
    with sqlite3.connect(path) as file:
        file.execute("UPDATE sessions SET status = 'completed', ended_at = ?", [AT])
    report = run(path)
    before = everything()

    again = run(path)

    assert outcomes(report, "sessions") == {"read": 1, "kept_raw": 1}
    assert "evidence is frozen" in report["problems"][0]["reason"]
    assert Session.objects.get().status == "active"
    assert imports().count() == 2
    assert (outcomes(again, "sessions"), everything()) == (outcomes(report, "sessions"), before)


def test_rows_that_were_added_come_in_with_a_line_of_their_own(tmp_path):
    path = made(tmp_path / "tom.sqlite", {"sessions": [{"id": key(1)}]})
    run(path)
    with sqlite3.connect(path) as file:
        file.execute(
            "INSERT INTO sessions (id, actor, started_at) VALUES (?, 'cli', ?)", [key(2), AT]
        )

    report = run(path)

    assert outcomes(report, "sessions") == {"read": 2, "created": 1, "unchanged": 1}
    assert imports().count() == ImportBatch.objects.count() == 2


def test_rows_that_were_renumbered_keep_their_first_places(tmp_path):
    path = made(tmp_path / "tom.sqlite", {"sessions": [{"id": key(1)}, {"id": key(2)}]})
    run(path)
    with sqlite3.connect(path) as file:
        file.execute("UPDATE sessions SET rowid = rowid + 10")

    report = run(path)

    assert outcomes(report, "sessions") == {"read": 2, "updated": 2}
    assert list(Session.objects.order_by("id").values_list("sequence", flat=True)) == [1, 2]
    assert outcomes(run(path), "sessions") == {"read": 2, "unchanged": 2}
