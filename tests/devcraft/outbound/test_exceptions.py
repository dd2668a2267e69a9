"""What the operator allows: exact origins, still judged and pinned."""

from __future__ import annotations

import pytest

from devcraft import outbound
from tests.devcraft.outbound.asking import PUBLIC, WAYS, Names, ask, dial
from tests.devcraft.outbound.serving import listening


@pytest.fixture
def listener():
    with listening() as found:
        yield found


@pytest.mark.parametrize("way", WAYS)
def test_an_allowed_origin_of_this_machine_is_asked(listener, settings, way):
    settings.OUTBOUND_ALLOWED = [f"http://localhost:{listener.port}"]

    assert ask(way, f"http://LOCALHOST:{listener.port}/api").json() == {}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{}", "http://localhost.:{}", "https://localhost:{}"]
)
def test_an_exception_holds_for_its_exact_spelling(listener, settings, way, url):
    settings.OUTBOUND_ALLOWED = [f"http://localhost:{listener.port}"]

    with pytest.raises(outbound.AddressRefused):
        ask(way, url.format(listener.port))

    assert listener.connects == 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("address", ["169.254.169.254", "224.0.0.1", "0.0.0.0", "fe80::1", "::"])
def test_an_exception_never_leads_to_metadata_or_nowhere(settings, way, address):
    settings.OUTBOUND_ALLOWED = ["http://models.lan:8080"]

    [answer], dialled = dial(way, "http://models.lan:8080/", names=Names(["10.0.0.5", address]))

    assert isinstance(answer, outbound.AddressRefused)
    assert dialled == []


@pytest.mark.parametrize("way", WAYS)
def test_an_exception_opens_any_port_and_is_pinned(listener, settings, way):
    settings.OUTBOUND_ALLOWED = ["http://models.lan:11434"]
    names = Names(["10.0.0.5"], ["10.0.0.6"])

    [answer], dialled = dial(way, "http://models.lan:11434/", names=names, port=listener.port)

    assert answer.status_code == 200
    assert (names.asked, dialled) == (["models.lan"], [("10.0.0.5", 11434)])


@pytest.mark.parametrize("way", WAYS)
def test_a_connection_is_used_again(listener, settings, way):
    settings.OUTBOUND_ALLOWED = [listener.origin]

    ask(way, listener.origin, again=2)

    assert (listener.connects, len(listener.requests)) == (1, 3)


def test_a_kept_connection_does_not_outlive_its_exception(listener, settings):
    settings.OUTBOUND_ALLOWED = [listener.origin]
    with outbound.client() as client:
        client.get(listener.origin)
        settings.OUTBOUND_ALLOWED = []

        with pytest.raises(outbound.AddressRefused):
            client.get(listener.origin)

    assert len(listener.requests) == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_public_address_over_the_newer_protocol_alone_is_reached(listener, way):
    names = Names(["2606:2800:220:1:248:1893:25c8:1946"])

    [answer], dialled = dial(way, "http://six.example/", names=names, port=listener.port)

    assert answer.status_code == 200
    assert dialled == [("2606:2800:220:1:248:1893:25c8:1946", 80)]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("names", [Names([]), Names(["gone"])], ids=["none", "no address"])
def test_a_name_without_an_address_sends_nothing(way, names):
    [answer], dialled = dial(way, "http://nowhere.example/", names=names)

    assert isinstance(answer, outbound.NotSent)
    assert (dialled, PUBLIC in str(answer)) == ([], False)
