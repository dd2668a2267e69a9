from __future__ import annotations

import pytest
from django.urls import reverse

from missions.forms import PARTS
from missions.models import Mission
from tests.devcraft.visiting import htmx, location, snapshot
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
PLAN = {
    "horizon": "fixed",
    "target_minutes": "90",
    "assigned_to": "anorak",
    "execution_mode": "crispr",
    "flawless_percent": "80",
    "dharma_path": "View, speech,view",
    "quest_name": "Dig",
    "is_irl": "on",
}
FACTORS = {"urgency": "7.5", "easiness": "1", "impact": "10"}


def url(mission, part):
    return reverse("missions:mission_edit", args=[mission.pk, part])


def save(client, mission, part, typed, revision="1", **headers):
    body = {"revision": revision} | typed
    return client.post(url(mission, part), body, headers=headers)


def fresh(mission):
    return Mission.objects.get(pk=mission.pk)


@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_with_what_is_stored(desk, mission, part):
    response = desk.get(url(mission, part))

    assert response.status_code == 200
    assert '<input type="hidden" name="revision" value="1">' in response.content.decode()


@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_in_place_for_htmx(desk, mission, part):
    response = desk.get(url(mission, part), headers=htmx(f"part-{part}"))

    html = response.content.decode().strip()
    assert html.startswith("<form")
    assert html.endswith("</form>")
    assert {"HX-Request", "HX-Target"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ("words", "carbon_description"),
        ("spec", "silicon_description"),
        ("criteria", "acceptance_criteria"),
    ],
)
def test_a_text_is_saved_and_the_old_one_kept_in_the_history(desk, mission, part, field):
    response = save(desk, mission, part, {field: "first\nsecond"})

    assert location(response) == mission.get_absolute_url()
    assert getattr(fresh(mission), field).split() == ["first", "second"]
    assert mission.history_entries.get().body["before"] == {field: ""}


def test_name_and_description_are_saved_together(desk, mission):
    save(desk, mission, "name", {"name": "New name", "description": "why"})

    assert (fresh(mission).name, fresh(mission).description) == ("New name", "why")


def test_the_plan_is_saved_in_domain_values(desk, mission):
    save(desk, mission, "plan", PLAN)

    found = fresh(mission)
    assert (found.target_seconds, found.dharma_path) == (5400, "view,speech")
    assert (found.assigned_to, found.flawless_percent, found.is_irl) == ("anorak", 80, True)


def test_factors_change_the_priority(desk, mission):
    save(desk, mission, "factors", FACTORS)

    assert fresh(mission).priority == 0.6


def test_factors_of_a_done_mission_correct_its_score(desk, mission):
    offline = reverse("missions:mission_offline", args=[mission.pk])
    desk.post(offline, {"minutes": "60", "on": "2026-11-18", "is_done": "on", "valor": "1"})

    save(desk, mission, "factors", FACTORS)

    assert (fresh(mission).score, mission.score_entries.count()) == (36, 2)


def test_valor_of_a_done_mission_corrects_its_score(desk, mission):
    offline = reverse("missions:mission_offline", args=[mission.pk])
    desk.post(offline, {"minutes": "60", "on": "2026-11-18", "is_done": "on", "valor": "1"})

    save(desk, mission, "valor", {"valor": "2"})

    assert fresh(mission).score == 120


@pytest.mark.parametrize(
    ("part", "typed", "sentence"),
    [
        ("name", {"name": ""}, "Name is needed."),
        ("name", {"name": "x" * 501}, "Name must have at most 500 characters; it has 501."),
        ("name", {"name": "x", "description": "\x00"}, "Description must not hold NUL"),
        ("words", {"carbon_description": "\x00"}, "Human words must not hold NUL characters."),
        (
            "words",
            {"carbon_description": "x" * 100_001},
            "Human words must have at most 100000 characters; it has 100001.",
        ),
        ("spec", {"silicon_description": "a\x00"}, "Technical spec must not hold NUL characters."),
        ("criteria", {"acceptance_criteria": "\x00"}, "Acceptance criteria must not hold NUL"),
        ("factors", FACTORS | {"urgency": ""}, "Urgency is needed."),
        ("factors", FACTORS | {"urgency": "0.99"}, "Urgency must be at least 1."),
        ("factors", FACTORS | {"easiness": "10.01"}, "Easiness must be at most 10."),
        ("factors", FACTORS | {"impact": "1.234"}, "Impact must have at most 2 decimal places."),
        ("factors", FACTORS | {"impact": "half"}, "Impact must be a number."),
        ("factors", FACTORS | {"impact": "NaN"}, "Impact must be a number."),
        ("factors", FACTORS | {"impact": "1e400"}, "Impact must"),
        ("valor", {"valor": "2.01"}, "Valor must be at most 2."),
        ("plan", PLAN | {"horizon": "later"}, "Horizon must be one of: None, Open, Time box."),
        ("plan", PLAN | {"target_minutes": "0"}, "Time box, minutes must be at least 1."),
        ("plan", PLAN | {"target_minutes": ""}, "Time box, minutes is needed for a time box."),
        ("plan", PLAN | {"target_minutes": "9" * 30}, "Time box, minutes must be at most 10000."),
        ("plan", PLAN | {"dharma_path": "view,greed"}, "&#x27;greed&#x27; is none of them."),
        ("plan", PLAN | {"dharma_path": "\x00"}, "Dharma path must not hold NUL characters."),
        ("plan", PLAN | {"flawless_percent": "101"}, "Flawless % must be at most 100."),
        ("plan", PLAN | {"flawless_percent": "-1"}, "Flawless % must be at least 0."),
        ("plan", PLAN | {"flawless_percent": "most"}, "Flawless % must be a number."),
        ("plan", PLAN | {"flawless_percent": "inf"}, "Flawless % must be a number."),
        ("plan", PLAN | {"execution_mode": "magic"}, "Execution mode must be one of: Not chosen"),
        ("plan", PLAN | {"assigned_to": "x" * 81}, "Assigned to must have at most 80 characters"),
        ("plan", PLAN | {"quest_name": "x" * 201}, "Quest name must have at most 200 characters"),
        ("plan", PLAN | {"quest_name": "\x00"}, "Quest name must not hold NUL characters."),
    ],
    ids=lambda value: value[:50] if isinstance(value, str) else "",
)
def test_a_bad_value_is_named_and_nothing_changes(desk, mission, part, typed, sentence):
    before = snapshot()

    response = save(desk, mission, part, typed)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert snapshot() == before


