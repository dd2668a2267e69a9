"""Guesses against answers in buckets, promises against results, and the curator's log."""

from __future__ import annotations

from datetime import timedelta

import pytest

from missions import calibration
from tests.agents.views.reading import texts
from tests.devcraft.visiting import signed_in
from tests.factories.missions import (
    MORNING,
    CarbonModelEntryFactory,
    CuratorLogFactory,
    MissionFactory,
)

pytestmark = pytest.mark.django_db
AT = "/missions/calibration/"


def guess(owner, confidence, accepted, **changes):
    said = {"answered": True, "accepted": accepted, "confidence": confidence, "owner": owner}
    return CarbonModelEntryFactory(**said | changes)


def test_guesses_fall_into_buckets_by_how_sure_they_were(owner, stranger):
    for confidence, accepted in ((0, False), (0.19, True), (0.2, False), (0.8, True), (1, True)):
        guess(owner, confidence, accepted)
    guess(owner, None, True)
    guess(owner, 0.5, None)
    CarbonModelEntryFactory(owner=owner, confidence=0.9)
    guess(stranger, 0.9, accepted=False)

    found = calibration.guesses(owner)

    assert [bucket.count for bucket in found.buckets] == [2, 1, 0, 0, 2]
    assert [bucket.share for bucket in found.buckets] == [0.5, 0, None, None, 1]
    assert (found.open, found.unsure, found.unjudged, found.is_cut) == (1, 1, 1, False)
    squares = [0, 0.81**2, 0.2**2, 0.2**2, 0]
    assert found.brier == pytest.approx(sum(squares) / 5)
    assert found.buckets[4].gap == pytest.approx(-0.1)


@pytest.mark.parametrize(
    ("confidence", "came", "verdict"),
    [
        (0.9, 5, "surer than they should be"),
        (0.3, 9, "less sure than they could be"),
        (0.5, 5, "about as sure as they should be"),
    ],
)
def test_one_sentence_says_what_the_buckets_mean(owner, confidence, came, verdict):
    for number in range(10):
        guess(owner, confidence, number < came)

    said = calibration.reading(calibration.guesses(owner))

    sums = f"Agents said {confidence * 100:.0f} % on average and {came * 10} % of 10 came true"
    assert said == f"{sums}: {verdict}."


def test_promises_stand_beside_what_review_and_test_gave(owner):
    MissionFactory(owner=owner, flawless_percent=90, reviewer_score=70, tester_score=50)
    MissionFactory(owner=owner, flawless_percent=100, reviewer_score=80)
    MissionFactory(owner=owner, flawless_percent=95)
    MissionFactory(owner=owner, tester_score=10)

    (row,) = calibration.promises(owner)

    assert (row.label, row.count, row.promised) == ("80–100 %", 2, 95)
    assert (row.reviewed, row.reviews, row.tested, row.tests) == (75, 2, 50, 1)


def test_the_page_is_honest_when_there_is_nothing_and_when_there_is_little(owner):
    desk = signed_in(owner)
    assert "No guess with a confidence has been answered yet." in texts(desk, AT)

    guess(owner, 0.7, accepted=True)
    guess(owner, None, accepted=True)

    shown = texts(desk, AT)
    assert "few answers, so this may be luck" in shown
    assert "1 answered without a confidence" in shown
    assert 'id="guesses-wide-title"' in desk.get(AT).content.decode()


def test_the_curators_log_is_paged_narrowed_and_never_anothers(owner, stranger):
    for number in range(52):
        at = MORNING + timedelta(minutes=number)
        CuratorLogFactory(owner=owner, started_at=at, missions_processed=number)
    failed = CuratorLogFactory(owner=None, status="failed", error="No model answered.")
    CuratorLogFactory(owner=stranger, error="a private note")
    desk = signed_in(owner)

    first = texts(desk, "/missions/curator/")
    assert "51 missions looked at" in first
    assert " 1 mission looked at" not in first
    assert "private" not in first
    shown = texts(desk, "/missions/curator/?status=failed")
    assert failed.error in shown
    assert "missions looked at, 0 enriched" in shown
    assert "No run of the curator is running" not in shown
