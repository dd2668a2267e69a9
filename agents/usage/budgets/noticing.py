"""Notices of budgets as a person sees them: how many are new, which, and that they were seen."""

from __future__ import annotations

from datetime import datetime

from django.db.models import BigIntegerField, Count, Expression, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from agents.models import BudgetNotice
from devcraft.models import User


def count_for_person(_now: datetime) -> Expression:
    """How many notices the person of the outer row has not seen."""
    unseen = BudgetNotice.objects.unseen().filter(budget__owner=OuterRef("pk")).order_by()
    each = unseen.values("budget__owner").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(each, output_field=BigIntegerField()), 0)


def unseen(user: User) -> QuerySet[BudgetNotice]:
    """What USER has not seen, the newest first."""
    mine = BudgetNotice.objects.visible_to(user).unseen()
    return mine.select_related("budget").order_by("-id")


def newest(user: User, count: int) -> list[BudgetNotice]:
    """The newest COUNT notices of budgets that count or counted."""
    mine = BudgetNotice.objects.visible_to(user).select_related("budget")
    return list(mine.order_by("-id")[:count])


def see(user: User, *, now: datetime, up_to: int) -> int:
    """USER has seen every notice up to the one numbered UP_TO; returns how many were new."""
    return unseen(user).filter(pk__lte=up_to).order_by().update(seen_at=now)
