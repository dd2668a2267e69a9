import devcraft.clock
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AppConfig",
            fields=[
                ("key", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("updated_at", models.DateTimeField(default=devcraft.clock.now)),
            ],
            options={
                "verbose_name": "setting",
            },
        ),
        migrations.CreateModel(
            name="Mission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=500)),
                ("description", models.TextField(blank=True, default="")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("todo", "To do"),
                            ("wip", "In progress"),
                            ("done", "Done"),
                            ("archived", "Archived"),
                        ],
                        default="todo",
                        max_length=8,
                    ),
                ),
                (
                    "archived_from",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("todo", "To do"),
                            ("wip", "In progress"),
                            ("done", "Done"),
                            ("archived", "Archived"),
                        ],
                        default="",
                        editable=False,
                        max_length=8,
                    ),
                ),
                (
                    "queue_position",
                    models.PositiveIntegerField(blank=True, editable=False, null=True),
                ),
                (
                    "urgency",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("5"),
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="urgency",
                    ),
                ),
                (
                    "easiness",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("5"),
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="easiness",
                    ),
                ),
                (
                    "impact",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("5"),
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="impact",
                    ),
                ),
                (
                    "priority",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.functions.comparison.Cast(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("urgency"), "*", models.F("easiness")
                                    ),
                                    "*",
                                    models.F("impact"),
                                ),
                                models.FloatField(),
                            ),
                            "/",
                            models.Value(125, output_field=models.FloatField()),
                        ),
                        output_field=models.FloatField(),
                    ),
                ),
                (
                    "valor",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=3,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(2),
                        ],
                    ),
                ),
                (
                    "score",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True),
                ),
                ("started_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("actual_seconds", models.BigIntegerField(default=0, editable=False)),
                ("is_paused", models.BooleanField(default=False, editable=False)),
                ("paused_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("total_paused_ms", models.BigIntegerField(default=0, editable=False)),
                ("stretch", models.PositiveIntegerField(default=1, editable=False)),
                ("timer_version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "horizon",
                    models.CharField(
                        blank=True,
                        choices=[("", "None"), ("open", "Open"), ("fixed", "Time box")],
                        default="",
                        max_length=5,
                    ),
                ),
                ("target_seconds", models.PositiveIntegerField(blank=True, null=True)),
                ("is_irl", models.BooleanField(default=False, verbose_name="offline (IRL)")),
                ("maturity_level", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("assigned_to", models.CharField(blank=True, default="", max_length=80)),
                (
                    "execution_mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not chosen"),
                            ("crispr", "crispr (touches the running app)"),
                            ("builder", "builder (files outside the app)"),
                        ],
                        default="",
                        max_length=7,
                    ),
                ),
                (
                    "carbon_description",
                    models.TextField(blank=True, default="", verbose_name="human words"),
                ),
                (
                    "silicon_description",
                    models.TextField(blank=True, default="", verbose_name="technical spec"),
                ),
                ("acceptance_criteria", models.TextField(blank=True, default="")),
                (
                    "flawless_percent",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="flawless %",
                    ),
                ),
                (
                    "reviewer_score",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="reviewer score",
                    ),
                ),
                (
                    "tester_score",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="tester score",
                    ),
                ),
                (
                    "gamer_score",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="gamer score",
                    ),
                ),
                ("gamer_verdict", models.CharField(blank=True, default="", max_length=40)),
                (
                    "curator_queue_position",
                    models.IntegerField(blank=True, editable=False, null=True),
                ),
                ("execution_phase", models.CharField(blank=True, default="", max_length=40)),
                ("execution_round", models.IntegerField(default=0)),
                ("awaiting_answer_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("image_url", models.TextField(blank=True, default="")),
                ("dharma_path", models.CharField(blank=True, default="", max_length=200)),
                ("quest_name", models.CharField(blank=True, default="", max_length=200)),
                (
                    "origin",
                    models.CharField(
                        choices=[("native", "Made here"), ("imported", "Imported")],
                        default="native",
                        editable=False,
                        max_length=8,
                    ),
                ),
                (
                    "creation_token",
                    models.CharField(blank=True, default="", editable=False, max_length=64),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=devcraft.clock.now)),
                ("updated_at", models.DateTimeField(default=devcraft.clock.now)),
                ("trashed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: shared with everyone signed in.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="missions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("owner"),
                        models.F("status"),
                        models.OrderBy(models.F("priority"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("trashed_at", None)),
                        name="mission_by_priority",
                    ),
                    models.Index(
                        models.F("owner"),
                        models.F("status"),
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("trashed_at", None)),
                        name="mission_by_age",
                    ),
                    models.Index(
                        models.F("owner"),
                        models.F("status"),
                        models.OrderBy(models.F("ended_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("trashed_at", None)),
                        name="mission_by_end",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("awaiting_answer_at__isnull", False), ("trashed_at", None)
                        ),
                        fields=["owner", "awaiting_answer_at"],
                        name="mission_awaiting_answer",
                    ),
                    models.Index(
                        condition=models.Q(("trashed_at__isnull", False)),
                        fields=["owner", "-trashed_at", "-id"],
                        name="mission_in_trash",
                    ),
                    models.Index(
                        models.F("owner"),
                        models.F("status"),
                        models.F("assigned_to"),
                        models.OrderBy(models.F("priority"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("trashed_at", None)),
                        name="mission_by_person",
                    ),
                    models.Index(
                        condition=models.Q(("quest_name", ""), _negated=True),
                        fields=["owner", "quest_name"],
                        name="mission_by_quest",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="mission_name_given",
                        violation_error_message="Name is needed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["todo", "wip", "done", "archived"])),
                        name="mission_status_known",
                        violation_error_message="Status must be todo, wip, done or archived.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("horizon__in", ["", "open", "fixed"])),
                        name="mission_horizon_known",
                        violation_error_message="Horizon must be open, fixed or empty.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("execution_mode__in", ["", "crispr", "builder"])),
                        name="mission_execution_mode_known",
                        violation_error_message="Execution mode must be crispr, builder or empty.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["native", "imported"])),
                        name="mission_origin_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("urgency__gte", 1), ("urgency__lte", 10)),
                        name="mission_urgency_in_range",
                        violation_error_message="Urgency must be between 1 and 10.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("easiness__gte", 1), ("easiness__lte", 10)),
                        name="mission_easiness_in_range",
                        violation_error_message="Easiness must be between 1 and 10.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("impact__gte", 1), ("impact__lte", 10)),
                        name="mission_impact_in_range",
                        violation_error_message="Impact must be between 1 and 10.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("maturity_level__gte", 0), ("maturity_level__lte", 8)),
                        name="mission_maturity_level_in_range",
                        violation_error_message="Maturity level must be between 0 and 8.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valor__gte", 0), ("valor__lte", 2)),
                        name="mission_valor_in_range",
                        violation_error_message="Valor must be between 0 and 2.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("flawless_percent__gte", 0), ("flawless_percent__lte", 100)
                        ),
                        name="mission_flawless_percent_in_range",
                        violation_error_message="Flawless percent must be between 0 and 100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewer_score__gte", 0), ("reviewer_score__lte", 100)
                        ),
                        name="mission_reviewer_score_in_range",
                        violation_error_message="Reviewer score must be between 0 and 100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tester_score__gte", 0), ("tester_score__lte", 100)),
                        name="mission_tester_score_in_range",
                        violation_error_message="Tester score must be between 0 and 100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gamer_score__gte", 0), ("gamer_score__lte", 100)),
                        name="mission_gamer_score_in_range",
                        violation_error_message="Gamer score must be between 0 and 100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("archived_from__in", ("", "todo", "done")),
                            models.Q(
                                models.Q(("archived_from__gt", ""), ("status", "archived")),
                                models.Q(
                                    models.Q(("status", "archived"), _negated=True),
                                    ("archived_from", ""),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="mission_archived_knows_from_where",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("queue_position", None),
                            models.Q(
                                ("owner__isnull", False),
                                ("queue_position__gte", 1),
                                ("status", "todo"),
                                ("trashed_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="mission_only_todo_is_queued",
                        violation_error_message="Only an own mission to do can stand in the queue.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_paused", False), ("status", "wip"), _connector="OR"
                        ),
                        name="mission_only_wip_is_paused",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paused_at", None), ("is_paused", True), _connector="OR"
                        ),
                        name="mission_paused_at_means_paused",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "wip"), _negated=True),
                            ("trashed_at", None),
                            _connector="OR",
                        ),
                        name="mission_in_trash_is_not_wip",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("actual_seconds__gte", 0), ("total_paused_ms__gte", 0)),
                        name="mission_time_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("target_seconds", None), ("target_seconds__gte", 1), _connector="OR"
                        ),
                        name="mission_target_positive",
                        violation_error_message="Time box must be at least one second.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("queue_position__isnull", False)),
                        fields=("owner", "queue_position"),
                        name="mission_queue_place_taken_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("creation_token", ""), _negated=True),
                        fields=("owner", "creation_token"),
                        name="mission_created_once_per_token",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoryEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                ("action", models.CharField(max_length=80)),
                ("body", models.JSONField(default=dict)),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history_entries",
                        to="missions.mission",
                    ),
                ),
            ],
            options={
                "verbose_name": "history line",
                "verbose_name_plural": "history lines",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mission", "sequence"), name="historyentry_sequence_taken_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DayTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("timed_seconds", models.BigIntegerField(default=0)),
                ("claimed_seconds", models.BigIntegerField(default=0)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="day_totals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="day_totals",
                        to="missions.mission",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "day", "mission"), name="daytotal_once_per_day_and_mission"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("claimed_seconds__gte", 0), ("timed_seconds__gte", 0)),
                        name="daytotal_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CarbonModelEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_mission_id", models.BigIntegerField(blank=True, null=True)),
                ("mission_name", models.CharField(blank=True, default="", max_length=500)),
                ("context", models.TextField()),
                ("predicted_response", models.TextField()),
                ("actual_response", models.TextField(blank=True, null=True)),
                ("accepted", models.BooleanField(blank=True, null=True)),
                ("rating", models.FloatField(blank=True, null=True)),
                ("confidence", models.FloatField(blank=True, null=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None"),
                            ("bump", "Bump"),
                            ("refine", "Refine"),
                            ("other", "Other"),
                        ],
                        default="",
                        max_length=6,
                    ),
                ),
                ("created_at", models.DateTimeField(default=devcraft.clock.now)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carbon_model_entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predictions",
                        to="missions.mission",
                    ),
                ),
            ],
            options={
                "verbose_name": "prediction",
                "verbose_name_plural": "predictions",
                "indexes": [
                    models.Index(
                        condition=models.Q(("actual_response", None)),
                        fields=["mission", "-id"],
                        name="carbonmodelentry_pending",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rating", None),
                            models.Q(("rating__gte", 0), ("rating__lte", 10)),
                            _connector="OR",
                        ),
                        name="carbonmodelentry_rating_in_range",
                        violation_error_message="Rating must be between 0 and 10.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confidence", None),
                            models.Q(("confidence__gte", 0), ("confidence__lte", 1)),
                            _connector="OR",
                        ),
                        name="carbonmodelentry_confidence_in_range",
                        violation_error_message="Confidence must be between 0 and 1.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", ["", "bump", "refine", "other"])),
                        name="carbonmodelentry_decision_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("actual_response__isnull", False),
                            models.Q(("accepted", None), ("answered_at", None), ("rating", None)),
                            _connector="OR",
                        ),
                        name="carbonmodelentry_judged_only_when_answered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=devcraft.clock.now)),
                (
                    "type",
                    models.CharField(
                        choices=[("note", "Note"), ("system", "System")],
                        default="note",
                        max_length=6,
                    ),
                ),
                ("message", models.TextField()),
                ("body", models.JSONField(default=dict)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="note_rows",
                        to="missions.mission",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["mission", "-at", "-id"], name="note_of_mission")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("type__in", ["note", "system"])), name="note_type_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("type", "note"), ("removed_at", None), _connector="OR"),
                        name="note_system_stays",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("display_name", models.CharField(default="Player 1", max_length=30)),
                ("bio", models.CharField(blank=True, default="", max_length=200)),
                ("avatar_url", models.TextField(blank=True, default="", editable=False)),
                ("avatar_3d_url", models.TextField(blank=True, default="", editable=False)),
                ("total_xp", models.BigIntegerField(default=0, editable=False)),
                ("level", models.PositiveSmallIntegerField(default=1, editable=False)),
                ("aura", models.IntegerField(default=0, editable=False)),
                ("aura_on", models.DateField(blank=True, editable=False, null=True)),
                (
                    "last_login_date",
                    models.CharField(blank=True, default="", editable=False, max_length=10),
                ),
                ("timer_version", models.PositiveBigIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(default=devcraft.clock.now)),
                ("updated_at", models.DateTimeField(default=devcraft.clock.now)),
                (
                    "owner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="profile",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("total_xp__gte", 0)), name="profile_xp_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 99)),
                        name="profile_level_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoreEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("completion", "Completed"),
                            ("correction", "Corrected"),
                            ("reopening", "Reopened"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
                ("seconds", models.BigIntegerField()),
                ("valor", models.DecimalField(decimal_places=2, max_digits=3)),
                ("urgency", models.DecimalField(decimal_places=2, max_digits=4)),
                ("easiness", models.DecimalField(decimal_places=2, max_digits=4)),
                ("impact", models.DecimalField(decimal_places=2, max_digits=4)),
                ("score", models.DecimalField(decimal_places=4, max_digits=16)),
                ("delta", models.DecimalField(decimal_places=4, max_digits=16)),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="score_entries",
                        to="missions.mission",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="score_entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "score line",
                "verbose_name_plural": "score ledger",
                "indexes": [models.Index(fields=["owner", "day", "id"], name="scoreentry_of_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mission", "sequence"), name="scoreentry_sequence_taken_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["completion", "correction", "reopening"])),
                        name="scoreentry_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "reopening"), ("score", 0)),
                            models.Q(("kind", "reopening"), _negated=True),
                            _connector="OR",
                        ),
                        name="scoreentry_reopening_is_worth_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TimeEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("timed", "Timed"), ("claimed", "Claimed")],
                        default="timed",
                        max_length=7,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("timer", "Timer"),
                            ("irl", "Logged by hand"),
                            ("import", "Import"),
                        ],
                        default="timer",
                        max_length=6,
                    ),
                ),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("claimed_on", models.DateField(blank=True, null=True)),
                ("claimed_seconds", models.BigIntegerField(blank=True, null=True)),
                (
                    "close_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Running"),
                            ("pause", "Paused"),
                            ("switch", "Switched"),
                            ("shelve", "Stopped"),
                            ("discard", "Discarded"),
                            ("complete", "Completed"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                (
                    "is_backdated",
                    models.BooleanField(
                        default=False,
                        help_text="The end was typed in, not taken from the server's clock.",
                    ),
                ),
                ("stretch", models.PositiveIntegerField(default=1)),
                ("zone", models.CharField(max_length=64)),
                ("day_start_hour", models.PositiveSmallIntegerField(default=0)),
                ("discarded_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=devcraft.clock.now)),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_entries",
                        to="missions.mission",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "time entry",
                "verbose_name_plural": "time entries",
                "indexes": [
                    models.Index(
                        condition=models.Q(("discarded_at", None)),
                        fields=["owner", "started_at"],
                        name="timeentry_by_start",
                    ),
                    models.Index(fields=["mission", "-id"], name="timeentry_of_mission"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("claimed_on", None),
                                ("claimed_seconds", None),
                                ("kind", "timed"),
                                ("started_at__isnull", False),
                            ),
                            models.Q(
                                ("claimed_on__isnull", False),
                                ("claimed_seconds__gte", 0),
                                ("ended_at", None),
                                ("kind", "claimed"),
                                ("started_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="timeentry_timed_or_claimed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None),
                            ("ended_at__gte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="timeentry_ends_after_start",
                        violation_error_message="The end must not lie before the start.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "close_reason__in",
                                ["", "pause", "switch", "shelve", "discard", "complete"],
                            )
                        ),
                        name="timeentry_close_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("close_reason", ""), ("kind", "claimed")),
                            models.Q(("close_reason", ""), ("ended_at", None), ("kind", "timed")),
                            models.Q(
                                ("close_reason__gt", ""),
                                ("ended_at__isnull", False),
                                ("kind", "timed"),
                            ),
                            _connector="OR",
                        ),
                        name="timeentry_closed_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["timer", "irl", "import"])),
                        name="timeentry_source_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("discarded_at", None),
                            ("ended_at", None),
                            ("started_at__isnull", False),
                        ),
                        fields=("owner",),
                        name="timeentry_one_running_per_owner",
                        violation_error_message="Another mission is already running.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TimerAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("token", models.CharField(blank=True, default="", max_length=64)),
                (
                    "before",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                ("after", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="timer_acts",
                        to="missions.mission",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="timer_acts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("undone_at", None)),
                        fields=["owner", "-id"],
                        name="timeract_last",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("token", ""), _negated=True),
                        fields=("owner", "token"),
                        name="timeract_token_used_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="XpEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                ("action", models.CharField(max_length=40)),
                ("amount", models.BigIntegerField()),
                ("aura", models.IntegerField(default=0, help_text="Aura brought in; it decays.")),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                (
                    "mission",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="xp_entries",
                        to="missions.mission",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="xp_entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "XP line",
                "verbose_name_plural": "XP ledger",
                "indexes": [
                    models.Index(fields=["owner", "-id"], name="xpentry_newest"),
                    models.Index(fields=["owner", "day"], name="xpentry_of_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "key"), name="xpentry_paid_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CuratorLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("completed", "Completed"),
                            ("failed", "Failed"),
                        ],
                        default="running",
                        max_length=9,
                    ),
                ),
                ("started_at", models.DateTimeField(default=devcraft.clock.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("duration_ms", models.BigIntegerField(blank=True, null=True)),
                ("tokens_in", models.BigIntegerField(default=0)),
                ("tokens_out", models.BigIntegerField(default=0)),
                ("missions_processed", models.IntegerField(default=0)),
                ("missions_enriched", models.IntegerField(default=0)),
                ("mission_results", models.TextField(blank=True, default="")),
                ("error", models.TextField(blank=True, default="")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="curator_logs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "curator run",
                "verbose_name_plural": "curator runs",
                "indexes": [
                    models.Index(fields=["owner", "-started_at", "-id"], name="curatorlog_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["running", "completed", "failed"])),
                        name="curatorlog_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tokens_in__gte", 0), ("tokens_out__gte", 0)),
                        name="curatorlog_tokens_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Journal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.TextField()),
                ("tags", models.JSONField(blank=True, default=list)),
                ("mood", models.CharField(blank=True, default="", max_length=40)),
                ("created_at", models.DateTimeField(default=devcraft.clock.now)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="journal_entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "journal",
                "indexes": [
                    models.Index(fields=["owner", "-created_at", "-id"], name="journal_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("content", ""), _negated=True),
                        name="journal_content_given",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LocalDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("timed_seconds", models.BigIntegerField(default=0)),
                ("claimed_seconds", models.BigIntegerField(default=0)),
                ("score", models.DecimalField(decimal_places=4, default=0, max_digits=18)),
                ("imported_score", models.DecimalField(decimal_places=4, default=0, max_digits=18)),
                ("done_count", models.IntegerField(default=0)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="local_days",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "day"), name="localday_once_per_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("claimed_seconds__gte", 0),
                            ("done_count__gte", 0),
                            ("timed_seconds__gte", 0),
                        ),
                        name="localday_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Memory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("preference", "Preference"),
                            ("habit", "Habit"),
                            ("goal", "Goal"),
                            ("fact", "Fact"),
                            ("pattern", "Pattern"),
                        ],
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                ("value", models.TextField()),
                ("created_at", models.DateTimeField(default=devcraft.clock.now)),
                ("updated_at", models.DateTimeField(default=devcraft.clock.now)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memories",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "memories",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("category__in", ["preference", "habit", "goal", "fact", "pattern"])
                        ),
                        name="memory_category_known",
                        violation_error_message="Category must be preference, habit, goal, fact or pattern.",
                    ),
                    models.UniqueConstraint(
                        fields=("owner", "category", "key"),
                        name="memory_key_taken_once",
                        violation_error_message="This key already has a value in its category.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="mission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("origin", "imported"),
                    models.Q(
                        models.Q(
                            ("status", "done"),
                            models.Q(("archived_from", "done"), ("status", "archived")),
                            _connector="OR",
                        ),
                        ("ended_at__isnull", False),
                        ("score__isnull", False),
                        ("valor__isnull", False),
                    ),
                    models.Q(
                        models.Q(
                            ("status__in", ("todo", "wip")),
                            models.Q(("archived_from", "todo"), ("status", "archived")),
                            _connector="OR",
                        ),
                        ("ended_at", None),
                        ("score", None),
                    ),
                    _connector="OR",
                ),
                name="mission_done_has_end_and_score",
            ),
        ),
    ]
