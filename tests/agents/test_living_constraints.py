"""Every named rule of the living agents' tables is broken once, past any form."""

from __future__ import annotations

import uuid
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from agents.models import InboxEvent, SmartSpaceMessage
from tests.factories import living
from tests.factories.agents import (
    MORNING,
    AgentFactory,
    EntityFactory,
    RunFactory,
    RunStepFactory,
)
from tests.test_constraints import label, message

pytestmark = pytest.mark.django_db
claimed = partial(living.InboxEventFactory, claimed=True)
processed = partial(living.InboxEventFactory, processed=True)
recurring = partial(living.PlanFactory, recurring=True)
started = partial(living.ToolCallFactory, started=True)
done = partial(living.ToolCallFactory, done=True)
resolved = partial(living.PendingToolCallFactory, resolved=True)
held = partial(living.AgentLeaseFactory, held=True)
resting = partial(living.AgentLeaseFactory, resting=True)

UPDATES = [
    ("agents_parked_for_a_reason", AgentFactory, {"parked_reason": "It broke."}),
    ("agents_parked_for_a_reason", AgentFactory, {"parked_at": MORNING}),
    ("entities_person_or_agent", living.PersonFactory, {"type": "agent"}),
    ("runs_trigger_type_known", RunFactory, {"trigger_type": "mention"}),
    ("runs_stop_reason_known", RunFactory, {"stop_reason": "bored"}),
    ("runs_metrics_not_negative", RunFactory, {"duration_ms": -1}),
    ("runs_metrics_not_negative", RunFactory, {"step_count": -1}),
    ("runs_metrics_not_negative", RunFactory, {"prompt_tokens": -1}),
    ("runs_metrics_not_negative", RunFactory, {"completion_tokens": -1}),
    ("runs_metrics_not_negative", RunFactory, {"inbox_event_count": -1}),
    ("runs_ended_at_a_moment", RunFactory, {"status": "failed"}),
    ("runs_ended_at_a_moment", RunFactory, {"completed_at": MORNING}),
    ("run_steps_tier_known", RunStepFactory, {"tier": "best"}),
    ("smart_spaces_last_seq_not_negative", living.SmartSpaceFactory, {"last_seq": -1}),
    (
        "smart_space_memberships_seen_is_numbered",
        living.MembershipFactory,
        {"last_seen_message_id": uuid.UUID(int=1)},
    ),
    ("smart_space_memberships_seen_is_numbered", living.MembershipFactory, {"last_seen_seq": 1}),
    ("smart_space_messages_role_known", living.MessageFactory, {"role": "ghost"}),
    ("clients_key_given", living.ClientFactory, {"client_key": ""}),
    ("secret_bindings_named", living.SecretBindingFactory, {"name": ""}),
    ("memories_key_given", living.AgentMemoryFactory, {"key": ""}),
    ("goals_status_known", living.GoalFactory, {"status": "dreamt"}),
    ("goals_description_given", living.GoalFactory, {"description": ""}),
    ("plans_status_known", living.PlanFactory, {"status": "expired"}),
    ("plans_name_and_zone_given", living.PlanFactory, {"name": ""}),
    ("plans_name_and_zone_given", living.PlanFactory, {"zone": ""}),
    ("plans_once_or_by_cron", living.PlanFactory, {"cron": "0 9 * * *"}),
    ("plans_once_or_by_cron", living.PlanFactory, {"scheduled_at": None}),
    ("plans_once_or_by_cron", recurring, {"cron": None}),
    ("plans_completed_at_a_moment", living.PlanFactory, {"status": "completed"}),
    ("plans_completed_at_a_moment", living.PlanFactory, {"completed_at": MORNING}),
    ("plans_pending_knows_when", living.PlanFactory, {"next_run_at": None}),
    ("agent_consciousness_not_negative", living.ConsciousnessFactory, {"cycle_count": -1}),
    ("agent_consciousness_not_negative", living.ConsciousnessFactory, {"token_estimate": -1}),
    ("agent_consciousness_not_negative", living.ConsciousnessFactory, {"version": -1}),
    ("agent_consciousness_archive_not_negative", living.ArchivedCycleFactory, {"cycle_number": 0}),
    (
        "agent_consciousness_archive_not_negative",
        living.ArchivedCycleFactory,
        {"token_estimate": -1},
    ),
    ("agent_consciousness_snapshots_reason_known", living.SnapshotFactory, {"reason": "whim"}),
    (
        "agent_consciousness_snapshots_not_negative",
        living.SnapshotFactory,
        {"token_estimate": -1},
    ),
    ("inbox_events_event_type_known", living.InboxEventFactory, {"event_type": "mention"}),
    ("inbox_events_status_known", living.InboxEventFactory, {"status": "lost"}),
    ("inbox_events_priority_known", living.InboxEventFactory, {"priority": 5}),
    ("inbox_events_event_id_given", living.InboxEventFactory, {"event_id": ""}),
    ("inbox_events_processed_at_a_moment", claimed, {"status": "processed"}),
    ("inbox_events_processed_at_a_moment", claimed, {"processed_at": MORNING}),
    ("inbox_events_claimed_by_a_run", living.InboxEventFactory, {"status": "processing"}),
    ("inbox_events_claimed_by_a_run", claimed, {"status": "pending"}),
    ("inbox_events_claimed_by_a_run", processed, {"run": None}),
    ("inbox_events_peeked_within_a_run", living.InboxEventFactory, {"is_peeked": True}),
    ("tool_calls_effect_known", living.ToolCallFactory, {"effect": "harmless"}),
    ("tool_calls_state_known", living.ToolCallFactory, {"state": "lost"}),
    ("tool_calls_named", living.ToolCallFactory, {"tool_name": ""}),
    ("tool_calls_named", living.ToolCallFactory, {"tool_call_id": ""}),
    ("tool_calls_named", living.ToolCallFactory, {"idempotency_key": ""}),
    ("tool_calls_started_at_a_moment", living.ToolCallFactory, {"state": "started"}),
    ("tool_calls_started_at_a_moment", living.ToolCallFactory, {"started_at": MORNING}),
    ("tool_calls_ended_at_a_moment", started, {"state": "unknown"}),
    ("tool_calls_ended_at_a_moment", started, {"ended_at": MORNING}),
    ("tool_calls_ended_at_a_moment", done, {"ended_at": None}),
    ("pending_tool_calls_kind_known", living.PendingToolCallFactory, {"kind": "wish"}),
    ("pending_tool_calls_status_known", living.PendingToolCallFactory, {"status": "lost"}),
    ("pending_tool_calls_decision_known", resolved, {"decision": "maybe"}),
    (
        "pending_tool_calls_resolved_by_a_decision",
        living.PendingToolCallFactory,
        {"status": "resolved"},
    ),
    (
        "pending_tool_calls_resolved_by_a_decision",
        living.PendingToolCallFactory,
        {"decision": "denied"},
    ),
    ("pending_tool_calls_resolved_by_a_decision", resolved, {"resolved_at": None}),
    ("agent_workers_named", living.AgentWorkerFactory, {"name": ""}),
    ("agent_leases_held_until_a_moment", held, {"expires_at": None}),
    ("agent_leases_held_until_a_moment", held, {"holder": ""}),
    ("agent_leases_resting_for_a_reason", resting, {"rest_reason": ""}),
    ("agent_leases_resting_for_a_reason", resting, {"resting_until": None}),
    ("agent_leases_fence_not_negative", living.AgentLeaseFactory, {"fence": -1}),
    ("agent_outbox_named", living.OutboxMessageFactory, {"topic": ""}),
    ("agent_server_tools_named", living.ServerToolFactory, {"server": ""}),
    ("agent_server_tools_named", living.ServerToolFactory, {"name": ""}),
    ("agent_server_tools_named", living.ServerToolFactory, {"digest": ""}),
    (
        "pending_tool_calls_used_once_resolved",
        living.PendingToolCallFactory,
        {"came_late": True},
    ),
    ("agent_outbox_named", living.OutboxMessageFactory, {"key": ""}),
]
TWICE = [
    ("agent_servers_once", living.ServerStateFactory, ("agent", "server")),
    ("agent_server_tools_once", living.ServerToolFactory, ("agent", "server", "name")),
    ("space_drafts_key", living.SpaceDraftFactory, ("key",)),
    ("agents_slug_taken_once", living.LivingFactory, ("slug",)),
    ("entities_user", living.PersonFactory, ("user",)),
    ("smart_space_memberships_once", living.MembershipFactory, ("smart_space", "entity")),
    (
        "smart_space_messages_said_once",
        partial(living.MessageFactory, idempotency_key="k"),
        ("idempotency_key",),
    ),
    ("clients_client_key", living.ClientFactory, ("client_key",)),
    ("memories_key_taken_once", living.AgentMemoryFactory, ("entity", "key")),
    ("agent_consciousness_agent_entity", living.ConsciousnessFactory, ("agent_entity",)),
    (
        "agent_consciousness_archive_once",
        living.ArchivedCycleFactory,
        ("agent_entity", "cycle_number"),
    ),
    (
        "agent_consciousness_snapshots_numbered_once",
        living.SnapshotFactory,
        ("agent_entity", "number"),
    ),
    ("inbox_events_once", living.InboxEventFactory, ("agent_entity", "event_id")),
    ("tool_calls_once_per_run", living.ToolCallFactory, ("run", "tool_call_id")),
    ("tool_calls_numbered_once", living.ToolCallFactory, ("run", "number")),
    ("tool_calls_idempotency_key", living.ToolCallFactory, ("idempotency_key",)),
    ("pending_tool_calls_call", living.PendingToolCallFactory, ("call",)),
    ("agent_leases", living.AgentLeaseFactory, ("agent",)),
    ("agent_outbox_once", living.OutboxMessageFactory, ("topic", "key")),
]
NEIGHBOURS = [
    (AgentFactory, (), {}),
    (living.AgentMemoryFactory, ("key",), {}),
    (living.InboxEventFactory, ("event_id",), {}),
    (living.MembershipFactory, ("entity",), {}),
    (living.MessageFactory, ("smart_space",), {}),
    (living.ToolCallFactory, ("tool_call_id", "number"), {}),
    (living.ArchivedCycleFactory, ("cycle_number",), {}),
]
BORDERS = [
    (AgentFactory, {"parked_at": MORNING, "parked_reason": "It broke."}),
    (claimed, {"status": "pending", "run": None}),
    (claimed, {"status": "failed"}),
    (claimed, {"is_peeked": True}),
    (living.InboxEventFactory, {"status": "failed", "priority": 0}),
    (living.ToolCallFactory, {"state": "refused", "ended_at": MORNING}),
    (resolved, {"decision": "denied"}),
    (living.PlanFactory, {"status": "canceled", "next_run_at": None}),
    (recurring, {"status": "running"}),
    (held, {"holder": "", "expires_at": None}),
    (RunFactory, {"trigger_type": "tool_result", "stop_reason": "no_op"}),
]


