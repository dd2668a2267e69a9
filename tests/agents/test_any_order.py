"""Any order, split and repetition of logs gives the same facts, totals and assignments."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from agents.models import LinkRank, LogFile, UsageEvent, UsageRevision
from agents.usage import linking, verifying
from agents.usage.rows import REVISED
from tests.agents.facts import answers
from tests.agents.logs import NOW, append, bring_in, ledger, totals, write
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
FILES = ("-p/s.jsonl", "-p/s/subagents/agent-1.jsonl", "-p/t.jsonl", "-q/s.jsonl")
folders = st.dictionaries(st.sampled_from(FILES), st.lists(answers(), min_size=1, max_size=6))


def anonymous(rows):
    return [{name: value for name, value in row.items() if name != "owner_id"} for row in rows]


@given(folders, st.data())
def test_logs_that_come_piece_by_piece_give_the_same_as_all_at_once(tmp_path_factory, logs, data):
    at_once, piecewise = UserFactory(), UserFactory()
    whole, growing = tmp_path_factory.mktemp("whole"), tmp_path_factory.mktemp("growing")
    for path, lines in logs.items():
        write(whole, path, *lines)
    pieces = [(path, line) for path, lines in logs.items() for line in lines]
    order = data.draw(st.permutations([path for path, _ in pieces]))
    left = {path: list(lines) for path, lines in logs.items()}

    bring_in(at_once, whole)
    for path in order:
        append(growing, path, left[path].pop(0))
        if data.draw(st.booleans()):
            bring_in(piecewise, growing)
    bring_in(piecewise, growing)
    LogFile.objects.filter(owner=piecewise).delete()
    bring_in(piecewise, growing)

    assert anonymous(ledger(piecewise)) == anonymous(ledger(at_once))
    assert totals(piecewise)[0] == totals(at_once)[0]
    assert [run for run in totals(piecewise)[1] if run[1]] == totals(at_once)[1]
    assert list(verifying.differences()) == []


@given(folders)
def test_the_newest_revision_of_a_fact_says_what_it_is(tmp_path_factory, logs):
    owner, root = UserFactory(), tmp_path_factory.mktemp("logs")
    for path, lines in logs.items():
        for line in lines:
            append(root, path, line)
            bring_in(owner, root)

    for event in UsageEvent.objects.filter(owner=owner):
        revisions = list(UsageRevision.objects.filter(event=event).order_by("id"))
        said = [revision.after for revision in revisions]
        assert [revision.before for revision in revisions[1:]] == said[:-1]
        if said:
            assert said[-1] == {name: getattr(event, name) for name in REVISED}


BRANCHES = ("main", "feature", "mission-{}")
NAMES = {
    "session": st.sampled_from(["s", "t"]),
    "project": st.sampled_from(["-p", "-q"]),
    "branch": st.sampled_from(["-p\nmain", "-p\nfeature", "-q\nmain"]),
}


class Desk(RuleBasedStateMachine):
    """Logs grow and come in while a person assigns and takes back."""

    @initialize()
    def begin(self):
        self.owner = UserFactory()
        self.missions = [MissionFactory(owner=self.owner) for _ in range(3)]
        self.root = Path(tempfile.mkdtemp())
        self.said = {}
        self.by_hand = {}

    @rule(path=st.sampled_from(FILES), line=answers(branches=BRANCHES))
    def grow(self, path, line):
        named = line["gitBranch"].format(self.missions[0].pk)
        append(self.root, path, line | {"gitBranch": named})

    @rule()
    def bring_in(self):
        bring_in(self.owner, self.root)

    @rule()
    def bring_all_in_again(self):
        LogFile.objects.filter(owner=self.owner).delete()
        bring_in(self.owner, self.root)

    @rule(subject=st.sampled_from(list(NAMES)), which=st.integers(0, 2), data=st.data())
    def assign(self, subject, which, data):
        name, mission = data.draw(NAMES[subject]), self.missions[which]
        linking.link(owner=self.owner, subject=subject, name=name, mission=mission, now=NOW)
        self.said[subject, name] = mission.pk

    @rule(subject=st.sampled_from(list(NAMES)), data=st.data())
    def take_back(self, subject, data):
        name = data.draw(NAMES[subject])
        linking.unlink(owner=self.owner, subject=subject, name=name, now=NOW)
        self.said.pop((subject, name), None)

    @rule(which=st.integers(0, 2), chance=st.randoms(use_true_random=False))
    def assign_by_hand(self, which, chance):
        events = list(UsageEvent.objects.filter(owner=self.owner).order_by("id"))
        if events:
            event, mission = chance.choice(events), self.missions[which]
            by_hand = {"subject": "request", "name": event.key, "mission": mission}
            linking.link(owner=self.owner, now=NOW, **by_hand)
            self.by_hand[event.pk] = mission.pk

    def expected(self, event):
        named = event.branch.removeprefix("mission-") if "mission-" in event.branch else None
        rules = (
            (LinkRank.REQUEST, self.by_hand.get(event.pk)),
            (LinkRank.SESSION, self.said.get(("session", event.session))),
            (LinkRank.NAMED, named and int(named)),
            (LinkRank.BRANCH, self.said.get(("branch", f"{event.project}\n{event.branch}"))),
            (LinkRank.PROJECT, self.said.get(("project", event.project))),
        )
        return next(((pk, rank) for rank, pk in rules if pk), (None, LinkRank.NONE))

    @invariant()
    def every_request_is_where_the_strongest_word_says(self):
        for event in UsageEvent.objects.filter(owner=self.owner):
            assert (event.mission_id, event.rank) == self.expected(event)

    @invariant()
    def totals_are_what_facts_come_to(self):
        assert list(verifying.differences(self.owner)) == []

    def teardown(self):
        shutil.rmtree(self.root)


@pytest.mark.stateful
def test_whatever_is_said_while_logs_come_in_holds():
    fewer = settings(max_examples=max(1, settings.default.max_examples // 5))

    run_state_machine_as_test(Desk, settings=fewer)
