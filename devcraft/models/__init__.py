"""Accounts, keys and the traces of imports: the tables that lie below all apps."""

from devcraft.models.accounts import Person, SignInLink, Theme, User
from devcraft.models.imports import RawRow, SourceRow
from devcraft.models.keys import ClientKey

__all__ = [
    "ClientKey",
    "Person",
    "RawRow",
    "SignInLink",
    "SourceRow",
    "Theme",
    "User",
]
