"""Deliveries, crashes, expiries and people in any order, against a small reference."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from agents.crashing import desk, evidence
from agents.crashing.effects import ANNOUNCE, SHIP
from agents.crashing.toolserver import CUT_AFTER, CUT_BEFORE, SPARED
from agents.living import answering, attending, cycle, inbox, remembering, revising
from agents.living.config.thinking import Consciousness
from agents.models import (
    Agent,
    AgentConsciousness,
    ArchivedCycle,
    Decision,
    EventType,
    InboxEvent,
    PendingToolCall,
    Priority,
    Run,
    ToolCall,
)
from devcraft.refusing import Refused
from tests.agents.living.crashing.mortal import Deadly, mortal
from tests.agents.living.crashing.reference import Reference
from tests.factories.agents import MORNING
from tests.factories.devcraft import UserFactory

CUTS = st.sampled_from([SPARED, SPARED, CUT_BEFORE, CUT_AFTER])
NUMBERS = count(1)
HEARD = {"when": "[Tool Result", "steps": [{"text": "Heard."}]}


class Faults(RuleBasedStateMachine):
    server = None

    def __init__(self):
        super().__init__()
        self.reference, self.name = Reference(), f"Clerk {next(NUMBERS)}"
        owner = UserFactory(first_name="Ada", last_name="")
        url = self.server.url
        self.desk = desk.opened(owner, url, asks=True, now=MORNING, name=self.name)
        self.agent, self.owner = self.desk.agent, owner
        self.agent.config_json["model"]["script"].append(HEARD)

    def put(self, words, wait=0):
        event_id = str(uuid.uuid5(uuid.NAMESPACE_URL, words))
        data = {
            "spaceId": str(self.desk.space.pk),
            "spaceName": "Orders",
            "messageId": event_id,
            "senderEntityId": str(self.desk.person.pk),
            "senderName": "Ada",
            "senderType": "human",
            "content": words,
        }
        inbox.put(
            entity_id=self.agent.entity.pk,
            event_id=event_id,
            event_type=EventType.SPACE_MESSAGE,
            data=data,
            now=self.desk.now,
            priority=Priority.PERSON,
            available_at=self.desk.now + timedelta(minutes=wait),
        )
        self.reference.deliver(words)

    @rule()
    def deliver(self):
        self.put(f"{self.name}-{next(NUMBERS)}")

    @rule(data=st.data())
    def deliver_again(self, data):
        if self.reference.delivered:
            self.put(data.draw(st.sampled_from(sorted(self.reference.delivered))))

    @rule(waits=st.permutations([0, 3, 9]))
    def deliver_in_another_order(self, waits):
        for wait in waits:
            self.put(f"{self.name}-{next(NUMBERS)}", wait)

    @rule(ship=CUTS, announce=CUTS)
    def think(self, ship, announce):
        self.desk.later()
        self.desk.think(worker=1, fates={SHIP: ship, ANNOUNCE: announce})

    @rule(at=st.integers(2, 170))
    def crash(self, at):
        self.desk.later()
        with mortal(at):
            self.desk.think(worker=2)

    @rule()
    def crash_until_events_are_given_up(self):
        for _ in range(inbox.MOST_ATTEMPTS + 1):
            self.desk.later(timedelta(hours=1))
            with mortal(0):
                cycle.think(
                    self.agent.pk,
                    holder="worker 3",
                    clock=lambda: self.desk.now,
                    provider_of=lambda config: Deadly(),
                )

    @rule()
    def let_leases_run_out(self):
        self.desk.later(timedelta(minutes=10))

    @rule()
    def let_questions_run_out(self):
        self.desk.later(timedelta(days=8))

    @rule()
    def answer(self):
        for question in PendingToolCall.objects.open().filter(agent_entity=self.agent.entity):
            said = f"yes-{next(NUMBERS)}"
            try:
                answering.answer(
                    question, by=self.desk.person, decision=Decision.ANSWERED, now=self.desk.now,
                    result=said,
                )  # fmt: skip
            except Refused:
                continue
            self.reference.answers.append(said)

    @rule()
    def retry(self):
        for event in InboxEvent.objects.filter(agent_entity=self.agent.entity, status="failed"):
            attending.try_again(self.agent, event, by=self.owner, now=self.desk.now)

    @rule()
    def compact(self):
        held, limit = self.held(), Consciousness.model_validate({"minRecentCycles": 1})
        plan = remembering.planned(held, limit)
        if plan is not None and not Run.objects.filter(agent=self.agent, status="running").exists():
            revising.compact(
                self.agent, opened=held.version, shown=plan.digest, limit=limit, by=self.owner,
                now=self.desk.later(),
            )  # fmt: skip

    def held(self):
        return AgentConsciousness.objects.select_related("agent_entity").get(
            agent_entity=self.agent.entity
        )

    def told(self):
        return evidence.gather(Agent.objects.get(pk=self.agent.pk)).told

    def events(self, status):
        found = InboxEvent.objects.filter(agent_entity=self.agent.entity, status=status)
        return {event.data["content"] for event in found.filter(event_type="space_message")}

    @invariant()
    def nothing_is_told_or_done_twice(self):
        processed, given_up = self.events("processed"), self.events("failed")
        assert self.reference.may_be(self.told(), processed, given_up) == []
        log = self.server.effects
        had = {tool: log.had(tool) for tool in (SHIP, ANNOUNCE)}
        assert self.reference.effects(had, log.calls(ANNOUNCE)) == []

    def teardown(self):
        """Let everything come to its end, and look whether all of it did."""
        for _ in range(60):
            self.retry()
            self.answer()
            self.desk.later(timedelta(hours=1))
            if self.desk.think(worker=1) == "idle" and not self.is_open():
                break
        found = evidence.gather(self.agent)
        assert [words for words in found.stuck if "A run is failed" not in words] == []
        assert self.reference.must_be(found.told, self.heard()) == []
        assert self.lacking(found.asked) == []

    def is_open(self):
        waits = PendingToolCall.objects.open().filter(agent_entity=self.agent.entity)
        return waits.exists() or self.events("pending") or self.events("failed")

    def heard(self):
        archived = ArchivedCycle.objects.filter(agent_entity=self.agent.entity)
        kept = [*self.held().messages, *(m for each in archived for m in each.messages)]
        text = json.dumps(kept)
        return Counter({said: text.count(f'{said}\\"') + text.count(f'{said}"')
                        for said in self.reference.answers})  # fmt: skip

    def lacking(self, asked):
        """Calls that were answered whose effect nobody had, and that nobody is asked about."""
        ended = ToolCall.objects.filter(run__agent=self.agent, state__in=["done", "unknown"])
        wanted = [(each.tool_name, each.args["mark"]) for each in ended.filter(
            tool_name__in=[SHIP, ANNOUNCE])]  # fmt: skip
        log = self.server.effects
        return [
            (tool, mark)
            for tool, mark in wanted
            if not log.had(tool)[mark] and not (tool == ANNOUNCE and asked[mark])
        ]


@pytest.mark.stateful
@pytest.mark.django_db
def test_any_order_of_faults_loses_and_doubles_nothing(server):
    Faults.server, most = server, examples.default.max_examples
    fewer = examples(max_examples=max(1, most // 15), stateful_step_count=20)

    run_state_machine_as_test(Faults, settings=fewer)
