"""What somebody who owns the database does to the chain, and what tells of it.

Each attack runs twice: against the guards, which refuse it, and without them, as an owner
can; then the chain names the first bad line, or only a note that was kept elsewhere does.
"""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from runtime_memory import chain, lines
from runtime_memory.digests import row_digest
from runtime_memory.models import ChainEntry, Checkpoint, Skill
from tests.devcraft.guarded import sql
from tests.runtime_memory.lifting import without_guards
from tests.runtime_memory.signed import alone, checkpoint, command, grown, public_key, verified

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_file")]
CHAIN = ChainEntry._meta.db_table
REFUSED = r"append-only|a line continues"
SIGNED = Checkpoint._meta.db_table


@pytest.fixture
def kept(tmp_path):
    """Nine lines; checkpoints of four and of eight; their notes in a file outside."""
    notes = tmp_path / "notes"
    grown(4)
    command("checkpoint_memory", "--to", notes)
    grown(4, name="more")
    command("checkpoint_memory", "--to", notes)
    grown(1, name="last")
    return SimpleNamespace(notes=notes, key=public_key())


def edit():
    sql(f"UPDATE {CHAIN} SET kind = 'skill.forged' WHERE seq = 6")


def edit_with_its_digest():
    """Line 6 agrees with itself again; line 7 does not continue it."""
    edit()
    sql(f"UPDATE {CHAIN} SET row_hash = %s WHERE seq = 6", line(6).computed_hash)


def swap():
    sql(f"UPDATE {CHAIN} SET seq = 99 WHERE seq = 5")
    sql(f"UPDATE {CHAIN} SET seq = 5 WHERE seq = 6")
    sql(f"UPDATE {CHAIN} SET seq = 6 WHERE seq = 99")


def insert_in_the_middle():
    for seq in range(9, 4, -1):
        sql(f"UPDATE {CHAIN} SET seq = {seq + 1} WHERE seq = {seq}")
    columns = "prev_hash, row_hash, at, kind, subject, body"
    sql(
        f"INSERT INTO {CHAIN} (seq, {columns}) SELECT 5, prev_hash, 'f{'0' * 63}', at, kind,"
        f" subject, body FROM {CHAIN} WHERE seq = 4"
    )


def cut_from_the_middle():
    sql(f"DELETE FROM {CHAIN} WHERE seq = 6")


def edit_the_row_it_tells_of():
    sql("UPDATE skills_learned SET description = 'x' WHERE skill_key = 'more 1'")


def line(seq):
    return next(lines.each(after=seq - 1))


def hash_again(since=1):
    """Make every line from SINCE on continue the one before, with its own digest."""
    prev = chain.START if since == 1 else line(since - 1).row_hash
    last = ChainEntry.objects.latest("seq").seq
    sql(f"UPDATE {CHAIN} SET row_hash = 'x' || seq WHERE seq >= {since}")
    for seq in range(since, last + 1):
        sql(f"UPDATE {CHAIN} SET prev_hash = %s WHERE seq = {seq}", prev)
        prev = line(seq).computed_hash
        sql(f"UPDATE {CHAIN} SET row_hash = %s WHERE seq = {seq}", prev)


def cut_the_tail():
    """Back to what an old backup held: lines 8 and 9, their rows and later checkpoints go."""
    sql(f"DELETE FROM {CHAIN} WHERE seq > 7")
    sql("DELETE FROM skills_learned WHERE skill_key IN ('more 3', 'last 0')")
    sql(f"DELETE FROM {SIGNED} WHERE size > 7")


def forge_with_all_digests():
    """Another description, told so from line 6 on, and no checkpoint that knows better."""
    edit_the_row_it_tells_of()
    body = {"row": row_digest(Skill.objects.get(skill_key="more 1"))}
    sql(f"UPDATE {CHAIN} SET body = %s WHERE seq = 6", json.dumps(body, separators=(",", ":")))
    hash_again(since=6)
    sql(f"DELETE FROM {SIGNED} WHERE size > 5")


def forge_from_the_first_line():
    sql(f"UPDATE {CHAIN} SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 1")
    hash_again()
    sql(f"DELETE FROM {SIGNED}")


