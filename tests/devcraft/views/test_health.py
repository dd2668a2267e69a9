from __future__ import annotations

import json

import pytest
from django.db import connection
from django.urls import reverse

from devcraft.views import health

URL = "/healthz"


@pytest.mark.django_db
def test_a_sound_site_says_ok_without_sign_in(client):
    response = client.get(URL)

    assert (reverse("healthz"), response.status_code, response.json()) == (
        URL,
        200,
        {"status": "ok"},
    )


@pytest.mark.django_db
def test_a_probe_may_ask_with_head(client):
    assert client.head(URL).status_code == 200


@pytest.mark.django_db
def test_the_answer_is_never_cached(client):
    assert client.get(URL)["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_said(rf):
    def broken(execute, sql, params, many, context):
        return execute("SELECT * FROM a_table_that_is_gone", (), many, context)

    with connection.execute_wrapper(broken):
        response = health.healthz(rf.get(URL))

    assert response.status_code == 503
    assert json.loads(response.content) == {"status": "database unreachable"}
