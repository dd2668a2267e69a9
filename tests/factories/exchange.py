from __future__ import annotations

import factory

from missions.models import CalendarLink, TimeImport
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MORNING


class CalendarLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CalendarLink

    owner = factory.SubFactory(UserFactory)
    token_hash = factory.Sequence(lambda n: f"{n:064}")
    created_at = MORNING


class TimeImportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TimeImport

    owner = factory.SubFactory(UserFactory)
    kind = "toggl"
    file_name = "toggl.csv"
    options = {"zone": "UTC"}
    report = {"tables": {}, "repairs": [], "problems": [], "missions": [], "questions": []}
    created_at = MORNING
