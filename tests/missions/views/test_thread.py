"""History of a mission: notes, criteria, and the human's answer."""

from __future__ import annotations

import pytest
from django.urls import reverse

from missions import maturation
from missions.models import CarbonModelEntry, Mission, Note
from tests.devcraft.visiting import htmx, location, snapshot
from tests.factories.missions import (
    CarbonModelEntryFactory,
    HistoryEntryFactory,
    MissionFactory,
    NoteFactory,
)

pytestmark = pytest.mark.django_db
ANSWER = {"answer": "bump", "verdict": "accept", "rating": "8", "message": "go"}


def post(client, name, mission, typed=None, note=None, **headers):
    arguments = [mission.pk] if note is None else [mission.pk, note.pk]
    return client.post(reverse(f"missions:{name}", args=arguments), typed or {}, headers=headers)


def page(client, mission):
    return client.get(reverse("missions:mission_history", args=[mission.pk])).content.decode()


@pytest.fixture
def ripe(owner):
    return MissionFactory(owner=owner, ripe=True)


@pytest.fixture
def asked(ripe, clock):
    enrichment = maturation.Enrichment("I matured it.", "bump it", 0.7, {})
    maturation.enrich(mission=ripe, enrichment=enrichment, now=clock.now)
    return ripe


def test_a_note_is_kept_with_its_author(desk, mission, owner):
    response = post(desk, "note_add", mission, {"message": "remember the lamp"})

    note = Note.objects.get()
    assert location(response) == mission.get_absolute_url()
    assert (note.message, note.author, note.type) == ("remember the lamp", owner, "note")


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("", "Note is needed."),
        ("  \n ", "Note is needed."),
        ("a\x00", "Note must not hold NUL characters."),
        ("x" * 100_001, "Note must have at most 100000 characters; it has 100001."),
    ],
)
def test_a_note_that_is_none_is_said(desk, mission, message, sentence):
    response = post(desk, "note_add", mission, {"message": message})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Note.objects.exists()


def test_a_removed_note_is_hidden_and_can_be_put_back(desk, mission):
    note = NoteFactory(mission=mission, message="the lamp")
    post(desk, "note_remove", mission, note=note)
    assert '<p class="pre">the lamp</p>' not in page(desk, mission)

    post(desk, "note_put_back", mission, note=note)

    assert '<p class="pre">the lamp</p>' in page(desk, mission)


def test_after_removing_a_note_the_page_offers_to_put_it_back(desk, mission):
    note = NoteFactory(mission=mission)

    post(desk, "note_remove", mission, note=note)

    assert reverse("missions:note_put_back", args=[mission.pk, note.pk]) in page(desk, mission)


def test_a_remark_of_the_system_stays(desk, mission):
    note = NoteFactory(mission=mission, type="system")

    response = post(desk, "note_remove", mission, note=note)

    assert response.status_code == 409
    assert "A remark of the system cannot be removed." in response.content.decode()
    assert Note.objects.get().removed_at is None


@pytest.mark.parametrize("act", ["note_remove", "note_put_back"])
def test_a_note_of_another_mission_is_404(desk, mission, other, act):
    note = NoteFactory(mission=other)

    assert post(desk, act, mission, note=note).status_code == 404


def tick(client, mission, line="0", text="opens in under a second", is_met="yes"):
    typed = {"line": line, "text": text, "is_met": is_met}
    return post(client, "criterion_tick", mission, typed)


def test_a_criterion_is_ticked_and_unticked(desk, ripe):
    tick(desk, ripe)
    assert Mission.objects.get().acceptance_criteria == "- [x] opens in under a second"

    tick(desk, ripe, is_met="no")

    assert Mission.objects.get().acceptance_criteria == "- [ ] opens in under a second"


@pytest.mark.parametrize(
    ("line", "text"), [("0", "another text"), ("5", "opens in under a second"), ("0", "\x00")]
)
def test_a_criterion_that_reads_differently_by_now_is_refused(desk, ripe, line, text):
    response = tick(desk, ripe, line, text)

    assert response.status_code == 409
    assert "That criterion was changed meanwhile" in response.content.decode()
    assert Mission.objects.get().acceptance_criteria == ripe.acceptance_criteria


