"""S4: time and bytes are bounded, and a failure says whether the request had left."""

from __future__ import annotations

import gzip
import socket
import time
import zlib

import pytest

from devcraft import outbound
from tests.devcraft.outbound.asking import WAYS, ask
from tests.devcraft.outbound.serving import answered, dripping, listening

BOMB = gzip.compress(b"\0" * 50_000_000)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"
ENDLESS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def hanging_up(connection):
    connection.shutdown(socket.SHUT_RDWR)


def half(connection):
    connection.sendall(HEAD + b"half of it")


@pytest.fixture
def asked(settings):
    """Ask a server that gives ANSWER."""

    def of(way, answer, **options):
        with listening(answer) as listener:
            settings.OUTBOUND_ALLOWED = [listener.origin]
            return ask(way, listener.origin, **options)

    return of


@pytest.mark.parametrize("way", WAYS)
def test_a_packed_answer_is_unpacked(asked, way):
    packed = answered(gzip.compress(b'{"a": 1}'), Content_Encoding="gzip")

    answer = asked(way, packed)

    assert answer.json() == {"a": 1}
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "answer",
    [
        answered(b"x" * 100_001),
        answered(gzip.compress(b"\0" * 100_001), Content_Encoding="gzip"),
        answered(BOMB, Content_Encoding="gzip"),
        dripping(ENDLESS, b"4000\r\n" + b"x" * 0x4000 + b"\r\n", 0),
    ],
    ids=["plain", "packed", "bomb", "endless"],
)
def test_more_bytes_than_are_taken_end_the_request(asked, way, answer):
    with pytest.raises(outbound.TooLarge, match="larger than 100,000 bytes"):
        asked(way, answer)


@pytest.mark.parametrize("way", WAYS)
def test_as_many_bytes_as_are_taken_arrive(asked, way):
    packed = answered(gzip.compress(b"x" * 100_000), Content_Encoding="gzip")

    assert len(asked(way, packed).content) == 100_000


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (b"{}", "br"),
        (b"{}", "zstd"),
        (zlib.compress(b"{}"), "deflate"),
        (gzip.compress(gzip.compress(b"{}", mtime=0), mtime=0), "gzip, gzip"),
        (b"not packed", "gzip"),
        (gzip.compress(b"{}", mtime=0)[:-4], "gzip"),
        (gzip.compress(b"{}", mtime=0) + b"more", "gzip"),
    ],
)
def test_codings_that_were_not_asked_for_are_not_unpacked(asked, way, body, coding):
    with pytest.raises(outbound.Unreadable):
        asked(way, answered(body, Content_Encoding=coding))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "answer",
    [
        dripping(HEAD, b"x", 0.05),
        dripping(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x", 0.05),
        dripping(b"", b"", 0.05),
    ],
    ids=["body", "headers", "silence"],
)
def test_a_slow_answer_ends_with_its_time(asked, way, answer):
    began = time.monotonic()

    with pytest.raises(outbound.OutcomeUnknown):
        asked(way, answer, timeout=0.4)

    assert time.monotonic() - began < 2


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("answer", [hanging_up, half], ids=["at once", "half way"])
def test_a_connection_that_is_cut_leaves_the_outcome_open(asked, way, answer):
    with pytest.raises(outbound.OutcomeUnknown):
        asked(way, answer, method="POST", json={"a": 1})


@pytest.mark.parametrize("way", WAYS)
def test_what_nobody_listens_to_was_not_sent(settings, way):
    with listening() as listener:
        settings.OUTBOUND_ALLOWED = [listener.origin]
    with pytest.raises(outbound.NotSent) as told:
        ask(way, listener.origin)

    assert not isinstance(told.value, outbound.AddressRefused)


@pytest.mark.parametrize("way", WAYS)
def test_a_server_without_a_certificate_is_sent_nothing(settings, way):
    with listening(dripping(b"", b"no", 0)) as listener:
        origin = f"https://127.0.0.1:{listener.port}"
        settings.OUTBOUND_ALLOWED = [origin]

        with pytest.raises(outbound.NotSent):
            ask(way, origin, timeout=2, headers={"Authorization": "Bearer x"})

    assert not [request for request in listener.requests if b"Bearer" in request]


def test_a_name_that_is_looked_up_for_too_long_sends_nothing():
    def slow(host, port):
        time.sleep(1)
        return ["127.0.0.1"]

    with pytest.raises(outbound.NotSent, match="not found in time"):
        ask("async", "http://slow.example/", timeout=0.2, resolve=slow)
