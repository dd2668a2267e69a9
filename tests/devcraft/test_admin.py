from __future__ import annotations

from operator import attrgetter

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from agents.models import PriceVersion
from devcraft.models import ClientKey, Person, User
from missions.models import AppConfig, Memory
from runtime_memory.models import Proposal
from tests.devcraft import hostile_rows
from tests.devcraft.guarded import GUARDED
from tests.devcraft.visiting import location, signed_in
from tests.factories.devcraft import UserFactory

pytestmark = pytest.mark.django_db
TABLES = sorted(admin.site._registry, key=lambda model: model._meta.label)
WRITABLE = {"User", "Person", "Memory", "AppConfig", "Group", "SecretBinding"}
RECORDED = {"Session", "Turn", "TaskEvent", "Skill", "Proposal", "Validation", "DeployOutcome"}
ADDING = {PriceVersion: 200} | {model: 422 for model in TABLES if model.__name__ in RECORDED}
CHANGING = {Proposal: 400}
label = attrgetter("_meta.label")
READ_ONLY = [model for model in TABLES if model.__name__ not in WRITABLE]


def url(model, page, *arguments):
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=arguments)


@pytest.fixture
def boss(db):
    return signed_in(UserFactory(username="boss", is_staff=True, is_superuser=True))


@pytest.fixture
def rows(db):
    hostile_rows.fill()


def test_every_table_can_be_looked_at_and_its_text_stays_text(boss, rows):
    found = {label(model): looked_at(boss, model) for model in TABLES}

    assert [name for name, (statuses, _) in found.items() if statuses != (200, 200)] == []
    assert [name for name, (_, text) in found.items() if "<script>alert(1)" in text] == []


def looked_at(boss, model):
    """The answers and the text of MODEL's list and of the form of its first row."""
    listing = boss.get(url(model, "changelist"))
    row = model._default_manager.first()
    form = boss.get(url(model, "change", row.pk if row else 0), follow=True)
    text = listing.content.decode() + form.content.decode()
    return (listing.status_code, form.status_code), text


def test_what_acts_write_cannot_be_written_here(boss, rows):
    assert [label(model) for model in READ_ONLY if not refuses_writing(boss, model)] == []


def refuses_writing(boss, model):
    row = model._default_manager.first()
    before = model._default_manager.filter(pk=row.pk).values().get()
    answers = [
        boss.post(url(model, "add"), {"x": "1"}),
        boss.post(url(model, "change", row.pk), {"x": "1"}),
        boss.post(url(model, "delete", row.pk), {"post": "yes"}),
    ]
    expected = [ADDING.get(model, 403), CHANGING.get(model, 403), 403]
    is_the_same = model._default_manager.filter(pk=row.pk).values().get() == before
    return is_the_same and [answer.status_code for answer in answers] == expected


def test_what_acts_write_cannot_be_deleted_in_bulk(boss, rows):
    picked = {"action": "delete_selected", "_selected_action": ["1"], "post": "yes"}

    for model in READ_ONLY:
        boss.post(url(model, "changelist"), picked)

    assert [label(model) for model in READ_ONLY if not model._default_manager.exists()] == []


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


def test_nul_characters_are_refused_by_the_admin_too(boss, stranger):
    typed = {"owner": stranger.pk, "key": "\x00", "value": "\x00", "category": "habit"}

    answer = boss.post(url(Memory, "add"), typed)

    assert (answer.status_code, Memory.objects.exists()) == (200, False)
