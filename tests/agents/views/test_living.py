from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from agents.living.config import reading
from agents.models import Agent, AgentConsciousness, AgentLease, Entity
from tests.agents.living.configs import EXAMPLE, example
from tests.agents.living.tables import ONE_AGENT
from tests.devcraft.visiting import signed_in
from tests.factories import living
from tests.factories.agents import MORNING, RunFactory
from tests.routes import EVERY

pytestmark = pytest.mark.django_db
TYPED = {"name": "Ada", "provider": "openai", "model": "gpt-4o", "prompt": "You are Ada."}


def new(desk, **typed):
    return desk.post("/agents/new/", typed)


def edit(desk, agent, raw, *, opened="", **more):
    text = raw if isinstance(raw, str) else json.dumps(raw)
    typed = {"config": text, "opened": opened or agent.config_hash, **more}
    return desk.post(f"{agent.get_absolute_url()}edit/", typed)


def shown(raw):
    return reading.digest(reading.checked(raw))


def test_without_agents_the_page_says_how_to_write_one(desk):
    page = desk.get("/agents/").text

    assert "Write the first one" in page
    assert "so no agent thinks" in page


def test_a_form_makes_an_agent_with_all_it_needs(desk, owner):
    answer = new(desk, **TYPED)

    agent = Agent.objects.get(slug="ada")
    assert answer.headers["Location"] == "/agents/ada/"
    assert (agent.owner, agent.name, agent.entity.display_name) == (owner, "Ada", "Ada")
    assert agent.config_json["agent"] == {"name": "Ada", "system": "You are Ada."}
    assert agent.config_hash == shown(agent.config_json)
    assert AgentConsciousness.objects.filter(agent_entity=agent.entity, messages=[]).exists()
    assert AgentLease.objects.filter(agent=agent, holder="").exists()


def test_a_pasted_config_makes_an_agent(desk):
    answer = new(desk, config=EXAMPLE, slug="pm")

    assert answer.headers["Location"] == "/agents/pm/"
    assert Agent.objects.get(slug="pm").config_json == json.loads(EXAMPLE)


