from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now

from devcraft import zones


def validate_zone(name: str) -> None:
    if name not in zones.known():
        raise ValidationError(
            "Zone must be a name from the time zone database, such as Europe/Berlin.",
            code="zone",
        )


class Theme(models.TextChoices):
    SYSTEM = "system", "Follow the system"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class Person(models.Model):
    """A human being; two accounts of one human point to the same person."""

    name = models.CharField(max_length=150)

    def __str__(self) -> str:
        return self.name


class AccountManager(UserManager["User"]):
    def create_user(
        self,
        username: str,
        email: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> User:
        fields.setdefault("person", Person.objects.create(name=username))
        return super().create_user(username, email, password, **fields)

    def create_superuser(
        self,
        username: str,
        email: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> User:
        fields.setdefault("person", Person.objects.create(name=username))
        return super().create_superuser(username, email, password, **fields)


class User(AbstractUser):
    """An account. The documents' `userId` is its username."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="accounts")
    zone = models.CharField(
        max_length=64,
        default="UTC",
        validators=[validate_zone],
        help_text="Days begin and end by this zone's clock.",
    )
    day_start_hour = models.PositiveSmallIntegerField(
        "day starts at", default=0, help_text="Work before this hour counts as the day before."
    )
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    has_single_keys = models.BooleanField("single-key shortcuts", default=True)
    is_sample = models.BooleanField(default=False, editable=False)

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(day_start_hour__lte=12),
                name="user_day_start_hour_in_morning",
                violation_error_message="Day starts at must be an hour from 0 to 12.",
            ),
            models.CheckConstraint(
                condition=models.Q(theme__in=Theme.values),
                name="user_theme_known",
                violation_error_message="Theme must be system, light or dark.",
            ),
            models.CheckConstraint(
                condition=~models.Q(zone=""),
                name="user_zone_named",
                violation_error_message="Zone must be named.",
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class SignInLink(models.Model):
    """A one-time way in, printed on the console. Only the token's hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link {self.pk}"
