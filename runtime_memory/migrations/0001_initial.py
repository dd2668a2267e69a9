import devcraft.triggers
import django.db.models.deletion
import runtime_memory.columns
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("devcraft", "0002_text_targets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        devcraft.triggers.VendorSQL(
            postgresql=(
                "\nCREATE FUNCTION runtime_memory_is_moment(value text) RETURNS boolean\nLANGUAGE plpgsql IMMUTABLE AS $$ BEGIN\n  RETURN value ~ '^\\d{4}-\\d\\d-\\d\\dT([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z$'\n    AND value::timestamp IS NOT NULL;\nEXCEPTION WHEN data_exception THEN RETURN false;\nEND $$;\nCREATE FUNCTION runtime_memory_is_json(value text) RETURNS boolean\nLANGUAGE plpgsql IMMUTABLE AS $$ BEGIN\n  RETURN value::jsonb IS NOT NULL;\nEXCEPTION WHEN data_exception OR statement_too_complex THEN RETURN false;\nEND $$;\nCREATE SEQUENCE runtime_memory_sequence;\n",
                "\nDROP FUNCTION runtime_memory_is_moment(text);\nDROP FUNCTION runtime_memory_is_json(text);\nDROP SEQUENCE runtime_memory_sequence;\n",
            ),
        ),
        migrations.CreateModel(
            name="ChainEntry",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("prev_hash", models.TextField()),
                ("row_hash", models.TextField(unique=True)),
                ("at", runtime_memory.columns.MomentField()),
                ("kind", models.TextField()),
                ("subject", models.TextField()),
                ("body", models.TextField()),
            ],
            options={
                "verbose_name_plural": "chain entries",
                "indexes": [models.Index(fields=["subject", "seq"], name="chainentry_by_subject")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("at__well_formed", True)),
                        name="chainentry_moments_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("body__is_json", True)), name="chainentry_json_valid"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("body__without_nul", True),
                            ("kind__without_nul", True),
                            ("prev_hash__without_nul", True),
                            ("row_hash__without_nul", True),
                            ("subject__without_nul", True),
                        ),
                        name="chainentry_text_without_nul",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("seq__gt", 0)), name="chainentry_seq_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.TextField()),
                ("digest", models.TextField()),
                ("generation", models.TextField(blank=True, db_default="")),
                ("imported_at", runtime_memory.columns.MomentField()),
                ("report_json", models.TextField(db_default="{}")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("imported_at__well_formed", True)),
                        name="importbatch_moments_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("report_json__is_json", True)),
                        name="importbatch_json_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("digest__without_nul", True),
                            ("generation__without_nul", True),
                            ("source__without_nul", True),
                        ),
                        name="importbatch_text_without_nul",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    models.TextField(
                        default=runtime_memory.columns.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("actor", models.TextField()),
                ("channel", models.TextField(blank=True, null=True)),
                ("started_at", runtime_memory.columns.MomentField()),
                ("ended_at", runtime_memory.columns.MomentField(blank=True, null=True)),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("active", "Active"),
                            ("completed", "Completed"),
                            ("failed", "Failed"),
                            ("aborted", "Aborted"),
                        ],
                        db_default="active",
                    ),
                ),
                ("metadata_json", models.TextField(db_default="{}")),
                ("sequence", runtime_memory.columns.Sequence(db_default=0, editable=False)),
                (
                    "import_batch",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="runtime_memory.importbatch",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: shared with everyone signed in.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memory_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "sessions",
                "indexes": [
                    models.Index(fields=["started_at", "id"], name="sessions_by_start"),
                    models.Index(fields=["sequence"], name="sessions_by_sequence"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["active", "completed", "failed", "aborted"])
                        ),
                        name="sessions_status_known",
                        violation_error_message="Status must be active, completed, failed or aborted.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__well_formed", True), ("started_at__well_formed", True)
                        ),
                        name="sessions_moments_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("metadata_json__is_json", True)),
                        name="sessions_json_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("actor__without_nul", True),
                            ("channel__without_nul", True),
                            ("id__without_nul", True),
                            ("metadata_json__without_nul", True),
                        ),
                        name="sessions_text_without_nul",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("import_batch__isnull", False),
                            models.Q(("ended_at", None), ("status", "active")),
                            models.Q(
                                models.Q(("status", "active"), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="sessions_ended_has_moment",
                        violation_error_message="A session that is not active has an end.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Skill",
            fields=[
                (
                    "id",
                    models.TextField(
                        default=runtime_memory.columns.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("skill_key", models.TextField()),
                ("description", models.TextField()),
                (
                    "source_type",
                    models.TextField(
                        choices=[
                            ("conversation", "Conversation"),
                            ("doc", "Document"),
                            ("external", "External"),
                        ]
                    ),
                ),
                ("source_ref", models.TextField(blank=True, null=True)),
                ("confidence", models.FloatField()),
                ("learned_at", runtime_memory.columns.MomentField()),
                (
                    "state",
                    models.TextField(
                        choices=[("active", "Active"), ("deprecated", "Deprecated")],
                        db_default="active",
                    ),
                ),
                ("metadata_json", models.TextField(db_default="{}")),
                ("sequence", runtime_memory.columns.Sequence(db_default=0, editable=False)),
                (
                    "import_batch",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skills",
                        to="runtime_memory.importbatch",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: shared with everyone signed in.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skills",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "skills_learned",
                "indexes": [
                    models.Index(fields=["skill_key", "state"], name="idx_skills_key_state"),
                    models.Index(fields=["learned_at", "id"], name="skills_by_moment"),
                    models.Index(fields=["sequence"], name="skills_by_sequence"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("skill_key", "learned_at"), name="skills_learned_once_per_moment"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source_type__in", ["conversation", "doc", "external"])
                        ),
                        name="skills_learned_source_type_known",
                        violation_error_message="Source type must be conversation, doc or external.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["active", "deprecated"])),
                        name="skills_learned_state_known",
                        violation_error_message="State must be active or deprecated.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("learned_at__well_formed", True)),
                        name="skills_learned_moments_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("metadata_json__is_json", True)),
                        name="skills_learned_json_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("description__without_nul", True),
                            ("id__without_nul", True),
                            ("metadata_json__without_nul", True),
                            ("skill_key__without_nul", True),
                            ("source_ref__without_nul", True),
                        ),
                        name="skills_learned_text_without_nul",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__gte", 0), ("confidence__lte", 1)),
                        name="skills_learned_confidence_in_range",
                        violation_error_message="Confidence must be between 0 and 1.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.TextField(
                        default=runtime_memory.columns.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("proposed_by", models.TextField()),
                (
                    "proposal_type",
                    models.TextField(
                        choices=[
                            ("code_patch", "Code patch"),
                            ("config_change", "Config change"),
                            ("policy_change", "Policy change"),
                        ]
                    ),
                ),
                ("proposal_json", models.TextField()),
                ("determinism_score", models.FloatField(blank=True, null=True)),
                (
                    "risk_level",
                    models.TextField(
                        choices=[
                            ("low", "Low"),
                            ("medium", "Medium"),
                            ("high", "High"),
                            ("critical", "Critical"),
                        ]
                    ),
                ),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("drafted", "Drafted"),
                            ("validated", "Validated"),
                            ("rejected", "Rejected"),
                            ("approved", "Approved"),
                            ("promoted", "Promoted"),
                        ]
                    ),
                ),
                ("created_at", runtime_memory.columns.MomentField()),
                ("updated_at", runtime_memory.columns.MomentField()),
                ("content_digest", models.TextField(db_default="", editable=False)),
                ("sequence", runtime_memory.columns.Sequence(db_default=0, editable=False)),
                (
                    "import_batch",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="runtime_memory.importbatch",
                    ),
                ),
                (
                    "proposer_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memory_proposals",
                        to="devcraft.person",
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="runtime_memory.skill",
                    ),
                ),
            ],
            options={
                "db_table": "skill_to_logic_proposals",
                "indexes": [
                    models.Index(fields=["status", "risk_level"], name="idx_proposals_status_risk"),
                    models.Index(fields=["skill", "sequence"], name="proposals_by_skill"),
                    models.Index(fields=["created_at", "id"], name="proposals_by_moment"),
                    models.Index(fields=["sequence"], name="proposals_by_sequence"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proposal_type__in", ["code_patch", "config_change", "policy_change"])
                        ),
                        name="skill_to_logic_proposals_proposal_type_known",
                        violation_error_message="Proposal type must be code_patch, config_change or policy_change.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("risk_level__in", ["low", "medium", "high", "critical"])
                        ),
                        name="skill_to_logic_proposals_risk_level_known",
                        violation_error_message="Risk level must be low, medium, high or critical.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["drafted", "validated", "rejected", "approved", "promoted"],
                            )
                        ),
                        name="skill_to_logic_proposals_status_known",
                        violation_error_message="Status must be drafted, validated, rejected, approved or promoted.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("created_at__well_formed", True), ("updated_at__well_formed", True)
                        ),
                        name="skill_to_logic_proposals_moments_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proposal_json__is_json", True)),
                        name="skill_to_logic_proposals_json_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("content_digest__without_nul", True),
                            ("id__without_nul", True),
                            ("proposal_json__without_nul", True),
                            ("proposed_by__without_nul", True),
                        ),
                        name="skill_to_logic_proposals_text_without_nul",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("determinism_score", None),
                            models.Q(("determinism_score__gte", 0), ("determinism_score__lte", 1)),
                            _connector="OR",
                        ),
                        name="skill_to_logic_proposals_determinism_in_range",
                        violation_error_message="Determinism score must be between 0 and 1.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "id",
                    models.TextField(
                        default=runtime_memory.columns.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("turn_index", models.IntegerField()),
                (
                    "role",
                    models.TextField(
                        choices=[
                            ("system", "System"),
                            ("user", "User"),
                            ("assistant", "Assistant"),
                            ("tool", "Tool"),
                            ("agent", "Agent"),
                        ]
                    ),
                ),
                ("content", models.TextField()),
                ("token_count", models.IntegerField(blank=True, null=True)),
                ("created_at", runtime_memory.columns.MomentField()),
                ("metadata_json", models.TextField(db_default="{}")),
                ("sequence", runtime_memory.columns.Sequence(db_default=0, editable=False)),
                (
                    "import_batch",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="runtime_memory.importbatch",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="runtime_memory.session",
                    ),
                ),
            ],
            options={
                "db_table": "conversation_turns",
                "indexes": [
                    models.Index(
                        fields=["session", "created_at"], name="idx_turns_session_created"
                    ),
                    models.Index(fields=["sequence"], name="turns_by_sequence"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "turn_index"), name="conversation_turns_index_taken_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["system", "user", "assistant", "tool", "agent"])
                        ),
                        name="conversation_turns_role_known",
                        violation_error_message="Role must be system, user, assistant, tool or agent.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("created_at__well_formed", True)),
                        name="conversation_turns_moments_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("metadata_json__is_json", True)),
                        name="conversation_turns_json_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("content__without_nul", True),
                            ("id__without_nul", True),
                            ("metadata_json__without_nul", True),
                        ),
                        name="conversation_turns_text_without_nul",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("turn_index__gte", 0)),
                        name="conversation_turns_index_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("token_count", None), ("token_count__gte", 0), _connector="OR"
                        ),
                        name="conversation_turns_tokens_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Validation",
            fields=[
                (
                    "id",
                    models.TextField(
                        default=runtime_memory.columns.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("validator", models.TextField()),
                ("build_pass", models.IntegerField(db_default=0)),
                ("lint_pass", models.IntegerField(db_default=0)),
                ("test_pass", models.IntegerField(db_default=0)),
                ("policy_pass", models.IntegerField(db_default=0)),
                ("details_json", models.TextField(db_default="{}")),
                ("validated_at", runtime_memory.columns.MomentField()),
                ("content_digest", models.TextField(db_default="", editable=False)),
                ("sequence", runtime_memory.columns.Sequence(db_default=0, editable=False)),
                (
                    "import_batch",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="validations",
                        to="runtime_memory.importbatch",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="validations",
                        to="runtime_memory.proposal",
                    ),
                ),
                (
                    "validator_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memory_validations",
                        to="devcraft.person",
                    ),
                ),
            ],
            options={
                "db_table": "validation_results",
                "indexes": [
                    models.Index(fields=["proposal", "sequence"], name="validations_by_proposal"),
                    models.Index(fields=["sequence"], name="validations_by_sequence"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("build_pass__in", [0, 1]),
                            ("lint_pass__in", [0, 1]),
                            ("policy_pass__in", [0, 1]),
                            ("test_pass__in", [0, 1]),
                        ),
                        name="validation_results_passes_are_0_or_1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("validated_at__well_formed", True)),
                        name="validation_results_moments_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("details_json__is_json", True)),
                        name="validation_results_json_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("content_digest__without_nul", True),
                            ("details_json__without_nul", True),
                            ("id__without_nul", True),
                            ("validator__without_nul", True),
                        ),
                        name="validation_results_text_without_nul",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkflowRun",
            fields=[
                (
                    "id",
                    models.TextField(
                        default=runtime_memory.columns.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("workflow_name", models.TextField()),
                (
                    "trigger_source",
                    models.TextField(
                        choices=[
                            ("cron", "Cron"),
                            ("manual", "Manual"),
                            ("api", "API"),
                            ("agent", "Agent"),
                        ]
                    ),
                ),
                ("initiated_by", models.TextField()),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Running"),
                            ("failed", "Failed"),
                            ("succeeded", "Succeeded"),
                            ("aborted", "Aborted"),
                        ]
                    ),
                ),
                ("started_at", runtime_memory.columns.MomentField()),
                ("finished_at", runtime_memory.columns.MomentField(blank=True, null=True)),
                ("context_json", models.TextField(db_default="{}")),
                ("sequence", runtime_memory.columns.Sequence(db_default=0, editable=False)),
                (
                    "import_batch",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workflow_runs",
                        to="runtime_memory.importbatch",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: shared with everyone signed in.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workflow_runs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workflow_runs",
                        to="runtime_memory.session",
                    ),
                ),
            ],
            options={
                "db_table": "workflow_runs",
                "indexes": [
                    models.Index(fields=["status", "started_at"], name="idx_workflow_runs_status"),
                    models.Index(fields=["started_at", "id"], name="workflow_runs_by_start"),
                    models.Index(fields=["sequence"], name="workflow_runs_by_sequence"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("trigger_source__in", ["cron", "manual", "api", "agent"])
                        ),
                        name="workflow_runs_trigger_source_known",
                        violation_error_message="Trigger source must be cron, manual, api or agent.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["queued", "running", "failed", "succeeded", "aborted"])
                        ),
                        name="workflow_runs_status_known",
                        violation_error_message="Status must be queued, running, failed, succeeded or aborted.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__well_formed", True), ("started_at__well_formed", True)
                        ),
                        name="workflow_runs_moments_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("context_json__is_json", True)),
                        name="workflow_runs_json_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("context_json__without_nul", True),
                            ("id__without_nul", True),
                            ("initiated_by__without_nul", True),
                            ("workflow_name__without_nul", True),
                        ),
                        name="workflow_runs_text_without_nul",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("import_batch__isnull", False),
                            models.Q(("finished_at", None), ("status__in", ["queued", "running"])),
                            models.Q(
                                models.Q(("status__in", ["queued", "running"]), _negated=True),
                                ("finished_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="workflow_runs_finished_has_moment",
                        violation_error_message="What is finished has a moment at which it did.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkflowStep",
            fields=[
                (
                    "id",
                    models.TextField(
                        default=runtime_memory.columns.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("step_index", models.IntegerField()),
                ("step_name", models.TextField()),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Running"),
                            ("failed", "Failed"),
                            ("succeeded", "Succeeded"),
                            ("aborted", "Aborted"),
                        ]
                    ),
                ),
                ("started_at", runtime_memory.columns.MomentField()),
                ("finished_at", runtime_memory.columns.MomentField(blank=True, null=True)),
                ("details_json", models.TextField(db_default="{}")),
                ("sequence", runtime_memory.columns.Sequence(db_default=0, editable=False)),
                (
                    "import_batch",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workflow_steps",
                        to="runtime_memory.importbatch",
                    ),
                ),
                (
                    "workflow_run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="runtime_memory.workflowrun",
                    ),
                ),
            ],
            options={
                "db_table": "workflow_steps",
                "indexes": [models.Index(fields=["sequence"], name="workflow_steps_by_sequence")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workflow_run", "step_index"),
                        name="workflow_steps_index_taken_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["queued", "running", "failed", "succeeded", "aborted"])
                        ),
                        name="workflow_steps_status_known",
                        violation_error_message="Status must be queued, running, failed, succeeded or aborted.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__well_formed", True), ("started_at__well_formed", True)
                        ),
                        name="workflow_steps_moments_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("details_json__is_json", True)),
                        name="workflow_steps_json_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("details_json__without_nul", True),
                            ("id__without_nul", True),
                            ("step_name__without_nul", True),
                        ),
                        name="workflow_steps_text_without_nul",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("import_batch__isnull", False),
                            models.Q(("finished_at", None), ("status__in", ["queued", "running"])),
                            models.Q(
                                models.Q(("status__in", ["queued", "running"]), _negated=True),
                                ("finished_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="workflow_steps_finished_has_moment",
                        violation_error_message="What is finished has a moment at which it did.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("step_index__gte", 0)),
                        name="workflow_steps_index_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskEvent",
            fields=[
                (
                    "id",
                    models.TextField(
                        default=runtime_memory.columns.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "event_type",
                    models.TextField(
                        choices=[
                            ("info", "Info"),
                            ("warn", "Warning"),
                            ("error", "Error"),
                            ("policy", "Policy"),
                            ("approval", "Approval"),
                        ]
                    ),
                ),
                (
                    "event_level",
                    models.TextField(
                        choices=[
                            ("low", "Low"),
                            ("medium", "Medium"),
                            ("high", "High"),
                            ("critical", "Critical"),
                        ]
                    ),
                ),
                ("message", models.TextField()),
                ("payload_json", models.TextField(db_default="{}")),
                ("created_at", runtime_memory.columns.MomentField()),
                ("sequence", runtime_memory.columns.Sequence(db_default=0, editable=False)),
                (
                    "import_batch",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="task_events",
                        to="runtime_memory.importbatch",
                    ),
                ),
                (
                    "workflow_run",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="runtime_memory.workflowrun",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="runtime_memory.workflowstep",
                    ),
                ),
            ],
            options={
                "db_table": "task_events",
                "indexes": [
                    models.Index(
                        fields=["workflow_run", "created_at", "sequence"], name="task_events_by_run"
                    ),
                    models.Index(
                        fields=["step", "created_at", "sequence"], name="task_events_by_step"
                    ),
                    models.Index(fields=["sequence"], name="task_events_by_sequence"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("event_type__in", ["info", "warn", "error", "policy", "approval"])
                        ),
                        name="task_events_event_type_known",
                        violation_error_message="Event type must be info, warn, error, policy or approval.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("event_level__in", ["low", "medium", "high", "critical"])
                        ),
                        name="task_events_event_level_known",
                        violation_error_message="Event level must be low, medium, high or critical.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("created_at__well_formed", True)),
                        name="task_events_moments_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("payload_json__is_json", True)),
                        name="task_events_json_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("id__without_nul", True),
                            ("message__without_nul", True),
                            ("payload_json__without_nul", True),
                        ),
                        name="task_events_text_without_nul",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("session_id", models.TextField(unique=True)),
                ("erased_at", runtime_memory.columns.MomentField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasure",
                        to="runtime_memory.chainentry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("erased_at__well_formed", True)),
                        name="erasure_moments_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("session_id__without_nul", True)),
                        name="erasure_text_without_nul",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BehaviorProfile",
            fields=[
                (
                    "id",
                    models.TextField(
                        default=runtime_memory.columns.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("profile_name", models.TextField()),
                ("version", models.IntegerField()),
                ("rationale", models.TextField(blank=True, null=True)),
                ("source_ref", models.TextField(blank=True, null=True)),
                ("effective_from", runtime_memory.columns.MomentField()),
                ("effective_to", runtime_memory.columns.MomentField(blank=True, null=True)),
                ("created_at", runtime_memory.columns.MomentField()),
                ("created_by", models.TextField()),
                ("sequence", runtime_memory.columns.Sequence(db_default=0, editable=False)),
                ("behavior_json", models.TextField()),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: shared with everyone signed in.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "import_batch",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="runtime_memory.importbatch",
                    ),
                ),
            ],
            options={
                "db_table": "behavior_profiles",
                "indexes": [
                    models.Index(
                        fields=["profile_name", "effective_from"], name="idx_behavior_effective"
                    ),
                    models.Index(fields=["sequence"], name="behavior_by_sequence"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("profile_name", "version"),
                        name="behavior_profiles_version_taken_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("created_at__well_formed", True),
                            ("effective_from__well_formed", True),
                            ("effective_to__well_formed", True),
                        ),
                        name="behavior_profiles_moments_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("behavior_json__is_json", True)),
                        name="behavior_profiles_json_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("behavior_json__without_nul", True),
                            ("created_by__without_nul", True),
                            ("id__without_nul", True),
                            ("profile_name__without_nul", True),
                            ("rationale__without_nul", True),
                            ("source_ref__without_nul", True),
                        ),
                        name="behavior_profiles_text_without_nul",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_to", None),
                            ("effective_to__gt", models.F("effective_from")),
                            _connector="OR",
                        ),
                        name="behavior_profiles_window_ends_after_start",
                        violation_error_message="Effective to must be later than effective from.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonalityProfile",
            fields=[
                (
                    "id",
                    models.TextField(
                        default=runtime_memory.columns.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("profile_name", models.TextField()),
                ("version", models.IntegerField()),
                ("rationale", models.TextField(blank=True, null=True)),
                ("source_ref", models.TextField(blank=True, null=True)),
                ("effective_from", runtime_memory.columns.MomentField()),
                ("effective_to", runtime_memory.columns.MomentField(blank=True, null=True)),
                ("created_at", runtime_memory.columns.MomentField()),
                ("created_by", models.TextField()),
                ("sequence", runtime_memory.columns.Sequence(db_default=0, editable=False)),
                ("personality_json", models.TextField()),
                (
                    "import_batch",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="runtime_memory.importbatch",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: shared with everyone signed in.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "personality_profiles",
                "indexes": [
                    models.Index(
                        fields=["profile_name", "effective_from"], name="idx_personality_effective"
                    ),
                    models.Index(fields=["sequence"], name="personality_by_sequence"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("profile_name", "version"),
                        name="personality_profiles_version_taken_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("created_at__well_formed", True),
                            ("effective_from__well_formed", True),
                            ("effective_to__well_formed", True),
                        ),
                        name="personality_profiles_moments_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("personality_json__is_json", True)),
                        name="personality_profiles_json_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("created_by__without_nul", True),
                            ("id__without_nul", True),
                            ("personality_json__without_nul", True),
                            ("profile_name__without_nul", True),
                            ("rationale__without_nul", True),
                            ("source_ref__without_nul", True),
                        ),
                        name="personality_profiles_text_without_nul",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_to", None),
                            ("effective_to__gt", models.F("effective_from")),
                            _connector="OR",
                        ),
                        name="personality_profiles_window_ends_after_start",
                        violation_error_message="Effective to must be later than effective from.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeployOutcome",
            fields=[
                (
                    "id",
                    models.TextField(
                        default=runtime_memory.columns.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("deployment_target", models.TextField()),
                ("deployment_id", models.TextField(blank=True, null=True)),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("succeeded", "Succeeded"),
                            ("failed", "Failed"),
                            ("rolled_back", "Rolled back"),
                        ]
                    ),
                ),
                ("summary", models.TextField(blank=True, null=True)),
                ("metrics_json", models.TextField(db_default="{}")),
                ("deployed_at", runtime_memory.columns.MomentField()),
                ("sequence", runtime_memory.columns.Sequence(db_default=0, editable=False)),
                (
                    "import_batch",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deploys",
                        to="runtime_memory.importbatch",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deploys",
                        to="runtime_memory.proposal",
                    ),
                ),
            ],
            options={
                "db_table": "deploy_outcomes",
                "indexes": [
                    models.Index(fields=["proposal", "sequence"], name="deploys_by_proposal"),
                    models.Index(fields=["sequence"], name="deploys_by_sequence"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["succeeded", "failed", "rolled_back"])),
                        name="deploy_outcomes_status_known",
                        violation_error_message="Status must be succeeded, failed or rolled_back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deployed_at__well_formed", True)),
                        name="deploy_outcomes_moments_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("metrics_json__is_json", True)),
                        name="deploy_outcomes_json_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deployment_id__without_nul", True),
                            ("deployment_target__without_nul", True),
                            ("id__without_nul", True),
                            ("metrics_json__without_nul", True),
                            ("summary__without_nul", True),
                        ),
                        name="deploy_outcomes_text_without_nul",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.TextField(
                        default=runtime_memory.columns.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("question", models.TextField()),
                ("is_allowed", models.BooleanField()),
                ("input_json", models.TextField()),
                ("result_json", models.TextField()),
                ("policy_digest", models.TextField()),
                ("code_version", models.TextField()),
                ("decided_at", runtime_memory.columns.MomentField()),
                ("sequence", runtime_memory.columns.Sequence(db_default=0, editable=False)),
                (
                    "proposal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="runtime_memory.proposal",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["proposal", "sequence"], name="decisions_by_proposal"),
                    models.Index(fields=["sequence"], name="decisions_by_sequence"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decided_at__well_formed", True)),
                        name="decision_moments_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("input_json__is_json", True), ("result_json__is_json", True)
                        ),
                        name="decision_json_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code_version__without_nul", True),
                            ("id__without_nul", True),
                            ("policy_digest__without_nul", True),
                            ("question__without_nul", True),
                        ),
                        name="decision_text_without_nul",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.TextField(
                        default=runtime_memory.columns.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("approver", models.TextField()),
                (
                    "approval_type",
                    models.TextField(
                        choices=[
                            ("policy", "Policy"),
                            ("human", "Human"),
                            ("security", "Security"),
                            ("ops", "Operations"),
                        ]
                    ),
                ),
                (
                    "decision",
                    models.TextField(choices=[("approved", "Approved"), ("rejected", "Rejected")]),
                ),
                ("notes", models.TextField(blank=True, null=True)),
                ("decided_at", runtime_memory.columns.MomentField()),
                ("content_digest", models.TextField(db_default="", editable=False)),
                ("decided_alone", models.IntegerField(db_default=0, editable=False)),
                ("sequence", runtime_memory.columns.Sequence(db_default=0, editable=False)),
                (
                    "approver_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memory_approvals",
                        to="devcraft.person",
                    ),
                ),
                (
                    "import_batch",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="runtime_memory.importbatch",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="runtime_memory.proposal",
                    ),
                ),
            ],
            options={
                "db_table": "approvals",
                "indexes": [
                    models.Index(fields=["proposal", "sequence"], name="approvals_by_proposal"),
                    models.Index(fields=["sequence"], name="approvals_by_sequence"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approval_type__in", ["policy", "human", "security", "ops"])
                        ),
                        name="approvals_approval_type_known",
                        violation_error_message="Approval type must be policy, human, security or ops.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", ["approved", "rejected"])),
                        name="approvals_decision_known",
                        violation_error_message="Decision must be approved or rejected.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_at__well_formed", True)),
                        name="approvals_moments_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approver__without_nul", True),
                            ("content_digest__without_nul", True),
                            ("id__without_nul", True),
                            ("notes__without_nul", True),
                        ),
                        name="approvals_text_without_nul",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_alone__in", [0, 1])),
                        name="approvals_alone_is_0_or_1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("import_batch__isnull", False),
                            models.Q(
                                ("approval_type", "policy"),
                                ("approver_person", None),
                                ("decided_alone", 0),
                            ),
                            models.Q(
                                models.Q(("approval_type", "policy"), _negated=True),
                                ("approver_person__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="approvals_by_a_person_unless_policy",
                        violation_error_message="An approval other than policy needs a person.",
                    ),
                    models.UniqueConstraint(
                        fields=(
                            "proposal",
                            "content_digest",
                            "approval_type",
                            "approver_person",
                            "decision",
                        ),
                        name="approvals_given_once",
                    ),
                ],
            },
        ),
    ]
