"""The routes of spaces by whom they answer, and what they are about."""

from __future__ import annotations

from agents.living import people
from agents.models import PendingToolCall, SmartSpace
from tests.factories.living import (
    MembershipFactory,
    MessageFactory,
    PendingToolCallFactory,
    SmartSpaceFactory,
)

PAGE, ACT, FORM = {"get"}, {"post"}, {"get", "post"}

ONESELF = {
    "agents:space_list": PAGE,
    "agents:space_new": FORM,
}
ONE_SPACE = {
    "agents:space_detail": PAGE,
    "agents:space_live": PAGE,
    "agents:space_say": ACT,
    "agents:space_seen": ACT,
    "agents:space_edit": FORM,
    "agents:member_add": ACT,
    "agents:member_remove": ACT,
    "agents:space_leave": ACT,
    "agents:space_discard": ACT,
    "agents:space_recover": ACT,
    "agents:question_answer": ACT,
}
PROGRAMS = {
    "agents:api_spaces": {"get"},
    "agents:api_messages": {"get", "head", "post"},
    "agents:api_seen": {"post"},
}
TABLES = (ONE_SPACE, PROGRAMS)


def space_of(owner):
    """A space of OWNER and somebody else in which something private was said."""
    found = SmartSpace.objects.filter(owner=owner).order_by("created_at").first()
    if found is None:
        found = SmartSpaceFactory(owner=owner, name="A private space")
        MembershipFactory(smart_space=found, entity=people.entity_of(owner))
        other = MembershipFactory(smart_space=found).entity
        MessageFactory(smart_space=found, entity=other, content="a private note", seq=1)
        SmartSpace.objects.filter(pk=found.pk).update(last_seq=1)
    return found


def question_of(owner):
    space = space_of(owner)
    found = PendingToolCall.objects.filter(smart_space=space).first()
    return found or PendingToolCallFactory(smart_space=space)


def arguments(owner, name):
    """What the route NAME about a space is asked for."""
    if name == "agents:question_answer":
        return {"key": question_of(owner).pk}
    if name == "agents:member_remove":
        seat = space_of(owner).memberships.filter(entity__user__isnull=False).latest("joined_at")
        return {"key": seat.smart_space_id, "entity": seat.entity_id}
    return {} if name == "agents:api_spaces" else {"key": space_of(owner).pk}
