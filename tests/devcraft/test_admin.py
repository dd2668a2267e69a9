from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from agents.models import PriceVersion
from devcraft.models import ClientKey, Person, User
from missions.models import AppConfig, Journal, Memory
from runtime_memory.models import Proposal
from tests.devcraft.guarded import GUARDED
from tests.devcraft.visiting import location, signed_in
from tests.factories.agents import (
    LogFileFactory,
    MissionLinkFactory,
    PriceVersionFactory,
    RunFactory,
    TokenBurnFactory,
    UsageRevisionFactory,
    UsageTotalFactory,
)
from tests.factories.devcraft import ClientKeyFactory, RawRowFactory, SourceRowFactory, UserFactory
from tests.factories.living import (
    InboxEventFactory,
    OutboxMessageFactory,
    SmartSpaceFactory,
    ToolCallFactory,
)
from tests.factories.missions import (
    CarbonModelEntryFactory,
    CuratorLogFactory,
    DayTotalFactory,
    HistoryEntryFactory,
    JournalFactory,
    LocalDayFactory,
    MemoryFactory,
    NoteFactory,
    ProfileFactory,
    ScoreEntryFactory,
    TimeEntryFactory,
    TimerActFactory,
    XpEntryFactory,
)
from tests.factories.runtime_memory import (
    BehaviorProfileFactory,
    ErasureFactory,
    FourEyesFactory,
    ImportBatchFactory,
    PersonalityProfileFactory,
    PolicyProfileFactory,
    TaskEventFactory,
    TurnFactory,
    WorkflowStepFactory,
    promoted,
)
from tests.factories.worlds import WorldChangeFactory, WorldSnapshotFactory

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>{{ 7 }}"
TABLES = sorted(admin.site._registry, key=lambda model: model._meta.label)
WRITABLE = {"User", "Person", "Journal", "Memory", "AppConfig", "Group"}
RECORDED = {"Session", "Turn", "TaskEvent", "Skill", "Proposal", "Validation", "DeployOutcome"}
ADDING = {PriceVersion: 200} | {model: 422 for model in TABLES if model.__name__ in RECORDED}
CHANGING = {Proposal: 400}
READ_ONLY = [model for model in TABLES if model.__name__ not in WRITABLE]


def label(model):
    return model._meta.label


def url(model, page, *arguments):
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=arguments)


@pytest.fixture
def boss(db):
    return signed_in(UserFactory(username="boss", is_staff=True, is_superuser=True))


@pytest.fixture
def rows(db):
    """A row of every kind, with hostile text where a person or an import writes."""
    ClientKeyFactory(name=HOSTILE)
    SourceRowFactory(source_id=HOSTILE)
    RawRowFactory(raw=HOSTILE, reason=HOSTILE)
    UsageRevisionFactory(reason=HOSTILE, event__project=HOSTILE, event__model=HOSTILE)
    PriceVersionFactory(model=HOSTILE, source=HOSTILE)
    MissionLinkFactory(name=HOSTILE)
    RunFactory(session=HOSTILE, agent__name=HOSTILE, agent_entity__display_name=HOSTILE)
    TokenBurnFactory(model=HOSTILE)
    UsageTotalFactory(subject=HOSTILE)
    LogFileFactory(path=HOSTILE)
    JournalFactory(content=HOSTILE, mood=HOSTILE, tags=[HOSTILE])
    MemoryFactory(key=HOSTILE, value=HOSTILE)
    AppConfig.objects.create(key=HOSTILE, value=HOSTILE)
    CarbonModelEntryFactory(mission_name=HOSTILE, context=HOSTILE)
    CuratorLogFactory(error=HOSTILE, mission_results=HOSTILE)
    HistoryEntryFactory(body={"x": HOSTILE})
    NoteFactory(message=HOSTILE)
    ProfileFactory(display_name=HOSTILE[:30], bio=HOSTILE)
    XpEntryFactory(action=HOSTILE, reason=HOSTILE)
    for factory in (DayTotalFactory, LocalDayFactory, ScoreEntryFactory, TimeEntryFactory):
        factory()
    TimerActFactory(before={"x": HOSTILE})
    WorldSnapshotFactory(name=HOSTILE, author=HOSTILE, world__name=HOSTILE)
    WorldChangeFactory(words=HOSTILE, author=HOSTILE)
    memory()
    for factory in (InboxEventFactory, OutboxMessageFactory, SmartSpaceFactory, ToolCallFactory):
        factory()


def memory():
    promoted(proposed_by=HOSTILE, skill__skill_key=HOSTILE, proposal_json='{"x":"<script>"}')
    TurnFactory(content=HOSTILE, session__actor=HOSTILE)
    TaskEventFactory(message=HOSTILE)
    WorkflowStepFactory(step_name=HOSTILE, workflow_run__workflow_name=HOSTILE)
    BehaviorProfileFactory(profile_name=HOSTILE)
    PersonalityProfileFactory(profile_name=HOSTILE)
    ImportBatchFactory(source=HOSTILE)
    for factory in (ErasureFactory, FourEyesFactory, PolicyProfileFactory):
        factory()


@pytest.mark.parametrize("model", TABLES, ids=label)
def test_every_table_can_be_looked_at_and_its_text_stays_text(boss, rows, model):
    listing = boss.get(url(model, "changelist"))
    row = model._default_manager.first()
    form = boss.get(url(model, "change", row.pk if row else 0), follow=True)

    assert (listing.status_code, form.status_code) == (200, 200)
    for page in (listing.content.decode(), form.content.decode()):
        assert "<script>alert(1)" not in page


