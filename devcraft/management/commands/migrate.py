"""`manage.py migrate`: quick, and missing triggers are restored before its checks complain."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from devcraft import migrating, triggers


class Command(migrate.Command):
    def execute(self, *args: Any, **options: Any) -> str | None:
        connection = connections[options["database"]]
        if MigrationRecorder(connection).has_table():
            triggers.restore(connection)
        with migrating.models_rendered_alone():
            return super().execute(*args, **options)
