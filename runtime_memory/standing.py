"""What holds for every proposal alike at a moment: the rules, and who may approve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, IntegerField, Max, Subquery, When

from devcraft.models import Person
from runtime_memory import rulebook
from runtime_memory.approvers import ACTIVE
from runtime_memory.models import FourEyes
from runtime_memory.policy_matrix import Matrix


@dataclass(frozen=True)
class Standing:
    """PEOPLE is how many persons may approve anything."""

    matrix: Matrix
    people: int
    is_armed: bool


def standing(now: datetime) -> Standing:
    """At NOW, in one query."""
    armed = Case(When(Exists(FourEyes.objects.all()), then=1), default=0)
    policy = Subquery(rulebook.versions_at(now).values("policy_json")[:1])
    found = Person.objects.aggregate(
        people=Count("pk", filter=ACTIVE, distinct=True),
        armed=Max(armed, output_field=IntegerField()),
        policy=Max(policy),
    )
    return Standing(rulebook.matrix_from(found["policy"]), found["people"], bool(found["armed"]))
