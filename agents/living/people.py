"""The people among the entities."""

from __future__ import annotations

from agents.models import Entity, EntityType
from devcraft.models import User


def entity_of(user: User) -> Entity:
    """The entity that USER speaks and answers as, made when it is first needed."""
    name = user.get_full_name() or user.get_username()
    entity, _ = Entity.objects.get_or_create(
        user=user, defaults={"owner": user, "type": EntityType.HUMAN, "display_name": name}
    )
    return entity
