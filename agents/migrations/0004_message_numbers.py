"""Messages of a space are numbered 1, 2, 3 … and keep their number and their place."""

from django.db import migrations

from devcraft.triggers import Refuse

TABLE = "smart_space_messages"
NEXT = (
    f"(SELECT COALESCE(MAX(m.seq), 0) + 1 FROM {TABLE} m"
    " WHERE m.smart_space_id = NEW.smart_space_id)"
)


class Migration(migrations.Migration):
    dependencies = [("agents", "0003_living_agents")]

    operations = [
        Refuse(
            name="smart_space_messages_without_gap",
            table=TABLE,
            event="INSERT",
            when=f"NEW.seq <> {NEXT}",
            words="smart_space_messages are numbered without a gap",
        ),
        Refuse(
            name="smart_space_messages_keep_number",
            table=TABLE,
            event="UPDATE",
            when="NEW.seq <> OLD.seq OR NEW.smart_space_id <> OLD.smart_space_id",
            words="smart_space_messages keep their number",
        ),
    ]
