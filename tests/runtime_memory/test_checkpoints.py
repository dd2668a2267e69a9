"""A checkpoint signs what the chain holds, and the next one grows from it."""

from __future__ import annotations

import os
import stat

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from runtime_memory import checkpoints, lines, notes, signing
from runtime_memory.merkle import Tree
from runtime_memory.models import ChainEntry, Checkpoint
from runtime_memory.signing import NoKey
from tests.devcraft.guarded import sql
from tests.factories.runtime_memory import MORNING, CheckpointFactory
from tests.runtime_memory.lifting import without_guards
from tests.runtime_memory.signed import checkpoint, command, grown, note_of, verified

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_file")]


def root_of(size):
    tree = Tree()
    for digest in ChainEntry.objects.order_by("seq").values_list("row_hash", flat=True)[:size]:
        tree.append(bytes.fromhex(digest))
    return tree.root.hex()


def test_a_note_says_size_root_head_and_time_and_is_signed():
    grown(5)

    note = note_of(checkpoint())

    last = ChainEntry.objects.latest("seq")
    assert (note.size, note.root, note.head) == (5, root_of(5), last.row_hash)
    assert note.at == "2026-11-18T08:00:00.000Z"
    assert note.origin == f"devcraft/{ChainEntry.objects.get(seq=1).row_hash[:32]}"
    assert signing.is_signed(note)


def test_nothing_new_makes_no_checkpoint():
    assert checkpoint() is None
    grown(1)
    assert checkpoint().size == 1

    assert checkpoint() is None
    assert Checkpoint.objects.count() == 1


def test_the_next_checkpoint_reads_new_lines_alone(monkeypatch):
    monkeypatch.setattr(lines, "BATCH", 4)
    grown(9)
    checkpoint()
    grown(2, name="more")

    with CaptureQueriesContext(
        connection,
    ) as asked:
        second = checkpoint()

    assert (note_of(second).size, note_of(second).root) == (11, root_of(11))
    batches = [one for one in asked if "row_hash" in one["sql"] and "LIMIT 4" in one["sql"]]
    assert len(batches) == 2


def test_the_key_is_made_for_its_owner_alone(key_file):
    grown(1)
    checkpoint()

    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert b"PRIVATE KEY" in key_file.read_bytes()
    assert [one.name for one in key_file.parent.iterdir()] == ["signing_key"]


def unreadable(key_file):
    key_file.chmod(0o644)


def damaged(key_file):
    key_file.write_text("-----BEGIN PRIVATE KEY-----\n")


def of_another_kind(key_file):
    key_file.write_bytes(X25519)


def gone(key_file):
    key_file.unlink()


def replaced(key_file):
    key_file.unlink()
    signing.ensure(may_make=True)


X25519 = (
    b"-----BEGIN PRIVATE KEY-----\n"
    b"MC4CAQAwBQYDK2VuBCIEIHBr7hI7SXHbFRmSTOqQ8XQ8ncrhGb9XBMlEv0gwmF5S\n"
    b"-----END PRIVATE KEY-----\n"
)
WITHOUT_KEY = {
    unreadable: "Other accounts can read",
    damaged: "holds no private key in PEM",
    of_another_kind: "not of the kind Ed25519",
    gone: "but checkpoints were signed before",
    replaced: "signed by another key",
}


@pytest.mark.parametrize(("harm", "words"), WITHOUT_KEY.items(), ids=lambda one: str(one)[:20])
def test_without_the_right_key_nothing_is_signed(key_file, harm, words):
    grown(1)
    checkpoint()
    harm(key_file)
    grown(1, name="more")

    with pytest.raises(NoKey, match=words):
        checkpoint()

    assert Checkpoint.objects.count() == 1
    assert command("checkpoint_memory")[0] == 1


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE runtime_memory_chainentry SET kind = 'x' WHERE seq = 4", "Line 4: was changed"),
        ("UPDATE runtime_memory_chainentry SET prev_hash = 'x' WHERE seq = 4", "Line 4: does not"),
        ("UPDATE runtime_memory_chainentry SET row_hash = 'x' WHERE seq = 3", "Line 3 is not the"),
        ("DELETE FROM runtime_memory_chainentry WHERE seq > 2", "Line 3 is not the one"),
        ("DELETE FROM runtime_memory_chainentry WHERE seq = 4", "Line 4: line 4 is missing"),
        ("UPDATE runtime_memory_checkpoint SET subtrees = 'x'", "The subtrees of checkpoint"),
        ("UPDATE runtime_memory_checkpoint SET note = 'x'", "The note of checkpoint"),
    ],
)
def test_a_broken_chain_is_not_signed(statement, words):
    grown(3)
    checkpoint()
    grown(2, name="more")
    with without_guards():
        sql(statement)

    code, said = command("checkpoint_memory")

    assert (code, words in said) == (1, True)
    assert Checkpoint.objects.count() == 1


