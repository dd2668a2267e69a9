"""What is written back equals what was read, value by value."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

import pytest
from django.core.management import CommandError
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime_memory.tom.tables import COLUMNS
from tests.devcraft.visiting import taken_back
from tests.factories.runtime_memory import SessionFactory, SkillFactory
from tests.runtime_memory.tom_files import (
    AT,
    COUNTS,
    SAMPLE,
    everything,
    exported,
    key,
    made,
    outcomes,
    rows_of,
    run,
    schema_of,
)

pytestmark = pytest.mark.django_db

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
MOMENTS = st.sampled_from(
    [AT, "2026-02-18T20:00:00+01:00", "2026-02-18 20:00:00", "yesterday", "", "2026-02-30T00:00Z"]
)
JSONS = st.sampled_from(
    ["{}", '{ "b": 1.0, "a": "\\u00e9" }', "[1]", "{", "", '{"a":"\\ud800"}', "NaN", "1e999"]
)
REALS = st.floats(allow_nan=False)
SESSIONS = st.fixed_dictionaries(
    {"actor": TEXTS, "channel": st.none() | TEXTS | st.just(b"\xff"), "started_at": MOMENTS},
    optional={
        "ended_at": st.none() | MOMENTS,
        "status": st.sampled_from(["active", "failed", "gone"]),
        "metadata_json": JSONS,
    },
)
TURNS = st.fixed_dictionaries(
    {
        "session_id": st.sampled_from([key(0), key(1), "nowhere"]),
        "content": TEXTS,
        "token_count": st.none() | st.integers(-1, 2**40) | TEXTS,
    }
)
SKILLS = st.fixed_dictionaries(
    {"skill_key": TEXTS, "confidence": REALS | TEXTS, "learned_at": MOMENTS}
)
PROPOSALS = st.fixed_dictionaries(
    {
        "skill_id": st.sampled_from([key(0), key(1), ""]),
        "proposal_json": JSONS,
        "determinism_score": st.none() | REALS,
    }
)


def numbered(rows: st.SearchStrategy) -> st.SearchStrategy:
    """Lists of ROWS with ids, places of their own, and turn_index where there is one."""
    places = st.lists(st.integers(-3, 60), min_size=4, max_size=4, unique=True).map(sorted)
    return st.builds(
        lambda found, place: [
            {"rowid": place[number], "id": key(number)} | row for number, row in enumerate(found)
        ],
        st.lists(rows, max_size=4),
        places,
    )


def unique(rows: list[dict], *names: str) -> list[dict]:
    return list({tuple(row[name] for name in names): row for row in rows}.values())


def test_the_sample_goes_out_as_it_came_in(tmp_path):
    run(SAMPLE)

    out = exported(tmp_path / "out.sqlite")

    assert rows_of(out) == rows_of(SAMPLE)
    assert schema_of(out) == schema_of(SAMPLE)


def test_import_export_import_changes_nothing(tmp_path):
    run(SAMPLE)
    before = everything()

    report = run(exported(tmp_path / "out.sqlite"))

    assert {table: outcomes(report, table) for table in COUNTS} == {
        table: {"read": rows, "unchanged": rows} for table, rows in COUNTS.items()
    }
    assert everything() == before


def test_what_was_recorded_here_goes_out_too_and_comes_back_as_known(tmp_path):
    run(SAMPLE)
    SessionFactory(id=key(1), metadata_json='{"ours": true}')
    SkillFactory()
    before = everything()

    out = exported(tmp_path / "out.sqlite")
    report = run(out)

    assert outcomes(report, "sessions") == {"read": 17, "unchanged": 17}
    assert everything() == before
    own = exported(tmp_path / "own.sqlite", "--source", "tom")
    assert rows_of(own) == rows_of(SAMPLE)


def test_two_exports_are_the_same_to_the_byte(tmp_path):
    run(SAMPLE)

    one, other = exported(tmp_path / "one.sqlite"), exported(tmp_path / "other.sqlite")

    assert one.read_bytes() == other.read_bytes()


def test_a_file_that_is_there_is_not_overwritten(tmp_path):
    path = tmp_path / "out.sqlite"
    path.write_bytes(b"mine")

    with pytest.raises(CommandError, match="is there already; it was not overwritten"):
        exported(path)

    assert path.read_bytes() == b"mine"
    assert [file.name for file in tmp_path.iterdir()] == ["out.sqlite"]


def test_text_that_is_no_utf_8_survives_as_it_is(tmp_path):
    path = made(
        tmp_path / "tom.sqlite",
        {"sessions": [{"id": key(1)}, {"id": key(2)}]},
        "UPDATE sessions SET actor = CAST(x'41ff42' AS TEXT) WHERE rowid = 1",
    )

    assert outcomes(run(path), "sessions") == {"read": 2, "created": 1, "kept_raw": 1}

    assert rows_of(exported(tmp_path / "out.sqlite")) == rows_of(path)


def test_a_column_that_document_2_does_not_know_is_kept_beside(tmp_path):
    path = made(
        tmp_path / "tom.sqlite",
        {"sessions": [{"id": key(1)}]},
        "ALTER TABLE sessions ADD COLUMN mood TEXT DEFAULT 'calm'",
    )

    report = run(path)

    assert outcomes(report, "sessions") == {"read": 1, "created": 1}
    assert report["repairs"][0]["field"] == "mood"
    with sqlite3.connect(exported(tmp_path / "out.sqlite")) as file:
        names = [one[1] for one in file.execute("PRAGMA table_info(sessions)")]
    assert tuple(names) == COLUMNS["sessions"]


@settings(max_examples=15)
@given(
    sessions=numbered(SESSIONS),
    turns=numbered(TURNS),
    skills=numbered(SKILLS),
    proposals=numbered(PROPOSALS),
)
def test_any_file_goes_out_as_it_came_in(db, sessions, turns, skills, proposals):
    rows = {
        "sessions": sessions,
        "conversation_turns": [row | {"turn_index": number} for number, row in enumerate(turns)],
        "skills_learned": unique(skills, "skill_key", "learned_at"),
        "skill_to_logic_proposals": proposals,
    }
    with tempfile.TemporaryDirectory() as folder, taken_back():
        path = made(Path(folder, "tom.sqlite"), rows)

        report = run(path)
        out = exported(Path(folder, "out.sqlite"))

        assert rows_of(out) == rows_of(path)
        before = everything()
        run(path)
        run(out)
        assert everything() == before
        for counts in report["tables"].values():
            assert counts.pop("read") == sum(counts.values())
