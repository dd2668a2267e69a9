from datetime import UTC, datetime
from decimal import Decimal

import factory

from missions.models import Mission, Status, TimeEntry
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
