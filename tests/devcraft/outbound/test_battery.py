"""S1: the battery of addresses that try to reach this machine or its network."""

from __future__ import annotations

import httpcore2
import httpx2
import pytest

from devcraft import outbound
from devcraft.outbound.backends import Backend
from tests.devcraft.outbound.asking import PUBLIC, WAYS, Names, ask, dial
from tests.devcraft.outbound.serving import answered, listening

REACHING = [
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0.0.0.0", "0", "localhost"),
    "[::ffff:127.0.0.1]",
]
LITERALS = [
    *REACHING,
    *("0177.0.0.1", "[::1]", "[::]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fec0::1]"),
]
LEADING_HERE = {
    "loopback": ["127.0.0.1"],
    "metadata": ["169.254.169.254"],
    "shared": ["100.64.0.1"],
    "NAT64": ["64:ff9b::a9fe:a9fe"],
    "mapped": ["::ffff:127.0.0.1"],
    "6to4": ["2002:7f00:1::"],
    "one public, one private": [PUBLIC, "10.0.0.1"],
    "one private, one public": ["10.0.0.1", PUBLIC],
    "zone": ["fe80::1%lo"],
}
REFUSALS = (outbound.AddressRefused, httpx2.InvalidURL)
MALFORMED = ["http://１２７.0.0.1/", "file:///etc/passwd", "http:///x", "gopher://127.0.0.1/x"]


@pytest.fixture
def listener():
    with listening(answered(b'"the secret"')) as found:
        yield found


@pytest.mark.parametrize("literal", REACHING)
def test_without_the_guard_the_attack_succeeds(listener, literal):
    with httpx2.Client(trust_env=False) as client:
        answer = client.get(f"http://{literal}:{listener.port}/")

    assert (answer.json(), listener.connects) == ("the secret", 1)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("literal", LITERALS)
def test_no_spelling_of_this_machine_is_connected_to(listener, way, literal):
    for url in (f"http://{literal}:{listener.port}/", f"http://{literal}/"):
        with pytest.raises(REFUSALS):
            ask(way, url)

    assert listener.connects == 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("found", LEADING_HERE.values(), ids=list(LEADING_HERE))
def test_no_name_leads_to_this_network(way, found):
    [answer], dialled = dial(way, "https://public.example/", names=Names(found))

    assert isinstance(answer, outbound.AddressRefused)
    assert "public.example may not be asked: it leads to a" in str(answer)
    assert dialled == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("url", MALFORMED)
def test_addresses_that_are_none_are_refused(way, url):
    with pytest.raises(REFUSALS):
        ask(way, url)


@pytest.mark.parametrize("way", WAYS)
def test_a_user_in_front_of_the_host_hides_nothing(listener, way):
    with pytest.raises(outbound.AddressRefused, match="must not hold a user"):
        ask(way, f"http://public.example@127.0.0.1:{listener.port}/")

    assert listener.connects == 0


@pytest.mark.parametrize("way", WAYS)
def test_a_name_is_resolved_once_and_the_judged_address_is_connected_to(listener, way):
    names = Names([PUBLIC], ["127.0.0.1"])

    [answer], dialled = dial(way, "http://rebinding.example/", names=names, port=listener.port)

    assert answer.json() == "the secret"
    assert (names.asked, dialled) == (["rebinding.example"], [(PUBLIC, 80)])
    assert b"Host: rebinding.example\r\n" in listener.requests[0]


@pytest.mark.parametrize("way", WAYS)
def test_a_name_that_changes_its_mind_is_judged_at_the_next_connection(way):
    closing = answered(Connection="close")
    with listening(closing) as listener:
        names = Names([PUBLIC], ["127.0.0.1"])

        answers, dialled = dial(
            way, "http://rebinding.example/", names=names, port=listener.port, times=2
        )

    assert isinstance(answers[1], outbound.AddressRefused)
    assert dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize("way", WAYS)
def test_the_next_address_is_tried_when_one_does_not_answer(way, settings):
    with listening() as listener:
        settings.OUTBOUND_ALLOWED = [f"http://two.lan:{listener.port}"]
        names = Names(["127.0.0.2", "127.0.0.1"])

        answer = ask(way, f"http://two.lan:{listener.port}/", resolve=names)

    assert answer.status_code == 200


@pytest.mark.parametrize("way", WAYS)
def test_ports_that_no_website_has_are_refused_before_a_name_is_asked_for(way):
    names = Names([PUBLIC])

    [answer], dialled = dial(way, "http://public.example:6379/", names=names)

    assert str(answer) == "public.example may not be asked on port 6379."
    assert (names.asked, dialled) == ([], [])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"])
def test_proxies_of_the_environment_are_not_asked(way, name, monkeypatch, settings):
    with listening() as proxy, listening(answered(b'"direct"')) as target:
        settings.OUTBOUND_ALLOWED = [target.origin]
        monkeypatch.setenv(name, proxy.origin)

        assert ask(way, target.origin).json() == "direct"
        assert proxy.connects == 0


@pytest.mark.parametrize("way", WAYS)
def test_a_redirect_is_an_answer_and_is_not_followed(listener, way, settings):
    there = answered(status="302 Found", Location=f"http://localhost:{listener.port}/")
    with listening(there) as redirecting:
        settings.OUTBOUND_ALLOWED = [redirecting.origin]

        answer = ask(way, redirecting.origin, headers={"Authorization": "Bearer x"})

    assert (answer.status_code, listener.connects) == (302, 0)


@pytest.mark.parametrize("way", WAYS)
def test_a_redirect_that_a_caller_follows_is_judged_again(listener, way, settings):
    there = answered(status="302 Found", Location=f"http://localhost:{listener.port}/")
    with listening(there) as redirecting:
        settings.OUTBOUND_ALLOWED = [redirecting.origin]

        with pytest.raises(outbound.AddressRefused):
            ask(way, redirecting.origin, follow_redirects=True)

    assert listener.connects == 0


@pytest.mark.parametrize("way", WAYS)
def test_a_certificate_is_asked_for_by_the_name(way):
    with listening(None) as listener:
        [answer], _ = dial(
            way, "https://public.example/", names=Names([PUBLIC]), port=listener.port
        )

    assert isinstance(answer, outbound.NotSent)
    assert b"public.example" in listener.requests[0]


def test_unix_sockets_are_not_connected_to():
    backend = Backend("http", Names([PUBLIC]), httpcore2.SyncBackend())

    with pytest.raises(outbound.AddressRefused):
        backend.connect_unix_socket("/run/docker.sock")
