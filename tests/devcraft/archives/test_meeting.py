"""An archive on a desk where others are: nobody loses or gets anything by it."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agents.models import (
    Agent,
    Entity,
    InboxEvent,
    PendingToolCall,
    Run,
    SmartSpace,
    SmartSpaceMembership,
)
from devcraft.archives import restoring
from devcraft.models import ClientKey, SourceRow
from missions import timer, verifying
from missions.models import Journal, JournalMention, Mission, TimeEntry
from tests.devcraft.archives.reading import lines_of, taken, with_line
from tests.factories.agents import RunFactory
from tests.factories.devcraft import UserFactory
from tests.factories.living import (
    AgentChangeFactory,
    AgentMemoryFactory,
    InboxEventFactory,
    LivingFactory,
    MembershipFactory,
    MessageFactory,
    PendingToolCallFactory,
    PersonFactory,
    SmartSpaceFactory,
    ToolCallFactory,
)
from tests.factories.missions import MORNING, MissionFactory, TimeEntryFactory
from tests.factories.worlds import WorldFactory
from worlds.models import World

pytestmark = pytest.mark.django_db
PAGE = "/settings/archive/"


def put_back(raw, folder, user, **options):
    file = folder / "kay.devcraft.zip"
    file.write_bytes(raw)
    return restoring.restore(file, user, **{"now": MORNING, **options})


def command(raw, folder, *arguments):
    file, told = folder / "kay.devcraft.zip", StringIO()
    file.write_bytes(raw)
    call_command("restore_user", file, *arguments, stdout=told)
    return told.getvalue()


def space_with_others(kay, stranger):
    """A space of KAY's in which STRANGER and an agent of theirs speak; the agent's entity."""
    theirs = LivingFactory(owner=stranger, entity__display_name="Bo").entity
    person = PersonFactory(user=stranger, display_name="Robin")
    space = SmartSpaceFactory(owner=kay)
    for entity in (theirs, person, PersonFactory(user=kay)):
        MembershipFactory(smart_space=space, entity=entity)
    MessageFactory(smart_space=space, entity=person, seq=1, content="Hello.")
    InboxEventFactory(agent_entity=theirs, data={"private": "of Bo"})
    return theirs


def test_what_is_taken_here_gets_another_name_and_nothing_of_others_changes(tmp_path):
    kay, twin = UserFactory(username="kay"), UserFactory()
    agent = LivingFactory(owner=kay, name="Ada", slug="ada")
    running = {"status": "running", "completed_at": None}
    RunFactory(agent=agent, agent_entity=agent.entity, owner=kay, **running)
    world = WorldFactory(owner=kay)
    mission = MissionFactory(owner=kay)
    entry = Journal.objects.create(owner=kay, content="At @it and #1", day=MORNING.date())
    JournalMention.objects.create(entry=entry, word="#1", mission=mission)
    JournalMention.objects.create(entry=entry, word="@it", world=world.pk)
    raw = taken(kay, MORNING)

    report = put_back(raw, tmp_path, twin)

    assert {"Ada", "Ada-2"} == set(Agent.objects.values_list("name", flat=True))
    copy = Agent.objects.get(owner=twin)
    assert (copy.slug, copy.lease.holder) == ("ada-2", "")
    assert copy.parked_at
    assert [run.status for run in Run.objects.filter(owner=twin)] == ["failed"]
    moved = World.objects.get(owner=twin)
    assert moved.pk != world.pk
    assert moved.share_id != world.share_id
    mentions = JournalMention.objects.filter(entry__owner=twin)
    assert mentions.get(word="@it").world == moved.pk
    assert mentions.get(word="#1").mission == Mission.objects.get(owner=twin)
    assert any("Ada-2" in sentence for sentence in report.said)
    agent.refresh_from_db()
    assert (agent.owner, agent.parked_at) == (kay, None)


def test_other_people_come_as_names_and_get_no_rights(tmp_path):
    kay, stranger, twin = UserFactory(username="kay"), UserFactory(), UserFactory()
    space_with_others(kay, stranger)
    raw = taken(kay, MORNING)

    put_back(raw, tmp_path, twin)

    space = SmartSpace.objects.get(owner=twin)
    assert not SmartSpaceMembership.objects.filter(smart_space=space, entity__user=stranger)
    assert SmartSpaceMembership.objects.filter(smart_space=space, entity__user=twin)
    card = Entity.objects.get(owner=twin, display_name="Bo")
    assert (card.agent, card.user, card.external_id) == (None, None, None)
    assert not InboxEvent.objects.filter(agent_entity__owner=twin)
    assert "of Bo" not in str(lines_of(raw))
    assert space.messages.get().entity.display_name == "Robin"


def test_no_secret_is_in_it():
    kay = UserFactory(username="kay", password="pbkdf2$of kay", email="kay@example.org")
    ClientKey.objects.create(public_id="abcdefgh", secret_hash="5" * 64, owner=kay, name="pad")

    told = str(lines_of(taken(kay, MORNING)))

    assert "pbkdf2" not in told
    assert "5" * 64 not in told
    assert "abcdefgh" not in told


def test_a_second_time_changes_nothing_and_a_filled_account_is_refused(tmp_path):
    kay, twin = UserFactory(username="kay"), UserFactory(username="twin")
    TimeEntryFactory(owner=kay, mission=MissionFactory(owner=kay))
    raw = taken(kay, MORNING)

    assert "A dry run: nothing was changed." in command(raw, tmp_path, "--user=twin", "--dry-run")
    assert not Mission.objects.filter(owner=twin).exists()
    assert "Put back" in command(raw, tmp_path, "--user=twin")
    assert "nothing was changed" in command(raw, tmp_path, "--user=twin")
    assert Mission.objects.filter(owner=twin).count() == 1
    assert SourceRow.objects.filter(owner=twin, source="archive").count() == 1
    with pytest.raises(CommandError, match="twin already has 1 mission; an archive is put back"):
        command(taken(kay, MORNING), tmp_path, "--user=twin")


def test_shared_missions_with_time_come_along_as_own(tmp_path):
    kay, twin = UserFactory(username="kay"), UserFactory()
    shared = MissionFactory(owner=None, name="Ours")
    MissionFactory(owner=None, name="Untouched")
    TimeEntryFactory(owner=kay, mission=shared)

    put_back(taken(kay, MORNING), tmp_path, twin)

    assert [mission.name for mission in Mission.objects.filter(owner=twin)] == ["Ours"]


def test_somebody_else_who_is_needed_is_an_account_that_nobody_enters(tmp_path):
    kay, twin = UserFactory(username="kay"), UserFactory()
    agent = LivingFactory(owner=kay)
    agent.changes.create(at=MORNING, kind="paused", by=UserFactory(), words="by hand")

    put_back(taken(kay, MORNING), tmp_path, twin)

    by = Agent.objects.get(owner=twin).changes.get().by
    assert (by.is_active, by.has_usable_password()) == (False, False)


def test_what_was_open_there_is_not_done_here_as_well(tmp_path):
    kay, twin = UserFactory(username="kay"), UserFactory()
    ada = LivingFactory(owner=kay)
    run = RunFactory(agent=ada, agent_entity=ada.entity, owner=kay)
    PendingToolCallFactory(agent_entity=ada.entity, call=ToolCallFactory(run=run))
    InboxEventFactory(agent_entity=ada.entity)

    put_back(taken(kay, MORNING), tmp_path, twin)

    assert InboxEvent.objects.get(agent_entity__owner=twin).status == "failed"
    assert PendingToolCall.objects.get(agent_entity__owner=twin).status == "expired"


def test_a_clock_that_ran_there_is_paused_here(tmp_path):
    kay, twin = UserFactory(username="kay"), UserFactory()
    begun = MORNING - timedelta(hours=2)
    timer.start(user=kay, mission=MissionFactory(owner=kay), now=begun)
    raw = taken(kay, MORNING)

    put_back(raw, tmp_path, twin, now=MORNING + timedelta(days=9))

    entry = TimeEntry.objects.get(owner=twin)
    assert (entry.ended_at, entry.close_reason) == (MORNING, "pause")
    assert (entry.mission.is_paused, entry.mission.actual_seconds) == (True, 7200)
    assert list(verifying.time_differences(twin)) == []
    assert TimeEntry.objects.running().get().owner == kay


def test_runs_of_another_that_an_agent_of_mine_caught_stay_theirs(tmp_path):
    kay, twin = UserFactory(username="kay"), UserFactory()
    ada = LivingFactory(owner=kay)
    RunFactory(agent=ada, agent_entity=ada.entity, owner=UserFactory(), project="theirs")

    raw = taken(kay, MORNING)
    put_back(raw, tmp_path, twin)

    assert lines_of(raw)["agents.Run"] == []
    assert not Run.objects.filter(owner=twin).exists()


def test_two_that_are_taken_here_get_two_names(tmp_path):
    kay, twin = UserFactory(username="kay"), UserFactory()
    for name in ("Ada", "Ada-2"):
        LivingFactory(owner=kay, name=name, slug=name.lower())
    raw = taken(kay, MORNING)
    Agent.objects.filter(name="Ada-2").update(name="Bo", slug="bo")

    put_back(raw, tmp_path, twin)

    names = Agent.objects.filter(owner=twin).values_list("name", "slug")
    assert set(names) == {("Ada-3", "ada-3"), ("Ada-2", "ada-2")}


def test_numbers_go_on_after_those_that_came_and_a_trial_draws_none(tmp_path):
    kay, twin = UserFactory(username="kay"), UserFactory()
    MissionFactory(owner=kay)
    last = MissionFactory(owner=kay).pk
    raw = with_line(taken(kay, MORNING), "missions.Mission", 1, id=last + 50)
    raw = with_line(raw, "missions.Mission", 2, id=last + 60)

    put_back(raw, tmp_path, twin, is_dry=True)
    tried = MissionFactory().pk
    put_back(raw, tmp_path, twin)

    assert tried == last + 1
    assert sorted(Mission.objects.filter(owner=twin).values_list("pk", flat=True)) == [
        last + 50,
        last + 60,
    ]
    assert MissionFactory().pk == last + 61


def test_a_file_that_names_rows_of_others_gets_at_none_of_them(tmp_path):
    kay, twin = UserFactory(username="kay"), UserFactory()
    ada, secret = LivingFactory(owner=kay), MessageFactory()
    theirs = AgentMemoryFactory()
    InboxEventFactory(agent_entity=ada.entity, data={"messageId": str(secret.pk)})
    AgentChangeFactory(agent=ada, kind="edited", subject="memory", subject_id=theirs.pk)

    report = put_back(taken(kay, MORNING), tmp_path, twin)

    assert not InboxEvent.objects.filter(agent_entity__owner=twin).exists()
    assert Agent.objects.get(owner=twin).changes.get().subject_id != theirs.pk
    assert "1 left out, as it names a message of a space" in " ".join(report.told)


def test_agents_of_a_file_are_looked_at_as_from_a_form(tmp_path):
    kay = UserFactory(username="kay")
    LivingFactory(owner=kay)
    bad = with_line(taken(kay, MORNING), "agents.Agent", 1, config_json={"version": "3.0"})

    with pytest.raises(restoring.BadArchive, match=r"agents\.Agent\.jsonl, line 1: config_json"):
        put_back(bad, tmp_path, UserFactory())


def test_the_page_takes_out_tries_and_puts_back(client, tmp_path):
    kay, twin = UserFactory(username="kay"), UserFactory()
    MissionFactory(owner=kay, name="Mine")
    client.force_login(kay)
    answer = client.post(f"{PAGE}take/")
    raw = b"".join(answer.streaming_content)
    assert 'filename="kay-' in answer["Content-Disposition"]
    client.force_login(twin)
    file = tmp_path / "kay.devcraft.zip"
    file.write_bytes(raw)

    with file.open("rb") as sent:
        tried = client.post(f"{PAGE}restore/", {"file": sent, "try": "yes"})
    assert "What would happen" in tried.content.decode()
    assert not Mission.objects.filter(owner=twin).exists()
    with file.open("rb") as sent:
        done = client.post(f"{PAGE}restore/", {"file": sent})
    assert "What happened" in done.content.decode()
    assert Mission.objects.get(owner=twin).name == "Mine"
    file.write_bytes(raw[:-30])
    with file.open("rb") as sent:
        refused = client.post(f"{PAGE}restore/", {"file": sent})
    assert refused.status_code == 422
    assert "cannot be read" in refused.content.decode()
