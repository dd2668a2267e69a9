"""The journal's pages: drafts of facts, refusals, references, privacy."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from devcraft.journal import facts, places
from missions import journal_entries, journaling, timer
from missions.journaling import Said
from missions.models import Journal
from tests.devcraft.visiting import htmx, signed_in
from tests.factories.agents import RunFactory
from tests.factories.missions import JournalFactory, JournalVersionFactory, MissionFactory
from tests.factories.worlds import WorldChangeFactory, WorldFactory

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 18)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NINE + timedelta(hours=3), tick=False):
        yield


@pytest.fixture
def desk(owner):
    return signed_in(owner)


def typed(**changes):
    return {"content": "A calm day.", "mood": "", "tags": "", "day": "2026-11-18", **changes}


def text(client, url):
    return client.get(url).content.decode()


def lived(owner):
    """A day with a switch, a mission done, a world saved twice, and a run of an agent."""
    first, second = MissionFactory(owner=owner), MissionFactory(owner=owner, name="Fix the gate")
    timer.start(user=owner, mission=first, now=NINE)
    timer.start(user=owner, mission=second, now=NINE + timedelta(minutes=30))
    timer.complete(user=owner, mission=second, now=NINE + timedelta(hours=1), valor=1)
    timer.log_offline(user=owner, mission=first, seconds=1200, on=DAY, now=NINE)
    world = WorldFactory(owner=owner, name="The Forge")
    for _ in range(2):
        WorldChangeFactory(world=world, kind="saved", at=NINE)
    WorldChangeFactory(world=world, kind="saved", at=NINE - timedelta(days=1))
    RunFactory(owner=owner, started_at=NINE)
    return second, world


def test_a_draft_begins_with_the_facts_of_the_day_and_names_their_rows(owner, desk):
    mission, world = lived(owner)

    told = {fact.words: fact.address for fact in facts.of_day(owner, DAY)}
    html = text(desk, "/journal/new/?day=2026-11-18")

    assert told == {
        "Focused 1 h, 20 min logged by hand.": "/missions/days/2026-11-18/",
        f"Done: #{mission.pk} Fix the gate, 30.0 points.": f"/missions/{mission.pk}/score/",
        "Switched once between missions.": "/missions/days/2026-11-18/",
        "Saved @the-forge 2 times.": f"/worlds/{world.pk}/history/",
        "Agents ran once, 0 requests for $0.": "/billing/?period=2026-11-18",
    }
    for words, address in told.items():
        assert f"- {words}" in html
        assert f'<a href="{address}">{words}</a>' in html


def test_a_saved_draft_refers_to_its_mission_and_world_and_they_to_it(owner, stranger, desk):
    mission, world = lived(owner)
    draft = facts.draft(facts.of_day(owner, DAY))

    answer = desk.post("/journal/new/", typed(content=draft, mood="good", tags="Flow, gates"))

    entry = Journal.objects.get()
    html = text(desk, answer["Location"])
    assert f'href="/missions/{mission.pk}/">#{mission.pk}</a>' in html
    assert f'href="/worlds/{world.pk}/">@the-forge</a>' in html
    for url in (
        f"/missions/{mission.pk}/",
        f"/worlds/{world.pk}/",
        "/missions/days/2026-11-18/",
    ):
        assert f'href="/journal/{entry.pk}/"' in text(desk, url)
    assert (entry.mood, entry.tags, entry.day) == ("good", ["flow", "gates"], DAY)


def test_today_invites_to_write_and_fetches_what_was_written(owner, desk):
    MissionFactory(owner=owner)
    entry = JournalFactory(owner=owner)
    day = "/missions/days/2026-11-18/"

    card = desk.get(day, headers=htmx("journal-of-day")).content.decode()

    html = text(desk, "/")
    assert 'href="/journal/new/"' in html
    assert f'hx-get="{day}"' in html
    assert card.lstrip().startswith("<section")
    assert f'href="/journal/{entry.pk}/">A good day.' in card


def test_nothing_of_a_journal_is_shown_to_anybody_else(owner, stranger):
    shared = MissionFactory(owner=None)
    world = WorldFactory(owner=owner, name="Open", visibility="public_edit")
    content = f"unmistakable #{shared.pk} @open"
    said, worlds = Said(content, DAY, ("secretword",)), places.worlds_named(owner, content)
    entry = journaling.write(owner=owner, said=said, worlds=worlds, now=NINE)
    JournalVersionFactory(entry=entry, content=content)
    type(stranger).objects.filter(pk=stranger.pk).update(is_staff=True, is_superuser=True)
    theirs = signed_in(stranger)
    admin = "/admin/missions/journal"
    urls = (
        *(f"{admin}/", f"{admin}/{entry.pk}/change/", f"{admin}version/"),
        *("/", "/journal/", "/journal/?q=unmistakable", "/journal/?tag=secretword"),
        *(f"/missions/{shared.pk}/", world.share_url, "/missions/days/2026-11-18/"),
        *("/missions/?q=unmistakable&status=all", "/memory/search/?q=unmistakable", "/worlds/"),
    )

    shown = "".join(text(theirs, url) for url in urls)

    assert "unmistakable" not in shown.replace('value="unmistakable"', "").replace(
        "q=unmistakable", ""
    )
    assert "secretword</" not in shown
    assert journal_entries.found(stranger, "unmistakable", 5) == []
    assert theirs.get(f"/journal/{entry.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("content", " ", "Text is needed."),
        ("content", "x" * 100_001, "Text must have at most 100000 characters; it has 100001."),
        ("content", "a\x00b", "Text must not hold NUL characters."),
        ("mood", "ecstatic", "Mood must be one of: Not told, Rough (1), Low (2), Okay (3)"),
        ("tags", "y" * 41, "A tag must have at most 40 characters"),
        ("tags", "a\x00b", "Tags must not hold NUL characters."),
        ("day", "2026-11-19", "Day must not lie in the future."),
        ("day", "yesterday", "Day must be a date such as 2026-03-28."),
    ],
    ids=lambda value: str(value)[:20],
)
def test_bad_input_is_named_and_changes_nothing(owner, desk, field, value, sentence):
    entry = JournalFactory(owner=owner)

    for url in ("/journal/new/", f"/journal/{entry.pk}/edit/"):
        answer = desk.post(url, typed(**{"content": "Kept words.", field: value}))
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert field == "content" or "Kept words." in answer.content.decode()
    assert list(Journal.objects.values_list("content", "revision")) == [("A good day.", 0)]


@pytest.mark.parametrize(
    "query", ["month=2026-13", "month=x", "q=%00", "mood=%00", "tag=" + "x" * 201]
)
def test_a_filter_that_cannot_be_is_left_out_and_told(owner, desk, query):
    JournalFactory(owner=owner)

    html = text(desk, f"/journal/?{query}")

    assert 'class="notice warn"' in html
    assert "A good day." in html


@pytest.mark.parametrize("day", ["x", "2026-02-30", "2026-11-19", "%00"])
def test_a_day_that_cannot_be_is_today_and_told(desk, day):
    html = text(desk, f"/journal/new/?day={day}")

    assert "this is about today." in html
    assert 'value="2026-11-18"' in html


def test_a_save_over_another_one_shows_both_and_loses_neither(owner, desk):
    entry = JournalFactory(owner=owner, content="stored now", revision=1)
    JournalVersionFactory(entry=entry)

    answer = desk.post(f"/journal/{entry.pk}/edit/", typed(content="mine", revision="0"))
    again = desk.post(f"/journal/{entry.pk}/edit/", typed(content="mine", revision="1"))

    html = answer.content.decode()
    assert (answer.status_code, again.status_code) == (409, 302)
    assert "stored now" in html
    assert "mine</textarea>" in html
    history = text(desk, f"/journal/{entry.pk}/history/")
    assert "<del>- stored now</del><ins>+ mine</ins>" in "".join(history.splitlines())


def test_an_earlier_text_can_be_used_again(owner, desk):
    entry = JournalFactory(owner=owner, content="now", revision=1)
    JournalVersionFactory(entry=entry, content="before")

    assert "before</textarea>" in text(desk, f"/journal/{entry.pk}/edit/?version=0")
    assert desk.get(f"/journal/{entry.pk}/edit/?version=7").status_code == 404


def test_words_of_an_import_stay_its_mood_until_it_is_changed(owner, desk):
    entry = JournalFactory(owner=owner, mood="wired")

    desk.post(f"/journal/{entry.pk}/edit/", typed(mood="wired", revision="0"))

    entry.refresh_from_db()
    assert (entry.mood, entry.content) == ("wired", "A calm day.")
    assert desk.post("/journal/new/", typed(mood="wired")).status_code == 422


def test_hostile_text_is_text(owner, desk):
    hostile = "<script>alert(1)</script> <b>#1</b> **bold**"
    entry = JournalFactory(owner=owner, content=hostile, tags=["<i>"], mood="<u>")

    for url in ("/journal/", f"/journal/{entry.pk}/", "/", f"/journal/{entry.pk}/history/"):
        html = text(desk, url)
        assert "<script>alert" not in html
        assert "<i>" not in html.replace("<i>:", "")
        assert "<u>" not in html


def test_few_days_show_no_chart_and_moods_go_only_when_one_is_sure(owner, desk):
    JournalFactory(owner=owner, mood="good")

    html = text(desk, "/journal/moods/")
    refused = desk.post("/journal/moods/forget/")
    kept = Journal.objects.get().mood
    desk.post("/journal/moods/forget/", {"sure": "yes"})

    assert "Once 10 days have a mood, they stand here; 1 so far." in html
    assert '<svg class="bars' not in html
    assert (refused.status_code, kept, Journal.objects.get().mood) == (422, "good", "")
    assert "Delete all moods" in html
    assert "Delete all moods" not in text(desk, "/journal/moods/")


def test_enough_days_show_counts_and_no_cause(owner, desk):
    for number in range(10):
        JournalFactory(owner=owner, mood="good", day=DAY - timedelta(days=number))

    html = text(desk, "/journal/moods/")

    assert "10 days in the last year have a mood: 10 good." in html
    assert '<svg class="bars' in html
    assert "because" not in html


def test_deleting_offers_undo(owner, desk):
    entry = JournalFactory(owner=owner, content="thrown away")

    html = desk.post(f"/journal/{entry.pk}/trash/", follow=True).content.decode()
    assert f'action="/journal/{entry.pk}/put-back/"' in html
    assert "thrown away" in text(desk, "/journal/trash/")
    desk.post(f"/journal/{entry.pk}/put-back/")

    assert "thrown away" in text(desk, "/journal/")


def test_a_world_is_named_by_its_name_or_its_id(owner, stranger):
    older = WorldFactory(owner=owner, name="Émile’s Forge")
    newer = WorldFactory(owner=owner, name="emile s forge", state_saved_at=NINE)
    WorldFactory(owner=stranger, name="Theirs")
    type(older).objects.filter(pk=older.pk).update(state_saved_at=NINE - timedelta(days=1))

    named = places.worlds_named(owner, f"@emile-s-forge @{older.pk} @theirs @nothing")

    assert named == {"@emile-s-forge": newer.pk, f"@{older.pk}": older.pk}
