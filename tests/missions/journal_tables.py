"""The routes of the journal and of what agents know, by whom they answer."""

from __future__ import annotations

from missions.models import Journal, Memory
from tests.factories.missions import JournalFactory, MemoryFactory

PAGE, ACT, FORM = {"get"}, {"post"}, {"get", "post"}

ONESELF = {
    "journal:entry_list": PAGE,
    "journal:entry_new": FORM,
    "journal:trash_list": PAGE,
    "journal:mood_days": PAGE,
    "journal:moods_forget": ACT,
    "journal:memory_list": PAGE,
    "journal:memory_new": FORM,
}
ONE_ENTRY = {
    "journal:entry_detail": PAGE,
    "journal:entry_history": PAGE,
    "journal:entry_edit": FORM,
    "journal:entry_trash": ACT,
    "journal:entry_put_back": ACT,
}
ONE_MEMORY = {
    "journal:memory_edit": FORM,
    "journal:memory_trash": ACT,
    "journal:memory_put_back": ACT,
}
ONE_ROW = ONE_ENTRY | ONE_MEMORY


def entry_of(mission):
    """The id of an entry of the person who owns MISSION."""
    found = Journal.objects.filter(owner=mission.owner).order_by("id").first()
    return (found or JournalFactory(owner=mission.owner, content="a private note")).pk


def memory_of(mission):
    """The id of a memory of the person who owns MISSION."""
    found = Memory.objects.filter(owner=mission.owner).order_by("id").first()
    return (found or MemoryFactory(owner=mission.owner, value="a private memory")).pk


OF_ANOTHER = dict.fromkeys(ONE_ENTRY, entry_of) | dict.fromkeys(ONE_MEMORY, memory_of)
