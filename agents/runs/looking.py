"""What a run holds, as conditions that look into its steps, its calls and its requests."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_

from django.db.models import Exists, OuterRef, Q

from agents.models import CallState, RunStatus, RunStep, StepKind, ToolCall, UsageEvent
from devcraft.models import User

BAD = [CallState.FAILED.value, CallState.UNKNOWN.value]
TEXTS = ("session", "project", "branch", "error", "agent__name")
MOST_WORDS = 5
OF_RUN = OuterRef("pk")


def _model(user: User, name: str) -> Q:
    """Runs that asked the model NAME."""
    billed = UsageEvent.objects.visible_to(user).filter(
        session=OuterRef("session"), run=OF_RUN, model=name
    )
    return Q(Exists(RunStep.objects.filter(run=OF_RUN, model=name))) | Q(
        Exists(billed), ~Q(session="")
    )


def _tool(user: User, name: str) -> Q:
    """Runs that called the tool NAME."""
    steps = RunStep.objects.filter(run=OF_RUN, kind=StepKind.TOOL)
    called = steps.filter(Q(name=name) | Q(payload__tool=name))
    return Q(Exists(ToolCall.objects.filter(run=OF_RUN, tool_name=name))) | Q(Exists(called))


def _mission(user: User, number: str) -> Q:
    """Runs some of whose requests belong to the mission NUMBER."""
    billed = UsageEvent.objects.visible_to(user).filter(mission=int(number), run__isnull=False)
    return Q(pk__in=billed.values("run"))


def _errors(user: User, asked: str) -> Q:
    """Runs that failed, or in which a step or a call did."""
    steps = RunStep.objects.filter(Q(status=RunStatus.FAILED) | ~Q(error=""), run=OF_RUN)
    calls = ToolCall.objects.filter(run=OF_RUN, state__in=BAD)
    return Q(status=RunStatus.FAILED) | ~Q(error="") | Q(Exists(steps)) | Q(Exists(calls))


def _text(user: User, words: str) -> Q:
    """Runs that name each of WORDS somewhere."""
    found = [
        reduce(
            lambda one, other: one | other, (Q(**{f"{name}__icontains": word}) for name in TEXTS)
        )
        for word in words.split()[:MOST_WORDS]
    ]
    return reduce(and_, found, Q())


INTO: dict[str, Callable[[User, str], Q]] = {
    "model": _model,
    "tool": _tool,
    "mission": _mission,
    "errors": _errors,
    "text": _text,
}
