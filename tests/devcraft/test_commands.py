from __future__ import annotations

import re
import socket
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from devcraft.management.commands import serve
from devcraft.models import SignInLink, User
from missions.models import Mission
from tests.devcraft.processes import manage
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db


def run(*command, **options):
    said = StringIO()
    call_command(*command, stdout=said, **options)
    return said.getvalue()


def test_a_printed_link_signs_the_local_account_in(client):
    printed = run("sign_in_link")

    path = re.fullmatch(r"http://127\.0\.0\.1:8000(/sign-in/[\w-]{43}/)\n", printed)[1]
    assert client.get(path).status_code == 302
    assert User.objects.get().username == "local-user"


def test_a_link_may_be_for_another_account(client):
    user = UserFactory(username="ada")

    run("sign_in_link", user="ada")

    assert SignInLink.objects.get().user == user


@pytest.mark.parametrize("fields", [None, {"username": "ada", "is_active": False}])
def test_there_is_no_link_for_an_account_that_is_not_there_or_switched_off(fields):
    if fields:
        UserFactory(**fields)

    with pytest.raises(CommandError, match="'ada' does not exist or is switched off"):
        run("sign_in_link", user="ada")


def test_the_sample_month_fills_an_empty_desk_once():
    first = run("seed_demo")
    second = run("seed_demo")

    assert re.fullmatch(r"Filled the desk of local-user with \d+ missions.\n", first)
    assert second == "The desk of local-user holds the sample month already; nothing changed.\n"


def test_the_sample_month_stays_out_of_a_desk_with_missions_of_its_own(owner):
    MissionFactory(owner=owner)

    with pytest.raises(CommandError, match="The desk of owner holds missions of its own"):
        run("seed_demo", user="owner")

    assert Mission.objects.count() == 1


def test_the_sample_month_wants_an_account_that_exists():
    with pytest.raises(CommandError, match="User 'nobody' does not exist"):
        run("seed_demo", user="nobody")


def test_a_taken_port_is_said_in_one_sentence(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        result = manage("serve", PORT=port, DATABASE_URL="sqlite:///:memory:")

    assert result.returncode == 1
    assert result.stderr.startswith(f"CommandError: PORT {port} on 127.0.0.1 cannot be used:")
    assert "PORT=8001 make run" in result.stderr


def test_a_free_port_passes(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.PORT = free.getsockname()[1]

    assert serve._refuse_taken_port() is None


def test_tests_never_touch_the_database_of_the_desk():
    assert connection.settings_dict["NAME"] != str(settings.DATA_DIR / "devcraft.sqlite3")
