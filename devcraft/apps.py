from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class DevcraftConfig(AppConfig):
    name = "devcraft"
    verbose_name = "Devcraft"

    def ready(self) -> None:
        from devcraft import checks, triggers

        register(checks.linked_sqlite, Tags.compatibility)
        register(checks.triggers_present, Tags.database)
        register(checks.private_data_folder, Tags.security, deploy=True)
        post_migrate.connect(triggers.restore_after_migrate, sender=self)
