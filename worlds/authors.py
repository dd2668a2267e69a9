"""Who writes into a world: a person, or a program with a person's key."""

from __future__ import annotations

from dataclasses import dataclass

from devcraft.models import User


def known_as(user: User) -> str:
    """The name that USER goes by on their profile, else their sign-in name."""
    profile = getattr(user, "profile", None)
    return (getattr(profile, "display_name", "") or user.username)[:80]


@dataclass(frozen=True)
class Author:
    """`program` is the name of the client key, empty for a person in a browser."""

    user: User
    program: str = ""
    is_agent: bool = False

    @property
    def name(self) -> str:
        said = f"{self.program} for {self.user.username}" if self.program else self.user.username
        return said[:150]
