"""What a sample desk does not do by itself, so that every table of an archive has a row."""

from __future__ import annotations

from datetime import timedelta

from agents.living import controlling, tending
from agents.models import Agent, ChangeSubject, InboxEvent, PendingToolCall, Run, UsageEvent
from missions import timer
from missions.models import Journal, Memory, Mission, TimeEntry
from tests.factories.agents import (
    FlatPlanFactory,
    MetricSeriesFactory,
    MissionLinkFactory,
    UsageRevisionFactory,
)
from tests.factories.budgets import BudgetFactory, NoticeFactory
from tests.factories.devcraft import RawRowFactory, SourceRowFactory
from tests.factories.exchange import TimeImportFactory
from tests.factories.living import ArchivedCycleFactory, PlanFactory
from tests.factories.missions import JournalVersionFactory, MemoryUseFactory
from tests.factories.worlds import PendingSaveFactory, WorldDayFactory
from worlds.models import World

HOSTILE = "=1+1\n<script>\u2028 ' \" \\ {% now %} 日本語 🏝️ e\u0301"


def live(user, *, now):
    """Give USER, whose desk the demo filled, a row in every table that is carried."""
    mission = Mission.objects.filter(owner=user).order_by("pk")[0]
    agent = Agent.objects.living().filter(owner=user).order_by("pk")[0]
    _finish_what_goes_on(user, now)
    _mind(user, agent, now)
    _money(user, mission, agent)
    world = World.objects.filter(owner=user, state__isnull=False)[0]
    PendingSaveFactory(world=world)
    WorldDayFactory(world=world, visits=3)
    JournalVersionFactory(entry=Journal.objects.filter(owner=user)[0], content=HOSTILE)
    memory = Memory.objects.filter(owner=user)[0]
    MemoryUseFactory(memory=memory, run=str(Run.objects.filter(agent=agent)[0].pk))
    TimeImportFactory(owner=user, done_at=now)
    TimeImportFactory(owner=user, file_name="waits.csv", content=b"a file that waits")
    SourceRowFactory(owner=user, target_id=str(mission.pk), source="an Oasis")
    SourceRowFactory(owner=user, target_table="worlds_world", target_id=world.pk, table="World")
    RawRowFactory(owner=user, raw='{"text": "\\u0000"}')


def _finish_what_goes_on(user, now):
    """What is open is another thing elsewhere; other tests look at that."""
    for entry in TimeEntry.objects.running().filter(owner=user):
        timer.pause(user=user, mission=entry.mission, now=now)
    for question in PendingToolCall.objects.filter(agent_entity__owner=user, status="waiting"):
        question.status = "expired"
        question.save()
    ended = {"status": "failed", "completed_at": now}
    Run.objects.filter(owner=user, completed_at=None).update(**ended)
    open_events = InboxEvent.objects.filter(status__in=["pending", "processing"])
    open_events.filter(agent_entity__owner=user).update(status="failed")


def _mind(user, agent, now):
    goal = tending.add(agent, ChangeSubject.GOAL, {"description": HOSTILE}, by=user, now=now)
    tending.remove(agent, goal, by=user, now=now)
    tending.add(agent, ChangeSubject.GOAL, {"description": "Ship"}, by=user, now=now)
    PlanFactory(entity=agent.entity, recurring=True)
    PlanFactory(entity=agent.entity, next_run_at=now + timedelta(days=1))
    ArchivedCycleFactory(agent_entity=agent.entity, messages=[{"role": "user", "n": 1.0}])
    controlling.pause(agent, by=user, now=now)


def _money(user, mission, agent):
    event = UsageEvent.objects.filter(owner=user)[0]
    UsageRevisionFactory(event=event, before={"output_tokens": 1}, after={"output_tokens": 2})
    MissionLinkFactory(owner=user, mission=mission, subject="request", name=event.key)
    FlatPlanFactory(owner=user)
    NoticeFactory(
        budget=BudgetFactory(
            owner=user, about="mission", mission=mission, subject=str(mission.pk), period="week"
        )
    )
    BudgetFactory(owner=user, about="agent", agent=agent, subject=agent.slug, period="month")
    MetricSeriesFactory(owner=user, value=0.1)
