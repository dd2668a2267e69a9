"""Calls of gateway tools and webhooks, against a server that speaks the wire format."""

from __future__ import annotations

import json
import socket

import pytest

from devcraft import outbound
from tests.agents.living.calling.calls import call, sent
from tests.devcraft.outbound.serving import answered, dripping, listening

pytestmark = pytest.mark.django_db
BIG = json.dumps(["x" * 1000] * 400).encode()


def hanging_up(connection):
    connection.shutdown(socket.SHUT_RDWR)


def answering(settings, agent, answer, **options):
    with listening(answer) as listener:
        settings.OUTBOUND_ALLOWED = [listener.origin]
        return call(agent, listener.origin, **options)


def test_arguments_are_the_body_and_the_key_tells_a_repetition(agent, listener):
    found = call(agent, f"{listener.origin}/api?v=2", {"q": "ü", "n": [1]}, headers={"X-A": "b"})

    first, headers, body = sent(listener)
    assert (found, first) == ({"found": 1}, "POST /api?v=2 HTTP/1.1")
    assert (headers["idempotency-key"], headers["x-a"]) == ("key-1", "b")
    assert (headers["content-type"], headers["accept"]) == ("application/json",) * 2
    assert json.loads(body) == {"q": "ü", "n": [1]}


def test_a_get_has_its_arguments_in_the_query_beside_its_own(agent, listener):
    args = {"q": "a&b c", "n": 2, "is": True, "none": None, "in": ["x"]}

    call(agent, f"{listener.origin}/find?v=2#part", args, method="GET")

    first, headers, body = sent(listener)
    assert first == "GET /find?v=2&q=a%26b+c&n=2&is=true&in=%5B%22x%22%5D HTTP/1.1"
    assert (body, "content-type" in headers, headers["idempotency-key"]) == ("", False, "key-1")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_webhook_is_called_likewise(agent, listener, method):
    found = call(agent, listener.origin, {"a": 1}, kind="external", method=method)

    first, _, body = sent(listener)
    assert (found, first) == ({"found": 1}, f"{method} / HTTP/1.1")
    assert json.loads(body) == {"a": 1}


def test_headers_of_the_config_replace_ours_but_not_the_key(agent, listener):
    own = {"accept": "text/csv", "IDEMPOTENCY-KEY": "mine"}

    call(agent, listener.origin, headers=own)

    _, headers, _ = sent(listener)
    assert (headers["accept"], headers["idempotency-key"]) == ("text/csv", "key-1")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (answered(b"[1, 2]"), {"result": [1, 2]}),
        (answered(b'"\\u0000"'), {"result": "\ufffd"}),
        (answered(b'{"a": "\\ud800"}'), {"a": "\ufffd"}),
        (answered(b"", "204 No Content"), {"status": 204}),
        (answered(b"", Content_Length="0"), {"status": 200}),
        (answered(b"sorry", "500 Oh"), {"error": "HTTP 500", "text": "sorry"}),
        (answered(b"x" * 9_999, "404 No"), {"error": "HTTP 404", "text": "x" * 4_000}),
        (
            answered(b"", "302 Found", Location="http://localhost/"),
            {"error": "HTTP 302, and redirects are not followed", "text": ""},
        ),
        (
            answered(b"<html>"),
            {
                "error": "The answer cannot be read: "
                "it is not JSON: Expecting value in line 1, column 1.",
                "text": "<html>",
            },
        ),
        (answered(b"\xff{"), None),
        (answered(b"[" * 3_000), None),
        (answered(b'{"a": NaN}'), None),
        (answered(b"{}", Content_Encoding="br"), None),
    ],
)
def test_every_answer_is_a_result_for_the_model(settings, agent, answer, told):
    found = answering(settings, agent, answer)

    assert found == told if told else found["error"].startswith("The answer ")


def test_a_large_answer_is_cut_and_says_so(settings, agent):
    found = answering(settings, agent, answered(BIG))

    assert (found["truncated"], len(found["text"])) == (True, 256 * 1024)
    assert BIG.decode().startswith(found["text"])


@pytest.mark.parametrize(
    "answer",
    [hanging_up, dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", b"1", 0.1)],
    ids=["cut", "slow"],
)
def test_what_left_and_was_not_answered_is_unknown(settings, agent, answer):
    with pytest.raises(outbound.OutcomeUnknown):
        answering(settings, agent, answer, timeout=300)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/", "http://169.254.169.254/latest", "http://[::1]/", "http://0177.0.0.1/"],
)
def test_what_may_not_be_asked_was_not_sent(agent, url):
    with pytest.raises(outbound.NotSent):
        call(agent, url)


def test_nobody_listening_is_not_sent(agent, listener):
    listener.close()

    with pytest.raises(outbound.NotSent):
        call(agent, listener.origin)
