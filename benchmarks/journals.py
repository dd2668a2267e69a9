"""A journal for a desk: one entry for ten of time, with tags, common words and rare ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction

from benchmarks import fill, texts
from benchmarks.plan import Plan
from devcraft.models import User
from missions.models import Journal, JournalTag

ONE_FOR = 10
TAGS = 40


def write(plan: Plan) -> None:
    """Add the journal that PLAN's desk would have to the database in use."""
    owner = User.objects.get()
    count = plan.size.entries // ONE_FOR
    with transaction.atomic():
        fill.write(Journal, entries(plan, owner, count))
        keys = Journal.objects.order_by("id").values_list("id", flat=True)
        fill.write(JournalTag, (tag for pk in keys.iterator() for tag in tags(pk)))
    fill.settle()


def entries(plan: Plan, owner: User, count: int) -> Iterator[Journal]:
    """The newest is of today; rare words stand in as many entries of every desk."""
    for number in range(count):
        at = plan.now - timedelta(hours=2 * (count - number))
        rare = f" {texts.RARE_WORD}" if number % (count // texts.RARE_COUNT) == 0 else ""
        names = [f"tag-{n}" for n in tag_numbers(number + 1)]
        yield Journal(
            owner=owner,
            content=f"A day in the {texts.COMMON_WORD} of entry {number}.{rare} Slept well.",
            tags=names,
            mood="good" if number % 3 else "",
            created_at=at,
            day=at.date(),
        )


def tags(pk: int) -> Iterator[JournalTag]:
    for number in tag_numbers(pk):
        yield JournalTag(entry_id=pk, name=f"tag-{number}")


def tag_numbers(number: int) -> set[int]:
    return {number % TAGS, number * number % TAGS}
