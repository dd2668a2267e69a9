"""The one table of who may do what with a world, by visibility and role.

Whatever is not allowed is answered as if it were not there (404): a stranger learns
nothing of private and trashed worlds, and reaches shared ones by their link alone.
"""

from __future__ import annotations

from enum import StrEnum

from django.contrib.auth.models import AnonymousUser

from devcraft.models import User
from worlds.models import Visibility, World


class Role(StrEnum):
    OWNER = "owner"
    MEMBER = "member"
    VISITOR = "visitor"


class Deed(StrEnum):
    """LIST: see it in the gallery. READ: open it, its picture and its state. SAVE: write a
    state. SETTINGS: name, icon, tags, sharing, versions, restore, trash."""

    LIST = "list"
    READ = "read"
    SAVE = "save"
    SETTINGS = "settings"


OWNER = frozenset({Role.OWNER})
SIGNED_IN = OWNER | {Role.MEMBER}
ANYONE = SIGNED_IN | {Role.VISITOR}

TABLE: dict[Visibility, dict[Deed, frozenset[Role]]] = {
    Visibility.PRIVATE: {
        Deed.LIST: OWNER,
        Deed.READ: OWNER,
        Deed.SAVE: OWNER,
        Deed.SETTINGS: OWNER,
    },
    Visibility.UNLISTED: {
        Deed.LIST: OWNER,
        Deed.READ: ANYONE,
        Deed.SAVE: OWNER,
        Deed.SETTINGS: OWNER,
    },
    Visibility.PUBLIC: {
        Deed.LIST: SIGNED_IN,
        Deed.READ: ANYONE,
        Deed.SAVE: OWNER,
        Deed.SETTINGS: OWNER,
    },
    Visibility.PUBLIC_EDIT: {
        Deed.LIST: SIGNED_IN,
        Deed.READ: ANYONE,
        Deed.SAVE: SIGNED_IN,
        Deed.SETTINGS: OWNER,
    },
}
IN_TRASH = {Deed.LIST: OWNER, Deed.READ: OWNER, Deed.SAVE: frozenset[Role](), Deed.SETTINGS: OWNER}


def role_of(user: User | AnonymousUser, world: World) -> Role:
    if not user.is_authenticated:
        return Role.VISITOR
    return Role.OWNER if user.pk == world.owner_id else Role.MEMBER


def may(user: User | AnonymousUser, world: World, deed: Deed) -> bool:
    if world.trashed_at is not None:
        return role_of(user, world) in IN_TRASH[deed]
    return role_of(user, world) in TABLE[Visibility(world.visibility)][deed]
