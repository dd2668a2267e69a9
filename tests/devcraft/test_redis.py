"""Redis is an accelerator: sessions live in the database, with or without it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess

import pytest
from django.contrib.sessions.backends.cached_db import KEY_PREFIX
from django.contrib.sessions.models import Session
from django.core.cache import caches

from devcraft import accelerator

pytestmark = pytest.mark.django_db


@pytest.fixture
def redis(tmp_path, settings):
    """A real server that sessions use; the test may kill it."""
    program = shutil.which("redis-server")
    if program is None and os.environ.get("CI") != "true":
        pytest.skip("redis-server is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", tmp_path],
        stdout=subprocess.PIPE,
        text=True,
    )
    next(line for line in server.stdout if "Ready to accept connections" in line)
    settings.CACHES = {
        "default": {
            "BACKEND": "devcraft.accelerator.Cache",
            "LOCATION": f"redis://127.0.0.1:{port}",
            "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.3},
        }
    }
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    yield server
    server.kill()
    server.wait()
    server.stdout.close()


def test_a_session_is_read_from_redis_and_kept_in_the_database(
    redis, client, owner, django_assert_max_num_queries
):
    client.force_login(owner)
    client.get("/keys/")

    with django_assert_max_num_queries(4):
        assert client.get("/keys/").status_code == 200
    assert Session.objects.count() == 1


def test_pages_answer_when_redis_dies(redis, client, owner, caplog):
    client.force_login(owner)
    redis.kill()
    redis.wait()

    assert client.get("/keys/").status_code == 200
    assert client.get("/").status_code == 200


def test_one_can_sign_in_while_redis_is_away(redis, client, owner, caplog):
    redis.kill()
    redis.wait()

    client.force_login(owner)

    assert client.get("/keys/").status_code == 200


def test_a_session_that_ended_while_redis_was_away_is_not_believed_for_long(redis, client, owner):
    client.force_login(owner)

    left = caches["default"]._cache.get_client().ttl(f":1:{KEY_PREFIX}{client.session.session_key}")

    assert 0 < left <= accelerator.MOST_SECONDS
