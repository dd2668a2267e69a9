"""What is erased is gone from every table, stays gone, and the proofs hold without it."""

from __future__ import annotations

import pytest
from django.apps import apps

from devcraft import accounts
from devcraft.models import RawRow, SourceRow
from runtime_memory.models import ChainEntry, Session, Skill, Turn
from runtime_memory.store import RuntimeMemoryStore as store
from tests.factories.devcraft import RawRowFactory
from tests.factories.runtime_memory import MORNING
from tests.runtime_memory.signed import alone, checkpoint, command, grown, public_key, verified
from tests.runtime_memory.tom_files import key, made, problems, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_file")]
SECRET = "hunter2"
SESSION, OTHER = key(1), key(2)
ROWS = {
    "sessions": [{"id": SESSION, "metadata_json": f"{{{SECRET}"}, {"id": OTHER}],
    "conversation_turns": [
        {"id": key(11), "session_id": SESSION, "content": SECRET},
        {"id": key(12), "session_id": SESSION, "content": SECRET, "turn_index": "first"},
        {"id": key(13), "session_id": OTHER, "turn_index": "second"},
        {"id": key(14), "session_id": OTHER},
    ],
    "skills_learned": [{"id": key(31)}],
}
DRAFTS = [
    "CREATE TABLE drafts (id TEXT, session_id TEXT, body TEXT)",
    f"INSERT INTO drafts VALUES ('a', '{SESSION}', '{SECRET}'), ('b', '{OTHER}', 'so')",
]


@pytest.fixture
def file(tmp_path):
    return made(tmp_path / "tom.sqlite", ROWS, *DRAFTS)


@pytest.fixture
def imported(file):
    run(file)
    return Session.objects.get(pk=SESSION)


def erase(session):
    return store.erase_session(session_id=session.pk, by=session.owner, now=MORNING)


def mentions():
    """Tables of ours that hold the secret anywhere."""
    models = [*apps.get_app_config("runtime_memory").get_models(), SourceRow, RawRow]
    return {
        model.__name__
        for model in models
        if any(SECRET in str(row) for row in model.objects.values())
    }


def test_an_import_keeps_text_beside_its_rows(imported):
    assert mentions() == {"Turn", "SourceRow", "RawRow"}


def test_nothing_of_an_erased_session_is_left(imported):
    erasure = erase(imported)

    assert mentions() == set()
    assert '"raw":2' in erasure.entry.body
    assert (Session.objects.count(), Turn.objects.count(), Skill.objects.count()) == (1, 1, 1)
    assert {row.source_id for row in RawRow.objects.all()} == {key(13), "b"}


def test_it_does_not_come_back_with_the_same_file(imported, file):
    erase(imported)

    report = run(file)

    assert mentions() == set()
    assert {name for name, _, reason in problems(report) if "was erased here" in reason} == {
        *("sessions", "conversation_turns", "drafts")
    }
    assert (Session.objects.count(), Turn.objects.count()) == (1, 1)


def test_it_does_not_come_back_under_another_label(imported, file):
    erase(imported)

    run(file, "--source", "copy")

    assert mentions() == set()


def test_rows_that_others_imported_stay(imported, stranger):
    RawRowFactory(owner=stranger, table="sessions", raw=f'{{"id": "{SESSION}"}}')

    erase(imported)

    assert RawRow.objects.filter(owner=stranger).count() == 1


def test_an_erasure_keeps_chain_checkpoints_and_receipts_valid(imported, tmp_path):
    session = store.start_session(actor="user", owner=accounts.ensure_local_user(), now=MORNING)
    store.append_turn(session_id=session.pk, role="user", content=SECRET, now=MORNING)
    grown(2)
    command("checkpoint_memory", "--to", tmp_path / "notes")
    head = ChainEntry.objects.latest("seq").row_hash

    erase(session)
    erase(imported)
    checkpoint()
    command("export_chain", tmp_path / "chain")

    assert verified("--anchor", tmp_path / "notes")[0] == 0
    assert ChainEntry.objects.filter(row_hash=head).exists()
    told = alone(tmp_path / "chain", "--anchor", tmp_path / "notes", "--key", public_key())
    assert told[:2] == (0, None)
    assert SECRET not in (tmp_path / "chain").read_text()