@pytest.mark.parametrize(("name", "make", "fields"), UPDATES, ids=label)
def test_an_update_cannot_break(name, make, fields):
    row = make()

    with pytest.raises(IntegrityError, match=message(name)), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**fields)


@pytest.mark.parametrize(("name", "make", "columns"), TWICE, ids=label)
def test_a_second_row_cannot_take_the_place_of(name, make, columns):
    first = make()
    same = {column: getattr(first, column) for column in columns}

    with pytest.raises(IntegrityError, match=message(name, columns)), transaction.atomic():
        make(**same)


@pytest.mark.parametrize(("make", "columns", "changes"), NEIGHBOURS)
def test_a_row_beside_another_is_welcome(make, columns, changes):
    first = make()
    same = {column: getattr(first, column) for column in columns}

    make(**same | changes)

    assert type(first).objects.count() == 2


@pytest.mark.parametrize(("make", "fields"), BORDERS)
def test_values_on_the_border_are_welcome(make, fields):
    row = make()

    assert type(row).objects.filter(pk=row.pk).update(**fields) == 1


def test_an_agent_has_no_account_and_a_person_no_agent():
    """entities_person_or_agent, from its other side."""
    made = living.LivingFactory()

    with pytest.raises(IntegrityError, match="entities_person_or_agent"), transaction.atomic():
        EntityFactory._meta.model.objects.filter(agent=made).update(type="human")


