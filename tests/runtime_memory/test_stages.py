from __future__ import annotations

import pytest

from runtime_memory.stages import NEXT, why_not

STEPS = {
    ("drafted", "validated"),
    ("drafted", "rejected"),
    ("validated", "approved"),
    ("validated", "rejected"),
    ("approved", "promoted"),
    ("approved", "rejected"),
}


@pytest.mark.parametrize("before", NEXT)
@pytest.mark.parametrize("after", NEXT)
def test_only_the_six_steps_are_allowed(before, after):
    assert (why_not(before, after) is None) == ((before, after) in STEPS)


@pytest.mark.parametrize("status", NEXT)
def test_a_proposal_is_born_drafted(status):
    assert (why_not(None, status) is None) == (status == "drafted")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("promoted", "drafted", "A proposal that is promoted may become nothing, not drafted."),
        (
            "drafted",
            "approved",
            "A proposal that is drafted may become validated or rejected, not approved.",
        ),
        (None, "promoted", "A proposal begins as drafted, not as promoted."),
        ("drafted", "deployed", "deployed is no status of a proposal."),
        ("lost", "approved", "lost is no status of a proposal."),
    ],
)
def test_a_refused_step_says_why(before, after, words):
    assert why_not(before, after) == words
