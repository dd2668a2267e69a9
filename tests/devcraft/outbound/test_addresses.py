"""Which addresses are public, against the ranges that others refuse."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devcraft.outbound import addresses

PUBLIC = [
    *("1.1.1.1", "93.184.215.14", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.0"),
    *("2606:4700::1111", "2a00:1450:4001::1", "64:ff9b::1.1.1.1", "::ffff:1.1.1.1"),
    *("2002:0101:0101::1", "2400:cb00::1"),
]
FLAWED = {
    "0.0.0.0": "unspecified",
    "0.1.2.3": "unspecified",
    "::": "unspecified",
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "::1": "loopback",
    "::ffff:127.0.0.1": "loopback",
    "::ffff:0:127.0.0.1": "loopback",
    "::127.0.0.1": "loopback",
    "64:ff9b::7f00:1": "loopback",
    "2002:7f00:1::": "loopback",
    "10.0.0.1": "private",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.168.1.1": "private",
    "::ffff:10.0.0.1": "private",
    "2002:c0a8:101::1": "private",
    "64:ff9b::a00:1": "private",
    "fd00:ec2::254": "private",
    "fc00::1": "private",
    "100.64.0.1": "shared",
    "100.100.100.200": "shared",
    "169.254.169.254": "link-local",
    "64:ff9b::a9fe:a9fe": "link-local",
    "::ffff:169.254.169.254": "link-local",
    "fe80::1": "link-local",
    "fe80::1%eth0": "link-local",
    "2606:4700::1%1": "link-local",
    "168.63.129.16": "metadata",
    "fec0::1": "site-local",
    "224.0.0.1": "multicast",
    "ff02::1": "multicast",
    "2001:0:4136:e378::1": "Teredo",
    "192.0.0.192": "reserved",
    "192.0.2.1": "reserved",
    "192.88.99.1": "reserved",
    "198.18.0.1": "reserved",
    "198.51.100.1": "reserved",
    "203.0.113.1": "reserved",
    "240.0.0.1": "reserved",
    "255.255.255.255": "reserved",
    "2001:db8::1": "reserved",
    "2001:20::1": "reserved",
    "3fff::1": "reserved",
    "64:ff9b:1::1": "reserved",
    "100::1": "reserved",
    "5f00::1": "reserved",
    "4000::1": "reserved",
    "not an address": "reserved",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_have_no_flaw(address):
    assert addresses.flaw(address) is None


@pytest.mark.parametrize(("address", "flaw"), FLAWED.items())
def test_every_other_range_is_told_by_name(address, flaw):
    assert addresses.flaw(address) == flaw


@given(st.ip_addresses(v=4))
def test_what_python_calls_local_is_never_public(address):
    special = not address.is_global or address.is_multicast or address.is_reserved

    assert addresses.flaw(str(address)) is not None or not special


@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:{}", "::ffff:0:{}", "::{}", "64:ff9b::{}"]))
def test_a_translated_address_is_judged_as_the_one_inside(inner, shape):
    written = shape.format(inner)

    assert ip_address(written).version == 6
    assert (addresses.flaw(written) is None) == (addresses.flaw(str(inner)) is None)


@given(st.ip_addresses(v=6))
def test_whole_continents_of_unassigned_addresses_are_closed(address):
    is_unicast = int(address) >> 125 == 1
    is_translated = address in addresses.IPv6Network("64:ff9b::/96") or int(address) >> 48 == 0

    assert addresses.flaw(str(address)) is not None or is_unicast or is_translated
