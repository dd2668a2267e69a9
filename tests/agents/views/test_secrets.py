"""What the agent's page and the admin say of secrets, and who may bind them."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from agents.models import SecretBinding
from runtime_memory.models import ChainEntry
from tests.agents.living.calling.calls import written
from tests.devcraft.visiting import signed_in
from tests.factories import living
from tests.factories.devcraft import UserFactory

pytestmark = pytest.mark.django_db
ADD = "/admin/agents/secretbinding/add/"
TYPED = {"name": "JIRA", "hosts": "api.example.org\nMCP.lan:8443\n", "is_for_all": "on"}


@pytest.fixture
def boss():
    return signed_in(UserFactory(username="boss", is_staff=True, is_superuser=True))


def lines():
    found = ChainEntry.objects.filter(kind__startswith="secret.").order_by("seq")
    return [(line.kind, json.loads(line.body)) for line in found]


def page_of(headers, **changes):
    agent = living.LivingFactory()
    tool = written("https://api.example.org/", headers=headers)
    agent.config_json |= {"tools": [tool], **changes}
    agent.save()
    url = reverse("agents:agent_config", args=[agent.slug])
    return signed_in(agent.owner).get(url).content.decode()


def test_the_page_names_each_secret_and_how_it_stands(settings):
    settings.AGENT_SECRETS = {"AGENT_SECRET_JIRA": "abcdefgh-4711"}
    living.SecretBindingFactory(name="JIRA", hosts=["api.example.org", "mcp.lan:8443"])
    server = {"name": "docs", "url": "https://mcp.lan", "headers": {"X": "${env.DOCS}"}}

    shown = page_of({"A": "Bearer ${env.JIRA}"}, mcp={"servers": [server]})

    jira = shown.partition("<code>${env.JIRA}</code>")[2].partition("</li>")[0]
    docs = shown.partition("<code>${env.DOCS}</code>")[2].partition("</li>")[0]
    assert ">set</span>" in jira
    assert "may go to api.example.org, mcp.lan:8443" in jira
    assert ">not set</span>" in docs
    assert "bound to no host" in docs
    assert "AGENT_SECRET_DOCS" in docs
    assert ("abcdefgh-4711" in shown, "13" in jira) == (False, False)


def test_bindings_of_other_agents_are_not_told(settings):
    other = living.SecretBindingFactory(name="JIRA", is_for_all=False)
    other.agents.add(living.LivingFactory())

    assert "api.example.org</span>" not in page_of({"A": "${env.JIRA}"})


@pytest.mark.parametrize("changes", [{"tools": 3}, {"tools": [3]}, {"mcp": {"servers": [None]}}])
def test_a_stored_config_of_another_shape_names_no_secret(changes):
    assert "Secrets in headers" not in page_of({}, **changes)


def test_a_superuser_binds_and_the_chain_tells(boss):
    answer = boss.post(ADD, TYPED)

    bound = SecretBinding.objects.get()
    assert (answer.status_code, bound.hosts) == (302, ["api.example.org", "mcp.lan:8443"])
    assert lines() == [
        (
            "secret.bound",
            {"name": "JIRA", "hosts": bound.hosts, "agents": ["all"], "by": "boss"},
        )
    ]


def test_a_change_and_an_end_are_told_too(boss):
    bound = living.SecretBindingFactory(name="JIRA")
    agent = living.LivingFactory()
    change = f"/admin/agents/secretbinding/{bound.pk}/change/"

    boss.post(change, {"name": "JIRA", "hosts": "one.example", "agents": [agent.pk]})
    boss.post(f"/admin/agents/secretbinding/{bound.pk}/delete/", {"post": "yes"})

    told = {"name": "JIRA", "hosts": ["one.example"], "agents": [agent.slug], "by": "boss"}
    assert lines() == [("secret.bound", told), ("secret.unbound", {"name": "JIRA", "by": "boss"})]
    assert not SecretBinding.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "jira"}, "Name must be as in ${env.NAME}: capitals, digits and _."),
        ({"name": "9A"}, "Name must be as in ${env.NAME}"),
        ({"name": "A" * 65}, "Name must be as in ${env.NAME}"),
        ({"hosts": "https://api.example.org"}, "Hosts must be such as api.example.org"),
        ({"hosts": "*.example.org"}, "Hosts must be such as api.example.org"),
        ({"hosts": "a.example/x"}, "Hosts must be such as api.example.org"),
        ({"hosts": "\n".join(f"h{n}.example" for n in range(33))}, "must name 1 to 32 hosts"),
    ],
)
def test_what_is_typed_wrongly_binds_nothing(boss, typed, sentence):
    page = boss.post(ADD, TYPED | typed).content.decode()

    assert sentence in page
    assert not SecretBinding.objects.exists()
    assert lines() == []


def test_the_long_name_of_the_variable_is_taken_as_the_short_one(boss):
    boss.post(ADD, TYPED | {"name": "AGENT_SECRET_JIRA"})

    assert SecretBinding.objects.get().name == "JIRA"


def test_staff_without_the_last_word_binds_nothing():
    clerk = UserFactory(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(content_type__model="secretbinding"))

    answers = [signed_in(clerk).post(url, TYPED) for url in (ADD, change_of_one())]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert SecretBinding.objects.get().hosts == ["api.example.org"]


def change_of_one():
    return f"/admin/agents/secretbinding/{living.SecretBindingFactory().pk}/change/"
