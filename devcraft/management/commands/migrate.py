"""`manage.py migrate`, which restores missing triggers before its checks complain of them."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from devcraft import triggers


class Command(migrate.Command):
    def execute(self, *args: Any, **options: Any) -> str | None:
        connection = connections[options["database"]]
        if MigrationRecorder(connection).has_table():
            triggers.restore(connection)
        return super().execute(*args, **options)
