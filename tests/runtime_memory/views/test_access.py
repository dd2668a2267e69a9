"""Who reads what: one's own memory and what is shared; ids that are not there."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.devcraft.visiting import location, signed_in, snapshot
from tests.routes import EVERY
from tests.runtime_memory.tables import (
    ONESELF,
    OWN,
    SEARCH,
    arguments,
    profile_of,
    run_of,
    session_of,
    skill_of,
)

pytestmark = pytest.mark.django_db
WITHOUT_NAMES = {"runtime_memory:proposal_checklist"}
KINDS = (session_of, run_of, skill_of, profile_of)


@pytest.mark.parametrize("name", OWN)
def test_the_owner_is_answered(owner, name):
    answer = signed_in(owner).get(EVERY[name].url(**arguments(owner, name)))

    assert answer.status_code == 200
    assert b"private memory" in answer.content or name in WITHOUT_NAMES


@pytest.mark.parametrize("name", OWN)
def test_what_belongs_to_somebody_else_is_404(owner, stranger, name):
    url = EVERY[name].url(**arguments(owner, name))

    assert signed_in(stranger).get(url).status_code == 404


@pytest.mark.parametrize("name", [*OWN, *ONESELF, *SEARCH])
def test_a_visitor_is_led_to_the_door(owner, name):
    url = EVERY[name].url(**arguments(owner, name))
    before = snapshot()

    assert location(Client().get(url)).startswith("/sign-in/")
    assert snapshot() == before


@pytest.mark.parametrize("name", ONESELF)
def test_a_list_shows_its_owner_what_it_hides_from_others(owner, stranger, name):
    for make in KINDS:
        make(owner)

    url = EVERY[name].url()

    assert b"private memory" in signed_in(owner).get(url).content
    assert b"private memory" not in signed_in(stranger).get(url).content
    assert b"private memory" not in signed_in(stranger).get(f"{url}?q=private").content


@pytest.mark.parametrize("name", OWN)
def test_what_is_shared_is_open_to_everyone_signed_in(stranger, name):
    url = EVERY[name].url(**arguments(None, name))

    assert signed_in(stranger).get(url).status_code == 200


@pytest.mark.parametrize("key", ["nothing", "~", "~AA", "~AAA", "~gICA", "-1", "%00", "0" * 5000])
@pytest.mark.parametrize(
    "place", ["sessions/{}/", "runs/{}/", "skills/{}/", "profiles/behavior/{}/"]
)
def test_an_id_that_is_not_there_is_404(owner, place, key):
    assert signed_in(owner).get("/memory/" + place.format(key)).status_code == 404


def test_a_kind_of_profile_that_is_unknown_is_404(owner):
    assert signed_in(owner).get("/memory/profiles/mood/tom/").status_code == 404
