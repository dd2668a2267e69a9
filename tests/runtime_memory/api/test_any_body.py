"""Whatever is sent, a program is told what was kept or which field was refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devcraft.models import User
from devcraft.refusing import Refused
from runtime_memory.api import bodies
from tests.factories.devcraft import UserFactory
from tests.runtime_memory.api.programs import BODIES, Program, address, body

LEAVES = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    st.sampled_from(["user", "low", "completed", "2026-02-18", 10**400, "\x00", "\ud800", 2**53]),
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=6
)


@pytest.mark.django_db
@pytest.mark.parametrize("name", BODIES)
@given(st.data())
def test_a_sound_body_with_one_strange_member_is_kept_or_refused(name, data):
    owner = User.objects.first() or UserFactory()
    whole = body(name, owner)
    field = data.draw(st.sampled_from([*whole, "metadata_json", "session_id", "token_count"]))
    sent = json.dumps(whole | {field: data.draw(VALUES)})

    answer = Program(owner).tell(address(name, owner), sent.encode())

    assert answer.status_code in (200, 201, 400, 404, 409)
    assert answer.status_code < 300 or answer.json()["field"]


@given(st.binary() | VALUES.map(json.dumps).map(str.encode))
def test_any_bytes_are_read_or_refused(raw):
    shape = bodies.Shape(("actor",), ("metadata_json", "learned_at", "build_pass", "step_id"))
    told, field = None, None

    try:
        told = bodies.read(raw, shape)
    except Refused as error:
        field = error.field

    assert (told is None) is bool(field)
