from django.core.management.base import CommandError

from devcraft.models import User


def chosen_user(name: str) -> User | None:
    """The account NAME, or None for everyone when no name is given."""
    if not name:
        return None
    found = User.objects.filter(username=name).first()
    if found is None:
        raise CommandError(f"User {name!r} does not exist.")
    return found
