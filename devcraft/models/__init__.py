"""Accounts, keys, traces of imports and of backups: the tables that lie below all apps."""

from devcraft.models.accounts import Person, SignInLink, Theme, User
from devcraft.models.backups import Backup, Restore
from devcraft.models.imports import RawRow, SourceRow
from devcraft.models.keys import ClientKey

__all__ = [
    "Backup",
    "ClientKey",
    "Person",
    "RawRow",
    "Restore",
    "SignInLink",
    "SourceRow",
    "Theme",
    "User",
]
