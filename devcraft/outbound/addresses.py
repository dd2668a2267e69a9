"""Which addresses are none of the public internet. Pure.

Python's own `is_global` depends on its version and lets translated addresses through, so
the ranges of the IANA registries stand here.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

LOCAL = frozenset({"loopback", "private", "shared"})
"""What an operator may open: this machine and its own network."""

_V4 = {
    "unspecified": ["0.0.0.0/8"],
    "loopback": ["127.0.0.0/8"],
    "private": ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
    "shared": ["100.64.0.0/10"],
    "link-local": ["169.254.0.0/16"],
    "metadata": ["168.63.129.16/32"],
    "multicast": ["224.0.0.0/4"],
    "reserved": [
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4"),
    ],
}
_V6 = {
    "unspecified": ["::/128"],
    "loopback": ["::1/128"],
    "private": ["fc00::/7"],
    "link-local": ["fe80::/10"],
    "site-local": ["fec0::/10"],
    "multicast": ["ff00::/8"],
    "Teredo": ["2001::/32"],
    "reserved": ["2001::/23", "2001:db8::/32", "3fff::/20", "64:ff9b:1::/48"],
}
_FLAWS_V4 = [(IPv4Network(net), flaw) for flaw, nets in _V4.items() for net in nets]
_FLAWS_V6 = [(IPv6Network(net), flaw) for flaw, nets in _V6.items() for net in nets]
_UNICAST = IPv6Network("2000::/3")
_BITS_BELOW = {
    IPv6Network("::ffff:0:0/96"): 0,  # mapped
    IPv6Network("::ffff:0:0:0/96"): 0,  # translated
    IPv6Network("::/96"): 0,  # compatible
    IPv6Network("64:ff9b::/96"): 0,  # NAT64
    IPv6Network("2002::/16"): 80,  # 6to4
}
"""Networks whose addresses hold an IPv4 address, and the bits that follow it."""


def flaw(written: str) -> str | None:
    """What WRITTEN, a resolved address, is instead of public; None when it is public."""
    if "%" in written:
        return "link-local"
    try:
        address = ip_address(written)
    except ValueError:
        return "reserved"
    return _of_v4(address) if isinstance(address, IPv4Address) else _of_v6(address)


def _of_v4(address: IPv4Address) -> str | None:
    return next((flaw for net, flaw in _FLAWS_V4 if address in net), None)


def _of_v6(address: IPv6Address) -> str | None:
    found = next((flaw for net, flaw in _FLAWS_V6 if address in net), None)
    if found is not None:
        return found
    inner = _inner(address)
    if inner is not None:
        return _of_v4(inner)
    return None if address in _UNICAST else "reserved"


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a translator would take ADDRESS to."""
    for net, below in _BITS_BELOW.items():
        if address in net:
            return IPv4Address(int(address) >> below & 0xFFFFFFFF)
    return None
