import datetime
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("missions", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField(unique=True)),
                ("description", models.TextField(blank=True, null=True)),
                ("config_json", models.JSONField(default=dict)),
                ("config_hash", models.TextField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: shared with everyone signed in.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "agents",
                "indexes": [models.Index(fields=["created_at"], name="agents_created_at_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="agents_name_given",
                        violation_error_message="Name is needed.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("type", models.TextField(choices=[("human", "Human"), ("agent", "Agent")])),
                ("external_id", models.TextField(blank=True, null=True, unique=True)),
                ("display_name", models.TextField(blank=True, null=True)),
                ("metadata", models.JSONField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "agent",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="entity",
                        to="agents.agent",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entities",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entities",
                "db_table": "entities",
                "indexes": [models.Index(fields=["type"], name="entities_type_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("type__in", ["human", "agent"])),
                        name="entities_type_known",
                        violation_error_message="Type must be human or agent.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LogFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=40)),
                ("path", models.CharField(max_length=4096)),
                ("inode", models.CharField(max_length=40)),
                ("size", models.BigIntegerField()),
                ("modified_ns", models.BigIntegerField()),
                ("offset", models.BigIntegerField()),
                ("head", models.CharField(max_length=80)),
                (
                    "read_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log_files",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "source", "path"), name="logfile_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MissionLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("request", "Request"),
                            ("session", "Session"),
                            ("branch", "Branch"),
                            ("project", "Project"),
                        ],
                        max_length=7,
                    ),
                ),
                ("name", models.CharField(max_length=700)),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="usage_links",
                        to="missions.mission",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mission_links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("subject__in", ["request", "session", "branch", "project"])
                        ),
                        name="missionlink_subject_known",
                        violation_error_message="What is linked must be a known kind.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("owner", "subject", "name"),
                        name="missionlink_one_open_per_subject",
                        violation_error_message="This is already linked.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=80)),
                (
                    "model",
                    models.CharField(
                        help_text="The book's name of the model; an override names it as requests do.",
                        max_length=200,
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(
                        default=datetime.date(1970, 1, 1),
                        help_text="UTC day; 1970-01-01 means always.",
                    ),
                ),
                (
                    "hours",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Only between these UTC times of day, such as 16:30-00:30.",
                        max_length=11,
                    ),
                ),
                (
                    "rates",
                    models.JSONField(help_text="Dollars per million tokens, by unit and tier."),
                ),
                (
                    "tier_mode",
                    models.CharField(
                        choices=[
                            (
                                "cliff",
                                "Cliff: past a threshold the whole request pays the higher rate",
                            ),
                            (
                                "graduated",
                                "Graduated: only tokens past the threshold pay the higher rate",
                            ),
                        ],
                        default="cliff",
                        max_length=9,
                    ),
                ),
                (
                    "fast_multiplier",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="How many times the price a request in fast mode costs; empty: unknown.",
                        max_digits=6,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                    ),
                ),
                ("is_override", models.BooleanField(default=False)),
                ("source", models.CharField(max_length=80)),
                ("source_version", models.CharField(blank=True, default="", max_length=40)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["provider", "model", "-valid_from"], name="priceversion_lookup"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tier_mode__in", ["cliff", "graduated"])),
                        name="priceversion_tier_mode_known",
                        violation_error_message="Tier mode must be cliff or graduated.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("provider", ""), _negated=True),
                            models.Q(("model", ""), _negated=True),
                        ),
                        name="priceversion_model_named",
                        violation_error_message="Provider and model are needed.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("running", "Running"),
                            ("waiting_tool", "Waiting for a tool"),
                            ("completed", "Completed"),
                            ("failed", "Failed"),
                        ],
                        default="running",
                    ),
                ),
                ("cycle_number", models.IntegerField()),
                ("trigger_type", models.TextField(blank=True, null=True)),
                ("trigger_space_id", models.UUIDField(blank=True, null=True)),
                ("trigger_entity_id", models.UUIDField(blank=True, null=True)),
                ("trigger_message_id", models.UUIDField(blank=True, null=True)),
                ("trigger_payload", models.JSONField(blank=True, null=True)),
                ("inbox_event_count", models.IntegerField(default=0)),
                ("step_count", models.IntegerField(default=0)),
                ("prompt_tokens", models.BigIntegerField(default=0)),
                ("completion_tokens", models.BigIntegerField(default=0)),
                ("duration_ms", models.BigIntegerField(default=0)),
                (
                    "started_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "origin",
                    models.TextField(
                        choices=[
                            ("own", "Our own agent"),
                            ("claude_code", "Claude Code"),
                            ("otlp", "OpenTelemetry"),
                        ],
                        default="own",
                    ),
                ),
                ("session", models.TextField(blank=True, default="")),
                ("project", models.TextField(blank=True, default="")),
                ("branch", models.TextField(blank=True, default="")),
                ("error", models.TextField(blank=True, default="")),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="agents.agent",
                    ),
                ),
                (
                    "agent_entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="agents.entity",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "runs",
                "indexes": [
                    models.Index(
                        fields=["owner", "-started_at", "-id"], name="runs_by_owner_and_start"
                    ),
                    models.Index(fields=["agent", "-started_at"], name="runs_by_agent"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["running", "waiting_tool", "completed", "failed"])
                        ),
                        name="runs_status_known",
                        violation_error_message="Status must be a known one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["own", "claude_code", "otlp"])),
                        name="runs_origin_known",
                        violation_error_message="Origin must be a known one.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("origin", "own"), ("status", "running")),
                        fields=("agent",),
                        name="runs_one_open_per_agent",
                        violation_error_message="This agent already has a run.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("origin", "claude_code")),
                        fields=("owner", "origin", "session"),
                        name="runs_one_per_foreign_session",
                        violation_error_message="This session is already known.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RunStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("model", "Model request"),
                            ("tool", "Tool call"),
                            ("agent", "Agent"),
                            ("other", "Other"),
                        ]
                    ),
                ),
                ("name", models.TextField(blank=True, default="")),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("running", "Running"),
                            ("waiting_tool", "Waiting for a tool"),
                            ("completed", "Completed"),
                            ("failed", "Failed"),
                        ],
                        default="completed",
                    ),
                ),
                ("trace_id", models.CharField(blank=True, default="", max_length=32)),
                ("span_id", models.CharField(blank=True, default="", max_length=16)),
                ("model", models.TextField(blank=True, default="")),
                ("finish_reason", models.TextField(blank=True, default="")),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("duration_ms", models.BigIntegerField(default=0)),
                ("payload", models.JSONField(blank=True, null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="children",
                        to="agents.runstep",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="agents.run",
                    ),
                ),
            ],
            options={
                "db_table": "run_steps",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["model", "tool", "agent", "other"])),
                        name="run_steps_kind_known",
                        violation_error_message="Kind must be a known one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["running", "waiting_tool", "completed", "failed"])
                        ),
                        name="run_steps_status_known",
                        violation_error_message="Status must be a known one.",
                    ),
                    models.UniqueConstraint(
                        fields=("run", "number"), name="run_steps_numbered_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("span_id", ""), _negated=True),
                        fields=("trace_id", "span_id"),
                        name="run_steps_span_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TokenBurn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("input_tokens", models.BigIntegerField(default=0)),
                ("cache_read_tokens", models.BigIntegerField(default=0)),
                ("cache_write_5m_tokens", models.BigIntegerField(default=0)),
                ("cache_write_1h_tokens", models.BigIntegerField(default=0)),
                ("output_tokens", models.BigIntegerField(default=0)),
                ("reasoning_tokens", models.BigIntegerField(default=0)),
                ("requests", models.BigIntegerField(default=0)),
                ("cost_pico", models.BigIntegerField(default=0)),
                ("unpriced", models.BigIntegerField(default=0)),
                ("window", models.CharField(max_length=13)),
                ("source", models.CharField(max_length=120)),
                ("provider", models.CharField(max_length=80)),
                ("model", models.CharField(max_length=200)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="token_burns",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "window", "source", "provider", "model"),
                        name="tokenburn_once_per_hour",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UsageEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("input_tokens", models.BigIntegerField(default=0)),
                ("cache_read_tokens", models.BigIntegerField(default=0)),
                ("cache_write_5m_tokens", models.BigIntegerField(default=0)),
                ("cache_write_1h_tokens", models.BigIntegerField(default=0)),
                ("output_tokens", models.BigIntegerField(default=0)),
                ("reasoning_tokens", models.BigIntegerField(default=0)),
                ("provider", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=400)),
                ("request_id", models.CharField(blank=True, default="", max_length=200)),
                ("message_id", models.CharField(blank=True, default="", max_length=200)),
                ("at", models.DateTimeField()),
                ("slot", models.CharField(max_length=16)),
                ("model", models.CharField(max_length=200)),
                ("speed", models.CharField(blank=True, default="", max_length=20)),
                ("is_sidechain", models.BooleanField(default=False)),
                ("provided_pico", models.BigIntegerField(null=True)),
                ("calculated_pico", models.BigIntegerField(null=True)),
                ("cost_pico", models.BigIntegerField(null=True)),
                (
                    "cost_source",
                    models.CharField(
                        choices=[
                            ("book", "From the price book"),
                            ("provided", "Stated by the log"),
                            ("free", "Made without a model"),
                            ("unknown", "Unknown"),
                        ],
                        max_length=8,
                    ),
                ),
                ("session", models.CharField(blank=True, default="", max_length=200)),
                ("project", models.CharField(blank=True, default="", max_length=400)),
                ("branch", models.CharField(blank=True, default="", max_length=250)),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Unassigned"),
                            (1, "Assumed: its timer ran"),
                            (2, "By its project"),
                            (3, "By its branch"),
                            (4, "Named by its branch"),
                            (5, "By its session"),
                            (6, "By hand"),
                        ],
                        default=0,
                    ),
                ),
                ("seen_via", models.CharField(max_length=40)),
                ("flags", models.CharField(blank=True, default="", max_length=200)),
                ("source_path", models.CharField(blank=True, default="", max_length=1000)),
                ("source_offset", models.BigIntegerField(default=0)),
                (
                    "mission",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="usage",
                        to="missions.mission",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="usage",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "price",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="agents.priceversion",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="agents.run",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["owner", "at", "id"], name="usageevent_by_time"),
                    models.Index(fields=["owner", "session", "at"], name="usageevent_of_session"),
                    models.Index(fields=["owner", "project", "at"], name="usageevent_of_project"),
                    models.Index(
                        condition=models.Q(("mission__isnull", False)),
                        fields=["mission", "at"],
                        name="usageevent_of_mission",
                    ),
                    models.Index(fields=["owner", "message_id"], name="usageevent_of_message"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "provider", "key"),
                        name="usageevent_once_per_request",
                        violation_error_message="This request is already in the ledger.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cache_read_tokens__gte", 0),
                            ("cache_write_1h_tokens__gte", 0),
                            ("cache_write_5m_tokens__gte", 0),
                            ("input_tokens__gte", 0),
                            ("output_tokens__gte", 0),
                            ("reasoning_tokens__gte", 0),
                        ),
                        name="usageevent_tokens_not_negative",
                        violation_error_message="Tokens must not be negative.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cost_source__in", ["book", "provided", "free", "unknown"])
                        ),
                        name="usageevent_cost_source_known",
                        violation_error_message="Source of the cost must be a known one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rank__in", [0, 1, 2, 3, 4, 5, 6])),
                        name="usageevent_rank_known",
                        violation_error_message="How the mission was found must be a known way.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cost_pico", None), ("cost_source", "unknown")),
                            models.Q(
                                ("cost_pico__gte", 0),
                                ("cost_pico__isnull", False),
                                models.Q(("cost_source", "unknown"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="usageevent_cost_known_or_said_unknown",
                        violation_error_message="A cost is known from a source, or said to be unknown.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mission", None), ("rank", 0)),
                            models.Q(("mission__isnull", False), ("rank__gt", 0)),
                            _connector="OR",
                        ),
                        name="usageevent_mission_with_rank",
                        violation_error_message="A mission is given together with how it was found.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UsageRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("reason", models.CharField(max_length=200)),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="agents.usageevent",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["event", "-id"], name="usagerevision_of_event")],
            },
        ),
        migrations.CreateModel(
            name="UsageTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("input_tokens", models.BigIntegerField(default=0)),
                ("cache_read_tokens", models.BigIntegerField(default=0)),
                ("cache_write_5m_tokens", models.BigIntegerField(default=0)),
                ("cache_write_1h_tokens", models.BigIntegerField(default=0)),
                ("output_tokens", models.BigIntegerField(default=0)),
                ("reasoning_tokens", models.BigIntegerField(default=0)),
                ("requests", models.BigIntegerField(default=0)),
                ("cost_pico", models.BigIntegerField(default=0)),
                ("unpriced", models.BigIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("all", "Everything"),
                            ("model", "Model"),
                            ("project", "Project"),
                            ("session", "Session"),
                            ("agent", "Agent"),
                            ("mission", "Mission"),
                            ("assumed", "Assumed part of a mission"),
                            ("link", "Assigned, assumed or unassigned"),
                        ],
                        max_length=8,
                    ),
                ),
                ("subject", models.CharField(blank=True, default="", max_length=400)),
                ("slot", models.CharField(max_length=16)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="usage_totals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["owner", "kind", "subject", "slot"], name="usagetotal_of_subject"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "kind", "slot", "subject"), name="usagetotal_once_per_slot"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "all",
                                    "model",
                                    "project",
                                    "session",
                                    "agent",
                                    "mission",
                                    "assumed",
                                    "link",
                                ],
                            )
                        ),
                        name="usagetotal_kind_known",
                    ),
                ],
            },
        ),
    ]
