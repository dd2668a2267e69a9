"""What an agent is writing is seen in its space, there alone, and only until it is said."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from agents.living import drafting, leasing
from agents.living.drafting import Drafting
from agents.living.providers import ProviderFailed, Reply
from agents.models import Run, SpaceDraft
from devcraft import storable
from tests.agents.living.thinking import (
    awake,
    called,
    rule,
    run_of,
    said,
    think,
    with_model,
    write,
)
from tests.factories import living
from tests.factories.agents import MORNING, RunFactory

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


def drafts():
    return list(SpaceDraft.objects.order_by("key").values_list("text", flat=True))


def elsewhere(agent):
    """Another space that AGENT is in."""
    space = living.SmartSpaceFactory(owner=agent.owner, name="Elsewhere")
    living.MembershipFactory(smart_space=space, entity=agent.entity)
    return space


def listening(agent, *, every=1.0):
    """A drafting of AGENT's first call, whose clock moves EVERY seconds at each look."""
    run = RunFactory(agent=agent, agent_entity=agent.entity, trigger_space_id=agent.space.pk)
    lease = leasing.take(agent.pk, holder="worker", now=MORNING)
    times = iter(every * n for n in range(10_000))
    return Drafting(lease, run, 1, lambda: MORNING, lambda: next(times))


@given(TEXTS, st.booleans(), st.data())
def test_of_every_begun_message_the_text_begins_as_the_whole_does(text, is_escaped, data):
    written = json.dumps({"spaceId": "x", "text": text}, ensure_ascii=is_escaped)
    cut = data.draw(st.integers(0, len(written)))

    found = drafting.text_so_far(written[:cut])

    assert text.startswith(found)
    assert drafting.space_so_far(written[:cut]) in (None, "x")
    assert drafting.text_so_far(written) == text


@given(st.text(max_size=40))
def test_what_is_no_json_shows_nothing_and_breaks_nothing(written):
    assert isinstance(drafting.text_so_far(written), str)
    assert drafting.space_so_far(written) is None or written


@pytest.mark.django_db
def test_a_draft_grows_under_the_key_its_message_will_have():
    agent = awake()
    heard = listening(agent)
    seen = []
    for piece in ('{"te', 'xt": "It', " is", ' noon"}'):
        heard.hear(0, "send_message", piece)
        seen.append(drafts())

    draft = SpaceDraft.objects.get()
    assert seen == [[], ["It"], ["It is"], ["It is noon"]]
    assert (draft.key, draft.smart_space_id) == (f"{heard.run.pk}:1", agent.space.pk)
    assert draft.entity_id == agent.entity.pk


@pytest.mark.django_db
def test_a_draft_is_written_four_times_a_second_at_most(django_assert_max_num_queries):
    heard = listening(awake(), every=0.01)
    heard.hear(0, "send_message", '{"text": "a')

    with django_assert_max_num_queries(10):
        for _ in range(20):
            heard.hear(0, "send_message", "b")

    assert len(drafts()[0]) < 20


@pytest.mark.django_db
def test_two_messages_of_one_answer_are_two_drafts_and_other_tools_none():
    heard = listening(awake())
    heard.hear(0, "set_goals", '{"text": "no"')
    heard.hear(1, "send_message", '{"text": "one"')
    heard.hear(2, "send_message", '{"text": "two"')

    assert drafts() == ["one", "two"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('{"text": "For there alone"', 0),
        ('{"text": "For there alone", "spaceId": "%s', 0),
        ('{"text": "For there alone", "spaceId": "%s"', 1),
        ('{"spaceId": "%s", "text": "For th', 1),
        ('{"spaceId": "no space", "text": "For th', 0),
    ],
)
def test_words_for_one_space_are_never_seen_in_another(written, shown):
    agent = awake()
    space = elsewhere(agent)
    heard = listening(agent)

    heard.hear(0, "send_message", written.replace("%s", str(space.pk)))

    assert [draft.smart_space_id for draft in SpaceDraft.objects.all()] == [space.pk] * shown


@pytest.mark.django_db
def test_no_draft_is_shown_where_the_agent_is_not():
    agent, other = awake(), awake()
    heard = listening(agent)

    heard.hear(0, "send_message", json.dumps({"spaceId": str(other.space.pk), "text": "Hi"}))

    assert drafts() == []


@pytest.mark.django_db
def test_a_worker_without_its_lease_shows_nothing_and_thinks_on():
    agent = awake()
    heard = listening(agent)
    leasing.release(heard.lease)

    heard.hear(0, "send_message", '{"text": "Hi"')

    assert drafts() == []


def rename_table(old, new):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")


@pytest.mark.django_db
def test_a_draft_that_cannot_be_written_is_no_failure():
    heard = listening(awake())

    rename_table("space_drafts", "out_of_reach")
    heard.hear(0, "send_message", '{"text": "Hi"')
    rename_table("out_of_reach", "space_drafts")
    heard.hear(0, "send_message", " again")

    assert drafts() == []


@pytest.mark.django_db
def test_characters_that_no_database_takes_are_shown_as_they_are_kept():
    heard = listening(awake())

    heard.hear(0, "send_message", '{"text": "a\\u0000b')

    assert drafts() == [storable.mended("a\0b")]


@pytest.mark.django_db
@pytest.mark.parametrize("space_id", ["", "elsewhere"])
def test_a_draft_goes_when_its_message_is_said_or_refused(space_id):
    agent = awake()
    write(agent)
    seen = []

    def speak():
        run = Run.objects.get()
        key = f"{run.pk}:1"
        SpaceDraft.objects.create(
            run=run, smart_space=agent.space, entity=agent.entity, key=key, text="H"
        )
        return called("send_message", text="Hi", **({"spaceId": space_id} if space_id else {}))

    def look():
        seen.append(drafts())
        return Reply("Done.")

    _, options = with_model(speak, look)
    think(agent, **options)

    assert (seen, said(agent)) == ([[]], [] if space_id else ["Hi"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error", [ProviderFailed("network", "Cut."), ProviderFailed("quota", "None."), ValueError("x")]
)
def test_drafts_go_when_a_cycle_fails(error):
    agent = awake()
    write(agent)

    def fail():
        run = Run.objects.get()
        SpaceDraft.objects.create(
            run=run, smart_space=agent.space, entity=agent.entity, key="k", text="H"
        )
        raise error

    _, options = with_model(fail)
    think(agent, **options)

    assert drafts() == []


@pytest.mark.django_db
def test_the_scripted_provider_is_heard_while_it_writes(monkeypatch):
    monkeypatch.setattr(drafting, "EVERY_SECONDS", 0.0)
    speak = {"calls": [{"name": "send_message", "args": {"text": "It is noon."}}]}
    agent = awake([rule(speak | {"stream": True, "delayMs": 20}, {"text": "Done."})])
    write(agent)

    with CaptureQueriesContext(connection) as asked:
        assert think(agent) == "saved"

    written = [q["sql"] for q in asked if re.match('(INSERT INTO|UPDATE) "space_drafts"', q["sql"])]
    assert [re.findall("'(It[^']*)'", sql) for sql in written] == [
        ["It "],
        ["It is "],
        ["It is noon."],
    ]
    assert (said(agent), drafts(), run_of(agent).status) == (["It is noon."], [], "completed")
