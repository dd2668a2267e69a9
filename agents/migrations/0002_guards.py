"""What the models cannot say: the price book and the revisions are append-only."""

from django.db import migrations

from devcraft.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("agents", "0001_initial")]

    operations = [
        AppendOnly("agents_priceversion"),
        AppendOnly("agents_usagerevision"),
    ]
