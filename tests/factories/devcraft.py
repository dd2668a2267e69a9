from datetime import UTC, datetime

import factory

from devcraft.models import ClientKey, Person, RawRow, SignInLink, SourceRow, User


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Person {n}")


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user-{n}")
    person = factory.SubFactory(PersonFactory)


class ClientKeyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ClientKey

    public_id = factory.Sequence(lambda n: f"{n:08x}")
    secret_hash = "0" * 64
    owner = factory.SubFactory(UserFactory)
    name = "a program"


class SignInLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SignInLink

    user = factory.SubFactory(UserFactory)
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    expires_at = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


class SourceRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SourceRow

    owner = factory.SubFactory(UserFactory)
    source = "oasis"
    table = "Mission"
    source_id = factory.Sequence(str)
    target_table = "missions_mission"
    target_id = 1
    source_digest = "0" * 64
    written_digest = "0" * 64


class RawRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RawRow

    owner = factory.SubFactory(UserFactory)
    source = "oasis"
    table = "Mission"
    source_id = factory.Sequence(str)
    raw = "{}"
    reason = "no table of ours holds this"
