import django.db.models.deletion
import worlds.identity
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitSalt",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("salt", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="WorldState",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("content_digest", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField(help_text="Bytes before compression.")),
                ("blob", models.BinaryField()),
                ("object_count", models.PositiveIntegerField(default=0)),
                ("tile_count", models.PositiveIntegerField(default=0)),
                ("light_count", models.PositiveIntegerField(default=0)),
                ("orphan_count", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0), ("size__lte", 8388608)),
                        name="worldstate_size_in_range",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="World",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=worlds.identity.new_id,
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(default="The Forge", max_length=120)),
                ("icon", models.CharField(default="🌍", max_length=16)),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("private", "Private"),
                            ("unlisted", "Unlisted"),
                            ("public", "Public"),
                            ("public_edit", "Open build"),
                        ],
                        default="private",
                        max_length=11,
                    ),
                ),
                ("creator_name", models.CharField(blank=True, default="", max_length=80)),
                ("creator_avatar", models.CharField(blank=True, default="", max_length=500)),
                ("thumbnail_url", models.CharField(blank=True, default="", max_length=500)),
                ("visit_count", models.PositiveIntegerField(default=0)),
                ("object_count", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("revision", models.PositiveIntegerField(default=0)),
                ("state_saved_at", models.DateTimeField()),
                ("saved_by", models.CharField(blank=True, default="", max_length=150)),
                (
                    "share_id",
                    models.CharField(
                        default=worlds.identity.new_share_id, max_length=22, unique=True
                    ),
                ),
                ("trashed_at", models.DateTimeField(blank=True, null=True)),
                ("copied_revision", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Of the name and the state that an import brought.",
                        max_length=64,
                    ),
                ),
                ("name_key", models.CharField(default="", editable=False, max_length=480)),
                ("search_text", models.TextField(default="", editable=False)),
                (
                    "is_listed",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.ExpressionWrapper(
                            models.Q(
                                ("trashed_at__isnull", True),
                                ("visibility__in", ("public", "public_edit")),
                            ),
                            models.BooleanField(),
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="copies",
                        to="worlds.world",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="worlds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "saver",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="The person who saved last, or whose program did.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="worlds",
                        to="worlds.worldstate",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["visibility"], name="world_by_visibility"),
                    models.Index(fields=["owner", "imported_digest"], name="world_by_imported"),
                    models.Index(
                        condition=models.Q(("trashed_at", None)),
                        fields=["owner", "state_saved_at", "id"],
                        name="world_own_saved",
                    ),
                    models.Index(
                        condition=models.Q(("trashed_at", None)),
                        fields=["owner", "name_key", "id"],
                        name="world_own_name",
                    ),
                    models.Index(
                        condition=models.Q(("trashed_at", None)),
                        fields=["owner", "visit_count", "id"],
                        name="world_own_visits",
                    ),
                    models.Index(
                        condition=models.Q(("trashed_at", None)),
                        fields=["owner", "object_count", "id"],
                        name="world_own_objects",
                    ),
                    models.Index(
                        condition=models.Q(("is_listed", True)),
                        fields=["state_saved_at", "id"],
                        name="world_listed_saved",
                    ),
                    models.Index(
                        condition=models.Q(("is_listed", True)),
                        fields=["name_key", "id"],
                        name="world_listed_name",
                    ),
                    models.Index(
                        condition=models.Q(("is_listed", True)),
                        fields=["visit_count", "id"],
                        name="world_listed_visits",
                    ),
                    models.Index(
                        condition=models.Q(("is_listed", True)),
                        fields=["object_count", "id"],
                        name="world_listed_objects",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("visibility__in", ["private", "unlisted", "public", "public_edit"])
                        ),
                        name="world_visibility_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="world_name_given"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("object_count", 0), ("revision", 0), ("state__isnull", True)),
                            models.Q(("revision__gt", 0), ("state__isnull", False)),
                            _connector="OR",
                        ),
                        name="world_content_has_revision",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PendingSave",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("base_revision", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pending_saves",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "world",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pending_saves",
                        to="worlds.world",
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pending_saves",
                        to="worlds.worldstate",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("world", "author", "state"), name="pendingsave_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorldTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=30)),
                (
                    "world",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tag_rows",
                        to="worlds.world",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["name", "world"], name="worldtag_by_name")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("world", "name"), name="worldtag_once_per_world"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="worldtag_name_given"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visitor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "world",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visitors",
                        to="worlds.world",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["day"], name="visitor_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("world", "day", "digest"), name="visitor_once_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorldChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("created", "made"),
                            ("saved", "saved"),
                            ("restored", "restored"),
                            ("named", "renamed"),
                            ("icon", "given another icon"),
                            ("tagged", "tagged"),
                            ("shared", "shared differently"),
                            ("rotated", "given a new link"),
                            ("snapshot", "snapshot taken"),
                            ("forgotten", "snapshot deleted"),
                            ("trashed", "put into the trash"),
                            ("recovered", "taken back from the trash"),
                        ],
                        max_length=9,
                    ),
                ),
                ("author", models.CharField(blank=True, default="", max_length=150)),
                (
                    "author_id_here",
                    models.BigIntegerField(help_text="The person's id, if one acted.", null=True),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(help_text="The world's after the change."),
                ),
                ("words", models.CharField(blank=True, default="", max_length=500)),
                (
                    "world",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="worlds.world",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["world", "-id"], name="worldchange_newest"),
                    models.Index(fields=["world", "author_id_here"], name="worldchange_by_author"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "created",
                                    "saved",
                                    "restored",
                                    "named",
                                    "icon",
                                    "tagged",
                                    "shared",
                                    "rotated",
                                    "snapshot",
                                    "forgotten",
                                    "trashed",
                                    "recovered",
                                ],
                            )
                        ),
                        name="worldchange_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorldDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("visits", models.PositiveIntegerField(default=0)),
                (
                    "world",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="worlds.world",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("world", "day"), name="worldday_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="WorldSnapshot",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=worlds.identity.new_id,
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("object_count", models.PositiveIntegerField(default=0)),
                (
                    "source",
                    models.CharField(
                        choices=[("auto", "Automatic"), ("manual", "By hand")],
                        default="auto",
                        max_length=6,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("save", "before a save"),
                            ("hand", "taken by hand"),
                            ("restore", "before a restore"),
                            ("agent", "before an agent's write"),
                            ("guest", "before somebody else's save"),
                            ("drop", "before a save that dropped most objects"),
                            ("overwrite", "before a save over a newer one"),
                            ("import", "imported"),
                        ],
                        max_length=9,
                    ),
                ),
                ("is_pinned", models.BooleanField(default=False)),
                ("name", models.CharField(blank=True, default="", max_length=120)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("author", models.CharField(blank=True, default="", max_length=150)),
                (
                    "world",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="snapshots",
                        to="worlds.world",
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="worlds.worldstate",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["world", "created_at"], name="worldsnapshot_of_world"),
                    models.Index(
                        condition=models.Q(("is_pinned", False)),
                        fields=["world", "-created_at"],
                        name="worldsnapshot_loose",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["auto", "manual"])),
                        name="worldsnapshot_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    "save",
                                    "hand",
                                    "restore",
                                    "agent",
                                    "guest",
                                    "drop",
                                    "overwrite",
                                    "import",
                                ],
                            )
                        ),
                        name="worldsnapshot_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason__in", ["save", "guest", "import"]),
                            ("is_pinned", True),
                            _connector="OR",
                        ),
                        name="worldsnapshot_safety_is_pinned",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorldPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[("card", "Gallery card"), ("preview", "Link preview")],
                        max_length=8,
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("png", models.BinaryField()),
                (
                    "state",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="worlds.worldstate",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("state", "form"), name="worldpicture_one_per_form"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("form__in", ["card", "preview"])),
                        name="worldpicture_form_known",
                    ),
                ],
            },
        ),
    ]
