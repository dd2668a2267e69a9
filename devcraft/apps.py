from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class DevcraftConfig(AppConfig):
    name = "devcraft"
    verbose_name = "Devcraft"

    def ready(self) -> None:
        from django.conf import settings

        from agents.living.spaces import asking, reading
        from agents.usage.budgets import noticing
        from devcraft import checks, scrubbing, triggers
        from missions import desk

        desk.COUNTED.update(
            unread=reading.count_for_person,
            questions=asking.count_for_person,
            notices=noticing.count_for_person,
        )
        register(checks.linked_sqlite, Tags.compatibility)
        register(checks.triggers_present, Tags.database)
        register(checks.outbound_exceptions, Tags.security)
        register(checks.private_data_folder, Tags.security, deploy=True)
        post_migrate.connect(triggers.restore_after_migrate, sender=self)
        scrubbing.register_all(
            [
                *settings.AGENT_SECRETS.values(),
                settings.OPENAI_API_KEY,
                settings.ANTHROPIC_API_KEY,
                settings.EMAIL_HOST_PASSWORD,
            ]
        )
