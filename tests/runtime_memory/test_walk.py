from __future__ import annotations

import json
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from devcraft.refusing import Refused
from runtime_memory import verifying
from runtime_memory.models import Approval, ChainEntry, DeployOutcome, Proposal, Validation
from tests.runtime_memory.acting import checked, deployed, judged, moved, proposed


class Walk(TestCase):
    """No order of acts brings a proposal past the machine, and the chain always holds."""

    @given(st.lists(st.sampled_from("cjdVAPR"), max_size=12))
    def test_any_order_of_acts(self, acts):
        proposal = proposed()
        for act in acts:
            self.attempt(act, proposal)

        status = Proposal.objects.get().status
        has = {model: model.objects.exists() for model in (Validation, Approval, DeployOutcome)}
        assert status not in ("validated", "approved", "promoted") or has[Validation]
        assert status not in ("approved", "promoted") or has[Approval]
        assert status != "promoted" or has[DeployOutcome]
        assert verifying.verify().findings == []
        last = ChainEntry.objects.filter(subject__startswith="skill_to_logic").latest("seq")
        assert json.loads(last.body)["status"] == status

    def attempt(self, act, proposal):
        words = {"V": "validated", "A": "approved", "P": "promoted", "R": "rejected"}
        with suppress(Refused):
            if act in words:
                moved(proposal, words[act])
            else:
                {"c": checked, "j": judged, "d": deployed}[act](proposal)
