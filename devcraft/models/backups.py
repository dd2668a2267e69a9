from __future__ import annotations

from django.db import models


class Backup(models.Model):
    """A backup that was taken and looked through. `made_at` is the moment it is of."""

    made_at = models.DateTimeField(unique=True)
    name = models.CharField(max_length=200)
    bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name


class Restore(models.Model):
    """A time at which this desk was put back, from a backup of `made_at`: an epoch begins.

    `mark` is part of what agents' calls are told apart by from then on: what the lost desk
    did under one of its keys is not taken for something that this desk does.
    """

    at = models.DateTimeField()
    made_at = models.DateTimeField()
    mark = models.CharField(max_length=8, unique=True)

    def __str__(self) -> str:
        return f"epoch {self.pk}"