def test_what_was_typed_is_kept_beside_the_error(desk, mission):
    html = save(desk, mission, "plan", PLAN | {"target_minutes": ""}).content.decode()

    assert 'value="anorak"' in html
    assert 'value="View, speech,view"' in html
    assert '<option value="crispr" selected>' in html


@pytest.mark.parametrize("part", PARTS)
def test_an_empty_post_saves_nothing(desk, owner, part):
    mission = MissionFactory(owner=owner, ripe=True)
    before = snapshot()

    response = desk.post(url(mission, part), {})

    assert response.status_code in (409, 422)
    assert snapshot() == before


def test_a_save_over_somebody_elses_shows_both_and_loses_neither(desk, mission):
    save(desk, mission, "words", {"carbon_description": "theirs"})

    response = save(desk, mission, "words", {"carbon_description": "mine"}, revision="1")

    html = response.content.decode()
    assert response.status_code == 409
    assert '<div class="pre card">theirs</div>' in html
    assert ">\nmine</textarea>" in html
    assert fresh(mission).carbon_description == "theirs"


def test_mine_can_then_be_saved_over_it_and_theirs_stays_in_the_history(desk, mission):
    save(desk, mission, "words", {"carbon_description": "theirs"})
    conflict = save(desk, mission, "words", {"carbon_description": "mine"}, revision="1")
    revision = str(conflict.context["revision"])

    save(desk, mission, "words", {"carbon_description": "mine"}, revision=revision)

    assert fresh(mission).carbon_description == "mine"
    before = [line.body["before"] for line in mission.history_entries.order_by("sequence")]
    assert before[1] == {"carbon_description": "theirs"}


@pytest.mark.parametrize("revision", ["", "0", "-1", "x", "\x00", "²", "9" * 5000, "1.0"])
def test_a_revision_that_is_none_is_a_conflict_not_an_error(desk, mission, revision):
    response = save(desk, mission, "words", {"carbon_description": "mine"}, revision=revision)

    assert response.status_code == 409
    assert fresh(mission).carbon_description == ""


def test_a_save_that_changes_nothing_writes_nothing(desk, mission):
    before = snapshot()

    assert save(desk, mission, "words", {"carbon_description": ""}).status_code == 302
    assert snapshot() == before


@pytest.mark.parametrize("part", ["status", "score", "nothing", "name-", "__class__"])
def test_a_part_that_does_not_exist_is_404(desk, mission, part):
    assert desk.get(f"/missions/{mission.pk}/edit/{part}/").status_code == 404


@pytest.mark.parametrize("part", PARTS)
def test_fields_of_other_parts_and_of_the_ledger_are_not_taken(desk, owner, part):
    mission = MissionFactory(owner=owner, name="kept")
    shown = PARTS[part][1](instance=mission)
    typed = {name: shown[name].value() or "1" for name in shown.fields}
    extra = {
        "score": "999",
        "status": "done",
        "owner": "",
        "maturity_level": "8",
        "is_paused": "on",
    }
    others = {"name": "forged", "carbon_description": "forged", "silicon_description": "forged"}

    save(desk, mission, part, extra | others | typed)

    found = fresh(mission)
    assert (found.score, found.status, found.owner, found.maturity_level) == (
        None,
        "todo",
        owner,
        0,
    )
    assert "forged" not in (found.name, found.carbon_description, found.silicon_description)


def test_a_shared_mission_can_be_edited_by_everyone(desk):
    shared = MissionFactory(owner=None)

    save(desk, shared, "words", {"carbon_description": "ours"})

    assert fresh(shared).carbon_description == "ours"
