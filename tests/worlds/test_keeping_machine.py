"""Every order of acts: no content that was current is lost unless the policy says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.factories.devcraft import UserFactory
from tests.worlds.expecting import THROTTLE, Kept, Known
from tests.worlds.making import NOW, content, crowd, is_every_state_held, names_in
from worlds import curating, pending, refusals, saving, versions
from worlds.authors import Author
from worlds.locking import lock
from worlds.models import World, WorldSnapshot, WorldState

FULL = tuple(thing.name for thing in crowd(6).things)
CONTENTS = st.sampled_from([(), ("a",), ("b",), ("a", "b"), ("c",), FULL])
AUTHORS = st.sampled_from(["owner", "program", "agent", "guest", "stranger"])
WORLDS = st.integers(0, 3)
ANY = st.integers(0, 50)
MOMENTS = st.one_of(
    st.integers(-600, 1200).map(lambda seconds: timedelta(seconds=seconds)),
    st.sampled_from([THROTTLE, timedelta(hours=1), timedelta(days=1), timedelta(days=31)]),
)


class KeepingMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = NOW
        self.owner = UserFactory(username="owner", zone="Europe/Berlin")
        self.person = Author(self.owner)
        self.authors = {
            "owner": self.person,
            "program": Author(self.owner, program="viewer"),
            "agent": Author(self.owner, program="builder", is_agent=True),
            "guest": Author(UserFactory(username="guest")),
            "stranger": Author(UserFactory(username="stranger")),
        }
        self.worlds = []
        for names in (("a",), ()):
            self.begin(names)
        self.snapshot(0)
        self.save(0, ("b",), "owner", is_confirmed=False)

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def begin(self, names):
        made = saving.create(owner=self.owner, name="W", now=self.now, incoming=content(*names))
        self.know(made, names)

    def know(self, made, names):
        World.objects.filter(pk=made.pk).update(visibility="public_edit")
        self.worlds.append(Known(made.pk, names, "owner", "owner", self.now))

    def pick(self, number):
        return self.worlds[number % len(self.worlds)] if self.worlds else None

    def row(self, known):
        return World.objects.get(pk=known.pk)

    def pick_snapshot(self, number, which):
        known = self.pick(number)
        if known is None or not known.kept:
            return known, None
        pk = sorted(known.kept)[which % len(known.kept)]
        return known, WorldSnapshot.objects.get(pk=pk)

    def expect(self, known, owed, names):
        """The one snapshot more that there must be, of NAMES; or none when nothing is OWED."""
        new = [row for row in known_rows(known) if row.pk not in known.kept]
        assert [(row.reason, row.is_pinned) for row in new] == ([owed] if owed else [])
        for row in new:
            assert tuple(names_in(row)) == names
            known.kept[row.pk] = Kept(names, self.now, *owed)

    @rule(by=MOMENTS)
    def wait(self, by):
        self.now += by

    @rule(number=WORLDS, names=CONTENTS, who=AUTHORS, is_confirmed=st.booleans())
    def save(self, number, names, who, is_confirmed):
        known, author = self.pick(number), self.authors[who]
        if known is None:
            return
        drops = len(known.names) - len(names) >= 5 and known.names != names
        try:
            saved = saving.save(
                world=self.row(known),
                incoming=content(*names),
                base_revision=known.revision,
                author=author,
                now=self.now,
                is_confirmed=is_confirmed,
            )
        except refusals.Closed:
            assert known.trashed_at
            return
        except refusals.TooMany:
            assert who in ("guest", "stranger")
            return
        except refusals.WouldEmpty:
            assert drops
            assert not is_confirmed
            return
        assert not known.trashed_at
        assert saved.is_new == (names != known.names)
        if not saved.is_new:
            return
        owed = known.owes(author, names, self.now)
        stood = self.now - known.since
        assert owed or stood < THROTTLE or not known.names
        going = self.going_with(known, owed)
        self.expect(known, owed, known.names)
        self.forget(known, going)
        self.becomes(known, names, author)

    def going_with(self, known, owed):
        """What thinning takes once the snapshot that is OWED is there too."""
        new = {row.pk for row in known_rows(known)} - known.kept.keys()
        added = {pk: Kept(known.names, self.now, *owed) for pk in new} if owed else {}
        with_new = Known(known.pk, (), "", "", self.now, kept=known.kept | added)
        return with_new.going(self.now)

    def forget(self, known, going):
        for pk in going:
            known.kept.pop(pk)

    def becomes(self, known, names, author):
        known.names, known.saved_by, known.since = names, author.name, self.now
        known.saver = author.user.username
        known.revision += 1

    @rule(number=WORLDS, names=CONTENTS, who=AUTHORS, behind=st.integers(1, 3))
    def save_late(self, number, names, who, behind):
        known = self.pick(number)
        if known is None or known.trashed_at or names == known.names:
            return
        with pytest.raises(refusals.Stale):
            saving.save(
                world=self.row(known),
                incoming=content(*names),
                base_revision=known.revision - behind,
                author=self.authors[who],
                now=self.now,
                is_confirmed=True,
            )
        if who in ("owner", "guest"):
            pending.hold(
                world=self.row(known),
                author=self.authors[who].user,
                incoming=content(*names),
                base_revision=0,
                now=self.now,
            )

    @rule(number=WORLDS)
    def snapshot(self, number):
        known = self.pick(number)
        if known is None:
            return
        saving.snapshot(world=self.row(known), name="kept", author=self.person, now=self.now)
        self.expect(known, ("hand", True), known.names)

    @rule(number=WORLDS, which=ANY)
    def restore(self, number, which):
        known, snapshot = self.pick_snapshot(number, which)
        if snapshot is None:
            return
        names = known.kept[snapshot.pk].names
        wanted = {"world": self.row(known), "snapshot": snapshot, "now": self.now}
        if known.trashed_at:
            with pytest.raises(refusals.Closed):
                saving.restore(author=self.person, **wanted)
            return
        saved = saving.restore(author=self.person, **wanted)
        assert saved.is_new == (names != known.names)
        if saved.is_new:
            self.expect(known, ("restore", True), known.names)
            self.becomes(known, names, self.person)

    @rule(number=WORLDS, which=ANY)
    def pin(self, number, which):
        known, snapshot = self.pick_snapshot(number, which)
        if snapshot is not None:
            versions.pin(snapshot=snapshot, name="named")
            known.kept[snapshot.pk].is_pinned = True

    @rule(number=WORLDS, which=ANY)
    def delete(self, number, which):
        known, snapshot = self.pick_snapshot(number, which)
        if snapshot is not None:
            world = self.row(known)
            versions.delete(world=world, snapshot=snapshot, author=self.person, now=self.now)
            del known.kept[snapshot.pk]

    @rule(number=WORLDS)
    def thin(self, number):
        known = self.pick(number)
        if known is not None:
            going = known.going(self.now)
            assert versions.thin(lock(self.row(known)), now=self.now) == len(going)
            self.forget(known, going)

    @rule()
    def trash(self):
        known = self.pick(0)
        if known is not None:
            curating.put_in_trash(world=self.row(known), author=self.person, now=self.now)
            known.trashed_at = known.trashed_at or self.now

    @rule()
    def recover(self):
        known = self.pick(0)
        if known is not None:
            curating.take_from_trash(world=self.row(known), author=self.person, now=self.now)
            known.trashed_at = None

    @rule()
    def empty_trash(self):
        limit = self.now - timedelta(days=30)
        due = [one for one in self.worlds if one.trashed_at and one.trashed_at < limit]
        assert curating.empty_trash(now=self.now) == len(due)
        self.worlds = [one for one in self.worlds if one not in due]

    @rule(number=WORLDS)
    def copy(self, number):
        known = self.pick(number)
        if known is None or len(self.worlds) > 3:
            return
        made = saving.copy(world=self.row(known), owner=self.owner, name="Copy", now=self.now)
        self.know(made, known.names)

    @invariant()
    def nothing_is_lost(self):
        assert set(World.objects.values_list("pk", flat=True)) == {one.pk for one in self.worlds}
        for known in self.worlds:
            world = World.objects.select_related("state").get(pk=known.pk)
            assert tuple(names_in(world)) == known.names
            assert (world.revision, world.saved_by) == (known.revision, known.saved_by)
            assert world.object_count == world.state.object_count == len(known.names)
            assert world.state_saved_at == known.since
            found = {row.pk: row for row in known_rows(known)}
            assert found.keys() == known.kept.keys()
            for pk, one in known.kept.items():
                assert tuple(names_in(found[pk])) == one.names
                assert found[pk].is_pinned == one.is_pinned

    @invariant()
    def every_state_is_held_and_none_is_there_twice(self):
        assert is_every_state_held()
        contents = list(WorldState.objects.values_list("content_digest", flat=True))
        assert len(contents) == len(set(contents))


def known_rows(known):
    return WorldSnapshot.objects.filter(world=known.pk).select_related("state")


@pytest.mark.stateful
@pytest.mark.django_db
def test_any_order_of_acts_loses_nothing_but_by_policy():
    run_state_machine_as_test(KeepingMachine)
