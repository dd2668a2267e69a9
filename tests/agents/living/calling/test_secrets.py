"""S2: a secret leaves in a header, to a host it is bound to, for an agent it is bound to."""

from __future__ import annotations

import logging

import pytest

from agents.living.calling import requests
from devcraft import outbound, scrubbing
from tests.agents.living.calling.calls import CANARY, HEADERS, call, sent, tool
from tests.devcraft.outbound.serving import answered, listening
from tests.factories import living

pytestmark = pytest.mark.django_db


def refused(agent, url, headers=HEADERS, args=None):
    with pytest.raises(outbound.NotSent) as told:
        call(agent, url, args, headers=headers)
    assert CANARY not in str(told.value)
    return str(told.value)


def test_a_bound_secret_is_sent(agent, listener, secret):
    call(agent, listener.origin, headers=HEADERS)

    assert sent(listener)[1]["authorization"] == f"Bearer {CANARY}"


def test_several_references_in_one_value_are_filled_once(agent, listener, secret, settings):
    settings.AGENT_SECRETS["AGENT_SECRET_OTHER"] = "${env.BIRD}-${env.SECRET_KEY}"
    living.SecretBindingFactory(name="OTHER", hosts=secret.hosts)

    call(agent, listener.origin, headers={"X-A": "${env.OTHER}:${env.AGENT_SECRET_BIRD}"})

    assert sent(listener)[1]["x-a"] == f"${{env.BIRD}}-${{env.SECRET_KEY}}:{CANARY}"


def test_arguments_of_the_model_are_never_filled(agent, listener, secret):
    call(agent, listener.origin, {"${env.BIRD}": "${env.BIRD}"}, headers=HEADERS)

    assert sent(listener)[2] == '{"${env.BIRD}": "${env.BIRD}"}'


def test_an_unbound_secret_is_not_sent(agent, listener, settings):
    settings.AGENT_SECRETS = {"AGENT_SECRET_BIRD": CANARY}

    told = refused(agent, listener.origin)

    assert told.startswith(f"${{env.BIRD}} is not bound to 127.0.0.1:{listener.port} for this")
    assert listener.connects == 0


@pytest.mark.parametrize("hosts", [["127.0.0.1"], ["127.0.0.1:1"], ["localhost"], []])
def test_a_secret_bound_elsewhere_is_not_sent(agent, listener, secret, hosts):
    secret.hosts = hosts
    secret.save()

    assert "is not bound to" in refused(agent, listener.origin)
    assert listener.connects == 0


def test_a_secret_of_another_agent_is_not_sent(agent, listener, secret):
    secret.is_for_all = False
    secret.save()
    secret.agents.add(living.LivingFactory())

    assert "is not bound to" in refused(agent, listener.origin)

    secret.agents.add(agent)
    assert call(agent, listener.origin, headers=HEADERS) == {"found": 1}


def test_no_other_variable_of_the_server_is_reached(agent, listener, secret, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "the key of the whole site")
    living.SecretBindingFactory(name="SECRET_KEY", hosts=secret.hosts)

    told = refused(agent, listener.origin, {"X-A": "${env.SECRET_KEY}"})

    assert told == (
        "${env.SECRET_KEY} is not set; the server reads it from AGENT_SECRET_SECRET_KEY."
    )
    assert listener.connects == 0


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "is not set; the server reads it from AGENT_SECRET_BIRD."),
        ("short12", "must have at least 8 characters to be sent."),
        ("two\nlines of it", "holds characters that no header can."),
        ("größer als ascii", "holds characters that no header can."),
    ],
)
def test_a_value_that_cannot_be_sent_is_refused(agent, listener, secret, settings, value, words):
    settings.AGENT_SECRETS = {"AGENT_SECRET_BIRD": value}

    assert refused(agent, listener.origin) == f"${{env.BIRD}} {words}"
    assert listener.connects == 0


def test_a_secret_is_not_sent_where_all_could_read_along(agent, secret):
    secret.hosts = ["public.example"]
    secret.save()

    assert refused(agent, "http://public.example/") == (
        "url must begin with https:// where a header holds a secret."
    )


@pytest.mark.parametrize("bound", ["public.example", "public.example:443"])
def test_a_host_without_a_port_is_meant_on_that_of_its_scheme(agent, secret, bound):
    secret.hosts = [bound]
    secret.save()

    usual, other = (
        tool(f"https://Public.example{port}/", headers=HEADERS) for port in ("", ":8443")
    )

    made = requests.prepared(usual, {}, agent=agent, key="k")
    assert (made.headers["Authorization"], CANARY in repr(made)) == (f"Bearer {CANARY}", False)
    with pytest.raises(ValueError, match=r"not bound to public\.example:8443"):
        requests.prepared(other, {}, agent=agent, key="k")


@pytest.mark.parametrize(
    "host",
    ["public.example.", "public.example%2eevil.example", "publiс.example", "public。example"],
)
def test_a_host_that_merely_looks_like_the_bound_one_gets_nothing(agent, secret, host):
    secret.hosts = ["public.example"]
    secret.save()

    refused(agent, f"https://{host}/")


def test_a_secret_does_not_follow_a_redirect(agent, secret, settings, listener):
    there = answered(status="307 Temporary Redirect", Location=f"{listener.origin}/elsewhere")
    with listening(there) as first:
        settings.OUTBOUND_ALLOWED = [listener.origin, first.origin]
        secret.hosts = [f"127.0.0.1:{first.port}"]
        secret.save()

        found = call(agent, first.origin, headers=HEADERS)

    assert found["error"] == "HTTP 307, and redirects are not followed"
    assert listener.connects == 0


@pytest.mark.parametrize("status", ["200 OK", "500 Oh"])
def test_an_answer_that_tells_the_secret_is_scrubbed(agent, secret, listener, status):
    listener.answer = answered(f'{{"you sent": "Bearer {CANARY}"}}'.encode(), status)

    assert CANARY not in str(call(agent, listener.origin, headers=HEADERS))


def test_a_secret_across_the_cut_is_not_kept_in_part(agent, secret, listener):
    before = "x" * (256 * 1024 - 6)
    listener.answer = answered(f'"{before}{CANARY}{before}"'.encode())

    found = call(agent, listener.origin, headers=HEADERS)

    assert (found["truncated"], found["text"][-5:]) == (True, "[secr")


def test_the_log_of_the_client_does_not_tell_it(agent, secret, listener, caplog):
    listener.answer = answered(b"{}", Echo=f"Bearer {CANARY}")
    with caplog.at_level(logging.DEBUG):
        caplog.handler.addFilter(scrubbing.Filter())
        call(agent, listener.origin, headers=HEADERS)

    assert "receive_response_headers.complete" in caplog.text
    assert (CANARY in caplog.text, "[secret]" in caplog.text) == (False, True)
