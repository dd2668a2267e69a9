"""Acts on the journal: nothing written is lost, and its rows agree with its text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from missions import journal_entries, journaling, mood_days, references, tagging
from missions.acts import ActRefused
from missions.journal_entries import Wish
from missions.journaling import Said
from missions.models import Journal, JournalMention, LocalDay
from tests.factories.devcraft import UserFactory
from tests.factories.missions import JournalFactory, MissionFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 18)


def write(owner, now, text="A calm day.", worlds=(), token="", **said):
    return journaling.write(
        owner=owner, said=Said(text, DAY, **said), worlds=dict(worlds), now=now, token=token
    )


def edit(entry, now, text, revision=None, **said):
    return journaling.edit(
        entry=entry,
        said=Said(text, DAY, **said),
        base_revision=entry.revision if revision is None else revision,
        worlds={},
        now=now,
    )


def shown(user, **wish):
    return [row.content for row in journal_entries.listing(user, Wish(**wish), QueryDict()).rows]


def test_the_same_token_writes_once(owner, clock):
    first, again = (write(owner, clock.now, token="t") for _ in range(2))

    assert first == again
    assert Journal.objects.count() == 1


def test_every_edit_keeps_what_was_there(owner, clock):
    entry = write(owner, clock.now, "one", tags=("flow",), mood="good")

    entry = edit(entry, clock.forward(minutes=1), "two")
    entry = edit(entry, clock.forward(minutes=1), "two")
    entry = edit(entry, clock.forward(minutes=1), "three", tags=("gates",))

    kept = list(entry.versions.order_by("number").values_list("number", "content", "tags"))
    assert kept == [(0, "one", ["flow"]), (1, "two", [])]
    assert (entry.revision, journal_entries.tags_of(owner)) == (2, [("gates", 1)])


def test_an_edit_over_another_one_is_refused_and_loses_nothing(owner, clock):
    entry = write(owner, clock.now, "one")
    edit(entry, clock.now, "theirs")

    with pytest.raises(journaling.EntryEditedMeanwhile) as conflict:
        edit(entry, clock.now, "mine", revision=0)

    assert conflict.value.entry.content == "theirs"


def test_what_is_in_the_trash_is_on_no_list_and_comes_back_whole(owner, clock):
    mission = MissionFactory(owner=owner)
    entry = write(owner, clock.now, f"On #{mission.pk}.", tags=("flow",))

    journaling.trash(entry=entry, now=clock.now)

    assert (shown(owner), journal_entries.found(owner, "on", 5)) == ([], [])
    assert (journal_entries.tags_of(owner), journal_entries.naming_mission(owner, mission)) == (
        [],
        [],
    )
    with pytest.raises(ActRefused, match="in the trash"):
        edit(entry, clock.now, "more")
    journaling.put_back(entry=entry)
    assert journal_entries.naming_mission(owner, mission) == [entry]


def test_an_entry_is_found_by_words_tag_mood_and_month(owner, stranger, clock):
    write(owner, clock.now, "The Café gate", tags=("flow",), mood="good")
    write(owner, clock.forward(hours=1), "A gate again", mood="low")
    write(stranger, clock.now, "Their gate", tags=("flow",), mood="good")

    assert shown(owner, text="gat") == ["A gate again", "The Café gate"]
    assert shown(owner, text="CAFE gate") == ["The Café gate"]
    assert shown(owner, text='"') == []
    assert shown(owner, tag="#Flow") == ["The Café gate"]
    assert shown(owner, mood="low") == ["A gate again"]
    assert shown(owner, month=date(2026, 11, 1), text="gate", tag="flow") == ["The Café gate"]
    assert shown(owner, month=date(2026, 12, 1)) == []
    assert [row.content for row in journal_entries.found(owner, "gate", 1)] == ["A gate again"]
    assert journal_entries.found(owner, " ", 5) == []


def test_an_edited_text_is_found_by_its_new_words(owner, clock):
    entry = write(owner, clock.now, "the gate")

    edit(entry, clock.now, "the hatch")

    assert (shown(owner, text="gate"), shown(owner, text="hatch")) == ([], ["the hatch"])


def test_pages_of_a_search_are_in_order_and_lose_nothing(owner, clock):
    for number in range(25):
        write(owner, clock.forward(minutes=1), f"gate {number}")

    first = journal_entries.listing(owner, Wish(text="gate"), QueryDict())
    query = QueryDict(mutable=True)
    query["after"] = first.older
    second = journal_entries.listing(owner, Wish(text="gate"), query)

    found = [row.content for row in first.rows + second.rows]
    assert found == [f"gate {number}" for number in range(24, -1, -1)]
    assert second.older == ""


def test_only_what_its_writer_may_see_is_referred_to(owner, stranger, clock):
    own, shared = MissionFactory(owner=owner), MissionFactory(owner=None)
    foreign = MissionFactory(owner=stranger)
    text = f"#{own.pk} #{shared.pk} #{foreign.pk} #999999 @forge @elsewhere"

    entry = write(owner, clock.now, text, worlds={"@forge": "w1", "@unnamed": "w2"})

    found = set(entry.mentions.values_list("word", flat=True))
    assert found == {f"#{own.pk}", f"#{shared.pk}", "@forge"}
    assert journal_entries.naming_world(owner, "w1") == [entry]
    assert (
        journal_entries.naming_world(stranger, "w1")
        == journal_entries.naming_mission(stranger, shared)
        == []
    )


@given(
    texts=st.lists(
        st.lists(st.sampled_from(["#{0}", "#{1}", "#{2}", "@forge", "#7777777", "word"])),
        min_size=1,
        max_size=4,
    ).map(lambda edits: [" ".join(["text", *words]) for words in edits])
)
def test_stored_mentions_are_those_of_the_last_text(texts, clock):
    owner = UserFactory()
    ids = [MissionFactory(owner=owner).pk for _ in range(3)]
    worlds = {"@forge": "w1"}
    texts = [text.format(*ids) for text in texts]
    entry = write(owner, clock.now, texts[0], worlds=worlds)

    for text in texts[1:]:
        entry = journaling.edit(
            entry=entry,
            said=Said(text, DAY),
            base_revision=entry.revision,
            worlds=worlds,
            now=clock.now,
        )

    known = {f"#{pk}" for pk in ids} | set(worlds)
    stored = JournalMention.objects.filter(entry=entry).values_list("word", flat=True)
    assert sorted(stored) == sorted(set(references.words(texts[-1])) & known)


def test_moods_are_deleted_for_good_and_texts_stay(owner, stranger, clock):
    entry = write(owner, clock.now, mood="low")
    edit(entry, clock.now, "edited", mood="great")
    write(stranger, clock.now, mood="good")

    assert journaling.forget_moods(owner=owner) == 1

    told = list(Journal.objects.order_by("id").values_list("content", "mood"))
    assert told == [("edited", ""), ("A calm day.", "good")]
    assert "mood" not in {field.name for field in entry.versions.model._meta.fields}


def test_moods_stand_beside_medians_of_their_days(owner):
    for number in range(12):
        day = DAY - timedelta(days=number)
        score, seconds = 10 * number, 600 * number
        LocalDay.objects.create(owner=owner, day=day, score=score, timed_seconds=seconds)
        JournalFactory(owner=owner, day=day, mood="good" if number % 2 else "low")
    JournalFactory(owner=owner, day=DAY, mood="great")
    JournalFactory(owner=owner, day=DAY, mood="wired")

    found = mood_days.of(owner, today=DAY)

    rows = {row.word: (row.days, row.score, row.seconds) for row in found.rows}
    assert rows["good"] == (6, 60.0, 3600)
    assert rows["low"] == (5, 60.0, 3600)
    assert rows["great"] == (1, 0.0, 0)
    assert rows["rough"] == (0, None, None)
    assert (found.days, found.other, found.is_enough) == (12, 1, True)


def test_tags_of_an_import_are_found_however_long_they_are(owner):
    entry = JournalFactory(owner=owner, tags=["Deep Work", "x" * 90, "", "deep work"])

    journaling.file_under_tags([entry])

    names = sorted(entry.tag_rows.values_list("name", flat=True))
    assert names == ["deep work", "x" * tagging.TAG_LENGTH]
