"""Signed checkpoints of the audit chain."""

from django.db import migrations, models
from django.db.models import Q

import runtime_memory.columns
from devcraft.append_only import AppendOnly
from devcraft.triggers import Refuse

CHAIN = "runtime_memory_chainentry"
CHECKPOINTS = "runtime_memory_checkpoint"


class Migration(migrations.Migration):
    dependencies = [("runtime_memory", "0003_policy")]
    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.BigIntegerField()),
                ("key_id", models.TextField()),
                ("at", runtime_memory.columns.MomentField()),
                ("note", models.TextField()),
                ("subtrees", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["size", "key_id"], name="checkpoint_made_once"),
                    models.CheckConstraint(
                        condition=Q(size__gt=0), name="checkpoint_size_positive"
                    ),
                    models.CheckConstraint(
                        condition=Q(at__well_formed=True), name="checkpoint_moments_well_formed"
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            key_id__without_nul=True,
                            note__without_nul=True,
                            subtrees__without_nul=True,
                        ),
                        name="checkpoint_text_without_nul",
                    ),
                ],
            },
        ),
        AppendOnly(CHECKPOINTS, unique=(("size", "key_id"),)),
        Refuse(
            name=f"{CHECKPOINTS}_of_the_chain",
            table=CHECKPOINTS,
            event="INSERT",
            words=f"{CHECKPOINTS}: a checkpoint signs lines that are there, and no fewer than"
            " the last",
            when=f"NEW.size > COALESCE((SELECT MAX(c.seq) FROM {CHAIN} c), 0)"
            f" OR NEW.size < COALESCE((SELECT MAX(o.size) FROM {CHECKPOINTS} o), 0)",
        ),
    ]
