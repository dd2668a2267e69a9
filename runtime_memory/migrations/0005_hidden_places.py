"""SQLite's rows have a number beside a key that is no INTEGER PRIMARY KEY.

INSERT OR REPLACE and UPDATE OR REPLACE that take the number of another row delete that row,
past its delete trigger while recursive_triggers is off. A number that SQLite gives by itself
shows as -1 before the row is there.
"""

from django.db import migrations

from devcraft.triggers import AddTrigger

KEPT = (
    *("sessions", "conversation_turns", "workflow_runs", "workflow_steps", "task_events"),
    *("skills_learned", "skill_to_logic_proposals", "validation_results", "approvals"),
    *("deploy_outcomes", "behavior_profiles", "personality_profiles"),
    *("runtime_memory_decision", "runtime_memory_chainentry", "runtime_memory_policyprofile"),
)
CHANGEABLE = (
    *("sessions", "workflow_runs", "workflow_steps", "skills_learned"),
    "skill_to_logic_proposals",
)


def refused(table, event, when):
    name = f"{table}_place_no_{'replace' if event == 'INSERT' else 'update'}"
    return AddTrigger(
        name=name,
        table=table,
        sqlite=f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW WHEN {when}'
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    )


class Migration(migrations.Migration):
    dependencies = [("runtime_memory", "0004_checkpoints")]
    operations = [
        *(
            refused(
                table,
                "INSERT",
                f'NEW.rowid > 0 AND EXISTS (SELECT 1 FROM "{table}" WHERE rowid = NEW.rowid)',
            )
            for table in KEPT
        ),
        *(refused(table, "UPDATE", "NEW.rowid IS NOT OLD.rowid") for table in CHANGEABLE),
    ]
