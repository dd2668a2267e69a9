"""Pages of memory as they were known at an earlier moment, and what they let one cite."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.management import CommandError, call_command

from runtime_memory.store import RuntimeMemoryStore as store
from runtime_memory.views import past
from tests.devcraft.visiting import htmx, signed_in
from tests.factories.runtime_memory import MORNING
from tests.runtime_memory.acting import (
    checked,
    decided,
    deployed,
    judged,
    learned,
    moved,
    proposed,
    published,
)
from tests.test_budget import cost

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CITATION = re.compile(r'aria-label="Citation">(\S+) state sha256:(\w{64}), .*line (\d+) sha256:')


@pytest.fixture(autouse=True)
def evening():
    with time_machine.travel(MORNING + 10 * HOUR, tick=False):
        yield


@pytest.fixture
def skill(owner):
    return learned(owner=owner, skill_key="deploy.safely")


def at(hours):
    return MORNING + hours * HOUR


def local(hours):
    """The field's text for Berlin, which is an hour ahead of UTC in November."""
    return f"{at(hours + 1):%Y-%m-%dT%H:%M}"


def read(person, url, **headers):
    answer = signed_in(person).get(url, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def cited(text):
    address, digest, line = CITATION.search(text).groups()
    parts = urlsplit(address.replace("&amp;", "&"))
    return f"{parts.path}?{parts.query}", digest, int(line)


def test_a_skill_learned_later_is_not_in_the_list(owner, skill):
    learned(owner=owner, skill_key="learned.later", now=at(3))

    text = read(owner, f"/memory/skills/?as_of={local(2)}")

    assert ("deploy.safely" in text, "learned.later" in text) == (True, False)
    assert "You see skills as known at" in text
    assert '<a class="link" href="/memory/skills/">Back to now</a>' in text


def test_proposals_are_counted_by_the_status_they_had(owner, skill):
    proposal = proposed(skill_id=skill.pk, now=at(1))
    checked(proposal, now=at(2))
    store.move_proposal(proposal_id=proposal.pk, to="validated", by="a", now=at(3))

    texts = [read(owner, f"/memory/skills/?as_of={local(hour)}") for hour in (0, 2, 4)]

    words = (">none<", "1 drafted", "1 validated")
    assert [[one in text for one in words] for text in texts] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


def test_a_list_is_narrowed_by_the_state_of_then(owner, skill):
    store.deprecate_skill(skill_id=skill.pk, now=at(3))

    def found(hours, state):
        url = f"/memory/skills/?as_of={local(hours)}&state={state}"
        return "deploy.safely" in read(owner, url, **htmx("rows"))

    assert (found(2, "active"), found(2, "deprecated")) == (True, False)
    assert (found(4, "active"), found(4, "deprecated")) == (False, True)


def test_links_stay_in_the_past(owner, skill):
    published(owner=owner)
    query = f"?as_of={local(5)}".replace(":", "%3A")

    skills = read(owner, f"/memory/skills/{query}")
    profiles = read(owner, f"/memory/profiles/{query}")

    assert f'href="/memory/skills/{skill.pk}/{query}"' in skills
    assert f'href="/memory/profiles/behavior/tom/{query}"' in profiles
    for text in (skills, profiles):
        for place in ("skills", "profiles", "as-of"):
            assert f'href="/memory/{place}/{query}"' in text


def promote(proposal):
    """Through every gate, an hour each from the first on."""
    checked(proposal, now=at(1))
    store.move_proposal(proposal_id=proposal.pk, to="validated", by="a", now=at(2))
    judged(proposal, now=at(3))
    decided(proposal)
    store.move_proposal(proposal_id=proposal.pk, to="approved", by="a", now=at(4))
    deployed(proposal, now=at(5))
    store.move_proposal(proposal_id=proposal.pk, to="promoted", by="a", now=at(6))


def test_a_lineage_shows_the_gates_of_then(owner, skill):
    promote(proposed(skill_id=skill.pk))

    early = read(owner, f"/memory/skills/{skill.pk}/?as_of={local(2)}")
    late = read(owner, f"/memory/skills/{skill.pk}/?as_of={local(6)}")

    assert ("✓ passed" in early, "✓ approved" in early, ">Validated<" in early) == (
        *(True, False, True),
    )
    assert "Missing: no approval yet." in early
    assert ("Missing" in late, ">Promoted<" in late) == (False, True)


def test_content_revised_since_is_told_by_its_digest(owner, skill):
    proposal = proposed(skill_id=skill.pk, proposal={"step": "first"})
    changed = {"proposal": {"step": "second"}, "risk_level": "high", "now": at(2)}
    store.revise_proposal(proposal_id=proposal.pk, **changed)

    text = read(owner, f"/memory/skills/{skill.pk}/?as_of={local(1)}")

    assert "It was revised since." in text
    assert proposal.content_digest in text
    assert ("second" in text, "High risk" in text) == (False, False)


def test_a_skill_that_was_not_known_says_so(owner, skill):
    text = read(owner, f"/memory/skills/{skill.pk}/?as_of={local(-2)}")

    assert "This skill was not known here yet." in text


def test_a_version_published_later_was_not_known(owner):
    published(owner=owner)
    published(owner=owner, content={"b": 2}, effective_from=at(1), now=at(5))

    texts = [read(owner, f"/memory/profiles/behavior/tom/?as_of={local(h)}") for h in (4, 6)]

    assert ["<strong>v1</strong> applied" in text for text in texts] == [True, False]
    assert ["<strong>v2</strong> applied" in text for text in texts] == [False, True]
    before = read(owner, f"/memory/profiles/behavior/tom/?as_of={local(-1)}")
    assert "No version of this profile was known here yet." in before


def test_nobody_elses_past_is_shown(owner, stranger, skill):
    published(owner=owner, profile_name="secret.profile")
    query = f"?as_of={local(5)}"

    client = signed_in(stranger)

    assert client.get(f"/memory/skills/{skill.pk}/{query}").status_code == 404
    assert client.get(f"/memory/profiles/behavior/secret.profile/{query}").status_code == 404
    for place in ("skills", "profiles", "as-of"):
        text = read(stranger, f"/memory/{place}/{query}")
        assert ("deploy.safely" in text, "secret.profile" in text) == (False, False)


@pytest.mark.parametrize("place", ["skills/", "profiles/", "as-of/", "skills/{}/"])
def test_a_citation_leads_back_to_the_same_hash_whatever_is_written_later(owner, skill, place):
    proposal = proposed(skill_id=skill.pk, now=at(1))
    published(owner=owner)
    url = "/memory/" + place.format(skill.pk)
    address, digest, line = cited(read(owner, f"{url}?as_of={local(10)}"))

    moved(proposal, "rejected")
    published(owner=owner, content={"b": 2}, now=at(10))
    learned(owner=owner, skill_key="later", now=at(10))

    assert cited(read(owner, address)) == (address, digest, line)
    assert cited(read(owner, f"{url}?as_of={local(10)}"))[1] != digest


def test_active_at_and_known_at_are_asked_apart(owner):
    published(owner=owner)
    published(owner=owner, content={"b": 2}, effective_from=at(1), now=at(5))

    def version(known):
        text = read(owner, f"/memory/as-of/?at={local(2)}&known={local(known)}")
        return re.search(r'<strong class="figure">(v\d)', text)[1]

    assert (version(4), version(5)) == ("v1", "v2")


@pytest.mark.parametrize("place", ["skills/", "profiles/", "as-of/"])
@pytest.mark.parametrize("value", ["soon", "2026-13-01", "0", "0001-01-01", "9999-12-31T99:00"])
def test_what_is_no_moment_is_named_and_now_is_shown(owner, skill, place, value):
    text = read(owner, f"/memory/{place}?as_of={value}")

    named = "must be a date and time such as 2026-11-20T10:00; now is shown." in text
    assert (named, f"“{value}”" in text) == (True, True)


def test_too_much_to_hash_is_said_and_the_command_does_it(owner, skill, monkeypatch):
    monkeypatch.setattr(past, "MOST_ROWS", 0)

    text = read(owner, "/memory/as-of/")

    assert "more than 0 rows, too many to hash" in text
    assert "state_of_memory --user owner" in text


def test_the_command_tells_the_hash_of_the_page(owner, skill):
    out = StringIO()
    call_command("state_of_memory", "--user", "owner", "--at", local(2), stdout=out)

    address, digest, line = cited(read(owner, f"/memory/as-of/?as_of={local(2)}"))

    told = json.loads(out.getvalue())
    assert (told["state"], told["line"]) == (digest, line)
    assert address.endswith("line=1")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--user", "x"], "nobody is called 'x'"), (["--user", "owner", "--at", "x"], "--at must")],
)
def test_the_command_names_what_it_cannot_use(owner, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("state_of_memory", *arguments)


def test_a_page_of_the_past_costs_the_same_with_more_rows(owner, stranger):
    costs = {}
    for person, rows in ((stranger, 1), (owner, 20)):
        for number in range(rows):
            skill = learned(owner=person, skill_key=f"{person.username}.{number}")
            checked(proposed(skill_id=skill.pk))
            published(owner=person, profile_name=f"{person.username}.{number}")
        places = ["skills/", f"skills/{skill.pk}/", "profiles/", "as-of/"]
        name = f"profiles/behavior/{person.username}.0/"
        client, query = signed_in(person), f"?as_of={local(5)}"
        costs[rows] = [cost(client, f"/memory/{one}{query}")[0] for one in (*places, name)]

    assert costs[1] == costs[20]
    assert [most >= found for most, found in zip((8, 10, 6, 13, 10), costs[20], strict=True)] == [
        *(True, True, True, True, True)
    ]
