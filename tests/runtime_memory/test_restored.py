"""A chain that a restore made shorter says so, and excuses only the lines that it names."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from devcraft.models import Restore
from runtime_memory import chain
from runtime_memory.models import ChainEntry, Checkpoint
from tests.devcraft.guarded import sql
from tests.runtime_memory.lifting import without_guards
from tests.runtime_memory.signed import command, grown, verified

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_file")]


@pytest.fixture
def notes(tmp_path):
    """Eight lines of which notes tell, and the first seven of them put back; the last hash."""
    found = tmp_path / "notes"
    grown(4)
    command("checkpoint_memory", "--to", found)
    grown(4, name="more")
    command("checkpoint_memory", "--to", found)
    head = ChainEntry.objects.latest("seq").row_hash
    with without_guards():
        sql(f"DELETE FROM {Checkpoint._meta.db_table} WHERE size > 7")
        sql(f"DELETE FROM {ChainEntry._meta.db_table} WHERE seq > 7")
        sql("DELETE FROM skills_learned WHERE skill_key = 'more 3'")
    return found, head


@pytest.mark.parametrize(
    ("left", "code", "rules"),
    [("8:{}", 2, []), ("7:{}", 1, ["forked"]), ("8:other", 1, ["forked"]), ("", 1, ["forked"])],
)
def test_only_the_lines_that_a_restore_names_are_excused(notes, left, code, rules):
    file, head = notes
    call_command("settle_restored", "2026-11-18T08:00:00+00:00", left=left.format(head))

    found, said = verified("--json", "--anchor", file)

    report = json.loads(said)
    assert (found, [one["rule"] for one in report["findings"]]) == (code, rules)
    assert report["ok"] is False
    assert len(report["restored"]) == (code == 2)
    last = ChainEntry.objects.latest("seq")
    epoch = Restore.objects.get().pk
    assert (last.kind, last.seq, json.loads(last.body)["epoch"]) == (chain.RESTORED, 8, epoch)


def test_what_is_signed_after_a_restore_stands_beside_what_was_left_behind(notes):
    file, head = notes
    call_command("settle_restored", "2026-11-18T08:00:00+00:00", left=f"8:{head}")
    assert command("checkpoint_memory", "--to", file)[0] == 0

    code, said = verified("--anchor", file)

    assert code == 2
    assert "holds lines that a restore left behind, as line 8 says." in said
    assert verified()[0] == 0
