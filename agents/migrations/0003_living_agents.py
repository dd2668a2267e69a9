"""What living agents stand on: spaces, inbox, consciousness, calls, leases (document 3)."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import runtime_memory.columns


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0002_guards"),
        ("devcraft", "0002_text_targets"),
        ("runtime_memory", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="agent",
            name="archived_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agent",
            name="parked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agent",
            name="parked_reason",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="agent",
            name="paused_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agent",
            name="slug",
            field=models.SlugField(
                blank=True, db_default="", db_index=False, default="", max_length=60
            ),
        ),
        migrations.AddField(
            model_name="entity",
            name="user",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entity",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="run",
            name="stop_reason",
            field=models.TextField(
                blank=True,
                choices=[
                    ("end_turn", "It was done"),
                    ("no_op", "There was nothing to do"),
                    ("waiting", "It went on without an answer"),
                    ("max_steps", "Step limit"),
                    ("max_tokens", "Token limit"),
                    ("budget", "Budget spent"),
                    ("canceled", "Stopped by a person"),
                    ("error", "Error"),
                ],
                db_default="",
                default="",
            ),
        ),
        migrations.AddField(
            model_name="runstep",
            name="error",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="runstep",
            name="request_digest",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="runstep",
            name="tier",
            field=models.TextField(
                blank=True,
                choices=[("cheap", "Cheap"), ("standard", "Standard"), ("reasoning", "Reasoning")],
                default="",
            ),
        ),
        migrations.AlterField(
            model_name="agent",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now()
            ),
        ),
        migrations.AlterField(
            model_name="entity",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, db_default=django.db.models.functions.datetime.Now()
            ),
        ),
        migrations.AlterField(
            model_name="run",
            name="branch",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AlterField(
            model_name="run",
            name="completion_tokens",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="run",
            name="cycle_number",
            field=models.IntegerField(db_default=0),
        ),
        migrations.AlterField(
            model_name="run",
            name="duration_ms",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="run",
            name="error",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AlterField(
            model_name="run",
            name="inbox_event_count",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="run",
            name="origin",
            field=models.TextField(
                choices=[
                    ("own", "Our own agent"),
                    ("claude_code", "Claude Code"),
                    ("otlp", "OpenTelemetry"),
                ],
                db_default="own",
                default="own",
            ),
        ),
        migrations.AlterField(
            model_name="run",
            name="project",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AlterField(
            model_name="run",
            name="prompt_tokens",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="run",
            name="session",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AlterField(
            model_name="run",
            name="status",
            field=models.TextField(
                choices=[
                    ("running", "Running"),
                    ("waiting_tool", "Waiting for a tool"),
                    ("completed", "Completed"),
                    ("failed", "Failed"),
                ],
                db_default="running",
                default="running",
            ),
        ),
        migrations.AlterField(
            model_name="run",
            name="step_count",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="run",
            name="trigger_type",
            field=models.TextField(
                blank=True,
                choices=[
                    ("space_message", "Message in a space"),
                    ("plan", "Plan"),
                    ("service", "Service"),
                    ("tool_result", "Tool result"),
                    ("heartbeat", "Heartbeat"),
                ],
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="agent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("slug", ""), _negated=True),
                fields=("slug",),
                name="agents_slug_taken_once",
                violation_error_message="This slug is taken.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("parked_at", None), ("parked_reason", "")),
                    models.Q(
                        ("parked_at__isnull", False), models.Q(("parked_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="agents_parked_for_a_reason",
                violation_error_message="An agent is parked for a reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("user", None), models.Q(("type", "agent"), _negated=True), _connector="OR"
                    ),
                    models.Q(
                        ("agent", None), models.Q(("type", "human"), _negated=True), _connector="OR"
                    ),
                ),
                name="entities_person_or_agent",
                violation_error_message="An entity stands for a person or for an agent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("trigger_type", None),
                    (
                        "trigger_type__in",
                        ["space_message", "plan", "service", "tool_result", "heartbeat"],
                    ),
                    _connector="OR",
                ),
                name="runs_trigger_type_known",
                violation_error_message="What woke a run must be a known kind of event.",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stop_reason", ""),
                    (
                        "stop_reason__in",
                        [
                            "end_turn",
                            "no_op",
                            "waiting",
                            "max_steps",
                            "max_tokens",
                            "budget",
                            "canceled",
                            "error",
                        ],
                    ),
                    _connector="OR",
                ),
                name="runs_stop_reason_known",
                violation_error_message="Why a run ended must be a known reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("completion_tokens__gte", 0),
                    ("duration_ms__gte", 0),
                    ("inbox_event_count__gte", 0),
                    ("prompt_tokens__gte", 0),
                    ("step_count__gte", 0),
                ),
                name="runs_metrics_not_negative",
                violation_error_message="Figures of a run must not be negative.",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("completed_at__isnull", False), ("status__in", ["completed", "failed"])
                    ),
                    models.Q(
                        models.Q(("status__in", ["completed", "failed"]), _negated=True),
                        ("completed_at", None),
                    ),
                    _connector="OR",
                ),
                name="runs_ended_at_a_moment",
                violation_error_message="A run has a moment of its end when it has ended.",
            ),
        ),
        migrations.AddConstraint(
            model_name="runstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tier", ""), ("tier__in", ["cheap", "standard", "reasoning"]), _connector="OR"
                ),
                name="run_steps_tier_known",
                violation_error_message="Tier must be cheap, standard or reasoning.",
            ),
        ),
        migrations.CreateModel(
            name="AgentConsciousness",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("messages", models.JSONField(blank=True, db_default=[], default=list)),
                ("cycle_count", models.IntegerField(db_default=0, default=0)),
                ("token_estimate", models.IntegerField(db_default=0, default=0)),
                (
                    "last_cycle_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        auto_now=True, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("cycles", models.JSONField(blank=True, db_default=[], default=list)),
                ("metadata", models.JSONField(blank=True, null=True)),
                ("version", models.BigIntegerField(db_default=0, default=0)),
                (
                    "agent_entity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consciousness",
                        to="agents.entity",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "agent consciousness",
                "db_table": "agent_consciousness",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cycle_count__gte", 0), ("token_estimate__gte", 0), ("version__gte", 0)
                        ),
                        name="agent_consciousness_not_negative",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgentLease",
            fields=[
                (
                    "agent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="lease",
                        serialize=False,
                        to="agents.agent",
                    ),
                ),
                ("holder", models.TextField(blank=True, db_default="", default="")),
                ("fence", models.BigIntegerField(db_default=0, default=0)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("resting_until", models.DateTimeField(blank=True, null=True)),
                ("rest_reason", models.TextField(blank=True, db_default="", default="")),
            ],
            options={
                "db_table": "agent_leases",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("expires_at", None), ("holder", "")),
                            models.Q(
                                models.Q(("holder", ""), _negated=True),
                                ("expires_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="agent_leases_held_until_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rest_reason", ""), ("resting_until", None)),
                            models.Q(
                                ("resting_until__isnull", False),
                                models.Q(("rest_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="agent_leases_resting_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fence__gte", 0)),
                        name="agent_leases_fence_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgentMemory",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.TextField()),
                ("value", models.TextField()),
                ("metadata", models.JSONField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        auto_now=True, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memories",
                        to="agents.entity",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "agent memories",
                "db_table": "memories",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity", "key"),
                        name="memories_key_taken_once",
                        violation_error_message="This key already has a value.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        name="memories_key_given",
                        violation_error_message="Key is needed.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArchivedCycle",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cycle_number", models.IntegerField()),
                ("messages", models.JSONField()),
                ("summary", models.TextField()),
                ("token_estimate", models.IntegerField(default=0)),
                (
                    "archived_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "agent_entity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archived_cycles",
                        to="agents.entity",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archived",
                        to="agents.run",
                    ),
                ),
            ],
            options={
                "db_table": "agent_consciousness_archive",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agent_entity", "cycle_number"),
                        name="agent_consciousness_archive_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cycle_number__gt", 0), ("token_estimate__gte", 0)),
                        name="agent_consciousness_archive_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Client",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("client_key", models.TextField(unique=True)),
                ("client_type", models.TextField(blank=True, null=True)),
                ("display_name", models.TextField(blank=True, null=True)),
                ("capabilities", models.JSONField(blank=True, db_default={}, default=dict)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("last_seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "access",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clients",
                        to="devcraft.clientkey",
                    ),
                ),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clients",
                        to="agents.entity",
                    ),
                ),
            ],
            options={
                "db_table": "clients",
                "indexes": [models.Index(fields=["client_type"], name="clients_client_type_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("client_key", ""), _negated=True),
                        name="clients_key_given",
                        violation_error_message="Client key is needed.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsciousnessSnapshot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "reason",
                    models.TextField(
                        choices=[
                            ("manual", "Taken by hand"),
                            ("auto", "Taken from time to time"),
                            ("pre_compact", "Before a compaction"),
                            ("pre_restore", "Before a restore"),
                        ]
                    ),
                ),
                ("note", models.TextField(blank=True, default="")),
                ("messages", models.JSONField()),
                ("cycles", models.JSONField()),
                ("cycle_count", models.IntegerField()),
                ("token_estimate", models.IntegerField()),
                (
                    "taken_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "agent_entity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="agents.entity",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "agent_consciousness_snapshots",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason__in", ["manual", "auto", "pre_compact", "pre_restore"])
                        ),
                        name="agent_consciousness_snapshots_reason_known",
                        violation_error_message="Reason must be manual, auto, pre_compact or pre_restore.",
                    ),
                    models.UniqueConstraint(
                        fields=("agent_entity", "number"),
                        name="agent_consciousness_snapshots_numbered_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cycle_count__gte", 0), ("token_estimate__gte", 0)),
                        name="agent_consciousness_snapshots_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("description", models.TextField()),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("active", "Active"),
                            ("completed", "Completed"),
                            ("abandoned", "Abandoned"),
                        ],
                        db_default="active",
                        default="active",
                    ),
                ),
                ("priority", models.IntegerField(db_default=0, default=0)),
                ("metadata", models.JSONField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        auto_now=True, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "entity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goals",
                        to="agents.entity",
                    ),
                ),
            ],
            options={
                "db_table": "goals",
                "indexes": [
                    models.Index(fields=["entity", "status"], name="goals_by_status"),
                    models.Index(fields=["entity", "priority"], name="goals_by_priority"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["active", "completed", "abandoned"])),
                        name="goals_status_known",
                        violation_error_message="Status must be active, completed or abandoned.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("description", ""), _negated=True),
                        name="goals_description_given",
                        violation_error_message="Description is needed.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InboxEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event_id", models.TextField()),
                (
                    "event_type",
                    models.TextField(
                        choices=[
                            ("space_message", "Message in a space"),
                            ("plan", "Plan"),
                            ("service", "Service"),
                            ("tool_result", "Tool result"),
                            ("heartbeat", "Heartbeat"),
                        ]
                    ),
                ),
                ("data", models.JSONField()),
                ("processed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("pending", "Waiting"),
                            ("processing", "In a cycle"),
                            ("processed", "Processed"),
                            ("failed", "Given up"),
                        ],
                        db_default="pending",
                        default="pending",
                    ),
                ),
                ("priority", models.PositiveSmallIntegerField(db_default=4, default=4)),
                ("attempts", models.PositiveSmallIntegerField(db_default=0, default=0)),
                (
                    "available_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("error", models.TextField(blank=True, db_default="", default="")),
                ("sequence", runtime_memory.columns.Sequence(db_default=0, editable=False)),
                (
                    "agent_entity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inbox_events",
                        to="agents.entity",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inbox_events",
                        to="agents.run",
                    ),
                ),
            ],
            options={
                "db_table": "inbox_events",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "pending")),
                        fields=["agent_entity", "priority", "sequence"],
                        name="inbox_events_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("status", "pending")),
                        fields=["available_at"],
                        name="inbox_events_due",
                    ),
                    models.Index(fields=["agent_entity", "-sequence"], name="inbox_events_newest"),
                    models.Index(fields=["sequence"], name="inbox_events_sequence"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "event_type__in",
                                ["space_message", "plan", "service", "tool_result", "heartbeat"],
                            )
                        ),
                        name="inbox_events_event_type_known",
                        violation_error_message="Event type must be space_message, plan, service, tool_result or heartbeat.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["pending", "processing", "processed", "failed"])
                        ),
                        name="inbox_events_status_known",
                        violation_error_message="Status must be pending, processing, processed or failed.",
                    ),
                    models.UniqueConstraint(
                        fields=("agent_entity", "event_id"),
                        name="inbox_events_once",
                        violation_error_message="This event was already delivered.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("priority__lte", 4)), name="inbox_events_priority_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("event_id", ""), _negated=True),
                        name="inbox_events_event_id_given",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("processed_at__isnull", False), ("status", "processed")),
                            models.Q(
                                models.Q(("status", "processed"), _negated=True),
                                ("processed_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="inbox_events_processed_at_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("run", None), ("status", "pending")),
                            models.Q(
                                ("run__isnull", False), ("status__in", ["processing", "processed"])
                            ),
                            models.Q(
                                ("status__in", ["pending", "processing", "processed"]),
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="inbox_events_claimed_by_a_run",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("topic", models.TextField()),
                ("key", models.TextField()),
                ("body", models.JSONField()),
                ("attempts", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("error", models.TextField(blank=True, db_default="", default="")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "agent_outbox",
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at", None)),
                        fields=["id"],
                        name="agent_outbox_unsent",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("topic", "key"), name="agent_outbox_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("topic", ""), _negated=True),
                            models.Q(("key", ""), _negated=True),
                        ),
                        name="agent_outbox_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                ("instruction", models.TextField(blank=True, null=True)),
                ("is_recurring", models.BooleanField(db_default=False, default=False)),
                ("cron", models.TextField(blank=True, null=True)),
                ("scheduled_at", models.DateTimeField(blank=True, null=True)),
                ("next_run_at", models.DateTimeField(blank=True, null=True)),
                ("last_run_at", models.DateTimeField(blank=True, null=True)),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("pending", "Pending"),
                            ("running", "Running"),
                            ("completed", "Completed"),
                            ("canceled", "Canceled"),
                        ],
                        db_default="pending",
                        default="pending",
                    ),
                ),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        auto_now=True, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("zone", models.CharField(db_default="UTC", default="UTC", max_length=64)),
                (
                    "entity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="agents.entity",
                    ),
                ),
            ],
            options={
                "db_table": "plans",
                "indexes": [
                    models.Index(fields=["entity", "status"], name="plans_by_status"),
                    models.Index(fields=["next_run_at", "status"], name="plans_due"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["pending", "running", "completed", "canceled"])
                        ),
                        name="plans_status_known",
                        violation_error_message="Status must be pending, running, completed or canceled.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("zone", ""), _negated=True),
                        ),
                        name="plans_name_and_zone_given",
                        violation_error_message="Name and zone are needed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cron__isnull", False),
                                ("is_recurring", True),
                                ("scheduled_at", None),
                            ),
                            models.Q(
                                ("cron", None),
                                ("is_recurring", False),
                                ("scheduled_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="plans_once_or_by_cron",
                        violation_error_message="A plan runs once at a moment, or by a cron line.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_at__isnull", False), ("status", "completed")),
                            models.Q(
                                models.Q(("status", "completed"), _negated=True),
                                ("completed_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="plans_completed_at_a_moment",
                        violation_error_message="A plan has a moment of completion when completed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "pending"), _negated=True),
                            ("next_run_at__isnull", False),
                            _connector="OR",
                        ),
                        name="plans_pending_knows_when",
                        violation_error_message="A pending plan knows when it runs next.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SmartSpace",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField(blank=True, null=True)),
                ("description", models.TextField(blank=True, null=True)),
                ("metadata", models.JSONField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        auto_now=True, db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("last_seq", models.BigIntegerField(db_default=0, default=0, editable=False)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: shared with everyone signed in.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="smart_spaces",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "smart_spaces",
                "indexes": [
                    models.Index(fields=["created_at"], name="smart_spaces_created_at_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_seq__gte", 0)),
                        name="smart_spaces_last_seq_not_negative",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SmartSpaceMembership",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("role", models.TextField(blank=True, null=True)),
                (
                    "joined_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("last_seen_message_id", models.UUIDField(blank=True, null=True)),
                ("last_seen_seq", models.BigIntegerField(db_default=0, default=0, editable=False)),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="agents.entity",
                    ),
                ),
                (
                    "smart_space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="agents.smartspace",
                    ),
                ),
            ],
            options={
                "db_table": "smart_space_memberships",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("smart_space", "entity"),
                        name="smart_space_memberships_once",
                        violation_error_message="This entity is already in the space.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("last_seen_message_id", None), ("last_seen_seq", 0)),
                            models.Q(
                                ("last_seen_message_id__isnull", False), ("last_seen_seq__gt", 0)
                            ),
                            _connector="OR",
                        ),
                        name="smart_space_memberships_seen_is_numbered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SmartSpaceMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.TextField(
                        choices=[
                            ("user", "User"),
                            ("assistant", "Assistant"),
                            ("system", "System"),
                            ("tool", "Tool"),
                        ]
                    ),
                ),
                ("content", models.TextField(blank=True, null=True)),
                ("metadata", models.JSONField(blank=True, null=True)),
                ("seq", models.BigIntegerField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("idempotency_key", models.TextField(blank=True, db_default="", default="")),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="agents.entity",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="space_messages",
                        to="agents.run",
                    ),
                ),
                (
                    "smart_space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="agents.smartspace",
                    ),
                ),
            ],
            options={
                "db_table": "smart_space_messages",
                "indexes": [
                    models.Index(
                        fields=["smart_space", "created_at"], name="smart_space_messages_by_time"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["user", "assistant", "system", "tool"])),
                        name="smart_space_messages_role_known",
                        violation_error_message="Role must be user, assistant, system or tool.",
                    ),
                    models.UniqueConstraint(
                        fields=("smart_space", "seq"), name="smart_space_messages_numbered_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("idempotency_key", ""), _negated=True),
                        fields=("idempotency_key",),
                        name="smart_space_messages_said_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ToolCall",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("tool_call_id", models.TextField()),
                ("idempotency_key", models.TextField(unique=True)),
                ("tool_name", models.TextField()),
                ("args", models.JSONField()),
                (
                    "effect",
                    models.TextField(
                        choices=[
                            ("read", "Reads"),
                            ("idempotent", "May be repeated with its key"),
                            ("unsafe", "Must not be repeated"),
                        ],
                        db_default="unsafe",
                        default="unsafe",
                    ),
                ),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("planned", "Planned"),
                            ("started", "Started"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("unknown", "Outcome unknown"),
                            ("refused", "Refused"),
                        ],
                        db_default="planned",
                        default="planned",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("result", models.JSONField(blank=True, null=True)),
                ("error", models.TextField(blank=True, db_default="", default="")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tool_calls",
                        to="agents.run",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tool_calls",
                        to="agents.runstep",
                    ),
                ),
            ],
            options={
                "db_table": "tool_calls",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("effect__in", ["read", "idempotent", "unsafe"])),
                        name="tool_calls_effect_known",
                        violation_error_message="Effect must be read, idempotent or unsafe.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["planned", "started", "done", "failed", "unknown", "refused"],
                            )
                        ),
                        name="tool_calls_state_known",
                        violation_error_message="State must be planned, started, done, failed, unknown or refused.",
                    ),
                    models.UniqueConstraint(
                        fields=("run", "tool_call_id"), name="tool_calls_once_per_run"
                    ),
                    models.UniqueConstraint(
                        fields=("run", "number"), name="tool_calls_numbered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("tool_call_id", ""), _negated=True),
                            models.Q(("idempotency_key", ""), _negated=True),
                            models.Q(("tool_name", ""), _negated=True),
                        ),
                        name="tool_calls_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("started_at__isnull", False),
                                models.Q(
                                    ("state__in", ["started", "done", "failed", "unknown"]),
                                    _negated=True,
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("started_at", None),
                                models.Q(("state", "planned"), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="tool_calls_started_at_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", False),
                                ("state__in", ["refused", "done", "failed", "unknown"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ["refused", "done", "failed", "unknown"]),
                                    _negated=True,
                                ),
                                ("ended_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="tool_calls_ended_at_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PendingToolCall",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.TextField(
                        choices=[("answer", "An answer"), ("approval", "An approval")]
                    ),
                ),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("waiting", "Its run waits"),
                            ("pending", "Its run went on"),
                            ("resolved", "Resolved"),
                            ("expired", "Expired"),
                        ],
                        db_default="waiting",
                        default="waiting",
                    ),
                ),
                ("args_digest", models.CharField(max_length=64)),
                (
                    "decision",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("answered", "Answered"),
                            ("approved", "Approved"),
                            ("edited", "Approved with changes"),
                            ("denied", "Denied"),
                        ],
                        db_default="",
                        default="",
                    ),
                ),
                ("result", models.JSONField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agent_entity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pending_tool_calls",
                        to="agents.entity",
                    ),
                ),
                (
                    "audience",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked_of",
                        to="agents.entity",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resolved",
                        to="agents.entity",
                    ),
                ),
                (
                    "smart_space",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="pending_tool_calls",
                        to="agents.smartspace",
                    ),
                ),
                (
                    "call",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="question",
                        to="agents.toolcall",
                    ),
                ),
            ],
            options={
                "db_table": "pending_tool_calls",
                "indexes": [
                    models.Index(
                        fields=["agent_entity", "status"], name="pending_tool_calls_by_agent"
                    ),
                    models.Index(fields=["status", "expires_at"], name="pending_tool_calls_due"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["answer", "approval"])),
                        name="pending_tool_calls_kind_known",
                        violation_error_message="Kind must be answer or approval.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["waiting", "pending", "resolved", "expired"])
                        ),
                        name="pending_tool_calls_status_known",
                        violation_error_message="Status must be waiting, pending, resolved or expired.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decision", ""),
                            ("decision__in", ["answered", "approved", "edited", "denied"]),
                            _connector="OR",
                        ),
                        name="pending_tool_calls_decision_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status", "resolved"),
                                models.Q(("decision", ""), _negated=True),
                                ("resolved_at__isnull", False),
                            ),
                            models.Q(
                                models.Q(("status", "resolved"), _negated=True),
                                ("decision", ""),
                                ("resolved_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="pending_tool_calls_resolved_by_a_decision",
                        violation_error_message="A question is resolved by a decision.",
                    ),
                ],
            },
        ),
    ]