@pytest.mark.parametrize("line", ["", "-1", "one", "²", "9" * 10, "9" * 5000, "\x00"])
def test_a_line_that_is_none_is_refused(desk, ripe, line):
    response = tick(desk, ripe, line)

    assert response.status_code == 422
    assert "Line must be a whole number." in response.content.decode()


def test_the_answer_closes_the_question(desk, asked):
    response = post(desk, "mission_answer", asked, ANSWER)

    entry = CarbonModelEntry.objects.get()
    assert location(response) == asked.get_absolute_url()
    assert (entry.accepted, entry.rating, entry.decision) == (True, 8, "bump")
    assert Mission.objects.get().maturity_level == 1


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("answer", "", "Your decision is needed."),
        ("answer", "maybe", "Your decision must be one of: Bump"),
        ("verdict", "", "Verdict is needed."),
        ("verdict", "shrug", "Verdict must be one of: Accept, Modify, Rewrite."),
        ("rating", "11", "Rating must be at most 10."),
        ("rating", "-1", "Rating must be at least 0."),
        ("rating", "good", "Rating must be a number."),
        ("rating", "nan", "Rating must be a number."),
        ("message", "\x00", "Your words must not hold NUL characters."),
    ],
)
def test_an_answer_that_is_none_is_named_and_nothing_changes(desk, asked, name, value, sentence):
    before = snapshot()

    response = post(desk, "mission_answer", asked, ANSWER | {name: value})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert snapshot() == before


def test_refining_wants_words_and_keeps_what_was_chosen(desk, asked):
    typed = ANSWER | {"answer": "refine", "verdict": "rewrite", "message": ""}

    response = post(desk, "mission_answer", asked, typed)

    assert response.status_code == 422
    assert "Your words are needed to refine: say what is missing." in response.content.decode()
    assert '<option value="rewrite" selected>' in response.content.decode()


def test_a_bump_through_a_shut_gate_is_refused_with_what_is_missing(desk, mission):
    response = post(desk, "mission_answer", mission, ANSWER)

    html = response.content.decode()
    assert response.status_code == 409
    assert "Level 1 (pashyanti) still needs human words or a technical spec." in html
    assert ">\ngo</textarea>" in html


def test_the_page_shows_the_question_and_the_guess(desk, asked):
    html = page(desk, asked)

    assert "I matured it." in html
    assert "70 % sure: “bump it”" in html


@pytest.mark.parametrize(
    "body",
    [
        {"before": "text"},
        {"before": ["a"]},
        {"before": None, "rating": "very"},
        {"silicondevMsg": "x", "silicondevConfidence": "0.9"},
        {"rating": [1], "score": {"a": 1}, "valor": True},
        {"fromLevel": "a", "toLevel": [1]},
        {"curatorMsg": 7, "carbondevMsg": {"x": 1}, "message": ["y"]},
        {"rating": 1e308, "score": -0.0},
    ],
    ids=str,
)
def test_whatever_an_import_left_in_a_line_is_shown(desk, mission, body):
    HistoryEntryFactory(mission=mission, body=body)

    assert 'class="timeline"' in page(desk, mission)


@pytest.mark.parametrize("confidence", [None, 0, 1])
def test_a_guess_of_any_confidence_is_shown(desk, mission, confidence):
    CarbonModelEntryFactory(mission=mission, confidence=confidence, predicted_response="go")

    assert "“go”" in page(desk, mission)


def test_htmx_gets_the_whole_page_of_a_refused_answer(desk, asked):
    headers = htmx("main", **{"HX-Boosted": "true"})

    response = post(desk, "mission_answer", asked, ANSWER | {"rating": "99"}, **headers)

    assert response.status_code == 422
    assert 'id="main"' in response.content.decode()
