from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_migrate, post_save


class RuntimeMemoryConfig(AppConfig):
    name = "runtime_memory"
    verbose_name = "Runtime memory"

    def ready(self) -> None:
        from devcraft.models import User
        from runtime_memory import appointing

        post_migrate.connect(appointing.after_migrate, sender=self)
        post_save.connect(appointing.account_saved, sender=User)
        m2m_changed.connect(appointing.groups_changed, sender=User.groups.through)
