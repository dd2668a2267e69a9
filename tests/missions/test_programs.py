"""Programs work on missions: each call once, guesses that cannot be replaced."""

from __future__ import annotations

import pytest

from missions import editing, maturation
from missions.acts import ActRefused
from missions.models import CarbonModelEntry
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
GUESS = maturation.Guess("The gate stutters.", "Ship it.", 0.7)


def test_a_call_guesses_once_and_the_same_guess_comes_back(owner, clock):
    mission = MissionFactory(owner=owner)
    by_call = {"guess": GUESS, "actor": "agent:scout", "call": "run:1"}

    first = maturation.predict(mission=mission, now=clock.now, **by_call)
    again = maturation.predict(mission=mission, now=clock.forward(minutes=1), **by_call)

    assert first.pk == again.pk
    assert (first.context, first.confidence) == ("The gate stutters.", 0.7)
    line = mission.history_entries.get()
    assert (line.action, line.body["toolCall"], line.text) == ("predict", "run:1", "Ship it.")


def test_one_guess_waits_at_a_time(owner, clock):
    mission = MissionFactory(owner=owner)
    maturation.predict(mission=mission, guess=GUESS, now=clock.now, actor="agent:a")

    with pytest.raises(ActRefused, match="waits for its answer already"):
        maturation.predict(mission=mission, guess=GUESS, now=clock.now, actor="agent:b")

    assert CarbonModelEntry.objects.count() == 1


@pytest.mark.parametrize("traits", [{"done": True}, {"maturity_level": 3}])
def test_nothing_is_guessed_where_no_answer_comes(owner, clock, traits):
    mission = MissionFactory(owner=owner, **traits)

    with pytest.raises(ActRefused):
        maturation.predict(mission=mission, guess=GUESS, now=clock.now, actor="agent:a")

    assert not mission.history_entries.exists()


def test_a_person_who_reports_twice_writes_two_lines(owner, clock):
    mission = MissionFactory(owner=owner)

    for score in (80, 90):
        maturation.record_result(
            user=owner, mission=mission, kind="review", score=score, verdict="", now=clock.now
        )

    assert mission.history_entries.filter(actor="carbondev", action="review").count() == 2


def test_history_tells_which_program_made_a_mission(owner, clock):
    by_hand = editing.create(owner=owner, name="By hand", now=clock.now)
    made = editing.create(owner=owner, name="Made", now=clock.now, actor="agent:scout")

    assert not by_hand.history_entries.exists()
    assert made.history_entries.get().body == {"by": "owner"}
