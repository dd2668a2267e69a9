"""Whom an address means, as the client that sends there reads it."""

from __future__ import annotations

from dataclasses import dataclass

import httpx2

from devcraft.outbound import admitting

WEB_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Target:
    scheme: str
    host: str
    port: int

    @property
    def is_private(self) -> bool:
        """Whether nobody on the way reads along, or the operator answers for the way."""
        allowed = admitting.is_exception(self.scheme, self.host, self.port)
        return self.scheme == "https" or allowed

    @property
    def spellings(self) -> tuple[str, ...]:
        """The host with its port, and before that alone where the port is its scheme's."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        full = f"{shown}:{self.port}"
        return (shown, full) if WEB_PORTS.get(self.scheme) == self.port else (full,)


def target(url: str) -> Target:
    """Raises httpx2.InvalidURL."""
    read = httpx2.URL(url)
    port = read.port or WEB_PORTS.get(read.scheme, 0)
    return Target(read.scheme, read.raw_host.decode("ascii").lower(), port)