@pytest.mark.parametrize("model", READ_ONLY, ids=label)
def test_what_acts_write_cannot_be_written_here(boss, rows, model):
    row = model._default_manager.first()
    before = model._default_manager.filter(pk=row.pk).values().get()

    answers = [
        boss.post(url(model, "add"), {"x": "1"}),
        boss.post(url(model, "change", row.pk), {"x": "1"}),
        boss.post(url(model, "delete", row.pk), {"post": "yes"}),
    ]

    expected = [ADDING.get(model, 403), CHANGING.get(model, 403), 403]
    assert [answer.status_code for answer in answers] == expected
    assert model._default_manager.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize("model", READ_ONLY, ids=label)
def test_what_acts_write_cannot_be_deleted_in_bulk(boss, rows, model):
    picked = {"action": "delete_selected", "_selected_action": ["1"], "post": "yes"}

    boss.post(url(model, "changelist"), picked)

    assert model._default_manager.exists()


@pytest.mark.parametrize("model", [table.model for table in GUARDED], ids=label)
def test_ledgers_and_history_are_read_only(model):
    assert model in READ_ONLY


def test_accounts_are_switched_off_never_deleted(boss, stranger):
    answer = boss.post(url(User, "delete", stranger.pk), {"post": "yes"})

    assert answer.status_code == 403
    assert User.objects.filter(pk=stranger.pk).exists()


def test_a_new_account_gets_a_person_of_its_own(boss):
    typed = {"username": "ada", "usable_password": "false"}

    answer = boss.post(url(User, "add"), typed)

    assert answer.status_code == 302
    assert User.objects.get(username="ada").person.name == "ada"


def test_a_second_account_may_belong_to_a_known_person(boss):
    person = Person.objects.create(name="Ada")
    typed = {"username": "ada-2", "person": person.pk, "usable_password": "false"}

    boss.post(url(User, "add"), typed)

    assert User.objects.get(username="ada-2").person == person


def test_revoking_keys_stops_them_and_says_how_many(boss, rows):
    key = ClientKey.objects.get()
    picked = {"action": "revoke", "_selected_action": [key.pk]}

    page = boss.post(url(ClientKey, "changelist"), picked, follow=True)

    key.refresh_from_db()
    assert key.revoked_at is not None
    assert "Revoked 1 keys." in page.content.decode()


def test_the_hash_of_a_key_is_not_shown(boss, rows):
    key = ClientKey.objects.get()

    assert key.secret_hash not in boss.get(url(ClientKey, "change", key.pk)).content.decode()


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("{", "Value must be a JSON object of action and points."),
        ("[]", "Value must be a JSON object of action and points."),
        ("[" * 5000, "Value must be a JSON object of action and points."),
        ('{"FLY": 1}', "which is not an action."),
        ('{"DAILY_LOGIN": -1}', "must be a whole number from 0 to 10000."),
        ('{"DAILY_LOGIN": 1.5}', "must be a whole number from 0 to 10000."),
        ('{"DAILY_LOGIN": true}', "must be a whole number from 0 to 10000."),
    ],
)
def test_the_award_table_is_checked(boss, value, sentence):
    page = boss.post(url(AppConfig, "add"), {"key": "xp_awards", "value": value})

    assert sentence in page.content.decode()
    assert not AppConfig.objects.exists()


def test_a_right_award_table_is_taken(boss):
    boss.post(url(AppConfig, "add"), {"key": "xp_awards", "value": '{"DAILY_LOGIN": 20}'})

    assert AppConfig.objects.get().value == '{"DAILY_LOGIN": 20}'


def test_staff_without_permissions_sees_no_table(db):
    clerk = signed_in(UserFactory(is_staff=True))

    assert {clerk.get(url(model, "changelist")).status_code for model in TABLES} == {403}


def test_staff_cannot_make_itself_a_superuser(db):
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_user"))

    answer = signed_in(user).post(url(User, "change", user.pk), {"is_superuser": "on"})

    user.refresh_from_db()
    assert (answer.status_code, user.is_superuser) == (403, False)


def test_the_admin_signs_in_through_the_site(client):
    answer = client.get("/admin/missions/mission/")

    assert location(answer).startswith("/sign-in/?next=")


@pytest.mark.parametrize("wanted", ["/admin/", "/admin/missions/mission/"])
def test_after_signing_in_the_admin_is_where_one_wanted_to_go(client, wanted):
    user = UserFactory(is_staff=True, is_superuser=True)
    user.set_password("correct horse battery")
    user.save()
    door = client.get(wanted, follow=True)

    typed = {"username": user.username, "password": "correct horse battery"}
    answer = client.post("/sign-in/", typed | {"next": door.context["next"]}, follow=True)

    assert answer.request["PATH_INFO"] == wanted


@pytest.mark.parametrize("model", [Journal, Memory], ids=label)
def test_nul_characters_are_refused_by_the_admin_too(boss, stranger, model):
    typed = {"owner": stranger.pk, "content": "\x00", "key": "\x00", "value": "\x00"}

    answer = boss.post(url(model, "add"), typed | {"category": "habit", "tags": "[]"})

    assert (answer.status_code, model.objects.exists()) == (200, False)
