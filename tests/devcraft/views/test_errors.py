from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client

from devcraft import keys
from tests.devcraft.visiting import signed_in

pytestmark = pytest.mark.django_db
SECRETS = re.compile(r"Traceback|OperationalError|site-packages|SECRET|SELECT |DEBUG|Django")


def test_an_unknown_page_says_so_in_one_sentence(client):
    response = client.get("/no/such/page/")

    assert response.status_code == 404
    assert "does not exist, or it is not yours." in response.content.decode()


def test_the_address_of_an_act_answers_a_look_with_a_page(owner):
    response = signed_in(owner).get("/missions/create/")

    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert "That is an act, not a page" in response.content.decode()


def test_a_foreign_host_name_is_refused(client):
    response = client.get("/healthz", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert "The address or form is malformed." in response.content.decode()


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL"])
def test_a_forwarded_host_name_is_not_believed(client, header):
    response = client.get("/missions/", headers={header: "evil.example"})

    assert "evil.example" not in response["Location"]
    assert response["Location"].startswith("/sign-in/")


def test_forms_with_too_many_fields_are_refused(owner):
    typed = {f"field-{number}": "x" for number in range(1001)}

    assert signed_in(owner).post("/missions/create/", typed).status_code == 400


def test_a_form_without_token_explains_itself(owner):
    client = signed_in(owner, enforce_csrf_checks=True)

    response = client.post("/missions/create/", {"name": "forged"})

    assert response.status_code == 403
    assert "This form is out of date" in response.content.decode()


@pytest.mark.parametrize("address", ["/api/no/such/thing", "/lineage/oldest"])
def test_a_program_is_told_in_json_that_nothing_is_there(client, address):
    response = client.get(address)

    assert (response.status_code, response.json()) == (
        404,
        {"error": "nothing answers to this address"},
    )


@pytest.mark.parametrize("verb", ["post", "put", "delete", "options"])
def test_a_program_is_told_in_json_which_verb_is_meant(client, verb):
    response = getattr(client, verb)("/api/worlds/")

    assert (response.status_code, response.headers["Allow"]) == (405, "GET")
    assert response.json() == {"error": "the verb here is GET"}


A_KEY = "dvc_00000000_" + "A" * 43 + keys._checksum("00000000" + "A" * 43)


class BrokenDatabase:
    """Every statement fails, as when the disk is gone."""

    def __enter__(self):
        self.wrapper = connection.execute_wrapper(self.fail)
        self.wrapper.__enter__()

    def __exit__(self, *error):
        self.wrapper.__exit__(*error)

    def fail(self, execute, sql, params, many, context):
        raise connection.Database.OperationalError("disk I/O error")


def test_a_broken_database_still_gets_a_page_that_says_so(owner):
    client = signed_in(owner, raise_request_exception=False)

    with BrokenDatabase():
        response = client.get("/missions/")

    assert response.status_code == 500
    assert "Something broke on the server." in response.content.decode()


@pytest.mark.parametrize("path", ["/no/such/page/", "/missions/99999/", "/sign-in/x/"])
def test_an_error_page_tells_nothing_of_the_inside(owner, path):
    response = signed_in(owner).get(path)

    assert response.status_code >= 400
    assert not SECRETS.search(response.content.decode())


def test_the_path_is_not_repeated_on_an_error_page():
    response = Client().get("/<script>alert(1)</script>/")

    assert "<script>alert" not in response.content.decode()


def test_a_program_is_told_in_json_that_the_database_is_broken():
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {A_KEY}"})

    with BrokenDatabase():
        response = client.get("/api/worlds/")

    assert (response.status_code, response.json()) == (
        500,
        {"error": "something broke on the server"},
    )
