from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.urls import reverse

from devcraft import triggers
from missions.models import ScoreEntry
from tests.devcraft.guarded import sql
from tests.devcraft.processes import ROOT
from tests.devcraft.visiting import APPS

pytestmark = pytest.mark.django_db
TABLE = "missions_scoreentry"
DISARMED = {
    "sqlite": {
        "dropped": ("missions_scoreentry_no_update", 'DROP TRIGGER "{name}"'),
        "hollowed out": (
            "missions_scoreentry_no_delete",
            'DROP TRIGGER "{name}"; CREATE TRIGGER "{name}" BEFORE DELETE ON "{table}" '
            "FOR EACH ROW WHEN 0 BEGIN SELECT RAISE(ABORT, 'x'); END",
        ),
        "narrowed": (
            "missions_scoreentry_no_update",
            'DROP TRIGGER "{name}"; CREATE TRIGGER "{name}" BEFORE UPDATE OF reason ON "{table}" '
            "FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'missions_scoreentry is append-only'); END",
        ),
    },
    "postgresql": {
        "dropped": ("missions_scoreentry_no_change", 'DROP TRIGGER "{name}" ON "{table}"'),
        "disabled": (
            "missions_scoreentry_no_change",
            'ALTER TABLE "{table}" DISABLE TRIGGER "{name}"',
        ),
        "asleep in replica mode": (
            "missions_scoreentry_no_truncate",
            'ALTER TABLE "{table}" ENABLE TRIGGER "{name}"',
        ),
        "hollowed out": (
            "missions_scoreentry_no_change",
            "CREATE OR REPLACE FUNCTION missions_scoreentry_refuse_change() RETURNS trigger"
            " LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        ),
        "moved to another table": (
            "missions_scoreentry_no_change",
            'DROP TRIGGER "{name}" ON "{table}"; CREATE TRIGGER "{name}" BEFORE UPDATE ON '
            "missions_note FOR EACH ROW EXECUTE FUNCTION missions_scoreentry_refuse_change();"
            'ALTER TABLE missions_note ENABLE ALWAYS TRIGGER "{name}"',
        ),
    },
}
HERE = DISARMED[connection.vendor]
LOST_IN_A_REBUILD = {
    "sqlite": {f"{TABLE}_no_{event}" for event in ("update", "delete", "replace")},
    "postgresql": set(),
}
STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def names(found):
    return {trigger.name for trigger in found}


@pytest.fixture(params=HERE)
def disarmed(request):
    """The name of a trigger that a hand has just taken out of service."""
    name, statements = HERE[request.param]
    for statement in statements.format(name=name, table=TABLE).split("; CREATE TRIGGER"):
        is_first = statement.startswith(("DROP", "ALTER", "CREATE"))
        sql(statement if is_first else f"CREATE TRIGGER{statement}")
    return name


def test_every_trigger_stands_after_migrating():
    expected = names(triggers.expected(connection))

    assert triggers.missing(connection) == []
    assert {f"missions_{table}entry" for table in ("score", "xp", "history")} <= {
        trigger.table for trigger in triggers.expected(connection)
    }
    assert len(expected) == len(list(triggers.expected(connection)))


def test_a_disarmed_trigger_is_named_by_the_check(disarmed):
    with pytest.raises(SystemCheckError, match=f"Trigger {disarmed} is missing") as refusal:
        call_command("check", databases=["default"])

    assert "`manage.py migrate` restores it." in str(refusal.value)


def test_a_disarmed_trigger_turns_the_site_unhealthy(disarmed, client):
    response = client.get(reverse("healthz"))

    assert response.status_code == 503
    assert response.json()["status"] == "guards missing"
    assert disarmed in response.json()["triggers"]


def test_migrating_does_not_stop_at_its_own_check(disarmed):
    call_command("migrate", verbosity=0, skip_checks=False)

    assert triggers.missing(connection) == []


def test_migrating_arms_the_trigger_again(disarmed, client):
    call_command("migrate", verbosity=0)

    assert triggers.missing(connection) == []
    assert client.get(reverse("healthz")).json() == {"status": "ok"}


def test_restoring_says_what_was_missing(disarmed):
    assert disarmed in names(triggers.restore(connection))
    assert triggers.restore(connection) == []


def test_the_overlap_guard_is_watched_on_sqlite_and_a_constraint_on_postgresql():
    watched = names(triggers.expected(connection)) & {
        "timeentry_no_overlap_insert",
        "timeentry_no_overlap_update",
    }

    assert len(watched) == {"sqlite": 2, "postgresql": 0}[connection.vendor]


@pytest.fixture
def wider_reason():
    """Rebuilds the score ledger as a later migration would, and back."""
    narrow = ScoreEntry._meta.get_field("reason")
    wide = models.CharField(max_length=201, default="", blank=True)
    wide.set_attributes_from_name("reason")
    wide.model = ScoreEntry
    with connection.schema_editor() as editor:
        editor.alter_field(ScoreEntry, narrow, wide)
    yield
    with connection.schema_editor() as editor:
        editor.alter_field(ScoreEntry, wide, narrow)
    triggers.restore(connection)


@pytest.mark.django_db(transaction=True)
def test_a_table_rebuild_that_loses_triggers_is_noticed_and_repaired(wider_reason):
    lost = names(triggers.missing(connection))

    call_command("migrate", verbosity=0)

    assert lost == LOST_IN_A_REBUILD[connection.vendor]
    assert triggers.missing(connection) == []


@pytest.fixture
def unguarded():
    """The database with every guard migrated back; they are put on again at the end."""
    migrations = MigrationLoader(connection).disk_migrations.values()
    guards = [
        (migration.app_label, guard)
        for migration in migrations
        for guard in migration.operations
        if isinstance(guard, triggers.TriggerOperation)
    ]
    with connection.schema_editor() as editor:
        for app, guard in reversed(guards):
            guard.database_backwards(app, editor, ProjectState(), ProjectState())
    yield
    triggers.restore(connection)


@pytest.mark.django_db(transaction=True)
def test_migrating_back_takes_the_guards_off(unguarded):
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        standing = cursor.fetchall()

    assert standing == []


def test_no_production_module_drops_a_trigger():
    files = [file for app in APPS for file in ROOT.glob(f"{app}/**/*.py")]
    road = re.compile(r"DROP TRIGGER|drop_sql|DISABLE TRIGGER|session_replication_role *=")

    users = {str(file.relative_to(ROOT)) for file in files if road.search(file.read_text())}

    assert users == {"devcraft/triggers.py"}


def test_no_production_module_knows_the_tests():
    files = [file for app in APPS for file in ROOT.glob(f"{app}/**/*.py")]

    assert [f for f in files if re.search(r"^(from|import) tests", f.read_text(), re.M)] == []
