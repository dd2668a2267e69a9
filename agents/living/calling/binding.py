"""What an administrator may bind, and the line that stays of it in the audit chain."""

from __future__ import annotations

import re
from datetime import datetime

from agents.models import SecretBinding
from devcraft.environment import SECRET_PREFIX
from devcraft.models import User
from devcraft.refusing import Refused
from runtime_memory import chain

NAME = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
HOST = re.compile(r"([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?")
MOST_HOSTS = 32
MOST_LETTERS = 260


def name(typed: str) -> str:
    """TYPED as configs write it in ${env.NAME}. Raises Refused."""
    found = typed.strip().removeprefix(SECRET_PREFIX)
    if not NAME.fullmatch(found):
        raise Refused("Name", "must be as in ${env.NAME}: capitals, digits and _")
    return found


def hosts(typed: str) -> list[str]:
    """The hosts in TYPED, one on a line. Raises Refused."""
    found = list(dict.fromkeys(typed.lower().split()))
    if not 1 <= len(found) <= MOST_HOSTS:
        raise Refused("Hosts", f"must name 1 to {MOST_HOSTS} hosts, each on a line")
    for host in found:
        if len(host) > MOST_LETTERS or not HOST.fullmatch(host):
            raise Refused("Hosts", "must be such as api.example.org or mcp.lan:8443")
    return found


def record(binding: SecretBinding, *, by: User, now: datetime) -> None:
    """Add the line of BINDING as it is now, in the transaction that saved it."""
    agents = ["all"] if binding.is_for_all else _slugs(binding)
    chain.append(
        kind="secret.bound",
        subject=binding,
        now=now,
        name=binding.name,
        hosts=binding.hosts,
        agents=agents,
        by=by.username,
    )


def withdraw(binding: SecretBinding, *, by: User, now: datetime) -> None:
    """Delete BINDING; from then on its secret is sent nowhere."""
    chain.append(kind="secret.unbound", subject=binding, now=now, name=binding.name, by=by.username)
    binding.delete()


def _slugs(binding: SecretBinding) -> list[str]:
    return sorted(binding.agents.values_list("slug", flat=True))