def test_every_mistake_stands_beside_its_path_and_the_text_stays(desk):
    wrong = json.dumps(example(model__temperature=3, loop__maxSteps=0, tools__0__hello="<b>"))

    answer = new(desk, config=wrong, slug="pm")

    assert answer.status_code == 422
    for path in ("model.temperature", "loop.maxSteps", "tools[0].hello"):
        assert f"<code>{path}</code>" in answer.text
    assert "<code>model.temperature</code> must be a number from 0 to 2." in answer.text
    assert "Config has 3 mistakes; nothing was saved." in answer.text
    assert "&quot;hello&quot;: &quot;&lt;b&gt;&quot;" in answer.text
    assert 'value="pm"' in answer.text
    assert not Agent.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Name is needed."),
        ({"name": "x" * 81}, "Name must have at most 80 characters; it has 81."),
        ({"model": ""}, "Model is needed."),
        ({"provider": "acme"}, "Provider must be one of: openai, anthropic"),
        ({"slug": "Ada B"}, "Slug must be small letters, digits and single -."),
        ({"slug": "new"}, "Slug must not be &#x27;new&#x27;, which has a meaning here."),
        ({"name": "爱"}, "Slug is needed: the name has no letters to make one from."),
        ({"prompt": "${env.SECRET_KEY}"}, "agent.system must not hold ${env.…}"),
        ({"prompt": "a\0b"}, "Prompt must not hold NUL characters."),
    ],
)
def test_a_wrong_form_says_which_field_and_keeps_what_was_typed(desk, typed, sentence):
    answer = new(desk, **TYPED | {"prompt": "kept as typed"} | typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "prompt" in typed or "kept as typed" in answer.text
    assert not Agent.objects.exists()


@pytest.mark.parametrize(
    ("taken", "sentence"),
    [
        ({"name": "Ada"}, "Name &#x27;Ada&#x27; is taken by another agent."),
        ({"slug": "ada"}, "Slug &#x27;ada&#x27; is taken by another agent."),
    ],
)
def test_a_name_and_a_slug_are_taken_once_even_by_the_archived(desk, stranger, taken, sentence):
    living.LivingFactory(owner=stranger, archived_at=MORNING, **taken)

    answer = new(desk, **TYPED)

    assert (answer.status_code, Agent.objects.count()) == (422, 1)
    assert sentence in answer.text


def test_the_list_says_how_each_agent_stands(desk, owner):
    living.LivingFactory(owner=owner)
    living.LivingFactory(owner=owner, paused_at=MORNING)
    living.LivingFactory(owner=owner, parked_at=MORNING, parked_reason="Its key <b>fails</b>.")
    busy = living.LivingFactory(owner=owner)
    RunFactory(agent=busy, agent_entity=busy.entity)
    asking = living.LivingFactory(owner=owner)
    living.PendingToolCallFactory(agent_entity=asking.entity)
    living.InboxEventFactory(agent_entity=asking.entity)
    tired = living.LivingFactory(owner=owner)
    living.AgentLeaseFactory(
        agent=tired, resting_until="2030-01-01T00:00Z", rest_reason="The provider is busy."
    )

    page = desk.get("/agents/").text

    for words in ("Asleep", "Paused", "Parked", "Thinking", "Waiting for a person", "Resting"):
        assert page.count(f">{words}<") == 1
    assert "Its key &lt;b&gt;fails&lt;/b&gt;." in page
    assert "The provider is busy." in page
    assert ">1 waiting<" in page


def test_a_rest_that_is_over_is_no_rest(desk, owner):
    agent = living.LivingFactory(owner=owner)
    living.AgentLeaseFactory(agent=agent, resting_until="2020-01-01T00:00Z", rest_reason="busy")

    assert ">Asleep<" in desk.get("/agents/").text


def test_the_list_turns_its_pages(desk, owner):
    for _ in range(50):
        living.LivingFactory(owner=owner)

    first = desk.get("/agents/")
    second = desk.get(f"/agents/?{urlencode({'after': first.context['page'].older})}")

    assert [len(answer.context["cards"]) for answer in (first, second)] == [48, 2]


def test_a_page_shows_the_config_of_its_agent(desk, owner):
    agent = living.LivingFactory(owner=owner, name="<i>Ada</i>")

    page = desk.get(f"{agent.get_absolute_url()}config/").text

    assert "&quot;name&quot;: &quot;&lt;i&gt;Ada&lt;/i&gt;&quot;" in page
    assert "<i>Ada" not in page


def test_a_stored_config_that_is_none_is_still_shown_and_can_be_mended(desk, owner):
    agent = living.LivingFactory(owner=owner)
    Agent.objects.update(config_json={"broken": [1]})

    pages = [
        desk.get(f"{agent.get_absolute_url()}config/"),
        desk.get(f"{agent.get_absolute_url()}edit/"),
    ]
    mended = living.config("Mended")
    edit(desk, agent, mended, save="1", shown=shown(mended))

    assert all("&quot;broken&quot;" in page.text for page in pages)
    assert Agent.objects.get().name == "Mended"


def test_changes_are_shown_before_anything_is_saved(desk, owner):
    agent = living.LivingFactory(owner=owner, name="Ada")
    wanted = living.config("Ada") | {"loop": {"maxSteps": 7}}

    answer = edit(desk, agent, wanted, look="1")

    assert "maxSteps&quot;: 7" in answer.text
    assert "<ins>" in answer.text
    assert f'name="shown" value="{shown(wanted)}"' in answer.text
    assert "loop" not in Agent.objects.get().config_json


def test_what_was_shown_is_saved(desk, owner):
    agent = living.LivingFactory(owner=owner, name="Ada")
    wanted = living.config("Bea") | {"loop": {"maxSteps": 7}}

    answer = edit(desk, agent, wanted, save="1", shown=shown(wanted))

    saved = Agent.objects.get()
    assert answer.headers["Location"] == f"{agent.get_absolute_url()}config/"
    assert (saved.config_json, saved.config_hash) == (wanted, shown(wanted))
    assert (saved.name, Entity.objects.get(agent=saved).display_name) == ("Bea", "Bea")


def test_what_was_not_shown_is_shown_first(desk, owner):
    agent = living.LivingFactory(owner=owner, name="Ada")
    looked_at = living.config("Bea")

    answer = edit(desk, agent, living.config("Cem"), save="1", shown=shown(looked_at))

    assert (answer.status_code, Agent.objects.get().name) == (200, "Ada")
    assert "Save these changes" in answer.text


def test_a_config_that_moved_meanwhile_is_not_overwritten(desk, owner):
    agent = living.LivingFactory(owner=owner, name="Ada")
    wanted = living.config("Bea")
    theirs = living.config("Ada") | {"loop": {"maxSteps": 9}}
    Agent.objects.update(config_json=theirs, config_hash=shown(theirs))

    answer = edit(desk, agent, wanted, save="1", shown=shown(wanted))

    assert (answer.status_code, Agent.objects.get().config_json) == (409, theirs)
    assert "Somebody saved another config since you opened this one." in answer.text
    assert f'name="opened" value="{shown(theirs)}"' in answer.text
    assert "Bea" in answer.text


def test_an_edit_cannot_take_another_agents_name(desk, owner):
    agent = living.LivingFactory(owner=owner)
    living.LivingFactory(name="Ada")

    answer = edit(desk, agent, living.config("Ada"), save="1", shown=shown(living.config("Ada")))

    assert answer.status_code == 409
    assert "Name &#x27;Ada&#x27; is taken by another agent." in answer.text


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"a": NaN}', "x" * 300_000])
def test_an_edit_that_is_no_config_changes_nothing(desk, owner, text):
    agent = living.LivingFactory(owner=owner)

    answer = edit(desk, agent, text, save="1")

    assert answer.status_code == 422
    assert Agent.objects.get().config_hash == agent.config_hash


def test_deleting_archives_what_has_a_history_and_offers_undo(desk, owner):
    agent = living.LivingFactory(owner=owner, name="Ada")
    RunFactory(agent=agent, agent_entity=agent.entity, done=True)

    page = desk.post(f"{agent.get_absolute_url()}discard/", follow=True).text

    assert "Archived “Ada” with its history." in page
    assert f"{agent.get_absolute_url()}recover/" in page
    assert "Ada" in desk.get("/agents/?tab=archived").text


def test_an_archived_agent_is_taken_back(desk, owner):
    agent = living.LivingFactory(owner=owner, archived_at=MORNING)

    desk.post(f"{agent.get_absolute_url()}recover/")

    assert Agent.objects.get().archived_at is None


def test_the_schema_is_published_to_those_who_signed_in(desk):
    answer = desk.get("/agents/config.schema.json")

    assert answer.headers["Content-Type"] == "application/schema+json"
    assert set(answer.json()["properties"]) >= {"agent", "model", "tools", "mcp", "heartbeat"}


def test_a_shared_agent_is_everybodys(stranger):
    agent = living.LivingFactory(owner=None)

    assert signed_in(stranger).get(agent.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("slug", ["nobody", "0", "a" * 300, "-_-"])
@pytest.mark.parametrize("name", ONE_AGENT)
def test_an_agent_that_does_not_exist_is_404(desk, name, slug):
    url = EVERY[name].url(slug=slug)

    answers = {getattr(desk, verb)(url).status_code for verb in ONE_AGENT[name]}

    assert answers == {404}
