from django.core.management.base import CommandError

from devcraft import accounts
from devcraft.models import User


def account_named(name: str) -> User:
    """The account NAME; the local one is made when it is not there yet."""
    return accounts.ensure_local_user() if name == accounts.LOCAL_USERNAME else _existing(name)


def chosen_user(name: str) -> User | None:
    """The account NAME, or None for everyone when no name is given."""
    return _existing(name) if name else None


def _existing(name: str) -> User:
    found = User.objects.filter(username=name).first()
    if found is None:
        raise CommandError(f"User {name!r} does not exist.")
    return found
