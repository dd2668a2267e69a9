"""What somebody wants to spend at most, and what was said when it came close."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from agents.models.agents import Agent
from agents.models.usage import PICO
from devcraft.models import User
from missions.models import Mission
from runtime_memory.columns import one_of

MOST_DOLLARS = 1_000_000


class About(models.TextChoices):
    ALL = "all", "Everything"
    AGENT = "agent", "One agent"
    MISSION = "mission", "One mission"
    SOURCE = "source", "One source"


class BudgetPeriod(models.TextChoices):
    DAY = "day", "A day"
    WEEK = "week", "A week, from Monday"
    MONTH = "month", "A calendar month"


class AtLimit(models.TextChoices):
    WARN = "warn", "Say so"
    STOP = "stop", "Say so, and stop my agents"


class BudgetQuerySet(models.QuerySet["Budget"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owner=user)

    def open(self) -> Self:
        return self.filter(ended_at=None)


class Budget(models.Model):
    """A limit in millionths of a millionth of a dollar, for each day, week or month of its owner.

    `subject` names what it is about as the totals do: an agent's slug, a mission's number, a
    source. `warn_share` is in percent of the limit. A budget that ended keeps its notices.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="budgets", db_index=False
    )
    about = models.TextField(choices=About)
    agent = models.ForeignKey(
        Agent, models.CASCADE, null=True, blank=True, related_name="budgets", db_index=False
    )
    mission = models.ForeignKey(
        Mission, models.PROTECT, null=True, blank=True, related_name="budgets", db_index=False
    )
    subject = models.TextField(default="", db_default="", blank=True)
    period = models.TextField(choices=BudgetPeriod)
    limit_pico = models.BigIntegerField()
    warn_share = models.PositiveSmallIntegerField(default=80, db_default=80)
    at_limit = models.TextField(choices=AtLimit)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        db_table = "budgets"
        constraints = [
            one_of("budgets", "about", About.values),
            one_of("budgets", "period", BudgetPeriod.values),
            one_of("budgets", "at_limit", AtLimit.values),
            models.CheckConstraint(
                condition=Q(about=About.ALL, agent=None, mission=None, subject="")
                | (Q(about=About.AGENT, agent__isnull=False, mission=None) & ~Q(subject=""))
                | (Q(about=About.MISSION, agent=None, mission__isnull=False) & ~Q(subject=""))
                | (Q(about=About.SOURCE, agent=None, mission=None) & ~Q(subject="")),
                name="budgets_about_one_thing",
                violation_error_message="A budget is about everything, or about one thing.",
            ),
            models.CheckConstraint(
                condition=Q(limit_pico__gt=0, limit_pico__lte=MOST_DOLLARS * PICO),
                name="budgets_limit_in_range",
                violation_error_message="A budget is of more than nothing.",
            ),
            models.CheckConstraint(
                condition=Q(warn_share__gte=1, warn_share__lte=100),
                name="budgets_warn_share_in_range",
                violation_error_message="A warning comes between 1 and 100 percent.",
            ),
            models.UniqueConstraint(
                fields=["owner", "about", "subject", "period"],
                condition=Q(ended_at=None),
                name="budgets_one_open_of_a_kind",
                violation_error_message="There is such a budget already.",
            ),
        ]

    def __str__(self) -> str:
        return f"budget {self.pk} of {self.owner_id}"

    def get_absolute_url(self) -> str:
        return reverse("agents:budget_edit", args=[self.pk])

    @property
    def warn_pico(self) -> int:
        """What is spent when the warning comes."""
        return self.limit_pico * self.warn_share // 100


class NoticeKind(models.TextChoices):
    WARNED = "warned", "Close to its limit"
    SPENT = "spent", "Spent"


class NoticeQuerySet(models.QuerySet["BudgetNotice"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(budget__owner=user)

    def unseen(self) -> Self:
        return self.filter(seen_at=None)


class BudgetNotice(models.Model):
    """Said once for each threshold of a budget in each of its periods.

    `mail` says what became of the e-mail: sent, or why it was not.
    """

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="notices", db_index=False)
    kind = models.TextField(choices=NoticeKind)
    starts_on = models.DateField()
    threshold_pico = models.BigIntegerField()
    spent_pico = models.BigIntegerField()
    limit_pico = models.BigIntegerField()
    unpriced = models.BigIntegerField(default=0, db_default=0)
    words = models.TextField()
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    mail = models.TextField(default="", db_default="", blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        db_table = "budget_notices"
        constraints = [
            one_of("budget_notices", "kind", NoticeKind.values),
            models.UniqueConstraint(
                fields=["budget", "starts_on", "kind", "threshold_pico"],
                name="budget_notices_said_once",
                violation_error_message="This was said already.",
            ),
        ]
        indexes = [
            # What the bell counts.
            models.Index(
                fields=["budget", "-id"],
                condition=Q(seen_at=None),
                name="budget_notices_unseen",
            )
        ]

    def __str__(self) -> str:
        return self.words
