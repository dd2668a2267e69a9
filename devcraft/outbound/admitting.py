"""Which targets may be asked: public ones on the ports of the web, and what the operator names."""

from __future__ import annotations

from django.conf import settings

from devcraft.outbound import addresses
from devcraft.outbound.failing import AddressRefused

PORTS = frozenset({80, 443, 8080, 8443})


def exceptions() -> tuple[str, ...]:
    """The origins, such as http://localhost:11434, that the operator allows."""
    return tuple(settings.OUTBOUND_ALLOWED)


def origin(scheme: str, host: str, port: int) -> str:
    """A target as OUTBOUND_ALLOWED spells it."""
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown.lower()}:{port}"


def is_exception(scheme: str, host: str, port: int) -> bool:
    return origin(scheme, host, port) in exceptions()


def check_port(scheme: str, host: str, port: int) -> None:
    """Raise AddressRefused for a port that no website has."""
    if port not in PORTS and not is_exception(scheme, host, port):
        raise AddressRefused(f"{host} may not be asked on port {port}.")


def check_addresses(scheme: str, host: str, port: int, found: list[str]) -> None:
    """Raise AddressRefused unless every address in FOUND may be connected to.

    An exception opens this machine and its network, never metadata, multicast or reserved.
    """
    flaws = {addresses.flaw(address) for address in found} - {None}
    if is_exception(scheme, host, port):
        flaws -= addresses.LOCAL
    for flaw in sorted(str(each) for each in flaws):
        raise AddressRefused(f"{host} may not be asked: it leads to a {flaw} address.")
