"""Which worlds a text refers to, and where its references lead."""

from __future__ import annotations

from django.urls import reverse

from devcraft.models import User
from missions import references
from missions.models import Journal, Mission
from worlds.models import World


def worlds_named(user: User, text: str) -> dict[str, str]:
    """Ids of USER's worlds by the word in TEXT that names them: @ and an id, or a name as one
    word. Of worlds with one name it is the last saved."""
    wanted = {word for word in references.words(text) if word.startswith("@")}
    if not wanted:
        return {}
    found: dict[str, str] = {}
    worlds = World.objects.visible_to(user).kept().order_by("state_saved_at", "pk")
    for pk, name in worlds.values_list("pk", "name"):
        for word in (f"@{references.slug(name)}", f"@{references.slug(pk)}"):
            if word in wanted:
                found[word] = pk
    return found


def addresses(user: User, entry: Journal) -> dict[str, str]:
    """Where the references of ENTRY lead, by word, as far as USER may go there."""
    mentions = list(entry.mentions.all())
    missions = Mission.objects.visible_to(user).filter(
        pk__in={one.mission_id for one in mentions if one.mission_id}
    )
    worlds = World.objects.visible_to(user).filter(pk__in={one.world for one in mentions})
    missions_open = set(missions.values_list("pk", flat=True))
    worlds_open = set(worlds.values_list("pk", flat=True))
    found = {}
    for one in mentions:
        if one.mission_id in missions_open:
            found[one.word] = reverse("missions:mission_detail", args=[one.mission_id])
        elif one.world in worlds_open:
            found[one.word] = reverse("worlds:world_detail", args=[one.world])
    return found
