from datetime import UTC, datetime, timedelta

import factory

from devcraft.models import Backup, Restore

MORNING = datetime(2026, 11, 18, 9, tzinfo=UTC)


class BackupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Backup

    made_at = factory.Sequence(lambda n: MORNING + timedelta(hours=n))
    name = "devcraft-20261118T090000.devcraft.tar.gz"
    bytes = 1
    sha256 = "0" * 64


class RestoreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Restore

    at = MORNING
    made_at = MORNING
    mark = factory.Sequence(lambda n: f"{n:08x}")
