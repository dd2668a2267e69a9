"""How spaces come and go, and who is in them. Only its owner changes a space."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from agents.living import people
from agents.living.spaces import reading
from agents.models import Agent, Entity, SmartSpace, SmartSpaceMembership
from devcraft.models import User
from devcraft.refusing import Kind, Refused

NAME_LENGTH = 80
DESCRIPTION_LENGTH = 1_000
MOST_MEMBERS = 50


@transaction.atomic
def create(
    *,
    owner: User,
    name: str,
    now: datetime,
    description: str = "",
    agents: Iterable[Agent] = (),
    guests: Iterable[User] = (),
) -> SmartSpace:
    """A space of OWNER with AGENTS and GUESTS in it. Raises Refused."""
    space = SmartSpace.objects.create(
        owner=owner, name=name, description=description or None, created_at=now
    )
    members = [people.entity_of(owner), *map(entity_of_agent, agents), *map(_guest, guests)]
    for entity in members:
        _seat(space, entity, now)
    return space


def describe(space: SmartSpace, *, by: User, name: str, description: str, now: datetime) -> None:
    """Give SPACE another name and description. Raises Refused."""
    _refuse_others(space, by)
    SmartSpace.objects.filter(pk=space.pk).update(
        name=name, description=description or None, updated_at=now
    )


@transaction.atomic
def add_agent(space: SmartSpace, *, by: User, agent: Agent, now: datetime) -> bool:
    """Let AGENT, which BY sees, in; False when it was in before. Raises Refused."""
    return _let_in(space, by, entity_of_agent(agent), now)


@transaction.atomic
def add_person(space: SmartSpace, *, by: User, guest: User, now: datetime) -> bool:
    """Let GUEST in; False when they were in before. Raises Refused."""
    return _let_in(space, by, _guest(guest), now)


def remove(space: SmartSpace, *, by: User, entity_id: uuid.UUID) -> Entity:
    """Take a member out of SPACE; what they said stays. Raises Refused."""
    _refuse_others(space, by)
    seats = SmartSpaceMembership.objects.filter(smart_space=space, entity=entity_id)
    seat = seats.select_related("entity").first()
    if seat is None:
        raise Refused("member", "is not in this space", Kind.MISSING)
    if seat.entity.user_id == space.owner_id:
        raise Refused("member", "owns this space and stays in it", Kind.CONFLICT)
    seat.delete()
    return seat.entity


def leave(space: SmartSpace, *, user: User) -> None:
    """Take USER, who does not own it, out of SPACE. Raises Refused."""
    if space.owner_id == user.pk:
        rule = "stays in their space; it can be archived instead"
        raise Refused("owner", rule, Kind.CONFLICT)
    SmartSpaceMembership.objects.of(user).filter(smart_space=space).delete()


@transaction.atomic
def discard(space: SmartSpace, *, by: User, now: datetime) -> bool:
    """Archive SPACE if anything was said in it, else delete it; whether it was archived."""
    _refuse_others(space, by)
    locked = SmartSpace.objects.select_for_update().get(pk=space.pk)
    if locked.last_seq or locked.pending_tool_calls.exists():
        SmartSpace.objects.filter(pk=locked.pk, archived_at=None).update(archived_at=now)
        return True
    locked.delete()
    return False


def recover(space: SmartSpace, *, by: User) -> None:
    """Open SPACE, which was archived, again. Raises Refused."""
    _refuse_others(space, by)
    SmartSpace.objects.filter(pk=space.pk).update(archived_at=None)


def entity_of_agent(agent: Agent) -> Entity:
    """What AGENT speaks as. Raises Refused for one that does not live here."""
    entity = Entity.objects.filter(agent=agent).first()
    if entity is None or not agent.slug or agent.archived_at is not None:
        raise Refused("agent", "must be one that thinks here", Kind.CONFLICT)
    return entity


def _guest(user: User) -> Entity:
    if not user.is_active:
        raise Refused("person", "must have an account that is in use", Kind.CONFLICT)
    return people.entity_of(user)


def _let_in(space: SmartSpace, by: User, entity: Entity, now: datetime) -> bool:
    _refuse_others(space, by)
    locked = SmartSpace.objects.select_for_update().get(pk=space.pk)
    if locked.archived_at is not None:
        raise Refused("space", "is archived; take it back first", Kind.CONFLICT)
    if locked.memberships.count() >= MOST_MEMBERS:
        raise Refused("members", f"may be {MOST_MEMBERS} at most", Kind.CONFLICT)
    return _seat(locked, entity, now)


def _seat(space: SmartSpace, entity: Entity, now: datetime) -> bool:
    """Make ENTITY a member, for whom what was said before is not new."""
    _, is_new = SmartSpaceMembership.objects.get_or_create(
        smart_space=space,
        entity=entity,
        defaults={"joined_at": now, **reading.marker(space, space.last_seq)},
    )
    return is_new


def _refuse_others(space: SmartSpace, user: User) -> None:
    if space.owner_id != user.pk:
        raise Refused("space", "can be changed by its owner alone", Kind.FORBIDDEN)
