from datetime import UTC, datetime
from decimal import Decimal

import factory

from missions.models import (
    CarbonModelEntry,
    CuratorLog,
    DayTotal,
    EntryEdit,
    HistoryEntry,
    HourTotal,
    Journal,
    JournalMention,
    JournalTag,
    JournalVersion,
    LocalDay,
    Memory,
    MemoryUse,
    Mission,
    Note,
    Profile,
    ScoreEntry,
    Status,
    TimeEntry,
    TimerAct,
    WorkSign,
    XpEntry,
)
from tests.factories.devcraft import UserFactory

MORNING = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)


class MissionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mission

    class Params:
        queued = factory.Trait(queue_position=factory.Sequence(lambda n: n + 1))
        wip = factory.Trait(status=Status.WIP, is_paused=True)
        done = factory.Trait(
            status=Status.DONE,
            ended_at=MORNING,
            valor=Decimal(1),
            score=Decimal("10.0000"),
        )
        ripe = factory.Trait(
            carbon_description="It must feel alive.",
            silicon_description="Files: portal.ts",
            acceptance_criteria="- opens in under a second",
        )

    owner = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Mission {n}")
    assigned_to = "carbondev"
    created_at = MORNING
    updated_at = MORNING


class TimeEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TimeEntry

    class Params:
        closed = factory.Trait(
            ended_at=datetime(2026, 11, 18, 8, 30, tzinfo=UTC), close_reason="pause"
        )
        claimed = factory.Trait(
            kind="claimed",
            source="irl",
            started_at=None,
            claimed_on=MORNING.date(),
            claimed_seconds=1800,
        )

    owner = factory.SelfAttribute("mission.owner")
    mission = factory.SubFactory(MissionFactory)
    started_at = MORNING
    zone = "UTC"


class ProfileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Profile

    owner = factory.SubFactory(UserFactory)


class ScoreEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ScoreEntry

    class Params:
        reopening = factory.Trait(kind="reopening", score=Decimal(0), delta=Decimal(-1))

    owner = factory.SelfAttribute("mission.owner")
    mission = factory.SubFactory(MissionFactory)
    sequence = 1
    kind = "completion"
    at = MORNING
    day = MORNING.date()
    seconds = 60
    valor = Decimal(1)
    urgency = easiness = impact = Decimal(5)
    score = delta = Decimal(1)


class XpEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = XpEntry

    owner = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda n: f"login:{n}")
    action = "DAILY_LOGIN"
    amount = 15
    at = MORNING
    day = MORNING.date()


class HistoryEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HistoryEntry

    mission = factory.SubFactory(MissionFactory)
    sequence = 1
    at = MORNING
    actor = "carbondev"
    action = "raise"


class NoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Note

    mission = factory.SubFactory(MissionFactory)
    at = MORNING
    message = "a note"


class CarbonModelEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CarbonModelEntry

    class Params:
        answered = factory.Trait(
            actual_response="bump", accepted=True, rating=7, answered_at=MORNING, decision="bump"
        )

    mission = factory.SubFactory(MissionFactory)
    context = "what the curator saw"
    predicted_response = "bump"
    confidence = 0.7
    created_at = MORNING


class MemoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Memory

    owner = factory.SubFactory(UserFactory)
    category = "habit"
    key = factory.Sequence(lambda n: f"key {n}")
    value = "tea first"


class JournalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Journal

    owner = factory.SubFactory(UserFactory)
    content = "A good day."
    created_at = MORNING
    day = MORNING.date()


class JournalVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JournalVersion

    entry = factory.SubFactory(JournalFactory)
    number = 0
    content = "An earlier text."
    replaced_at = MORNING


class JournalTagFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JournalTag

    entry = factory.SubFactory(JournalFactory)
    name = "flow"


class JournalMentionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JournalMention

    entry = factory.SubFactory(JournalFactory)
    word = "@the-forge"
    world = "w1"


class MemoryUseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MemoryUse

    memory = factory.SubFactory(MemoryFactory)
    reader = "scout"
    run = "00000000-0000-0000-0000-000000000000"
    at = MORNING


def journal_saying(words):
    """An edited entry, and a memory that was read, where people write WORDS."""
    entry = JournalFactory(content=words, mood=words[:40], tags=[words])
    JournalVersionFactory(entry=entry, content=words)
    MemoryUseFactory(memory__key=words, memory__value=words, reader=words)
    return entry


class CuratorLogFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CuratorLog

    started_at = MORNING


class WorkSignFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorkSign

    owner = factory.SelfAttribute("mission.owner")
    mission = factory.SubFactory(MissionFactory)
    at = MORNING
    source = "claude-code"


class DayTotalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DayTotal

    owner = factory.SelfAttribute("mission.owner")
    mission = factory.SubFactory(MissionFactory)
    day = MORNING.date()


class LocalDayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LocalDay

    owner = factory.SubFactory(UserFactory)
    day = MORNING.date()


class HourTotalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HourTotal

    owner = factory.SubFactory(UserFactory)
    day = MORNING.date()
    hour = 9


class TimerActFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TimerAct

    owner = factory.SelfAttribute("mission.owner")
    mission = factory.SubFactory(MissionFactory)
    act = "start"
    at = MORNING


class EntryEditFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EntryEdit

    entry = factory.SubFactory(TimeEntryFactory, closed=True)
    actor = factory.SelfAttribute("entry.owner")
    act = "change"
    at = MORNING


WORDLESS = (
    DayTotalFactory,
    EntryEditFactory,
    HourTotalFactory,
    LocalDayFactory,
    ScoreEntryFactory,
    TimeEntryFactory,
)
"""Rows in which nobody wrote anything."""
