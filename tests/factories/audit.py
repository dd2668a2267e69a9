"""The chain and what stands beside it."""

from datetime import UTC, datetime

import factory

from runtime_memory import chain, models

MORNING = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)


class FourEyesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.FourEyes

    armed_at = MORNING
    people = 2


def last_line():
    return models.ChainEntry.objects.order_by("-seq").first()


class VerificationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Verification

    started_at = MORNING
    finished_at = MORNING
    stage = "lines"


class ChainEntryFactory(factory.django.DjangoModelFactory):
    """The next line of the chain."""

    class Meta:
        model = models.ChainEntry

    class Params:
        last = factory.LazyFunction(last_line)

    seq = factory.LazyAttribute(lambda line: line.last.seq + 1 if line.last else 1)
    prev_hash = factory.LazyAttribute(lambda line: line.last.row_hash if line.last else chain.START)
    row_hash = factory.Sequence(lambda n: f"{n + 1:064x}")
    at = MORNING
    kind = "skill.recorded"
    subject = "skills_learned/1"
    body = "{}"


class CheckpointFactory(factory.django.DjangoModelFactory):
    """A checkpoint that nobody signed, of a chain of one line at least."""

    class Meta:
        model = models.Checkpoint

    class Params:
        line = factory.LazyFunction(lambda: last_line() or ChainEntryFactory())

    size = factory.SelfAttribute("line.seq")
    key_id = factory.Sequence(lambda n: f"{n:08x}")
    at = MORNING
    note = "a note"
    subtrees = "0" * 64


class ErasureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Erasure

    session_id = factory.Sequence(lambda n: f"gone-{n}")
    erased_at = MORNING
    entry = factory.SubFactory(
        ChainEntryFactory,
        kind="session.erased",
        subject=factory.LazyAttribute(lambda line: f"sessions/{line.factory_parent.session_id}"),
    )
