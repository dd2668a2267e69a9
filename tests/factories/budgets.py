from datetime import date

import factory

from agents import models
from agents.models.usage import PICO
from tests.factories.agents import MORNING
from tests.factories.devcraft import UserFactory
from tests.factories.living import LivingFactory
from tests.factories.missions import MissionFactory


class BudgetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Budget

    class Params:
        for_agent = factory.Trait(
            about="agent",
            agent=factory.SubFactory(LivingFactory, owner=factory.SelfAttribute("..owner")),
            subject=factory.SelfAttribute("agent.slug"),
        )
        for_mission = factory.Trait(
            about="mission",
            mission=factory.SubFactory(MissionFactory, owner=factory.SelfAttribute("..owner")),
            subject=factory.LazyAttribute(lambda made: str(made.mission.pk)),
        )

    owner = factory.SubFactory(UserFactory)
    about = "all"
    period = "day"
    limit_pico = 5 * PICO
    at_limit = "warn"


class NoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.BudgetNotice

    budget = factory.SubFactory(BudgetFactory)
    kind = "warned"
    starts_on = date(2026, 11, 18)
    threshold_pico = 4 * PICO
    spent_pico = 4 * PICO
    limit_pico = 5 * PICO
    words = "The budget of $5.00 a day for everything is 80 % spent: $4.00 so far."
    at = MORNING
