"""The rules of approval as versions, and the moment from which two people are needed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from runtime_memory.columns import MomentField, well_formed
from runtime_memory.models.profiles import Profile, rules


class PolicyProfile(Profile):
    """One version of the rule matrix; `policy_json` is what `policy_matrix.Matrix` parses."""

    policy_json = models.TextField()

    class Meta:
        constraints = [
            *rules("policyprofile", "policy_json"),
            models.CheckConstraint(
                condition=Q(profile_name="approvals"), name="policyprofile_is_the_one"
            ),
        ]
        indexes = [
            models.Index(fields=["profile_name", "effective_from"], name="idx_policy_effective"),
            models.Index(fields=["sequence"], name="policy_by_sequence"),
        ]


class FourEyes(models.Model):
    """A single row, made when a second approver is seen; from then on nobody decides alone."""

    id = models.IntegerField(primary_key=True, default=1)
    armed_at = MomentField()
    people = models.IntegerField()

    class Meta:
        verbose_name_plural = "four eyes"
        constraints = [
            well_formed("foureyes", "armed_at"),
            models.CheckConstraint(condition=Q(id=1), name="foureyes_arms_once"),
            models.CheckConstraint(condition=Q(people__gte=2), name="foureyes_needs_two_people"),
        ]

    def __str__(self) -> str:
        return f"four eyes since {self.armed_at:%Y-%m-%d}"
