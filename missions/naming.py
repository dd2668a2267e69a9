"""Which mission somebody means who types its name, a part of it, or its number."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

from devcraft.forms import whole_number
from devcraft.models import User
from missions import search
from missions.models import Mission

MOST_NAMED = 5
NUMBER = re.compile(r"#?\d+")


def mission_meant(user: User, text: str) -> Mission:
    """The mission of USER that TEXT names or numbers. Raises ValidationError."""
    return _numbered(user, text) if NUMBER.fullmatch(text) else _named(user, text)


def _numbered(user: User, text: str) -> Mission:
    number = whole_number(text.removeprefix("#"))
    if number is None:
        raise ValidationError("Mission must be a name, or a number such as #12.")
    found = Mission.objects.visible_to(user).filter(pk=number).first()
    if found is None:
        raise ValidationError(f"Mission #{number} does not exist, or it is not yours.")
    return found


def _named(user: User, text: str) -> Mission:
    kept = Mission.objects.kept().visible_to(user)
    found = list(kept.filter(search.holding(text)).order_by("-id")[: MOST_NAMED + 1])
    exact = [mission for mission in found if mission.name.casefold() == text.casefold()]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if not found:
        raise ValidationError(f"Mission “{text}” was not found by its name; try its number.")
    names = "; ".join(f"#{mission.pk} {mission.name}" for mission in found[:MOST_NAMED])
    more = "; …" if len(found) > MOST_NAMED else ""
    raise ValidationError(f"Mission must be one; “{text}” is in {names}{more}.")
