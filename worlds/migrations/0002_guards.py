"""What the models cannot say: history is written once and goes only with its world."""

from django.db import migrations

from devcraft.triggers import AddTrigger

TABLE = "worlds_worldchange"
REFUSAL = f"{TABLE} is append-only"
IN_TRASH = (
    'EXISTS (SELECT 1 FROM "worlds_world" AS home'
    " WHERE home.id = OLD.world_id AND home.trashed_at IS NULL)"
)
POSTGRESQL = f"""\
CREATE OR REPLACE FUNCTION "{TABLE}_refuse_%(event)s"() RETURNS trigger
LANGUAGE plpgsql AS $$ BEGIN
  %(body)s
END $$;
CREATE TRIGGER "{TABLE}_no_%(event)s" BEFORE %(moment)s ON "{TABLE}" FOR EACH %(each)s
EXECUTE FUNCTION "{TABLE}_refuse_%(event)s"();
ALTER TABLE "{TABLE}" ENABLE ALWAYS TRIGGER "{TABLE}_no_%(event)s";"""
REFUSE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';"


def postgresql(event: str, moment: str, body: str, each: str = "ROW") -> str:
    return POSTGRESQL % {"event": event, "moment": moment, "body": body, "each": each}


class Migration(migrations.Migration):
    dependencies = [("worlds", "0001_initial")]

    operations = [
        AddTrigger(
            name=f"{TABLE}_no_update",
            table=TABLE,
            sqlite=(
                f'CREATE TRIGGER "{TABLE}_no_update" BEFORE UPDATE ON "{TABLE}" FOR EACH ROW'
                f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            ),
            postgresql=postgresql("update", "UPDATE", REFUSE),
        ),
        AddTrigger(
            name=f"{TABLE}_no_delete",
            table=TABLE,
            sqlite=(
                f'CREATE TRIGGER "{TABLE}_no_delete" BEFORE DELETE ON "{TABLE}" FOR EACH ROW'
                f" WHEN {IN_TRASH} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            ),
            postgresql=postgresql(
                "delete", "DELETE", f"IF {IN_TRASH} THEN {REFUSE} END IF; RETURN OLD;"
            ),
        ),
        AddTrigger(
            name=f"{TABLE}_no_replace",
            table=TABLE,
            sqlite=(
                f'CREATE TRIGGER "{TABLE}_no_replace" BEFORE INSERT ON "{TABLE}" FOR EACH ROW'
                f' WHEN EXISTS (SELECT 1 FROM "{TABLE}" WHERE id = NEW.id)'
                f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            ),
        ),
        AddTrigger(
            name=f"{TABLE}_no_truncate",
            table=TABLE,
            postgresql=postgresql("truncate", "TRUNCATE", REFUSE, each="STATEMENT"),
        ),
    ]