def test_the_file_of_notes_only_grows(tmp_path):
    file = tmp_path / "notes"
    grown(1)
    command("checkpoint_memory", "--to", file)
    first = file.read_text()
    command("checkpoint_memory", "--to", file)
    assert file.read_text() == first

    grown(1, name="more")
    code, said = command("checkpoint_memory", "--to", file)

    assert code == 0
    assert file.read_text() == f"{first}\n{said.rstrip()}\n"
    assert [number for number, _ in notes.texts(file.read_text())] == [1, 10]


def test_a_note_that_was_made_without_a_file_is_kept_later(tmp_path):
    grown(1)
    made = checkpoint()

    command("checkpoint_memory", "--to", tmp_path / "notes")

    assert (tmp_path / "notes").read_text() == made.note


@pytest.mark.parametrize("content", ["shopping list\n", "\xff", "a\n\nb"])
def test_no_other_file_is_appended_to(tmp_path, content):
    file = tmp_path / "notes"
    file.write_bytes(content.encode("latin-1"))
    grown(1)

    code, _ = command("checkpoint_memory", "--to", file)

    assert (code, file.read_bytes()) == (1, content.encode("latin-1"))


def test_a_folder_that_is_not_there_is_said(tmp_path):
    grown(1)

    code, said = command("checkpoint_memory", "--to", tmp_path / "none" / "notes")

    assert (code, "cannot be written" in said) == (1, True)


def test_the_command_says_that_there_is_nothing():
    assert command("checkpoint_memory") == (0, "The chain has no line yet.\n")


def test_a_checkpoint_signs_lines_that_are_there():
    CheckpointFactory(size=1)

    for size in (9, 0):
        with pytest.raises(IntegrityError), transaction.atomic():
            CheckpointFactory(size=size)


def test_a_checkpoint_is_never_of_fewer_lines_than_the_last():
    grown(2)
    CheckpointFactory(size=2)

    with pytest.raises(IntegrityError, match="no fewer than the last"), transaction.atomic():
        CheckpointFactory(size=1, key_id="other")


def test_two_who_sign_at_once_make_one(monkeypatch):
    grown(2)
    first = checkpoint()

    again = checkpoints._store(
        signing.present(), note_of(first), Tree.read(2, first.subtrees), MORNING
    )

    assert (again.pk, Checkpoint.objects.count()) == (first.pk, 1)


def test_a_key_hands_over_to_the_next(key_file):
    grown(2)
    old = note_of(checkpoint()).key
    grown(1, name="more")

    code, said = command("rotate_signing_key")

    note = notes.read(said.rstrip() + "\n")
    assert (code, note.size, note.before) == (0, 3, old)
    assert signing.present().public == note.key.public != old.public
    assert not os.path.exists(f"{key_file}.next")
    assert verified()[0] == 0


def test_a_handover_that_was_cut_short_goes_on(key_file):
    grown(2)
    checkpoint()
    last = checkpoints.latest()
    before = checkpoints._replaced(last)
    checkpoints._make(signing.successor(), last, before=before, now=MORNING)
    assert verified()[0] == 2

    assert command("rotate_signing_key")[0] == 0

    assert (verified()[0], Checkpoint.objects.count()) == (0, 2)
    grown(1, name="more")
    assert note_of(checkpoint()).before is None


def test_after_a_lost_key_the_old_one_must_be_named(key_file):
    grown(2)
    old = note_of(checkpoint()).key
    key_file.unlink()
    assert command("rotate_signing_key")[0] == 1

    assert command("rotate_signing_key", "--lost")[0] == 0

    code, said = verified()
    assert (code, old.text in said) == (2, True)
    assert verified("--key", old.text)[0] == 0


def test_before_anything_is_signed_there_is_no_key_to_replace():
    assert command("rotate_signing_key")[0] == 1
    assert command("rotate_signing_key", "--lost") == (
        0,
        "The key is new; nothing is signed yet.\n",
    )
