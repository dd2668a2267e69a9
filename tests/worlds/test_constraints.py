"""Every named rule of the worlds' tables is broken once; update() and create() pass no form."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from tests.factories.worlds import (
    MORNING,
    PendingSaveFactory,
    VisitorFactory,
    VisitSaltFactory,
    WorldChangeFactory,
    WorldDayFactory,
    WorldFactory,
    WorldPictureFactory,
    WorldSnapshotFactory,
    WorldStateFactory,
    WorldTagFactory,
)
from tests.test_constraints import label, message, names

pytestmark = pytest.mark.django_db
stateless = partial(WorldFactory, stateless=True)
pinned = partial(WorldSnapshotFactory, pinned=True)
MOST_BYTES = 8 * 1024 * 1024

UPDATES = [
    ("world_visibility_known", WorldFactory, {"visibility": "secret"}),
    ("world_name_given", WorldFactory, {"name": ""}),
    ("world_content_has_revision", WorldFactory, {"revision": 0}),
    ("world_content_has_revision", WorldFactory, {"state": None}),
    ("world_content_has_revision", stateless, {"revision": 1}),
    ("world_content_has_revision", stateless, {"object_count": 1}),
    ("worldtag_name_given", WorldTagFactory, {"name": ""}),
    ("worldstate_size_in_range", WorldStateFactory, {"size": 0}),
    ("worldstate_size_in_range", WorldStateFactory, {"size": MOST_BYTES + 1}),
    ("worldpicture_form_known", WorldPictureFactory, {"form": "poster"}),
    ("worldsnapshot_source_known", WorldSnapshotFactory, {"source": "magic"}),
    ("worldsnapshot_reason_known", pinned, {"reason": "whim"}),
    ("worldsnapshot_safety_is_pinned", pinned, {"is_pinned": False}),
    ("worldsnapshot_safety_is_pinned", WorldSnapshotFactory, {"reason": "restore"}),
    ("worldsnapshot_safety_is_pinned", WorldSnapshotFactory, {"reason": "agent"}),
    ("worldsnapshot_safety_is_pinned", WorldSnapshotFactory, {"reason": "drop"}),
    ("worldsnapshot_safety_is_pinned", WorldSnapshotFactory, {"reason": "overwrite"}),
]
CREATES = [("worldchange_kind_known", WorldChangeFactory, {"kind": "rumoured"})]
TWICE = [
    ("worlds_world", WorldFactory, ("share_id",)),
    ("worldtag_once_per_world", WorldTagFactory, ("world", "name")),
    ("worldpicture_one_per_form", WorldPictureFactory, ("state", "form")),
    ("pendingsave_once", PendingSaveFactory, ("world", "author", "state")),
    ("worldday_once", WorldDayFactory, ("world", "day")),
    ("visitor_once_a_day", VisitorFactory, ("world", "day", "digest")),
    ("worlds_visitsalt", VisitSaltFactory, ("day",)),
]
BORDERS = [
    (WorldStateFactory, {"size": MOST_BYTES}),
    (WorldStateFactory, {"size": 1}),
    (WorldFactory, {"visibility": "public_edit", "trashed_at": MORNING}),
    (stateless, {"visibility": "public"}),
    (WorldSnapshotFactory, {"reason": "guest"}),
    (WorldSnapshotFactory, {"reason": "import", "state": None}),
    (pinned, {"reason": "save"}),
]


@pytest.mark.parametrize(("name", "make", "fields"), UPDATES, ids=label)
def test_an_update_cannot_break(name, make, fields):
    row = make()

    with pytest.raises(IntegrityError, match=message(name)), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**fields)


@pytest.mark.parametrize(("name", "make", "fields"), CREATES, ids=label)
def test_a_new_row_cannot_break(name, make, fields):
    with pytest.raises(IntegrityError, match=message(name)), transaction.atomic():
        make(**fields)


@pytest.mark.parametrize(("name", "make", "columns"), TWICE, ids=label)
def test_a_second_row_cannot_take_the_place_of(name, make, columns):
    first = make()
    same = {column: getattr(first, column) for column in columns}

    with pytest.raises(IntegrityError, match=message(name, columns)), transaction.atomic():
        make(**same)


@pytest.mark.parametrize(("make", "fields"), BORDERS)
def test_values_on_the_border_are_welcome(make, fields):
    row = make()

    assert type(row).objects.filter(pk=row.pk).update(**fields) == 1


@pytest.mark.parametrize("hold", [WorldFactory, WorldSnapshotFactory, PendingSaveFactory])
def test_a_state_stays_while_anything_holds_it(hold):
    row = hold()

    with pytest.raises(IntegrityError), transaction.atomic():
        type(row.state).objects.filter(pk=row.state_id).delete()

    assert type(row.state).objects.filter(pk=row.state_id).exists()


@pytest.mark.parametrize(
    ("fields", "is_listed"),
    [
        ({}, False),
        ({"unlisted": True}, False),
        ({"public": True}, True),
        ({"open_build": True}, True),
        ({"public": True, "trashed": True}, False),
    ],
)
def test_the_database_says_what_is_listed(fields, is_listed):
    world = WorldFactory(**fields)

    world.refresh_from_db()

    assert world.is_listed is is_listed


def test_no_test_breaks_a_rule_that_is_gone():
    broken = {case[0] for case in (*UPDATES, *CREATES)}

    assert sorted(broken - names()) == []