@pytest.mark.parametrize("seq", [0, 1, 3, 10**6])
def test_a_message_takes_the_next_number(seq):
    """Below it, smart_space_messages_numbered_once decides between two at the same moment."""
    first = living.MessageFactory()

    with pytest.raises(IntegrityError, match="without a gap"), transaction.atomic():
        living.MessageFactory(smart_space=first.smart_space, seq=seq)


def test_messages_are_numbered_apart_in_each_space():
    made = [living.MessageFactory() for _ in range(2)]
    made.append(living.MessageFactory(smart_space=made[0].smart_space))

    assert [said.seq for said in made] == [1, 1, 2]


def test_several_messages_may_come_in_one_statement():
    first = living.MessageFactory()
    more = [
        SmartSpaceMessage(
            smart_space=first.smart_space, entity=first.entity, role="user", seq=number
        )
        for number in (2, 3)
    ]

    SmartSpaceMessage.objects.bulk_create(more)

    assert SmartSpaceMessage.objects.count() == 3


@pytest.mark.parametrize("change", [{"seq": F("seq") + 1}, {"seq": 7}])
def test_a_message_keeps_its_number(change):
    living.MessageFactory()

    with pytest.raises(IntegrityError, match="keep their number"), transaction.atomic():
        SmartSpaceMessage.objects.update(**change)


def test_a_message_stays_in_its_space():
    living.MessageFactory()
    elsewhere = living.SmartSpaceFactory()

    with pytest.raises(IntegrityError, match="keep their number"), transaction.atomic():
        SmartSpaceMessage.objects.update(smart_space=elsewhere)


def test_events_count_as_they_come():
    first = living.InboxEventFactory()
    second = living.InboxEventFactory(agent_entity=first.agent_entity)

    found = InboxEvent.objects.filter(agent_entity=first.agent_entity).order_by("sequence")

    assert list(found) == [first, second]
