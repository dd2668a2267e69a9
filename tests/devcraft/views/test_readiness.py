from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from agents.living import rollcall
from devcraft import clock, readiness, triggers
from devcraft.views import health
from tests.devcraft.guarded import sql
from tests.devcraft.visiting import signed_in
from tests.factories.backups import BackupFactory
from tests.factories.devcraft import UserFactory
from tests.factories.living import LivingFactory

pytestmark = pytest.mark.django_db
URL = "/readyz"


def asked(client):
    response = client.get(URL)
    return response.status_code, response.json()


def test_a_sound_site_is_ready_without_sign_in(client):
    assert asked(client) == (200, {"status": "ok", "reasons": []})
    assert client.head(URL).status_code == 200


def test_an_old_backup_is_said_once_it_is_asked_for(client, settings):
    BackupFactory(made_at=clock.now() - timedelta(hours=30))
    quiet = asked(client)
    settings.BACKUP_MAX_AGE_HOURS = 26
    old = asked(client)
    BackupFactory(made_at=clock.now() - timedelta(hours=25))

    assert quiet == asked(client) == (200, {"status": "ok", "reasons": []})
    assert old == (200, {"status": "degraded", "reasons": ["backup old"]})


def test_a_worker_is_missed_when_an_agent_could_think(client):
    agent = LivingFactory()
    missed = asked(client)
    rollcall.answer("worker", now=clock.now())
    there = asked(client)
    rollcall.leave("worker")
    type(agent).objects.update(paused_at=clock.now())

    assert missed == (200, {"status": "degraded", "reasons": ["no worker"]})
    assert there == asked(client) == (200, {"status": "ok", "reasons": []})


def test_migrations_and_guards_and_a_full_disk(client, monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    MigrationRecorder(connection).record_unapplied("devcraft", "0050_backups")
    monkeypatch.setattr(readiness, "LEAST_FREE", 1)
    amber = asked(client)
    trigger = next(triggers.expected(connection))
    sql(triggers.drop_sql(trigger, connection.vendor))
    red = asked(client)
    triggers.restore(connection)

    assert amber[0] == 200
    assert amber[1]["reasons"] == ["migrations pending", "disk full"]
    assert red[0] == 503
    assert red[1]["status"] == "unavailable"
    assert red[1]["reasons"][0] == "guards missing"


def test_only_an_administrator_is_told_more(settings):
    settings.BACKUP_MAX_AGE_HOURS = 1

    person = asked(signed_in(UserFactory()))[1]
    boss = asked(signed_in(UserFactory(is_staff=True)))[1]

    assert person == {"status": "degraded", "reasons": ["backup old"]}
    assert boss == {**person, "details": ["There is no backup yet."]}


def test_a_database_that_does_not_answer_is_said(rf):
    def broken(execute, sql, params, many, context):
        return execute("SELECT * FROM a_table_that_is_gone", (), many, context)

    request = rf.get(URL)
    request.user = AnonymousUser()
    with connection.execute_wrapper(broken):
        response = health.readyz(request)

    assert response.status_code == 503
    assert json.loads(response.content) == {"status": "database unreachable"}