FOUND = {
    edit: (6, "digest"),
    edit_with_its_digest: (7, "link"),
    swap: (5, "link"),
    insert_in_the_middle: (5, "link"),
    cut_from_the_middle: (6, "gap"),
    edit_the_row_it_tells_of: (6, "row"),
}
FOUND_BY_NOTES = {
    cut_the_tail: (8, "shorter"),
    forge_with_all_digests: (5, "forked"),
    forge_from_the_first_line: (1, "origin"),
}
each_found = pytest.mark.parametrize(
    ("attack", "seq", "rule"), [(attack, *told) for attack, told in FOUND.items()]
)
each_hidden = pytest.mark.parametrize(
    ("attack", "seq", "rule"), [(attack, *told) for attack, told in FOUND_BY_NOTES.items()]
)


def judged(*arguments):
    code, said = verified("--json", *arguments)
    report = json.loads(said)
    return code, report["first_bad"], [one["rule"] for one in report["findings"]][:1]


@pytest.mark.parametrize("attack", [*FOUND, *FOUND_BY_NOTES])
def test_the_guards_refuse(kept, attack):
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        attack()

    assert judged("--anchor", kept.notes) == (0, None, [])


@each_found
def test_without_guards_the_chain_names_the_first_bad_line(kept, attack, seq, rule):
    with without_guards():
        attack()

    assert judged() == (1, seq, [rule])


@each_hidden
def test_what_agrees_with_itself_only_a_note_from_outside_finds(kept, attack, seq, rule):
    with without_guards():
        attack()

    assert judged() == (0, None, [])
    assert judged("--anchor", kept.notes) == (1, seq, [rule])


@each_hidden
def test_checkpoints_that_stayed_behind_find_it_too(kept, attack, seq, rule):
    stored = list(Checkpoint.objects.all())
    with without_guards():
        attack()
        Checkpoint.objects.all().delete()
        Checkpoint.objects.bulk_create(stored)

    assert judged() == (1, seq, [rule])


@each_hidden
def test_who_has_no_key_cannot_sign_the_forgery(kept, attack, seq, rule, settings, tmp_path):
    own, settings.AUDIT_SIGNING_KEY_FILE = settings.AUDIT_SIGNING_KEY_FILE, tmp_path / "other"
    with without_guards():
        attack()
        Checkpoint.objects.all().delete()
        checkpoint()
    assert judged() == (0, None, [])

    settings.AUDIT_SIGNING_KEY_FILE = own
    code, said = verified()
    assert (code, "signed by a key that is not known here" in said) == (2, True)


@each_hidden
def test_the_stand_alone_verifier_finds_it_as_well(kept, attack, seq, rule, tmp_path):
    with without_guards():
        attack()
    command("export_chain", tmp_path / "chain")

    assert alone(tmp_path / "chain", "--key", kept.key)[:2] == (0, None)
    assert alone(tmp_path / "chain", "--anchor", kept.notes, "--key", kept.key)[:2] == (1, seq)


@pytest.mark.parametrize(("attack", "seq"), [(one, told[0]) for one, told in FOUND.items()][:5])
def test_the_stand_alone_verifier_names_the_same_line(kept, attack, seq, tmp_path):
    with without_guards():
        attack()
    command("export_chain", tmp_path / "chain")

    assert alone(tmp_path / "chain", "--key", kept.key)[:2] == (1, seq)


def test_a_dropped_trigger_is_named(kept):
    event = "no_update" if connection.vendor == "sqlite" else "no_change"
    with without_guards((f"{SIGNED}_{event}",)):
        assert judged() == (1, None, ["trigger"])
        assert f"trigger {SIGNED}_{event} is missing" in verified()[1]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (f"UPDATE {SIGNED} SET note = 'x' WHERE size = 4", (1, 4, ["signature"])),
        (f"UPDATE {SIGNED} SET size = 5 WHERE size = 4", (1, 5, ["signature"])),
        (f"UPDATE {SIGNED} SET key_id = 'x' WHERE size = 4", (1, 4, ["signature"])),
        (f"UPDATE {SIGNED} SET subtrees = 'x' WHERE size = 8", (1, 8, ["signature"])),
        (
            f"UPDATE {SIGNED} SET note = replace(note, 'time 2026', 'time 2027') WHERE size = 8",
            (1, 8, ["signature"]),
        ),
    ],
)
def test_a_changed_checkpoint_is_found(kept, statement, told):
    with without_guards():
        sql(statement)

    assert judged() == told
