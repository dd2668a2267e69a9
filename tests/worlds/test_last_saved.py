"""Today shows the world that was saved last, as the gallery does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.devcraft.visiting import signed_in
from tests.factories.missions import MORNING
from tests.worlds.strategies import SAMPLE
from worlds import curating, gallery, saving, state
from worlds.authors import Author

pytestmark = pytest.mark.django_db


def test_the_world_saved_last_stands_on_today_with_its_versions(owner):
    saving.create(owner=owner, name="Old", now=MORNING)
    later = MORNING + timedelta(days=1)
    world = saving.create(
        owner=owner, name="New", now=later, incoming=state.read(SAMPLE.read_bytes())
    )
    saving.snapshot(world=world, name="First", author=Author(owner), now=later)

    page = signed_in(owner).get("/").content.decode()

    assert "Last saved world" in page
    assert f'href="/worlds/{world.pk}/"' in page
    assert "1 version<" in page
    assert "9 objects" in page


def test_worlds_in_the_trash_and_of_others_do_not(owner, teammate):
    saving.create(owner=teammate, name="Theirs", now=MORNING)
    world = saving.create(owner=owner, name="Gone", now=MORNING)
    curating.put_in_trash(world=world, author=Author(owner), now=MORNING)

    assert gallery.last_saved(owner) is None
