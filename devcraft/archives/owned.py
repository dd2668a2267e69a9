"""Which rows of a table are one person's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from devcraft.archives.tables import BY_LABEL, Table, target_of
from devcraft.models import User

Rows: TypeAlias = "QuerySet[Model]"
RESTORED = "archive"
"""The source under which a desk notes which archives it took in; no archive carries it."""
USING_MISSIONS = (
    "missions.TimeEntry",
    "missions.ScoreEntry",
    "missions.XpEntry",
    "missions.WorkSign",
    "agents.UsageEvent",
    "agents.MissionLink",
    "agents.Budget",
)


def rows(table: Table, user: User) -> Rows:
    """The rows of TABLE that are USER's, unordered."""
    select = PARTICULAR.get(table.label)
    found = table.model._default_manager.filter(select(user) if select else _by_path(table, user))
    return found.filter(~Q(source=RESTORED)) if table.label == "devcraft.SourceRow" else found


def in_order(table: Table, user: User) -> Rows:
    return rows(table, user).order_by(*table.order)


def _by_path(table: Table, user: User) -> Q:
    if table.of == "pk":
        return Q(pk=user.pk)
    model: type[Model] = table.model
    for name in table.of.split("__"):
        model = target_of(model._meta.get_field(name))
    if model is User:
        return Q(**{table.of: user})
    whole = rows(BY_LABEL[model._meta.label], user)
    return Q(**{f"{table.of}__in": whole.values("pk")})


def _missions(user: User) -> Q:
    """Own ones, and those shared with everyone for which USER has time, points or costs."""
    used = Q()
    for label in USING_MISSIONS:
        used |= Q(pk__in=_named(label, "mission", owner=user))
    return Q(owner=user) | (Q(owner=None) & used)


def _entities(user: User) -> Q:
    """Own ones, and whoever is named in USER's spaces and questions: of those a name alone."""
    spaces = {"smart_space__owner": user}
    asked = {"call__run__agent__owner": user}
    return (
        Q(owner=user)
        | Q(user=user)
        | Q(agent__owner=user)
        | Q(pk__in=_named("agents.SmartSpaceMembership", "entity", **spaces))
        | Q(pk__in=_named("agents.SmartSpaceMessage", "entity", **spaces))
        | Q(pk__in=_named("agents.PendingToolCall", "audience", **asked))
        | Q(pk__in=_named("agents.PendingToolCall", "resolved_by", **asked))
    )


def states_of(user: User) -> Q:
    """All states that USER's worlds have and had, and those that wait for USER's choice."""
    return (
        Q(pk__in=_named("worlds.World", "state", owner=user))
        | Q(pk__in=_named("worlds.WorldSnapshot", "state", world__owner=user))
        | Q(pk__in=_named("worlds.PendingSave", "state", world__owner=user, author=user))
    )


def _named(label: str, field: str, **conditions: Any) -> QuerySet[Model, Any]:
    named = {f"{field}__isnull": False}
    manager = apps.get_model(label)._default_manager
    found: QuerySet[Model, Any] = manager.filter(**conditions, **named).values(field)
    return found


def _runs(user: User) -> Q:
    """Those that are told of USER by USER's own agents."""
    return Q(owner=user, agent__owner=user)


def _imports(user: User) -> Q:
    """Those that are done: a file that still waits can be brought in elsewhere as well."""
    return Q(owner=user, done_at__isnull=False)


PARTICULAR: dict[str, Callable[[User], Q]] = {
    "missions.Mission": _missions,
    "missions.TimeImport": _imports,
    "agents.Entity": _entities,
    "agents.Run": _runs,
    "worlds.WorldState": states_of,
}
