from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agents.views import space_programs, telemetry, tool_calls, triggers
from devcraft import keys
from devcraft.models import ClientKey
from missions.views.api import missions, timer
from runtime_memory.views.api import answers
from tests.devcraft.visiting import signed_in
from tests.factories.devcraft import ClientKeyFactory
from worlds.views import api

pytestmark = pytest.mark.django_db
URL = "/settings/client-keys/"
TYPED = {"name": "3D client", "scopes": ["worlds:read"], "days": "30"}


def text_in(response):
    return re.search(r"dvc_[0-9a-f]{8}_[\w-]{49}", response.content.decode())


def made(name, *scopes, **options):
    said = StringIO()
    wanted = [f"--scope={scope}" for scope in scopes]
    call_command("client_key", f"--name={name}", *wanted, stdout=said, **options)
    return said.getvalue().strip()


def test_every_scope_that_the_api_asks_for_is_offered_in_words():
    memory = {answers.READ, answers.RECORD, answers.PROPOSE, answers.VALIDATE, answers.DEPLOY}

    assert set(keys.SCOPES) == {
        timer.READ,
        timer.WRITE,
        missions.READ,
        missions.WRITE,
        api.READ,
        api.WRITE,
        space_programs.READ,
        space_programs.WRITE,
        telemetry.SCOPE,
        tool_calls.SCOPE,
        triggers.SCOPE,
        *memory,
    }


def test_a_key_is_shown_once_and_works(owner, clock):
    client = signed_in(owner)

    answer = client.post(URL, TYPED)

    text = text_in(answer)[0]
    key = ClientKey.objects.get()
    assert answer.status_code == 201
    assert "no-store" in answer["Cache-Control"]
    assert keys.authenticate(text, now=key.created_at) == key
    assert (key.owner, key.name, key.scopes) == (owner, "3D client", ["worlds:read"])
    assert key.expires_at - key.created_at == timedelta(days=30)
    assert text_in(client.get(URL)) is None


def test_a_new_key_opens_the_api_for_what_it_may_do(owner, client):
    text = text_in(signed_in(owner).post(URL, TYPED))[0]
    headers = {"Authorization": f"Bearer {text}"}

    assert client.get("/api/worlds/", headers=headers).status_code == 200
    saved = client.put("/api/worlds/w1/state", "{}", "application/json", headers=headers)
    assert saved.status_code == 403


def test_the_list_says_what_a_key_may_do_and_when_it_was_used(owner):
    ClientKeyFactory(owner=owner, name="<b>old</b>", scopes=["worlds:read", "worlds:write"])

    shown = signed_in(owner).get(URL).content.decode()

    assert "&lt;b&gt;old&lt;/b&gt;" in shown
    assert "List and load worlds, Save into worlds" in shown
    assert f"dvc_{ClientKey.objects.get().public_id}_…" in shown
    assert "never" in shown


def test_keys_of_others_are_not_shown(owner, stranger):
    ClientKeyFactory(owner=stranger, name="a private program")

    assert b"private" not in signed_in(owner).get(URL).content


def test_a_revoked_key_is_dead_and_says_so(owner):
    client = signed_in(owner)
    text = text_in(client.post(URL, TYPED))[0]
    key = ClientKey.objects.get()

    answer = client.post(f"{URL}{key.pk}/revoke/", follow=True)

    assert keys.authenticate(text, now=key.created_at) is None
    assert "Revoked “3D client”" in answer.content.decode()
    assert f"{URL}{key.pk}/revoke/" not in answer.content.decode()


def test_revoking_twice_keeps_the_first_moment(owner, clock):
    key = ClientKeyFactory(owner=owner, revoked_at=clock.now)

    signed_in(owner).post(f"{URL}{key.pk}/revoke/")

    key.refresh_from_db()
    assert key.revoked_at == clock.now


def test_a_key_that_ended_says_so(owner, clock):
    ClientKeyFactory(owner=owner, expires_at=clock.now - timedelta(days=900))

    assert b'<span class="badge">ended</span>' in signed_in(owner).get(URL).content


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Name is needed."),
        ({"name": "n" * 81}, "Name must have at most 80 characters; it has 81."),
        ({"name": "two\nlines"}, "Name must be one line of printable text."),
        ({"scopes": []}, "What it may do is needed."),
        ({"scopes": ["everything"]}, "What it may do must be one of: See your timer"),
        ({"days": "3650"}, "Lifetime must be one of: 30 days, 90 days, 365 days."),
        ({"days": "x"}, "Lifetime must be one of: 30 days, 90 days, 365 days."),
    ],
)
def test_a_wrong_wish_is_said_and_makes_no_key(owner, wrong, sentence):
    answer = signed_in(owner).post(URL, TYPED | wrong)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ClientKey.objects.exists()


def test_what_was_typed_is_kept(owner):
    answer = signed_in(owner).post(URL, TYPED | {"scopes": []}).content.decode()

    assert 'value="3D client"' in answer
    assert '<option value="30" selected>' in answer


def test_the_command_prints_a_key_that_works():
    text = made("laptop", "worlds:read", "worlds:write", days=365)

    key = ClientKey.objects.get()
    assert keys.authenticate(text, now=key.created_at) == key
    assert key.owner.username == "local-user"
    assert key.scopes == ["worlds:read", "worlds:write"]


def test_the_command_makes_a_key_for_another_account(owner):
    made("laptop", "worlds:read", user="owner")

    assert ClientKey.objects.get().owner == owner


@pytest.mark.parametrize(("name", "user"), [("", "owner"), ("a\x1b[2J", "owner"), ("x", "nobody")])
def test_the_command_refuses_in_one_sentence(owner, name, user):
    with pytest.raises(CommandError, match=r"^[^\n\x1b]+\.$"):
        made(name, "worlds:read", user=user)

    assert not ClientKey.objects.exists()
