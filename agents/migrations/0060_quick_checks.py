"""Checks of known values as comparisons, which SQLite makes without a table of the values."""

from django.db import migrations, models

from devcraft.constraints import ReplaceChecks, one_of

EVENTS = [
    models.CheckConstraint(
        condition=one_of("cost_source", ["book", "provided", "free", "unknown"]),
        name="usageevent_cost_source_known",
        violation_error_message="Source of the cost must be a known one.",
    ),
    models.CheckConstraint(
        condition=one_of("road", ["own", "log", "event", "span", "metric", "hourly"]),
        name="usageevent_road_known",
        violation_error_message="The road that a request came by must be a known one.",
    ),
    models.CheckConstraint(
        condition=one_of("rank", [0, 1, 2, 3, 4, 5, 6]),
        name="usageevent_rank_known",
        violation_error_message="How the mission was found must be a known way.",
    ),
]
TOTALS = [
    models.CheckConstraint(
        condition=one_of(
            "kind",
            [
                "all",
                "model",
                "project",
                "session",
                "agent",
                "mission",
                "assumed",
                "link",
                "provider",
                "branch",
                "actor",
            ],
        ),
        name="usagetotal_kind_known",
    )
]
STEPS = [
    models.CheckConstraint(
        condition=one_of("kind", ["model", "tool", "agent", "other"]),
        name="run_steps_kind_known",
        violation_error_message="Kind must be a known one.",
    ),
    models.CheckConstraint(
        condition=one_of("status", ["running", "waiting_tool", "completed", "failed"]),
        name="run_steps_status_known",
        violation_error_message="Status must be a known one.",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("agents", "0050_telemetry")]

    operations = [
        ReplaceChecks("usageevent", EVENTS),
        ReplaceChecks("usagetotal", TOTALS),
        ReplaceChecks("runstep", STEPS),
    ]
