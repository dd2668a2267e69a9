"""What somebody who is signed in does at the link of another person's world."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.browser.steps import sign_in
from tests.factories.worlds import WorldFactory, WorldStateFactory, standing
from worlds.models import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town():
    state = WorldStateFactory(content=standing(3, name="Tower"))
    return WorldFactory(open_build=True, name="Town", state=state)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def tab(request, open_context, owner):
    return sign_in(open_context(java_script_enabled=request.param).new_page(), owner)


def test_they_take_a_copy_of_their_own(tab, town, owner):
    """The form needs an Origin, which no-referrer would hide from the guard against forgery."""
    tab.goto(town.share_url)
    tab.get_by_role("button", name="Make a copy of my own").click()

    expect(tab.get_by_role("heading", level=1)).to_contain_text("Town")
    assert World.objects.get(owner=owner).copied_from == town


def test_they_save_into_an_open_build(tab, town):
    later = json.loads(standing(4, name="Tower").raw)
    tab.goto(town.share_url)
    tab.get_by_label("World file, exported by your 3D client").set_input_files(
        {"name": "w.json", "mimeType": "application/json", "buffer": json.dumps(later).encode()}
    )
    tab.get_by_role("button", name="Save as revision 2").click()

    expect(tab.get_by_text("Saved revision 2 of “Town”.")).to_be_visible()
    town.refresh_from_db()
    assert (town.revision, town.saved_by) == (2, "owner")
