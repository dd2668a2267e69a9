"""Which secrets may leave in headers: to which hosts, and for whose calls."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agents.models.agents import Agent


class SecretBindingQuerySet(models.QuerySet["SecretBinding"]):
    def for_agent(self, agent: Agent) -> Self:
        return self.filter(Q(is_for_all=True) | Q(agents=agent)).distinct()


class SecretBinding(models.Model):
    """An administrator's word that a secret may be sent. Its value is never stored.

    `${env.X}` in a config is bound by the name X. A host without a port is meant on the
    port of its scheme.
    """

    name = models.TextField(unique=True)
    hosts: models.JSONField[list[str], list[str]] = models.JSONField()
    is_for_all = models.BooleanField("for all agents", default=False, db_default=False)
    agents = models.ManyToManyField(Agent, blank=True, related_name="secret_bindings")
    created_at = models.DateTimeField(db_default=Now())

    objects = SecretBindingQuerySet.as_manager()

    class Meta:
        db_table = "secret_bindings"
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="secret_bindings_named",
                violation_error_message="Name is needed.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
