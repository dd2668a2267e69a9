"""`migrate` is quick, and sends what Django's own command would send."""

from __future__ import annotations

import pytest

from tests.devcraft.processes import run

pytestmark = pytest.mark.threads
TELL_EVERY_STATEMENT = """
import django; django.setup()
from django.core.management import call_command
from django.db.backends.base.schema import BaseDatabaseSchemaEditor as Editor
from {where} import Command
execute = Editor.execute
def told(self, sql, params=()):
    print(str(sql), params)
    return execute(self, sql, params)
Editor.execute = told
call_command(Command(), verbosity=0)
"""


def statements(where, file):
    result = run("-c", TELL_EVERY_STATEMENT.format(where=where), DATABASE_URL=f"sqlite:///{file}")
    assert result.returncode == 0, result.stderr[-2000:]
    return result.stdout.splitlines()


def test_the_quick_road_sends_the_same_statements(tmp_path):
    ours = statements("devcraft.management.commands.migrate", tmp_path / "ours.sqlite3")
    own = statements("django.core.management.commands.migrate", tmp_path / "own.sqlite3")

    assert ours == own
    assert sum(line.startswith("CREATE TABLE") for line in ours) > 100
